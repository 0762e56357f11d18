"""The kernel's bounds on a sandboxed process, and its end when nobody is left who waits for it."""

from __future__ import annotations

import _thread
import contextlib
import ctypes
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tutor.process import folder

LINUX = sys.platform == "linux"
LOOK = 500  # milliseconds between two looks at the parent
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def restrict(limits: Mapping[str, Any]) -> None:
    """Set the resource limits of this process, for good. ``limits`` as ``Limits.plain`` gives them."""
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, limits["file_bytes"])
    lower(resource.RLIMIT_CPU, limits["cpu"], grace=1)
    if hasattr(resource, "RLIMIT_NPROC"):
        lower(resource.RLIMIT_NPROC, limits["processes"])
    if LINUX and limits["memory_bytes"] is not None:
        lower(resource.RLIMIT_AS, _address_space() + limits["memory_bytes"])


def lower(which: int, value: int, grace: int = 0) -> None:
    """Lower a limit, never raise it. A limit that the system does not let go there stays as it is."""
    soft, hard = resource.getrlimit(which)
    wanted_hard = value + grace if hard == resource.RLIM_INFINITY else min(hard, value + grace)
    wanted_soft = min(value, wanted_hard) if soft == resource.RLIM_INFINITY else min(soft, value, wanted_hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (wanted_soft, wanted_hard))


def adopt_orphans() -> None:
    """Linux: what the children of this process leave behind becomes its child, so that it can be ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(parent: int) -> bool:
    """Have the kernel end this process with its (single-threaded) parent. False where it does not offer that."""
    if not _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL)):
        return False
    if os.getppid() != parent:  # it went before the kernel knew
        os._exit(1)
    return True


def die_with(fd: int, home: Path) -> None:
    """End this process's group, and its folder, once the client at the other end of a socket is gone.

    A thread waits for that; it looks at the parent too, which goes with the client or takes its processes along.
    """
    parent, ended = os.getppid(), select.POLLHUP | select.POLLERR | select.POLLNVAL

    def wait() -> None:
        poll = select.poll()
        poll.register(fd, 0)
        while os.getppid() == parent and not any(event & ended for _, event in poll.poll(LOOK)):
            pass
        try:
            folder.remove(home)
        finally:
            os.killpg(0, signal.SIGKILL)

    _thread.start_new_thread(wait, ())


def _address_space() -> int:
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    try:
        return int(os.read(statm, 200).split()[0]) * resource.getpagesize()
    finally:
        os.close(statm)


def _prctl(option: int, value: int) -> bool:
    """Linux's prctl; False elsewhere, or when it fails."""
    return _native is not None and _native(option, value, 0, 0, 0) == 0


def _find_native() -> Callable[..., int] | None:
    if not LINUX:
        return None
    try:
        function: Callable[..., int] = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return function


_native = _find_native()  # once: processes are forked from one that has it
