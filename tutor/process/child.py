"""The sandboxed process: starts up, waits for its setup, restricts itself, then answers calls one by one."""

from __future__ import annotations

import builtins
import contextlib
import faulthandler
import fcntl
import gc
import importlib
import io
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.process import codec, guard, kernel_guard, lifetime, location, scratch
from tutor.process.encoder import ResultEncoder, clean
from tutor.process.process_errors import CodeLocation
from tutor.process.refusal import Refused, RefusedImport
from tutor.process.resource_limits import restrict

# file descriptors of the protocol are above this number, away from the small ones that code may use
AWAY = 80
LONGEST_MESSAGE = 4000
_sleep = time.sleep  # saved now, before other code can replace it
MOST_FRAMES = 60


@dataclass(frozen=True, slots=True)
class Ends:
    """The file descriptors of a forked process: calls, its output, and the dump of its position."""

    calls: int
    printed: int
    dump: int


def run(ends: Ends) -> None:
    """Run the sandboxed process in a freshly forked one. Never returns."""
    calls, dump = _move_away(ends.calls), _move_away(ends.dump)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(ends.printed, 1)
    os.dup2(ends.printed, 2)
    _close_others({calls, dump})
    kernel_guard.filter_system_calls()
    _live(calls, dump, alone=False)


def main() -> None:
    """Entry point of a spawned process. Arguments: the descriptors of calls and dump, and modules to import.

    It has no server to clean up, so it ends itself and removes its folder when its client is gone.
    """
    import shutil  # noqa: F401 - what removes the folder, for which there is no time later

    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    calls, dump = _move_away(int(sys.argv[2])), _move_away(int(sys.argv[3]))
    import_all(["numpy.random", *sys.argv[4:]])
    _live(calls, dump, alone=True)


def import_all(modules: Sequence[str]) -> None:
    """Import modules, ignoring failures, because the code's own import will report the reason."""
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _live(calls: int, dump: int, *, alone: bool) -> None:
    """Wait for the setup, then answer calls until the client disconnects. Never returns."""
    code, folder, watched = 70, "", False
    try:
        receive, send = codec.connect(calls)
        token, payload = receive()
        setup = pickle.loads(payload)
        encoder = ResultEncoder(setup["owner"])
        folder = setup["folder"]
        try:
            _settle(dump, setup)
            _furnish(setup)
            # started before the limits, which apply per thread, because this thread must be able to remove the folder
            if alone:
                lifetime.die_with_client(calls, lambda: scratch.remove(folder))
                watched = True
            _bound(setup)
        except BaseException as error:
            send(token, encoder.encode(("failed", f"{type(error).__name__}: {error}")))
            return
        send(token, encoder.encode(("ready", os.getpid(), threading.get_ident())))
        _serve(receive, send, encoder)
    except (codec.GoneError, BrokenPipeError, ConnectionResetError):
        code = 0
        if watched:
            _sleep(lifetime.LONGEST_TIDYING)  # the other thread removes the folder, then ends the process
    finally:
        if alone and folder:
            scratch.remove(folder)
        os._exit(code)


def _move_away(fd: int) -> int:
    """Duplicate the descriptor to a high number, which code will not use by accident."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, AWAY + os.urandom(1)[0] % 100)
    os.close(fd)
    return moved


def _close_others(keep: set[int]) -> None:
    """Close all descriptors except the standard ones and ``keep``."""
    start = 3
    for fd in sorted(keep):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, max(start, min(os.sysconf("SC_OPEN_MAX"), 65536)))


def _settle(dump: int, setup: Mapping[str, Any]) -> None:
    """Set up the standard streams and signals that the code will see."""
    sys.stdin = _NoInput()
    sys.stdout = _Printed(setup["output_chars"])
    sys.stderr = io.TextIOWrapper(
        io.FileIO(2, "w", closefd=False),
        encoding="utf-8",
        errors="backslashreplace",
        write_through=True,
    )
    vars(sys).update(__stdin__=sys.stdin, __stdout__=sys.stdout, __stderr__=sys.stderr)
    os.set_blocking(dump, False)
    faulthandler.enable(file=dump, all_threads=True)
    faulthandler.register(signal.SIGUSR1, file=dump, all_threads=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _furnish(setup: Mapping[str, Any]) -> None:
    """Set up the folder, the import path and the modules."""
    home = setup["folder"]
    scratch.make(home)
    os.chdir(home)
    for name in ("HOME", "TMPDIR", "PWD"):
        os.environ[name] = home
    if tempfile := sys.modules.get("tempfile"):
        vars(tempfile)["tempdir"] = None
    sys.dont_write_bytecode = True
    sys.path += setup["importable"]
    gc.enable()
    import_all(setup["modules"])


def _bound(setup: Mapping[str, Any]) -> None:
    """Apply the limits and guards permanently. The guard with the readable messages comes last."""
    home, hidden, shown = setup["folder"], setup["hidden"], setup["importable"]
    restrict(setup)
    kernel_guard.install(home, hidden, shown)
    guard.install(home, hidden, shown)


def _serve(receive: Any, send: Any, encoder: ResultEncoder) -> None:
    restore = _restorer()
    while True:
        token, payload = receive()
        answer = _answer(payload, encoder, restore)
        payload = b""
        send(token, answer)


class _Unpickler(pickle.Unpickler):
    """Reads a call and resolves its references to values kept in this process."""

    def __init__(self, payload: bytes, encoder: ResultEncoder) -> None:
        super().__init__(io.BytesIO(payload))
        self._encoder = encoder

    def persistent_load(self, reference: Any) -> Any:
        """The value that a RemoteValue refers to."""
        return self._encoder.kept(reference)


def _answer(payload: bytes, encoder: ResultEncoder, restore: Any) -> bytes:
    try:
        entry, args = _Unpickler(payload, encoder).load()
        module, _, name = entry.partition(":")
        target: Any = importlib.import_module(module)
        for part in name.split("."):
            target = getattr(target, part)
        try:
            result = target(*args)
        finally:
            restore()
        return encoder.encode(("result", result))
    except BaseException as error:
        restore()
        return encoder.encode(_report(error))


def _restorer() -> Any:
    """A function that undoes, after each call, changes that affect the tutor's code: builtins, streams, tracing,
    timers."""
    names, saved = vars(builtins), dict(vars(builtins))
    update, streams = names.update, (sys.stdin, sys.stdout, sys.stderr)
    settrace, setprofile, setrecursionlimit = sys.settrace, sys.setprofile, sys.setrecursionlimit
    setitimer, timer = signal.setitimer, signal.ITIMER_REAL
    limit = sys.getrecursionlimit()

    def restore() -> None:
        update(saved)
        settrace(None)
        setprofile(None)
        setrecursionlimit(limit)
        setitimer(timer, 0)
        sys.stdin, sys.stdout, sys.stderr = streams
        for stream in streams[1:]:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()

    return restore


def _report(error: BaseException) -> tuple[Any, ...]:
    """An exception as plain data: ("raised", type, message, where, frames, column, blocked)."""
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append((clean(code.co_filename), traceback.tb_lineno, clean(code.co_name)))
        traceback = traceback.tb_next
    place, column = location.place(frames), None
    if isinstance(error, SyntaxError) and isinstance(error.filename, str) and isinstance(error.lineno, int):
        text = error.text if isinstance(error.text, str) else location.line_text(error.filename, error.lineno)
        place = CodeLocation(clean(error.filename), error.lineno, clean(text.strip()))
        column = error.offset
        column = column if isinstance(column, int) else None
    try:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        message = ""
    return (
        "raised",
        clean(_public_name(type(error))),
        clean(str(message), LONGEST_MESSAGE),
        place and tuple(place),
        tuple(frames[-MOST_FRAMES:]),
        column,
        isinstance(error, Refused | RefusedImport),
    )


def _public_name(kind: type) -> str:
    """A class's name, or its nearest base's if a library keeps the name private (``_ArrayMemoryError``)."""
    of = type.__dict__["__name__"].__get__
    names: list[str] = [of(base) for base in type.__dict__["__mro__"].__get__(kind)]
    return next((name for name in names if not name.startswith("_")), names[0])


class _NoInput(io.TextIOBase):
    """Standard input, whose methods raise an error that explains why there is no input."""

    def readable(self) -> bool:
        return True

    def readline(self, *_: Any) -> str:  # type: ignore[override]
        raise EOFError("input() is not possible here: nobody can type while the tutor runs your code")

    read = readline

    def fileno(self) -> int:
        raise io.UnsupportedOperation("there is no standard input here")


class _Printed(io.TextIOWrapper):
    """Standard output. Flushes every line that will be kept, so that a crash loses none of them; the rest is written
    in blocks."""

    def __init__(self, keep: int) -> None:
        super().__init__(
            io.BufferedWriter(io.FileIO(1, "w", closefd=False), 1 << 16),
            encoding="utf-8",
            errors="backslashreplace",
            line_buffering=True,
        )
        self._room = keep

    def write(self, text: str, /) -> int:
        if self._room > 0:
            self._room -= len(text)
            if self._room <= 0:
                super().write(text)
                self.reconfigure(line_buffering=False)
                return len(text)
        return super().write(text)
