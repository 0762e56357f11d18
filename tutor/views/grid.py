"""Arrays as small grids of shades and numbers. It draws what it is given."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Literal

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from tutor.shapes.trace import Shown
from tutor.views.symbols import ASCII, STYLES, UNICODE, Symbols
from tutor.views.text import harmless, shape_text

GridStyle = Literal["shades", "numbers", "ascii"]

GAP = 2
_LABEL_WIDTH = 12
SAME = 1e-6
_STEPS = (0.03, 0.2, 0.4, 0.65)  # from which share on the next darker shade is drawn
_HEAT = ("dim", "", "cyan", "bright_cyan", "bold bright_cyan")  # one for each shade


def grid_view(
    rows: Sequence[Sequence[float]],
    row_labels: Sequence[str] = (),
    column_labels: Sequence[str] = (),
    style: GridStyle = "shades",
    *,
    width: int | None = None,
    marked: Collection[tuple[int, int]] = (),
    symbols: Symbols = UNICODE,
) -> Text:
    """Rows of numbers. ``"shades"`` puts one before each (its share of the largest), ``"ascii"`` a plain one.

    ``marked`` cells stand out, with a sign as well as by style. Columns beyond ``width`` are left out, and
    that is shown.
    """
    shades = (ASCII if style == "ascii" else symbols).shades if style != "numbers" else ""
    texts = _numbers(rows)
    labels = [_label(label, symbols) for label in row_labels]
    heads = [_label(label, symbols) for label in column_labels]
    left = max((cell_len(label) for label in labels), default=0)
    number = max([len(text) + bool(shades) + bool(marked) for line in texts for text in line] + [1])
    cell = max([number] + [cell_len(head) for head in heads])
    longest = fits = max((len(line) for line in rows), default=0)
    gap = GAP
    if width is not None and left + longest * (cell + gap) > width:
        if (
            left + longest * (number + 1) <= width
        ):  # narrower labels, and then a narrower gap, save all columns
            gap = min(gap, (width - left) // longest - number)
            cell = (width - left) // longest - gap
            heads = [_label(head, symbols, cell - bool(marked)) for head in heads]
        else:  # room for the ellipsis
            fits = max(1, (width - left - 2) // (cell + gap))
    more = f" {symbols.ellipsis}" if fits < longest else ""
    largest = max((abs(v) for line in rows for v in line if math.isfinite(v)), default=0.0)

    lines: list[Text] = []
    if heads:
        head = "".join(
            " " * gap + _right(text, cell - (1 if marked else 0)) + " " * bool(marked)
            for text in heads[:fits]
        )
        lines.append(Text(" " * left + head + more, style=STYLES["quiet"]))
    for r, line in enumerate(rows):
        drawn = Text()
        drawn.append(_right(labels[r] if r < len(labels) else "", left), style=STYLES["quiet"])
        for c, value in enumerate(line[:fits]):
            shade = _shade(value, largest, shades)
            here = (r, c) in marked
            sign = (symbols.differs if here else " ") if marked else ""
            text = (shade + texts[r][c]).rjust(cell - len(sign)) + sign
            style_here = STYLES["failed"] if here else _heat(value, largest) if shades else ""
            drawn.append(" " * gap).append(text, style=style_here)
        lines.append(drawn.append(more))
    return Text("\n").join(lines)


def shown_view(shown: Shown, width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """What ``show(array, tokens)`` was handed: a title line and the grid."""
    heading = Text(harmless(shown.title) or "array", style=STYLES["head"])
    heading.append(f"  {shape_text(shown.shape)} {shown.dtype}", style=STYLES["shape"])
    style: GridStyle = "shades" if is_share(shown.rows) else "numbers"
    grid = grid_view(
        shown.rows, shown.row_labels, shown.column_labels, style, width=width - GAP, symbols=symbols
    )
    rows, columns = (*(1, 1), *shown.shape)[-2:]
    cut = len(shown.rows) < rows or any(len(line) < columns for line in shown.rows)
    parts = [heading, grid]
    if cut or len(shown.shape) > 2:
        parts.append(Text(f"{symbols.ellipsis} a part of {shape_text(shown.shape)}", style=STYLES["quiet"]))
    return Group(*parts)


def is_share(rows: Sequence[Sequence[float]]) -> bool:
    """Whether every number that is one lies between 0 and 1, as weights do."""
    return all(-SAME <= v <= 1 + SAME for line in rows for v in line if math.isfinite(v))


def _numbers(rows: Sequence[Sequence[float]]) -> list[list[str]]:
    finite = [v for line in rows for v in line if math.isfinite(v)]
    largest = max(map(abs, finite), default=0.0)
    smallest = min((abs(v) for v in finite if v), default=1.0)
    if all(v == int(v) for v in finite) and largest < 1e6 and not (finite and is_share(rows)):
        template = "{:.0f}"
    elif largest >= 1e5 or (largest < 1e-2 and largest > 0 and smallest < 1e-2):
        template = "{:.1e}"
    else:
        template = "{:.2f}" if largest < 100 else "{:.1f}"
    share = is_share(rows)
    return [[_number(v, template, share) for v in line] for line in rows]


def _number(value: float, template: str, share: bool) -> str:
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    text = template.format(value + 0.0)
    if text.startswith("-") and not text.strip("-0."):
        text = text[1:]  # a rounded -0.00 is 0.00
    if share and "e" not in text:  # .42 and 1.0 are as long as a column of weights needs
        text = "1.0" if text == "1.00" else text.removeprefix("0")
    return text


def _shade(value: float, largest: float, shades: str) -> str:
    if not shades:
        return ""
    if not math.isfinite(value):
        return "?" if math.isnan(value) else shades[-1]
    return shades[_level(value, largest)]


def _heat(value: float, largest: float) -> str:
    """The same in colour: nearly nothing is quiet, much stands out."""
    return STYLES["quiet"] if not math.isfinite(value) else _HEAT[_level(value, largest)]


def _level(value: float, largest: float) -> int:
    share = abs(value) / largest if largest else 0.0
    share = abs(value) if 0 < largest <= 1 + SAME else share
    return sum(share >= step for step in _STEPS)


def _label(label: str, symbols: Symbols, width: int = _LABEL_WIDTH) -> str:
    text = harmless(str(label)).replace("\n", " ")
    mark = symbols.ellipsis if width > len(symbols.ellipsis) else ""
    while cell_len(text) > width:
        text = text.removesuffix(mark)[:-1] + mark
    return text


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
