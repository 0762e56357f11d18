"""How a command ends: with an exit code and, if it failed, with at most one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tutor.cli.streams import discard_output, prepare_streams
from tutor.cli.terminal import warn

INTERRUPTED = 130


class Problem(Exception):
    """A sentence for the learner: what, where, what to do next. ``code`` is the exit code."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


def exit_code_of(command: Callable[[], object]) -> int:
    """Run ``command`` and return its exit code, whatever happens (unless TUTOR_DEBUG asks for a traceback)."""
    prepare_streams()
    try:
        code = _run(command)
        sys.stdout.flush()
    except Problem as problem:
        warn(problem.sentence)
        code = problem.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        if os.environ.get("TUTOR_DEBUG"):
            raise
        code = 2
        with suppress(OSError):  # standard error itself may be unwritable
            warn(_sentence(error))
        if isinstance(error, OSError):
            discard_output()
    return code


def _run(command: Callable[[], object]) -> int:
    """Run the typed command. Prints what is wrong with its arguments."""
    try:
        result = command()
    except Exception as error:
        if type(error).__name__ == "Abort":  # typer's, which only the command imports
            return INTERRUPTED
        # Wrong arguments: typer says which, below the usage line.
        if getattr(error, "show", None) is None:
            raise
        _say_how_it_is_used(error)
        return int(getattr(error, "exit_code", 2))
    return result if isinstance(result, int) else 0


def _say_how_it_is_used(error: Any) -> None:
    """Print typer's usage error line by line, with control characters and newlines in arguments escaped."""
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(error.format_message() + "\n")
        return
    wrong = " ".join(error.format_message().splitlines())
    context = getattr(error, "ctx", None)
    if context is not None:
        for line in context.get_usage().splitlines():
            warn(line)
        warn(f"Try '{context.command_path} --help' for help.")
    warn(f"Error: {wrong}")


def _sentence(error: Exception) -> str:
    """One sentence for an unexpected exception."""
    if type(error).__name__ == "MalformedCourseError":
        return f"There is an error in the course: {error}."
    if type(error).__name__ == "NotACourseError":
        return str(error)
    if isinstance(error, OSError):
        where = f" for {error.filename}" if error.filename else ""
        return f"The operating system reports an error{where}: {error.strerror or error}. Fix that and try again."
    return (
        f"Internal error in the tutor ({type(error).__name__}: {error}). Your files are unchanged. "
        "Run the same command with TUTOR_DEBUG=1 to see where, and please report it with the output of 'tutor doctor'."
    )
