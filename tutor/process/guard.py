"""The guard inside a sandboxed process: an audit hook that refuses what code in there has no reason to do.

A guard against accidents and self-deception, not a jail: native code passes it by.
"""

from __future__ import annotations

import _posixsubprocess
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ALWAYS_WRITABLE = frozenset(("/dev/null", "/dev/stdout", "/dev/stderr"))
_NO_DIRECTORY = (-1, None)
_FOLD = sys.platform == "darwin"  # names differ in more than case there
_UNIX = 1  # AF_UNIX on every platform; the socket module is not worth importing for it

_realpath, _fsdecode, _join, _split = os.path.realpath, os.fsdecode, os.path.join, os.path.split
_readlink, _getpid, _fspath = os.readlink, os.getpid, os.fspath


class Refused(PermissionError):
    """The guard did not let the code do this. A PermissionError, so that libraries fall back as they do elsewhere."""

    blocked = True

    def __str__(self) -> str:
        """The sentence, also where a library (shutil, from Python 3.13) has added a file's name to the error."""
        return str(self.args[0]) if self.args else ""


Refused.__module__ = "builtins"
Handler = Callable[..., None]


def install(folder: str, hidden: Sequence[str]) -> None:
    """From now on, for good: no writing outside ``folder``, no reading below ``hidden``, no processes, no network."""
    handlers = _handlers(folder, tuple(_fold(_realpath(path)) for path in hidden))
    find = handlers.get

    def guard(event: str, args: tuple[Any, ...]) -> None:
        handler = find(event)
        if handler is not None:
            handler(*args)

    _close_back_doors()
    sys.addaudithook(guard)


def _handlers(folder: str, hidden: tuple[str, ...]) -> dict[str, Handler]:
    own = _fold(folder)

    def inside(path: str, roots: tuple[str, ...]) -> bool:
        path = _fold(path)
        return any(path == root or path.startswith(root + os.sep) for root in roots)

    def writing(path: Any, directory: Any = None) -> None:
        """Refuse to change what stands at this place, links on the way resolved."""
        place = _place(path, directory)
        if place is None or place in _ALWAYS_WRITABLE or inside(_realpath(place), (own,)):
            return
        raise Refused(
            f"writing to {place} is not possible here: the tutor runs your code in a folder of its own"
        )

    def naming(path: Any, directory: Any = None) -> None:
        """Refuse to remove or put a name here; a link stands for itself."""
        place = _place(path, directory)
        if place is None:
            return
        head, tail = _split(place.rstrip(os.sep))
        if not inside(_join(_realpath(head or "."), tail), (own,)):
            raise Refused(
                f"changing {place} is not possible here: the tutor runs your code in a folder of its own"
            )

    def reading(path: Any) -> None:
        if not hidden:
            return
        place = _place(path, None)
        if place is not None and inside(_realpath(place), hidden):
            raise Refused(
                f"reading {place} is not possible here: the tutor keeps it closed while your code runs"
            )

    def opening(path: Any, _: Any, flags: Any) -> None:
        if type(path) is int:
            return  # opened already, and looked at then
        if type(flags) is int and flags & _WRITING:
            writing(path)
        else:
            reading(path)

    def renaming(source: Any, target: Any, source_dir: Any = None, target_dir: Any = None) -> None:
        naming(source, source_dir)
        naming(target, target_dir)

    def linking(_: Any, target: Any, directory: Any = None, *__: Any) -> None:
        naming(target, directory)

    def hard_linking(source: Any, target: Any, source_dir: Any = None, target_dir: Any = None) -> None:
        naming(source, source_dir)
        naming(target, target_dir)

    def database(path: Any, *_: Any) -> None:
        if path not in (":memory:", b":memory:", ""):
            writing(path)

    def signalling(pid: Any, *_: Any) -> None:
        if pid not in (0, _getpid()):
            raise Refused("sending signals to other processes is not possible here")

    def socket(_: Any, family: Any = _UNIX, *__: Any) -> None:
        if family not in (_UNIX, -1):
            no_network()

    def no_network(*_: Any) -> None:
        raise Refused("using the network is not possible here: the tutor runs your code on its own")

    def no_process(*_: Any) -> None:
        raise Refused(
            "starting another process is not possible here: the tutor runs your code in a single one"
        )

    def no_input(*_: Any) -> None:
        raise EOFError("input() is not possible here: nobody can type while the tutor runs your code")

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
        **dict.fromkeys(("os.truncate", "os.chflags", "os.setxattr", "os.removexattr"), first_is_written),
        "sqlite3.connect": database,
        "builtins.input": no_input,
        "os.kill": signalling,
        "os.killpg": signalling,
        "socket.__new__": socket,
        **dict.fromkeys(
            ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"),
            no_network,
        ),
        **dict.fromkeys(
            (
                *("os.fork", "os.forkpty", "os.system", "os.exec", "os.posix_spawn", "os.spawn"),
                *("subprocess.Popen", "pty.spawn", "webbrowser.open"),
            ),
            no_process,
        ),
    }


def _close_back_doors() -> None:
    """multiprocessing starts processes through a function that no audit event announces."""

    def fork_exec(*_: Any) -> None:
        raise Refused(
            "starting another process is not possible here: the tutor runs your code in a single one"
        )

    _posixsubprocess.fork_exec = fork_exec  # type: ignore[assignment]


def _place(path: Any, directory: Any) -> str | None:
    """The path as text, absolute where it is relative to an open directory; None for what has no name."""
    if type(path) is int:
        return _of_descriptor(path)
    try:
        name = _fsdecode(_fspath(path))
    except (TypeError, ValueError):
        return None  # the call will fail by itself
    if directory in _NO_DIRECTORY or name.startswith(os.sep):
        return name
    base = _of_descriptor(directory)
    return name if base is None else _join(base, name)


def _of_descriptor(fd: int) -> str | None:
    """The path that a descriptor was opened by, where the platform tells."""
    try:
        if sys.platform == "darwin":
            import fcntl

            return fcntl.fcntl(fd, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0").decode()
        return _readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return None


def _fold(path: str) -> str:
    return path.casefold() if _FOLD else path
