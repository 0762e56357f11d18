"""The longest source that is traced and shown with its shapes."""

from __future__ import annotations

LARGEST = 100_000  # bytes
MOST_LINES = 2_000


def too_long(source: str) -> str:
    """The end of a sentence that says why ``source`` is not traced; "" if it can be."""
    size, lines = len(source.encode(errors="replace")), source.count("\n") + 1
    if size <= LARGEST and lines <= MOST_LINES:
        return ""
    has = f"{size / 1000:,.0f} kB" if size > LARGEST else f"{lines:,} lines"
    return f"{has}, and at most {LARGEST / 1000:.0f} kB and {MOST_LINES:,} lines are traced"
