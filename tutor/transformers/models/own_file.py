"""Says in one sentence why a learner's file cannot be read, or why its code did not answer from an isolated process."""

from __future__ import annotations

from pathlib import Path

from tutor.disk import read_text, reason
from tutor.process import Raised, SandboxError, TimedOut


def read_own(file: Path) -> tuple[str, str]:
    """The text of a learner's file, and a sentence if it cannot be read ("" if it can)."""
    try:
        return read_text(file), ""
    except OSError as error:
        return "", f"{file.name} cannot be read: {reason(error)}."
    except UnicodeDecodeError:
        return "", f"{file.name} cannot be read: it is not UTF-8 text."


def failure_of(error: SandboxError, file: Path, seconds: float) -> str:
    """Why a call of the code in ``file`` gave no answer; ``seconds`` is the time that it had."""
    if isinstance(error, TimedOut):
        line = f" on line {error.where[1]}" if error.where and error.where[0] == str(file) else ""
        return f"{file.name} was still running after {seconds:g} seconds{line}."
    if isinstance(error, Raised):
        return f"{file.name} returns something that the tutor cannot read ({error.type_name})."
    return str(error)
