"""A curve in characters: braille dots, or stars where there is no more than ASCII."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.views.symbols import STYLES, UNICODE, Symbols

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a braille character, row by row
_SIDE = 5  # characters of the numbers at the left


def curve_view(
    values: Sequence[float],
    *,
    width: int,
    height: int = 5,
    low: float = 0.0,
    high: float = 1.0,
    total: int | None = None,
    style: str = "cyan",
    symbols: Symbols = UNICODE,
) -> RenderableType:
    """``values`` from left to right between ``low`` and ``high``; with ``total``, room for as many as are to come."""
    fine = symbols is UNICODE
    across, down = (2, 4) if fine else (1, 1)
    columns, rows = max(width - _SIDE - 1, 1) * across, height * down
    count = max(total or len(values), 2)
    dots: set[tuple[int, int]] = set()
    before: tuple[float, float] | None = None
    for number, value in enumerate(values):
        share = min(max((value - low) / (high - low), 0.0), 1.0) if high > low else 0.0
        here = (1 - share) * (rows - 1), number / (count - 1) * (columns - 1)
        dots |= _line(before or here, here)
        before = here
    lines = []
    for line in range(height):
        mark = f"{high:.1f}" if line == 0 else f"{low:.1f}" if line == height - 1 else ""
        text = Text(f"{mark:>{_SIDE}} ", style=STYLES["quiet"])
        cells = (_cell(dots, line, column, fine) for column in range(columns // across))
        lines.append(text.append("".join(cells), style=style))
    return Group(*lines)


def _line(start: tuple[float, float], end: tuple[float, float]) -> set[tuple[int, int]]:
    """The dots from one (row, column) to another, so that a steep piece has no holes."""
    steps = max(round(abs(end[0] - start[0])), round(abs(end[1] - start[1])), 1)
    shares = (n / steps for n in range(steps + 1))
    return {tuple(round(a + (b - a) * share) for a, b in zip(start, end, strict=True)) for share in shares}  # type: ignore[misc]


def _cell(dots: set[tuple[int, int]], line: int, column: int, fine: bool) -> str:
    if not fine:
        return "*" if (line, column) in dots else " "
    bits = sum(
        bit
        for down, pair in enumerate(_DOTS)
        for across, bit in enumerate(pair)
        if (line * 4 + down, column * 2 + across) in dots
    )
    return chr(0x2800 + bits) if bits else " "
