"""Disables functions that Python does not announce to audit hooks."""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Callable
from typing import Any

from tutor.process.refusal import Refused

_NO_PROCESS = "starting another process is not possible here: the tutor runs your code in a single process"
_NO_SIGNALS = "sending signals to other processes is not possible here"
_NO_PIPES = "making pipes and devices is not possible here"
_NO_SYSTEM = "changing what a process sees of the system is not possible here"
_NO_MEMORY = "sharing memory with other processes is not possible here"
_NO_CLOCK = "setting the clock is not possible here"
_NO_PRIORITY = "changing when other processes run is not possible here"

# module → function → reason. If one module wraps another (os wraps posix), both have the function.
_CLOSED: dict[str, dict[str, str]] = {
    "os": {
        **dict.fromkeys(("mkfifo", "mknod"), _NO_PIPES),
        **dict.fromkeys(("chroot", "unshare", "setns"), _NO_SYSTEM),
        "pidfd_open": _NO_SIGNALS,
    },
    "signal": {"pidfd_send_signal": _NO_SIGNALS},
    "time": dict.fromkeys(("clock_settime", "clock_settime_ns"), _NO_CLOCK),
    "_posixshmem": dict.fromkeys(("shm_open", "shm_unlink"), _NO_MEMORY),
    "_posixsubprocess": {"fork_exec": _NO_PROCESS},  # used by multiprocessing
}
_BACKS = {"os": "posix", "signal": "_signal"}
# Functions that take a process id, and the index of that argument. The process itself is allowed.
_ABOUT = {"setpriority": 1, "sched_setaffinity": 0, "sched_setscheduler": 0, "sched_setparam": 0}
_MODULES: dict[str, Any] = {}  # imported before the limits apply
for _name in (*_CLOSED, *_BACKS.values()):
    with contextlib.suppress(ImportError):
        _MODULES[_name] = importlib.import_module(_name)


def close() -> None:
    """Disable them permanently."""
    for name, functions in _CLOSED.items():
        for module in (_MODULES.get(name), _MODULES.get(_BACKS.get(name, ""))):
            for function, why in functions.items():
                if hasattr(module, function):
                    setattr(module, function, _refusing(why))
    for function, place in _ABOUT.items():
        if known := vars(os).get(function):
            for module in (os, _MODULES["posix"]):
                setattr(module, function, _about_itself(known, place))


def _refusing(why: str) -> Callable[..., None]:
    def refused(*_: Any, **__: Any) -> None:
        raise Refused(why)

    return refused


def _about_itself(function: Callable[..., Any], place: int) -> Callable[..., Any]:
    def restricted(*args: Any) -> Any:
        if len(args) > place and args[place] not in (0, os.getpid()):
            raise Refused(_NO_PRIORITY)
        return function(*args)

    return restricted
