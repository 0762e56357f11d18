"""The guard inside a sandboxed process: an audit hook that refuses operations that an exercise does not need.

This file refuses what Python announces as an audit event; ``native_code.py`` refuses what leaves Python.
``unannounced.py`` disables functions without an audit event, and ``kernel_guard.py`` adds the kernel's restrictions
where it can. Without the kernel's restrictions, code that tries to disable the guard can succeed, because the guard
is itself Python code.
"""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from collections.abc import Callable, Sequence
from typing import Any

from tutor.process import native_code, unannounced
from tutor.process.refusal import Refused, RefusedImport

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Readable devices. The others are terminals, disks and cameras.
_READ_DEVICES = frozenset(
    ("null", "zero", "full", "random", "urandom", "shm", "fd", "stdin", "stdout", "stderr")
)
_ALWAYS_WRITABLE = frozenset(("/dev/null", "/dev/stdout", "/dev/stderr"))
_NO_DIRECTORY = (-1, None)
_FOLD = sys.platform == "darwin"  # there, names that differ only in case are the same file
_UNIX = 1  # AF_UNIX on every platform, without importing the socket module

_realpath, _abspath, _fsdecode = os.path.realpath, os.path.abspath, os.fsdecode
_join, _split = os.path.join, os.path.split
_readlink, _getpid, _fspath = os.readlink, os.getpid, os.fspath
_listdir, _fstat, _isdir = os.listdir, os.fstat, stat.S_ISDIR
_DESCRIPTORS = "/proc/self/fd" if sys.platform == "linux" else "/dev/fd"
# fcntl commands that make the kernel signal another process, or block other processes.
_OWNERS = frozenset(
    getattr(fcntl, name)
    for name in ("F_SETOWN", "F_SETSIG", "F_SETLEASE", "F_NOTIFY")
    if hasattr(fcntl, name)
) | {15}  # F_SETOWN_EX, which has no name in Python
_LOCKS = frozenset(
    (fcntl.F_SETLK, fcntl.F_SETLKW, getattr(fcntl, "F_OFD_SETLK", -1), getattr(fcntl, "F_OFD_SETLKW", -1))
)
# Libraries that open files or connections in native code, so that no audit event is raised.
_OPEN_BY_THEMSELVES = frozenset(("readline", "_sqlite3", "_dbm", "_gdbm", "_tkinter", "_ssl"))


Handler = Callable[..., None]


def install(folder: str, hidden: Sequence[str], shown: Sequence[str] = ()) -> None:
    """Forbid writing outside ``folder``, reading below ``hidden``, processes and network. Permanent.

    A ``shown`` folder can be read although it is below a hidden one.
    """
    handlers = _handlers(
        folder,
        tuple(_fold(_realpath(path)) for path in hidden),
        tuple(_fold(_realpath(path)) for path in shown),
    )
    find = handlers.get

    def guard(event: str, args: tuple[Any, ...]) -> None:
        handler = find(event)
        if handler is not None:
            handler(*args)

    unannounced.close()
    sys.addaudithook(guard)


def _handlers(folder: str, hidden: tuple[str, ...], shown: tuple[str, ...]) -> dict[str, Handler]:
    own = _fold(folder)
    # A shown folder matters only if it is inside a hidden one.
    shown = tuple(path for path in shown if any(path.startswith(root + os.sep) for root in hidden))

    def inside(path: str, roots: tuple[str, ...]) -> bool:
        path = _fold(path)
        return any(path == root or path.startswith(root + os.sep) for root in roots)

    def writing(path: Any, directory: Any = None) -> None:
        """Refuse to change the file at this path, after resolving links."""
        place = _place(path, directory)
        if place is None or place in _ALWAYS_WRITABLE or inside(_real(place), (own,)):
            return
        raise Refused(
            f"writing to {place} is not possible here: the tutor runs your code in a separate folder"
        )

    def naming(path: Any, directory: Any = None) -> None:
        """Refuse to add or remove this name. A link is not followed."""
        place = _place(path, directory)
        if place is None:
            return
        head, tail = _split(place.rstrip(os.sep))
        if not inside(_join(_real(head or "."), tail), (own,)):
            raise Refused(
                f"changing {place} is not possible here: the tutor runs your code in a separate folder"
            )

    def reading(path: Any, directory: Any = None) -> None:
        place = _place(path, directory)
        if place is None:
            return
        real = _real(place)
        closed = inside(real, hidden) and not inside(real, shown)
        if closed or _of_other_process(real) or _is_device(real):
            raise Refused(f"reading {place} is not possible here: the tutor blocks it while your code runs")

    def opening(path: Any, mode: Any, flags: Any) -> None:
        if type(path) is int:
            return  # already open, and checked when it was opened
        check = writing if type(flags) is int and flags & _WRITING else reading
        check(path)
        if mode is None and _is_relative(path):  # os.open, whose audit event omits dir_fd
            for directory in _open_folders():
                check(path, directory)

    def renaming(source: Any, target: Any, source_dir: Any = None, target_dir: Any = None) -> None:
        naming(source, source_dir)
        naming(target, target_dir)

    def linking(_: Any, target: Any, directory: Any = None, *__: Any) -> None:
        naming(target, directory)

    def hard_linking(source: Any, target: Any, source_dir: Any = None, target_dir: Any = None) -> None:
        naming(source, source_dir)
        naming(target, target_dir)

    def controlling(fd: Any, command: Any, *_: Any) -> None:
        if command in _OWNERS:
            raise Refused("scheduling signals is not possible here")
        if command in _LOCKS:
            writing(fd)

    first_is_written: Handler = lambda path, *_: writing(path)  # noqa: E731
    return {
        "open": opening,
        "os.listdir": lambda path, *_: reading(path),
        "os.scandir": lambda path, *_: reading(path),
        "os.remove": lambda path, directory=None, *_: naming(path, directory),
        "os.rmdir": lambda path, directory=None, *_: naming(path, directory),
        "os.mkdir": lambda path, _=None, directory=None, *__: naming(path, directory),
        "os.rename": renaming,
        "os.link": hard_linking,
        "os.symlink": linking,
        "os.chmod": lambda path, _=None, directory=None, *__: writing(path, directory),
        "os.chown": lambda path, _=None, __=None, directory=None, *___: writing(path, directory),
        "os.utime": lambda path, _=None, __=None, directory=None, *___: writing(path, directory),
        **dict.fromkeys(
            (
                *("os.truncate", "os.chflags", "os.setxattr", "os.removexattr"),
                *("fcntl.flock", "fcntl.lockf", "sqlite3.connect"),
            ),
            first_is_written,
        ),
        "fcntl.fcntl": controlling,
        **_WHEREVER,
    }


def _importing(name: Any, file: Any = None, *_: Any) -> None:
    native_code.importing(name, file)
    if type(name) is str and name.rpartition(".")[2] in _OPEN_BY_THEMSELVES:
        raise RefusedImport(
            f"importing {name.lstrip('_')} is not possible here: it opens files and connections by itself, and the "
            "tutor runs your code in a separate folder"
        )


def _signalling(pid: Any, *_: Any) -> None:
    if pid not in (0, _getpid()):
        raise Refused("sending signals to other processes is not possible here")


def _limiting(pid: Any, *_: Any) -> None:
    if pid not in (0, _getpid()):
        raise Refused("changing what other processes may use is not possible here")


def _socket(_: Any, family: Any = _UNIX, *__: Any) -> None:
    if family not in (_UNIX, -1):
        _no_network()


def _no_network(*_: Any) -> None:
    raise Refused("using the network is not possible here: the tutor runs your code in isolation")


def _no_process(*_: Any) -> None:
    raise Refused(
        "starting another process is not possible here: the tutor runs your code in a single process"
    )


def _no_input(*_: Any) -> None:
    raise EOFError("input() is not possible here: nobody can type while the tutor runs your code")


_WHEREVER: dict[str, Handler] = {
    **native_code.HANDLERS,
    "import": _importing,
    "builtins.input": _no_input,
    "resource.prlimit": _limiting,
    "os.kill": _signalling,
    "os.killpg": _signalling,
    "socket.__new__": _socket,
    **dict.fromkeys(
        (
            *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.sethostname"),
            *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
            *("syslog.openlog", "syslog.syslog"),
        ),
        _no_network,
    ),
    **dict.fromkeys(
        (
            *("os.fork", "os.forkpty", "os.system", "os.exec", "os.posix_spawn", "os.spawn"),
            *("subprocess.Popen", "pty.spawn", "webbrowser.open"),
        ),
        _no_process,
    ),
}


def _real(place: str) -> str:
    """The path with links resolved; unchanged if the system does not allow that."""
    try:
        return _realpath(place)
    except OSError:
        return _abspath(place)


def _is_relative(path: Any) -> bool:
    try:
        return not _fsdecode(_fspath(path)).startswith(os.sep)
    except (TypeError, ValueError):
        return False


def _open_folders() -> list[int]:
    """The descriptors of all open folders."""
    found = []
    for name in _listdir(_DESCRIPTORS):
        try:
            if _isdir(_fstat(int(name)).st_mode):
                found.append(int(name))
        except (OSError, ValueError):
            continue  # the descriptor of this listing, which is closed by now
    return found


def _of_other_process(place: str) -> bool:
    """Whether this is the memory, or another secret, of a different process."""
    parts = place.split(os.sep, 3)
    return len(parts) > 2 and parts[1] == "proc" and parts[2].isdecimal() and parts[2] != str(_getpid())


def _is_device(place: str) -> bool:
    """Whether this is a device that no computation needs."""
    parts = place.split(os.sep, 3)
    return len(parts) > 2 and parts[1] == "dev" and parts[2] not in _READ_DEVICES


def _place(path: Any, directory: Any) -> str | None:
    """The path as text, made absolute if it is relative to an open directory; None if the directory has no name."""
    if type(path) is int:
        return _of_descriptor(path)
    try:
        name = _fsdecode(_fspath(path))
    except (TypeError, ValueError):
        return None  # the call itself will raise
    if directory in _NO_DIRECTORY or name.startswith(os.sep):
        return name
    base = _of_descriptor(directory)
    return name if base is None else _join(base, name)


def _of_descriptor(fd: int) -> str | None:
    """The path that a descriptor was opened with, if the platform provides it."""
    try:
        if sys.platform == "darwin":
            import fcntl

            return fcntl.fcntl(fd, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0").decode()
        return _readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return None


def _fold(path: str) -> str:
    return path.casefold() if _FOLD else path
