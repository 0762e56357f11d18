"""``tutor`` and ``python -m tutor``.

The two commands of every day, when they have no options, go straight to their work: the parser of all commands takes
a tenth of a second, which is a fifth of a whole check.
"""

from __future__ import annotations

import sys
from collections.abc import Callable


class _Plain:
    """A command without options."""

    def __init__(self, run: Callable[[], int]) -> None:
        self.run = run

    def main(self, *, prog_name: str, standalone_mode: bool) -> int:
        """Run it."""
        return self.run()


def _plain(words: list[str]) -> _Plain | None:
    """``start``, ``check`` or ``check EXERCISE``; None for everything else."""
    if words == ["start"]:
        return _Plain(_start)
    if words[:1] == ["check"] and len(words) <= 2 and not any(word.startswith("-") for word in words):
        return _Plain(lambda: _check(words[1] if words[1:] else None))
    return None


def _start() -> int:
    from tutor.commands.start import start

    return start(None)


def _check(name: str | None) -> int:
    from tutor.commands.check import check

    return check(name)


def main() -> None:
    """The entry point. No traceback of the tutor leaves here unless TUTOR_DEBUG is set."""
    command = _plain(sys.argv[1:])
    if command is not None:
        from tutor.commands.ending import exit_code_of

        sys.exit(exit_code_of(command))
    from tutor.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
