"""Prevents sandboxed code from leaving Python through ctypes, other interpreters or machine code.

Installed libraries may do all of that; NumPy and PyTorch depend on it. The caller is identified by the file name of
its code, so code with a fake file name is not stopped here.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

from tutor.process.location import foreign
from tutor.process.refusal import Refused, RefusedImport

_frame, _dirname = sys._getframe, os.path.dirname
_CTYPES = _dirname(ctypes.__file__) + os.sep
# Every audit event of ctypes that finds or calls machine code, or turns a number into an address.
_EVENTS = (
    *("ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle", "ctypes.call_function", "ctypes.cdata"),
    *("ctypes.string_at", "ctypes.wstring_at", "ctypes.memoryview_at", "ctypes.PyObj_FromPtr"),
)
# Modules that create interpreters. An audit hook sees only its own interpreter.
_INTERPRETERS = frozenset(
    ("_xxsubinterpreters", "_interpreters", "_testcapi", "_testinternalcapi", "_testlimitedcapi")
)


def importing(name: Any, file: Any = None, *_: Any) -> None:
    """Refuse modules that create interpreters, and machine code that is not part of an installed library."""
    if type(name) is str and name.rpartition(".")[2] in _INTERPRETERS:
        raise RefusedImport(
            f"importing {name.lstrip('_')} is not possible here: the tutor runs your code in isolation"
        )
    if type(file) is str and not foreign(file):
        raise RefusedImport(
            f"loading {file} is not possible here: it is machine code, and the tutor runs only Python and what is "
            "installed with it"
        )


def _calling(*_: Any) -> None:
    frame = _frame(2)  # skip this function and the hook
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_CTYPES):
        frame = frame.f_back
    file = frame.f_code.co_filename
    if not foreign(file) or file == "<string>":
        raise Refused("calling machine code by ctypes is not possible here: the tutor runs only Python")


HANDLERS: dict[str, Callable[..., None]] = dict.fromkeys(_EVENTS, _calling)
