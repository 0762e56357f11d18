"""A matrix of signed numbers as colours: two rows per line, blue below 0, orange above."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from tutor.views.heat_colours import Paint
from tutor.views.symbols import STYLES, UNICODE, Symbols

Rows = Sequence[Sequence[float]]
# Fractions of the largest magnitude from which the weak and the strong sign are drawn.
_SOME, _MUCH = 0.15, 0.6


@dataclass(frozen=True, slots=True)
class FieldView:
    """At most ``lines`` lines. More rows or columns are sampled at equal distances. Without colours, a sign shows each
    magnitude and each row has its own line."""

    rows: Rows
    reach: float
    width: int
    lines: int = 8
    ends: tuple[str, str] = ("", "")
    symbols: Symbols = UNICODE

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        paint = Paint.of(console) if self.symbols is UNICODE else Paint("none")
        columns = max(map(len, self.rows), default=0)
        each = max(1, min(3, self.width // max(columns, 1)))
        small = _picked(self.rows, self.lines if paint.shades else 2 * self.lines, min(columns, self.width))
        if paint.shades:
            for row in small:
                yield Segment("".join(_sign(value / self.reach) * each for value in row))
                yield Segment.line()
        else:
            for y in range(0, len(small), 2):
                below = small[y + 1] if y + 1 < len(small) else [math.nan] * len(small[y])
                for one, other in zip(small[y], below, strict=True):
                    yield _pixels(one / self.reach, other / self.reach, "▀" * each, paint)
                yield Segment.line()
        if any(self.ends):
            yield ends_line(*self.ends, each * min(columns, self.width))
        yield self._legend(paint)

    def _legend(self, paint: Paint) -> Text:
        """The meaning of the colours or signs."""
        if paint.shades:
            told = f"+ above 0, - below; # @ near {self.reach:.3g}"
            return Text(told[: self.width], style=STYLES["quiet"], no_wrap=True)
        legend = Text(no_wrap=True)
        most = f"{self.reach:.3g}"
        for value, told in (
            (-1.0, f" −{most} "),
            (-0.5, "   "),
            (0.0, " 0 "),
            (0.5, "   "),
            (1.0, f" +{most} "),
        ):
            legend.append(told, style=paint.signed(value))
        return legend


def ends_line(first: str, last: str, width: int) -> Text:
    """The labels of the first and the last of ``width`` columns."""
    room = max(width - cell_len(last), cell_len(first) + 1)
    return Text(f"{first}{' ' * (room - cell_len(first))}{last}", style=STYLES["quiet"], no_wrap=True)


def _picked(rows: Rows, high: int, wide: int) -> list[list[float]]:
    """At most ``high`` rows and ``wide`` columns, including the first and the last."""
    across = _places(max(map(len, rows), default=0), wide)
    return [[rows[r][c] if c < len(rows[r]) else math.nan for c in across] for r in _places(len(rows), high)]


def _places(count: int, most: int) -> list[int]:
    if count <= most:
        return list(range(count))
    return [round(n * (count - 1) / max(most - 1, 1)) for n in range(most)]


def _pixels(above: float, below: float, sign: str, paint: Paint) -> Segment:
    upper = paint.signed(above).bgcolor if math.isfinite(above) else None
    lower = paint.signed(below).bgcolor if math.isfinite(below) else None
    if upper is None:
        return Segment(("▄" if lower else " ") * len(sign), Style(color=lower))
    return Segment(sign, Style(color=upper, bgcolor=lower))


def _sign(value: float) -> str:
    if not math.isfinite(value):
        return "?"
    signs = " +#" if value > 0 else " -@"
    return signs[(abs(value) >= _SOME) + (abs(value) >= _MUCH)]
