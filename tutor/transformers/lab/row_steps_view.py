"""The steps to a row of weights as numbers: below the heat map in its columns, or as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from tutor.views.heat_colours import Paint
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.models.row_steps import AttentionRow
    from tutor.views.heat import HeatTable

_COLUMN = 5  # number of columns at which a cell has room for a number
_TOLD = 0.05  # a difference of the largest weight is mentioned from this size on


def steps_below(
    made: AttentionRow,
    table: HeatTable,
    paint: Paint,
) -> list[Text]:
    """The steps to the selected row as lines, with each number below its key's column of ``table``; empty if columns
    are left out or too narrow."""
    plan, labels, symbols = table.plan(paint), table.row_labels, table.symbols
    column, side = plan.cell, plan.side
    if column < _COLUMN or plan.shown < len(labels):
        return []
    lines = [Text(), Text(f"how the row of {harmless(labels[made.query])} is computed", style="bold")]
    for name, row, style in _steps(made, symbols):
        placed = _in_columns(row, column - 1, symbols)
        cells = "".join(f"{cell:>{column - plan.gap}}{' ' * plan.gap}" for cell in placed)
        # A name may be longer than all labels, because the first cell begins with blanks.
        over = max(0, len(name) - side + 1)
        blank = len(cells) - len(cells.lstrip())
        lines.append(
            Text(f"{name:>{side - 1}} {cells[max(0, min(over, blank - 1)) :]}", style=style, no_wrap=True)
        )
    if max(made.undivided) - max(made.weights) >= _TOLD:
        root, largest = _root(made, symbols).replace(" ", ""), max(made.undivided)
        lines.append(Text(f"without {root} the largest would be {largest:.2f}", style=STYLES["quiet"]))
    return lines


@dataclass(frozen=True, slots=True)
class StepsBelow:
    """``steps_below`` for the console on which it is printed."""

    made: AttentionRow
    table: HeatTable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from steps_below(self.made, self.table, Paint.of(console))


def steps_view(made: AttentionRow, labels: Sequence[str], symbols: Symbols = UNICODE) -> RenderableType:
    """One line per key with all steps, their sum below, and the effect of the division."""
    root, times = _root(made, symbols), "" if made.sharpness == 1 else f" {symbols.times} {made.sharpness:g}"
    rows = Table(box=None, padding=(0, 2, 0, 0), header_style=STYLES["head"], show_edge=False)
    masked = any(made.hidden)
    mask = ("mask",) if masked else ()
    for title in ("key", _product(symbols), f"{root}{times}", *mask, "exp", f"{_over(symbols)} sum"):
        rows.add_column(title, justify="left" if title == "key" else "right", no_wrap=True)
    for key, label in enumerate(labels):
        hidden = made.hidden[key]
        cells = [harmless(label), f"{made.products[key]:.2f}", f"{made.scores[key]:.2f}"]
        if masked:
            cells.append(_infinity(symbols) if hidden else "0")
        cells += [f"{made.exps[key]:.3f}", f"{made.weights[key]:.3f}"]
        style = STYLES["quiet"] if hidden else "bold" if made.weights[key] == max(made.weights) else ""
        rows.add_row(*map(Text, cells), style=style)
    total = ["sum", "", "", *([""] if masked else []), f"{sum(made.exps):.3f}", f"{sum(made.weights):.3f}"]
    rows.add_row(*map(Text, total), style=STYLES["head"])
    highest = "the largest score is subtracted first, so that exp cannot overflow; the weights stay the same"
    return Group(
        Text(
            f"The query of {harmless(labels[made.query])} is multiplied by every key: {made.d_k} numbers each."
        ),
        Text(""),
        rows,
        Text(f"\nexp: {highest}.", style=STYLES["quiet"]),
        Text(undivided_in_words(made, symbols)),
    )


def undivided_in_words(made: AttentionRow, symbols: Symbols = UNICODE) -> str:
    """The weights that the same dot products would give without the division, in words."""
    root = _root(made, symbols)
    with_it, without = max(made.weights), max(made.undivided)
    if sum(not hidden for hidden in made.hidden) == 1:
        return "There is only one key, so it gets all the weight, whatever its score."
    if without - with_it < _TOLD:
        return (
            f"Without {root}, the largest weight of this row would be {without:.2f}: here it changes little."
        )
    return (
        f"Without {root}, the largest weight of this row would be {without:.2f}, not {with_it:.2f}. The model was "
        "trained with the division; here only its scale is removed."
    )


def _steps(made: AttentionRow, symbols: Symbols) -> Iterator[tuple[str, Sequence[float], str]]:
    quiet = STYLES["quiet"]
    yield _product(symbols).replace(" ", ""), made.products, quiet
    yield _root(made, symbols).replace(" ", ""), made.scores if made.sharpness == 1 else _divided(made), quiet
    if made.sharpness != 1:
        yield f"{symbols.times}{made.sharpness:g}", made.scores, quiet
    if any(made.hidden):
        yield "mask", [-inf if hidden else 0.0 for hidden in made.hidden], quiet
    yield "weight", made.weights, "bold"


def _divided(made: AttentionRow) -> Sequence[float]:
    return [score / made.sharpness for score in made.scores]


def _in_columns(row: Sequence[float], room: int, symbols: Symbols) -> list[str]:
    """Format all numbers with as many decimals as fit the narrowest column."""
    for digits in (2, 1, 0):
        cells = [_infinity(symbols) if value == -inf else f"{value:.{digits}f}" for value in row]
        if max(map(len, cells)) <= room:
            break
    return ["0" if value == 0 else cell for value, cell in zip(row, cells, strict=True)]


def _product(symbols: Symbols) -> str:
    return "q · k" if symbols is UNICODE else "q.k"


def _over(symbols: Symbols) -> str:
    return "÷" if symbols is UNICODE else "/"


def _root(made: AttentionRow, symbols: Symbols) -> str:
    return f"÷ √{made.d_k}" if symbols is UNICODE else f"/sqrt{made.d_k}"


def _infinity(symbols: Symbols) -> str:
    return "−∞" if symbols is UNICODE else "-inf"
