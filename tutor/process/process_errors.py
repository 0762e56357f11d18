"""The reasons why a call has no result. Each says in one sentence what happened."""

from __future__ import annotations

from typing import NamedTuple


class CodeLocation(NamedTuple):
    """A line of code: its file, its number from 1, and its text without indentation ("" if it cannot be read)."""

    file: str
    line: int
    text: str


class SandboxError(Exception):
    """A call has no result. ``where`` is the innermost line of the code that ran, if known."""

    def __init__(self, sentence: str, where: CodeLocation | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.where = where


class TimedOut(SandboxError):
    """The call took too long; the process has been ended."""

    def __init__(self, seconds: float, where: CodeLocation | None = None) -> None:
        place = f" It was on line {where.line} of {_name(where.file)}." if where else ""
        super().__init__(f"The code was stopped after {seconds:g} seconds.{place}", where)
        self.seconds = seconds


class Died(SandboxError):
    """The process ended, or sent garbled data. ``signal`` or ``exit_code`` tells how it ended, if known."""

    def __init__(
        self,
        sentence: str,
        *,
        signal: int | None = None,
        exit_code: int | None = None,
        where: CodeLocation | None = None,
    ) -> None:
        super().__init__(sentence, where)
        self.signal = signal
        self.exit_code = exit_code


class ProcessLost(Died):
    """The process ended for a reason outside the code: what starts processes failed, or it was killed."""


class Raised(SandboxError):
    """The function raised. ``frames`` are (file, line, function), outermost first; ``column`` is 1-based.

    ``blocked`` says whether the guard refused what the code tried.
    """

    def __init__(
        self,
        type_name: str,
        message: str,
        where: CodeLocation | None = None,
        *,
        frames: tuple[tuple[str, int, str], ...] = (),
        column: int | None = None,
        blocked: bool = False,
    ) -> None:
        super().__init__(f"{type_name}: {message}" if message else type_name, where)
        self.type_name = type_name
        self.message = message
        self.frames = frames
        self.column = column
        self.blocked = blocked


def _name(file: str) -> str:
    return file.rpartition("/")[2]
