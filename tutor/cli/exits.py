"""How every command ends: with an exit code, and with at most one sentence where it could not do its work."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from tutor.cli.terminal import prepare_streams, warn

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
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): nothing more to say to it, nor at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    except Exception as error:
        if os.environ.get("TUTOR_DEBUG"):
            raise
        warn(_sentence(error))
        code = 2
    return code


def _run(command: Callable[[], object]) -> int:
    """The exit code of the command that was typed; prints what is wrong with its arguments."""
    try:
        result = command()
    except Exception as error:
        if type(error).__name__ == "Abort":  # typer's, which the command imports
            return INTERRUPTED
        # Wrong arguments: typer knows how to say which, and above them how the command is used.
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return int(getattr(error, "exit_code", 2))
    return result if isinstance(result, int) else 0


def _sentence(error: Exception) -> str:
    """One sentence for an exception that no command expected."""
    if type(error).__name__ == "MalformedCourseError":
        return f"The course has a fault: {error}."
    if type(error).__name__ == "NotACourseError":
        return str(error)
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return f"The system refused{where}: {error.strerror or error}. See to that and try again."
    return (
        f"The tutor itself has a fault ({type(error).__name__}: {error}). Your files are as they were. "
        "Run the same with TUTOR_DEBUG=1 set to see where, and please report it with 'tutor doctor'."
    )
