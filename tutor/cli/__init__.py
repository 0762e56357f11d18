"""The shell commands, one file per group. ``command_table.py`` says where each is.

At the top, files here import only what ``tutor --help`` needs: typer, but nothing that draws or computes.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The entry point. Prints no traceback of tutor unless TUTOR_DEBUG is set."""
    from tutor.cli.exits import exit_code_of

    sys.exit(exit_code_of(_run))


def _run() -> object:
    words = sys.argv[1:]
    if words == ["start"]:  # the most frequent command, whose first paint should not wait for typer
        from tutor.cli.app_start import open_app

        return open_app()
    if words[:1] == ["check"] and not any(word.startswith("-") for word in words):
        _start_grading()
    from tutor.cli.command_table import run

    return run()


def _start_grading() -> None:
    """Start the grading process now, so that it gets ready while this process imports typer and reads the course."""
    from tutor.cli.access import start_grading
    from tutor.course.roots import NotACourseError
    from tutor.course.trust import is_trusted
    from tutor.disk import FileError
    from tutor.workspace import look

    try:
        course = look().course
        if is_trusted(course):
            start_grading(course)
    except (NotACourseError, FileError, OSError):
        return  # the command reports it
