"""How long a sandboxed process lives: no longer than its client, and what it started no longer than itself."""

from __future__ import annotations

import _thread
import contextlib
import ctypes
import os
import select
import signal
import sys
from collections.abc import Callable

LONGEST_TIDYING = 60.0  # seconds
INTERVAL = 500  # milliseconds between two looks at the parent
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Linux: what the children of this process leave behind becomes its child, so that it can be ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def children() -> set[int]:
    """All children of this single-threaded process, adopted ones too; empty where the system has no list of them."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as names:  # noqa: PTH123
            return {int(name) for name in names.read().split()}
    except OSError:
        return set()


def die_with_parent(parent: int) -> None:
    """Linux: have the kernel end this process with its single-threaded parent."""
    _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it went before the kernel knew
        os._exit(1)


def die_with_client(fd: int, tidy: Callable[[], None]) -> None:
    """End this process's group once the client at the other end of a socket is gone; ``tidy`` before. Any system.

    A thread waits for that; it looks at the parent too, which is the client.
    """
    parent, ended = os.getppid(), select.POLLHUP | select.POLLERR | select.POLLNVAL

    def wait() -> None:
        poll = select.poll()
        poll.register(fd, 0)
        while os.getppid() == parent and not any(event & ended for _, event in poll.poll(INTERVAL)):
            pass
        try:
            tidy()
        finally:
            os.killpg(0, signal.SIGKILL)

    _thread.start_new_thread(wait, ())


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal; nothing happens when there is no such process any more."""
    with contextlib.suppress(OSError):
        os.kill(pid, number)


def kill_group(pid: int) -> None:
    """End a process's whole group, also when it has had no time yet to make one."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        kill(pid)


def _prctl(option: int, value: int) -> bool:
    return _native is not None and _native(option, value, 0, 0, 0) == 0


def _find_native() -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    try:
        function: Callable[..., int] = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return function


_native = _find_native()  # once: processes are forked from one that has it
