"""Ends a sandboxed process with its client, and whatever it started with the process itself."""

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
INTERVAL = 500  # milliseconds between checks of the parent
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Linux: become the parent of processes that this one's children leave running, so that they can be killed."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def children() -> set[int]:
    """All children of this single-threaded process, including adopted ones; empty if the system does not list them."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as names:  # noqa: PTH123
            return {int(name) for name in names.read().split()}
    except OSError:
        return set()


def die_with_parent(parent: int) -> None:
    """Linux: have the kernel end this process together with its single-threaded parent."""
    _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # the parent died before the kernel was told
        os._exit(1)


def die_with_client(fd: int, tidy: Callable[[], None]) -> None:
    """End this process's group when the client at the other end of a socket is gone; call ``tidy`` first.

    A thread waits for that, and also checks the parent, which is the client.
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
    """Send a signal; does nothing if the process no longer exists."""
    with contextlib.suppress(OSError):
        os.kill(pid, number)


def kill_group(pid: int) -> None:
    """End a process's group, even if it has not created its group yet."""
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


_native = _find_native()  # load it once, so that forked processes inherit it
