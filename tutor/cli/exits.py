"""How every command ends: with an exit code, and with at most one sentence where it could not do its work."""

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
    """A sentence for the learner: what, where, what to do next. ``code`` is what the command exits with."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


def exit_code_of(command: Callable[[], object]) -> int:
    """Run ``command``; whatever happens, this returns (unless TUTOR_DEBUG wants to see the traceback)."""
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
        with suppress(OSError):  # standard error may be what cannot be written
            warn(_sentence(error))
        if isinstance(error, OSError):
            discard_output()
    return code


def _run(command: Callable[[], object]) -> int:
    """The exit code of the command that was typed; prints what is wrong with its arguments."""
    try:
        result = command()
    except Exception as error:
        if type(error).__name__ == "Abort":  # typer's, which the command imports
            return INTERRUPTED
        # Wrong arguments: typer knows how to say which, and above them how the command is used.
        if getattr(error, "show", None) is None:
            raise
        _say_how_it_is_used(error)
        return int(getattr(error, "exit_code", 2))
    return result if isinstance(result, int) else 0


def _say_how_it_is_used(error: Any) -> None:
    """As typer says it, line by line: an argument in it is never obeyed, nor does it make a line of its own."""
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
    """One sentence for an exception that no command expected."""
    if type(error).__name__ == "MalformedCourseError":
        return f"There is an error in the course: {error}."
    if type(error).__name__ == "NotACourseError":
        return str(error)
    if isinstance(error, OSError):
        where = f" for {error.filename}" if error.filename else ""
        return f"The operating system reports an error{where}: {error.strerror or error}. Fix that and try again."
    return (
        f"Internal error in the tutor ({type(error).__name__}: {error}). Your files are unchanged. "
        "Run the same command with TUTOR_DEBUG=1 to see where, and please report it with what 'tutor doctor' prints."
    )
