"""The kernel's resource limits of a sandboxed process, which the process sets itself."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Mapping
from typing import Any


def restrict(limits: Mapping[str, Any]) -> None:
    """Set the resource limits of this process permanently. ``limits`` is the result of ``Limits.plain``."""
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, limits["file_bytes"])
    lower(resource.RLIMIT_CPU, limits["cpu"] + _used(), grace=1)
    if hasattr(resource, "RLIMIT_NPROC"):
        lower(resource.RLIMIT_NPROC, limits["processes"])
    if sys.platform == "linux" and limits["memory_bytes"] is not None:
        lower(resource.RLIMIT_AS, _address_space() + limits["memory_bytes"])


def lower(which: int, value: int, grace: int = 0) -> None:
    """Lower a limit, never raise it. Keeps the limit if the system refuses."""
    soft, hard = resource.getrlimit(which)
    wanted_hard = value + grace if hard == resource.RLIM_INFINITY else min(hard, value + grace)
    wanted_soft = min(value, wanted_hard) if soft == resource.RLIM_INFINITY else min(soft, value, wanted_hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (wanted_soft, wanted_hard))


def _used() -> int:
    """The CPU time that this process has used so far, in whole seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(usage.ru_utime + usage.ru_stime)


def _address_space() -> int:
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    try:
        return int(os.read(statm, 200).split()[0]) * resource.getpagesize()
    finally:
        os.close(statm)
