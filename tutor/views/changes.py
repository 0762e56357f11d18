"""What differs between two drawings of the same thing: the numbers that a key has moved."""

from __future__ import annotations

import re

from rich.text import Text

from tutor.views.symbols import STYLES

_NUMBER = re.compile(r"(?<![\w.])[-−]?(?:\d+(?:,\d{3})*\.?\d*|\.\d+)(?:e[-+]?\d+)?%?")


def mark_changes(new: Text, before: str | None) -> Text:
    """``new`` with each number marked that stands otherwise, or not at all, at its place in ``before``.

    A place is a line and the number's count in it. None marks nothing: there was nothing before.
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
