"""Marks the numbers that differ between two drawings of the same thing, after a key changed a size."""

from __future__ import annotations

import re

from rich.text import Text

from tutor.views.symbols import STYLES

_NUMBER = re.compile(r"(?<![\w.])[-−]?(?:\d+(?:,\d{3})*\.?\d*|\.\d+)(?:e[-+]?\d+)?%?")


def mark_changes(new: Text, before: str | None) -> Text:
    """``new`` with each number marked that differs from the number at the same position in ``before``.

    A position is a line and the number's index in it. Without ``before``, nothing is marked.
    """
    if before is None or new.plain == before:
        return new
    marked = new.copy()
    old = [_NUMBER.findall(line) for line in before.split("\n")]
    start = 0
    for row, line in enumerate(new.plain.split("\n")):
        known = old[row] if row < len(old) else []
        for place, number in enumerate(_NUMBER.finditer(line)):
            if place >= len(known) or known[place] != number[0]:
                marked.stylize(STYLES["changed"], start + number.start(), start + number.end())
        start += len(line) + 1
    return marked
