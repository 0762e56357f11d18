"""The signs that every view draws with, and replacements for ASCII."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["passed", "failed", "error", "timeout", "not_started", "not_run"]


@dataclass(frozen=True, slots=True)
class Symbols:
    """One character each, so that columns stay aligned in both sets."""

    passed: str
    failed: str
    blank: str
    shown: str
    claimed: str
    here: str
    into: str
    shades: str  # from empty to full
    times: str
    ellipsis: str
    line: str
    differs: str
    copied: str
    star: str

    def mark(self, outcome: str) -> str:
        """The sign before a check line or an exercise."""
        if outcome == "passed":
            return self.passed
        if outcome in ("copied", "star"):
            return self.copied if outcome == "copied" else self.star
        return self.failed if outcome in ("failed", "error", "timeout") else self.blank


UNICODE = Symbols("✓", "✗", "·", "●", "○", "←", "→", " ░▒▓█", "×", "…", "─", "≠", "=", "★")
ASCII = Symbols("+", "x", ".", "*", "o", "<", ">", " .+*#", "x", "~", "-", "!", "=", "*")

# The words for a mark's sign and colour.
STATUS_WORDS = {
    "passed": "passed",
    "failed": "not yet",
    "error": "stopped with an error",
    "timeout": "ran out of time",
    "not_started": "not started",
    "copied": "copied from the solution",
    "begun": "not yet",
    "not_graded": "could not be graded",
}

# Styles by role, in the terminal's own colours.
STYLES = {
    "passed": "green",
    "failed": "red",
    "error": "red",
    "timeout": "red",
    "not_started": "dim",
    "not_graded": "yellow",
    "not_run": "dim",
    "skipped": "dim",
    "copied": "yellow",
    "star": "green",
    "shape": "bold cyan",
    "code": "magenta",
    "link": "underline blue",
    "head": "bold",
    "quiet": "dim",
    "bar": "cyan",
    "warning": "yellow",
    "changed": "bold reverse",
}


def style_of(outcome: str) -> str:
    """The style of an outcome or status."""
    return STYLES.get(outcome, "")
