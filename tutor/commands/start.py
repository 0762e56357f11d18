"""``tutor start`` and ``tutor init``: into the app, and a folder to learn in."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from tutor.commands.console import say
from tutor.commands.desk import look_here
from tutor.commands.problem import Problem

BROWSER = "textual.drivers.web_driver:WebDriver"  # what textual-serve says to the app that it serves


def start(workspace: Path | None) -> int:
    """Open the app where the learner left it, or at its welcome; what it ended with."""
    in_browser = os.environ.get("TEXTUAL_DRIVER", "") == BROWSER
    if not (in_browser or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise Problem(
            "tutor start draws on a terminal, and here is none. In a pipe, use 'tutor check' and the like."
        )
    if not in_browser and os.environ.get("TERM") in ("dumb", ""):
        raise Problem(
            "This terminal (TERM=dumb) cannot place text. Use another, or 'tutor check' and the like."
        )
    look_here(workspace)  # what is wrong with a folder or a course is said before anything is drawn

    from tutor.app.app import TutorApp

    app = TutorApp(override=workspace)
    try:
        app.run()
    finally:
        app.close()
    return app.return_code or 0


def init(directory: Path | None) -> None:
    """Make a folder with the exercise files; complete one that exists."""
    from tutor.course.load import load_course
    from tutor.course.roots import NotACourseError
    from tutor.views.text import counted
    from tutor.workspace import Workspace, WorkspaceError, course_for, create, default_folder

    try:
        course = load_course(course_for(directory or Path.cwd()))
    except (WorkspaceError, NotACourseError) as error:
        raise Problem(str(error)) from None
    folder = directory or Path(default_folder(course.root))
    new = len(Workspace(folder).missing(course))
    try:
        made = create(folder, course)
    except WorkspaceError as error:
        raise Problem(str(error)) from None
    if new:
        say(f"{folder} is ready, with {counted(new, 'new exercise file')} in {folder / 'exercises'}.")
    else:
        say(f"{folder} has all exercises already; nothing was changed.")
    say(
        "Begin: tutor start"
        if made.root == Path.cwd()
        else f"Begin: cd {shlex.quote(str(folder))} && tutor start"
    )
