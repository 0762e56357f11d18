"""How much code is traced and drawn with its shapes: enough for any file that somebody reads."""

from __future__ import annotations

LARGEST = 100_000  # bytes
MOST_LINES = 2_000


def too_long(source: str) -> str:
    """For the end of a sentence, why ``source`` is not traced; "" when it can be."""
    size, lines = len(source.encode(errors="replace")), source.count("\n") + 1
    if size <= LARGEST and lines <= MOST_LINES:
        return ""
    has = f"{size / 1000:,.0f} kB" if size > LARGEST else f"{lines:,} lines"
    return f"{has}, and at most {LARGEST / 1000:.0f} kB and {MOST_LINES:,} lines are traced"
