"""Starts the app without typer, whose command-line parser would take a fifth of the time to the first paint."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli.access import look_here, require_trust
from tutor.cli.charset import terminal_charset
from tutor.cli.exits import Problem
from tutor.cli.terminal import is_terminal, warn

if TYPE_CHECKING:
    from tutor.app.graphics import TerminalAnswer

# The driver that textual-serve selects for an app that it serves.
BROWSER = "textual.drivers.web_driver:WebDriver"


def open_app(workspace: Path | None = None, trust_course: bool = False, graphics: bool | None = None) -> int:
    """Open the app where the learner left it, or on its welcome screen. Returns the exit code.

    With ``graphics`` the terminal is asked whether it shows images; by default, only if it is known to.

    Raises:
        Problem: there is no terminal to draw on, or no folder or course to open.
    """
    in_browser = os.environ.get("TEXTUAL_DRIVER", "") == BROWSER
    # Textual reads keys from stdin and draws on stderr, wherever standard output goes.
    if not (in_browser or (is_terminal(sys.__stdin__) and is_terminal(sys.__stderr__))):
        if is_terminal(sys.__stdin__) and is_terminal(sys.__stdout__):
            raise Problem(
                "tutor start draws on standard error, which is redirected: leave out the 2>, or use 'tutor check'."
            )
        raise Problem(
            "tutor start needs a terminal, and this is not one. In a pipe, use other commands, such as 'tutor check'."
        )
    if not in_browser and os.environ.get("TERM") in ("dumb", ""):
        raise Problem(
            "This terminal (TERM=dumb) cannot position text. Use another, or other commands, such as 'tutor check'."
        )
    # until the first screen is shown, because objects created during startup live as long as the app
    gc.disable()
    here = look_here(workspace)  # report problems with the folder or course before drawing anything
    require_trust(here.course, trust_course)

    from tutor.app.app import TutorApp
    from tutor.app.spare_time import share_memory

    share_memory()
    charset = "utf-8" if in_browser else terminal_charset(sys.__stderr__)
    terminal = None if in_browser else _graphics_of(graphics)
    app = TutorApp(override=workspace, charset=charset, here=here, terminal=terminal)
    try:
        app.run()
    finally:
        app.close()
    return app.return_code or 0


def _graphics_of(wanted: bool | None) -> TerminalAnswer | None:
    """The terminal's answer about images, if it is asked at all."""
    from tutor.app.graphics import ask, is_installed, is_known

    if wanted is None:
        wanted = {"1": True, "0": False}.get(os.environ.get("TUTOR_GRAPHICS", ""))
    if wanted and not is_installed():
        raise Problem(
            "Pictures in the terminal need the extra 'graphics': in a clone, "
            ".venv/bin/pip install -e '.[graphics]'. Without --graphics, everything is drawn as text."
        )
    if wanted is False or not (wanted or (is_known(os.environ) and is_installed())):
        return None
    assert sys.__stdin__ is not None and sys.__stderr__ is not None
    answer = ask(sys.__stdin__.fileno(), sys.__stderr__.fileno())
    if wanted and answer.graphics is None:
        warn("This terminal cannot show the tutor's pictures, so the Lab draws text.")
    return answer
