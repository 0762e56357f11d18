"""The commands of the shell: their names, arguments and help. What each does is in ``tutor.commands``.

``tutor --help`` must cost no more than typer itself, so everything else is imported inside the commands.
"""

from __future__ import annotations

import sys

import typer

from tutor.cli import learning, looking, teaching  # noqa: F401 - each adds its commands, in this order
from tutor.cli.program import app


def main() -> None:
    """The entry point. No traceback of the tutor leaves here unless TUTOR_DEBUG is set."""
    from tutor.commands.ending import exit_code_of

    sys.exit(exit_code_of(typer.main.get_command(app)))
