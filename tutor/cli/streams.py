"""The standard streams, made fit before anything is written: open, able to print any sign, and no fault of a command's
when nobody reads them any more.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from tutor.cli.charset import terminal_charset
from tutor.cli.terminal import is_terminal

_left = False  # whether a reader went away


def prepare_streams() -> None:
    """Make printing any text to the standard streams possible, whatever their encoding and whoever reads them."""
    codecs.register_error("tutor-plain", _plain_sign)
    _open_missing()
    sys.stdout, sys.stderr = _forgiving(sys.stdout), _forgiving(sys.stderr)


def reader_has_left() -> bool:
    """Whether the reader of a pipe went away, as after ``| head``: a command that would go on for ever ends then."""
    return _left


def discard_output() -> None:
    """Write what is left nowhere: the standard output cannot be written to."""
    _into_nothing(1)
    with suppress(OSError, ValueError):
        sys.stdout.flush()


class _Pipe(io.FileIO):
    """A descriptor whose reader may go away: the command goes on and ends as it would, and what it says is lost."""

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
    """A stream that was closed (``>&-``) leads nowhere; the next file that is opened must not take its number."""
    for number, mode in ((0, "r"), (1, "w"), (2, "w")):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        name = ("stdin", "stdout", "stderr")[number]
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _forgiving(stream: TextIO) -> TextIO:
    """``stream`` with a descriptor that forgives; one that is no file of the system only learns to print any sign."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # PYTHONUNBUFFERED leaves no buffer between
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
