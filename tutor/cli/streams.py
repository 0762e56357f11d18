"""Prepares the standard streams, so that they are open, can print any character, and do not make a command fail when
a pipe is closed."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from tutor.cli.charset import terminal_charset
from tutor.cli.terminal import is_terminal

_left = False  # whether a reader has closed the pipe


def prepare_streams() -> None:
    """Make the standard streams accept any text, whatever their encoding and even if the reader closes the pipe."""
    codecs.register_error("tutor-plain", _plain_sign)
    _open_missing()
    sys.stdout, sys.stderr = _forgiving(sys.stdout), _forgiving(sys.stderr)


def reader_has_left() -> bool:
    """Whether the reader closed the pipe, as after ``| head``. An endless command should then stop."""
    return _left


def discard_output() -> None:
    """Discard buffered output, because standard output cannot be written."""
    _into_nothing(1)
    with suppress(OSError, ValueError):
        sys.stdout.flush()


class _Pipe(io.FileIO):
    """A descriptor whose reader may close it. The command continues normally, and its output is lost."""

    def write(self, data: object) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:
            global _left  # noqa: PLW0603
            _left = True
            _into_nothing(self.fileno())
            return memoryview(data).nbytes  # type: ignore[arg-type]


def _plain_sign(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from tutor.views.plain_signs import in_words

    return "".join(in_words(sign) for sign in error.object[error.start : error.end]), error.end


def _open_missing() -> None:
    """Open a closed stream (``>&-``) on the null device, so that no file gets its descriptor."""
    for number, mode in ((0, "r"), (1, "w"), (2, "w")):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # uses the lowest free descriptor
        name = ("stdin", "stdout", "stderr")[number]
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _forgiving(stream: TextIO) -> TextIO:
    """Wrap the stream's descriptor in ``_Pipe``. A stream without one only gets an error handler for its encoding."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # with PYTHONUNBUFFERED there is no buffer
    if not isinstance(stream, io.TextIOWrapper) or type(raw) is not io.FileIO:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="tutor-plain")
        return stream
    with suppress(OSError):
        stream.flush()
    pipe = _Pipe(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        pipe if raw is buffer else io.BufferedWriter(pipe),
        encoding=terminal_charset(stream) if is_terminal(stream) else stream.encoding,
        errors="tutor-plain",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _into_nothing(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
