"""``tutor`` and ``python -m tutor``. A plain ``tutor start`` goes straight to the app, past the parser of commands."""

from __future__ import annotations

import sys


class _Start:
    """``tutor start`` without options, as a command."""

    def main(self, *, prog_name: str, standalone_mode: bool) -> int:
        """Open the app."""
        from tutor.commands.start import start

        return start(None)


def main() -> None:
    """The entry point. No traceback of the tutor leaves here unless TUTOR_DEBUG is set."""
    from tutor.commands.ending import exit_code_of

    if sys.argv[1:] == ["start"]:
        sys.exit(exit_code_of(_Start()))
    from tutor.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
