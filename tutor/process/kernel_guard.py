"""Restrictions that the Linux kernel enforces on a process, whatever code runs in it, including native code.

Landlock forbids writing outside the folder, reading hidden folders, TCP, and signals to other processes. A seccomp
filter forbids all other networking, starting processes and inspecting them. Neither needs privileges or a library, and
both are permanent. Restrictions that a kernel does not support are skipped; ``active`` lists those in force.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterator, Sequence

from tutor.process import system_call_filter

MOST_RULES = 4000  # if there are more entries beside a hidden folder, only the guard restricts reading
_NO_NEW_PRIVILEGES = 38
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_WRITE_FILE, _READ_FILE = 1 << 1, 1 << 2
_CHANGE = _WRITE_FILE | 0x1FF0  # and removing or creating files, folders, links, pipes, sockets and devices
_REFER, _TRUNCATE, _DEVICES = 1 << 13, 1 << 14, 1 << 15  # from Landlock version 2, 3 and 5
_DEVICES_HERE = "/dev"
_READ_DEVICES = (
    "zero",
    "full",
    "random",
    "urandom",
    "shm",
)  # and null; the others are terminals, disks, cameras
_TCP = 0b11  # bind and connect, from version 4
_SCOPED = 0b11  # signals and abstract sockets, from version 6

_libc = None
if sys.platform == "linux":
    with contextlib.suppress(OSError):
        _libc = ctypes.CDLL(None, use_errno=True)
        _libc.syscall.restype = ctypes.c_long
SECCOMP = "seccomp"
_active: list[str] = []


def active() -> list[str]:
    """The restrictions in force in this process, in a few words each."""
    return list(_active)


def filter_system_calls() -> None:
    """Install the system call filter, which needs no setup, in a waiting process. Permanent; never raises."""
    with contextlib.suppress(OSError, AttributeError):
        if _no_new_privileges() and system_call_filter.install(_libc, os.getpid()):
            _active.append(SECCOMP)


def install(folder: str, hidden: Sequence[str], shown: Sequence[str]) -> None:
    """Restrict this thread and its children permanently. Never raises."""
    with contextlib.suppress(OSError, AttributeError):
        if _no_new_privileges() and (version := _landlock(folder, hidden, shown)):
            _active.append(f"Landlock {version}")
    if SECCOMP not in _active:
        filter_system_calls()


def _no_new_privileges() -> bool:
    return _libc is not None and _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0


def _landlock(folder: str, hidden: Sequence[str], shown: Sequence[str]) -> int:
    """The Landlock version in force, 0 for none."""
    version = _call(_CREATE, None, 0, 1)
    if version < 1:
        return 0
    changing = _CHANGE | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    # Forbid ioctl on devices, because a terminal that is open elsewhere would accept it.
    changing |= _DEVICES if version >= 5 else 0
    open_to_read = _beside([*hidden, _DEVICES_HERE], shown) if hidden else None
    reading = 0 if open_to_read is None else _READ_FILE
    attributes = struct.pack(
        "=QQQ", changing | reading, _TCP if version >= 4 else 0, _SCOPED if version >= 6 else 0
    )
    ruleset = _call(_CREATE, attributes, 24 if version >= 6 else 16 if version >= 4 else 8, 0)
    if ruleset < 0:
        return 0
    try:
        _allow(ruleset, folder, changing | reading)
        _allow(ruleset, os.devnull, _WRITE_FILE | reading)
        for name in _READ_DEVICES if reading else ():
            _allow(ruleset, f"{_DEVICES_HERE}/{name}", reading)
        for path in open_to_read or ():
            _allow(ruleset, path, reading)
        return version if _call(_RESTRICT, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    with contextlib.suppress(OSError):
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined,unused-ignore]
        try:
            _call(_ADD, ruleset, 1, struct.pack("=Qi", rights, fd), 0)
        finally:
            os.close(fd)


def _beside(hidden: Sequence[str], shown: Sequence[str]) -> list[str] | None:
    """The readable paths: everything beside the path to the hidden folders. None if there are too many.

    Landlock has only allow rules.
    """
    closed = {os.path.realpath(path) for path in hidden}
    below = [os.path.realpath(path) for path in shown]
    found = [path for path in below if any(path.startswith(root + os.sep) for root in closed)]
    for path in _siblings("/", closed):
        found.append(path)
        if len(found) > MOST_RULES:
            return None
    return found


def _siblings(folder: str, closed: set[str]) -> Iterator[str]:
    start = folder.rstrip(os.sep) + os.sep
    leading = [path for path in closed if path.startswith(start)]
    if not leading:
        yield folder
        return
    names = {path[len(start) :].split(os.sep, 1)[0] for path in leading}
    try:
        entries = os.listdir(folder)  # noqa: PTH208 - pathlib is slower
    except OSError:  # the folder cannot be listed, so its entries are unknown
        return
    for name in entries:
        path = start + name
        if path in closed:
            continue
        if name in names:
            yield from _siblings(path, closed)
        elif not os.path.islink(path):  # noqa: PTH114
            yield path


def _call(number: int, *arguments: int | bytes | None) -> int:
    assert _libc is not None
    plain = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(_libc.syscall(ctypes.c_long(number), *plain))
