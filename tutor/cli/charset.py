"""Finds the characters that a terminal can show: those of its locale, or those set explicitly for Python."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TextIO

_PYTHON_S_OWN = ("C.UTF-8", "C.utf8", "UTF-8")  # Python sets LC_CTYPE to one of these if it would be C


def terminal_charset(
    stream: TextIO | None, environ: Mapping[str, str] = os.environ, utf8_mode: int = sys.flags.utf8_mode
) -> str:
    """The encoding that the terminal ``stream`` displays.

    In the C locale Python writes UTF-8 anyway. That is right for files and pipes, but the terminal may not show it.
    """
    encoding = getattr(stream, "encoding", None) or "ascii"
    if not encoding.lower().startswith("utf"):
        return encoding
    if environ.get("PYTHONIOENCODING", "").partition(":")[0] or environ.get("PYTHONUTF8") == "1":
        return encoding
    characters = environ.get("LC_CTYPE", "")
    if utf8_mode and characters in _PYTHON_S_OWN:
        characters = ""
    name = environ.get("LC_ALL") or characters or environ.get("LANG") or "C"
    return encoding if "utf" in name.lower() else "ascii"
