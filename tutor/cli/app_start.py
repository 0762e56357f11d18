"""Into the app, without typer: the parser of the command line would be a fifth of the time to the first paint."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from tutor.cli.access import look_here, require_trust
from tutor.cli.charset import terminal_charset
from tutor.cli.exits import Problem
from tutor.cli.terminal import is_terminal

BROWSER = "textual.drivers.web_driver:WebDriver"  # what textual-serve says to the app that it serves


def open_app(workspace: Path | None = None, trust_course: bool = False) -> int:
    """Open the app where the learner left it, or at its welcome; what it ended with.

    Raises:
        Problem: there is nothing to draw on, or no folder or course to open.
    """
    in_browser = os.environ.get("TEXTUAL_DRIVER", "") == BROWSER
    # Textual reads keys from the one and draws on the other, wherever standard output leads.
    if not (in_browser or (is_terminal(sys.__stdin__) and is_terminal(sys.__stderr__))):
        if is_terminal(sys.__stdin__) and is_terminal(sys.__stdout__):
            raise Problem(
                "tutor start draws on standard error, and that leads elsewhere: leave out the 2>, or use 'tutor check'."
            )
        raise Problem(
            "tutor start draws on a terminal, and here is none. In a pipe, use 'tutor check' and the like."
        )
    if not in_browser and os.environ.get("TERM") in ("dumb", ""):
        raise Problem(
            "This terminal (TERM=dumb) cannot place text. Use another, or 'tutor check' and the like."
        )
    gc.disable()  # until the first screen is there: what is made while starting stays
    here = look_here(workspace)  # what is wrong with a folder or a course is said before anything is drawn
    require_trust(here.course, trust_course)

    from tutor.app.app import TutorApp

    charset = "utf-8" if in_browser else terminal_charset(sys.__stderr__)
    app = TutorApp(override=workspace, charset=charset, here=here)
    try:
        app.run()
    finally:
        app.close()
    return app.return_code or 0
