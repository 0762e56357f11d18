"""Attention as pictures of characters: one grid with a row picked out, a strip of all heads, and predictions."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

Rows = Sequence[Sequence[float]]
_LEVELS = (0.02, 0.15, 0.35, 0.6, 1.01)
_UNICODE_SHADES, _ASCII_SHADES = "·░▒▓█", ".:+*#"
_LABEL = 9
_MARK = "°"
_ACROSS = 4  # small pictures beside each other
_BAR, _WORD = 10, 15  # cells of the longest bar; of the longest word beside it
_NAMED, _WIDEST = 4, 7  # columns of a cell from which on its key is named; and the most that it gets


def attention_grid(
    rows: Rows,
    labels: Sequence[str],
    *,
    chosen: int | None = None,
    width: int = 80,
    numbers: bool = False,
    symbols: Symbols = UNICODE,
) -> RenderableType:
    """One head's weights: a line for every query, a column for every key; the chosen row is marked.

    Cells are shades, and numbers where they are wanted. Columns are named where there is room for names. Columns that
    do not fit are left out, and said so: the newest tokens stay, unless the chosen one is further left.
    """
    shades = _UNICODE_SHADES if symbols is UNICODE else _ASCII_SHADES
    names, side, column = grid_layout(labels, width, numbers)
    room = max((width - side) // column, 1)
    first = max(len(labels) - room, 0)
    if chosen is not None:
        first = min(first, max(chosen - room + 1, 0)) if chosen < first else first
    shown = range(first, min(first + room, len(labels)))
    drawn = []
    if column >= _NAMED:
        head = Text(" " * side, style=STYLES["quiet"])
        for key in shown:
            name = _cut(names[key], column - 1)
            head.append(f"{' ' * (column - cell_len(name))}{name}")
        drawn.append(head)
    for query, row in enumerate(rows):
        picked = query == chosen
        line = Text(
            f"{symbols.into if picked else ' '}{' ' * (side - 2 - cell_len(names[query]))}{names[query]} ",
            style="bold" if picked else "",
        )
        for key in shown:
            weight = row[key]
            cell = _number(weight) if numbers else _shade(weight, shades) * max(column - 1, 2)
            line.append(f"{cell:>{column}}", style=_colour(weight, picked))
        drawn.append(line)
    if len(shown) < len(labels):
        found = f"{symbols.ellipsis} columns {shown.start + 1} to {shown.stop} of {len(labels)} fit"
        drawn.append(Text(found, style=STYLES["quiet"]))
    return Group(*drawn)


def names_columns(labels: Sequence[str], width: int, numbers: bool = False) -> bool:
    """Whether ``attention_grid`` begins with a line of column names."""
    return grid_layout(labels, width, numbers)[2] >= _NAMED


def grid_layout(labels: Sequence[str], width: int, numbers: bool) -> tuple[list[str], int, int]:
    """Names that fit, the columns in front of the cells, and a cell's: enough for a name where all fit so."""
    names = [_cut(harmless(label), _LABEL) for label in labels]
    side = max((cell_len(name) for name in names), default=1) + 2
    narrow = 4 if numbers else 2
    wanted = range(_WIDEST, _NAMED - 1, -1)
    return names, side, next((wide for wide in wanted if wide * len(labels) <= width - side), narrow)


def head_strip(
    attention: Sequence[Sequence[Rows]],
    chosen: tuple[int, int],
    off: frozenset[tuple[int, int]] = frozenset(),
    *,
    size: int = 8,
    symbols: Symbols = UNICODE,
    layers: Sequence[int] | None = None,
) -> RenderableType:
    """Every head as a small picture, layer below layer, or those of some ``layers``. The chosen one is marked,
    switched-off ones are crossed out."""
    shades = _UNICODE_SHADES if symbols is UNICODE else _ASCII_SHADES
    strip = Table.grid(padding=(0, 1))
    for layer in range(len(attention)) if layers is None else layers:
        heads, cells = attention[layer], []
        for head, rows in enumerate(heads):
            here, dark = (layer, head) == chosen, (layer, head) in off
            mark = symbols.into if here else " "
            name = f"{mark}L{layer} H{head}{symbols.failed if dark else ''}"
            picture = Text(f"{name}\n", style="bold" if here else "")
            for row in list(rows)[-size:]:
                line = "".join(_shade(weight, shades) for weight in list(row)[-size:])
                picture.append(f"{line}\n", style="dim" if dark else "")
            cells.append(picture)
        for first in range(0, len(cells), _ACROSS):
            strip.add_row(*cells[first : first + _ACROSS])
    return strip


def guesses_view(
    guesses: Sequence[tuple[str, float]],
    before: Sequence[tuple[str, float]] = (),
    symbols: Symbols = UNICODE,
    width: int = 80,
) -> RenderableType:
    """Words and their probabilities as bars; beside them those of before, where something was changed."""
    table = Table.grid(padding=(0, 1))
    earlier = dict(before)
    longest = min(max((cell_len(word) for word, _ in guesses), default=0), _WORD)
    bar = min(max(width - 6 - longest - (10 if before else 0), 0), _BAR)
    for word, probability in guesses:
        told = Text(harmless(word), no_wrap=True, overflow="ellipsis")
        cells = [_bar(probability, symbols, bar), told]
        if before:
            old = earlier.get(word)
            was = f"was {old:.2f}" if old is not None else "was lower"
            cells.append(Text(was, style=STYLES["quiet"], no_wrap=True))
        table.add_row(*cells)
    return table


def _bar(probability: float, symbols: Symbols, cells: int) -> Text:
    full = "█" if symbols is UNICODE else "#"
    return Text(f"{probability:.2f} {full * round(probability * cells):<{cells}}", no_wrap=True)


def _shade(weight: float, shades: str) -> str:
    """Nothing at all for exactly 0: what may not be seen looks different from what is hardly looked at."""
    return shades[next(i for i, level in enumerate(_LEVELS) if weight < level)] if weight else " "


def _number(weight: float) -> str:
    if not weight:
        return ""
    return "1.0" if weight > 0.995 else f"{weight:.2f}"[1:] if weight >= 0.005 else "."


def _colour(weight: float, picked: bool) -> str:
    style = "bright_cyan" if weight >= 0.35 else "cyan" if weight >= 0.15 else "dim" if weight < 0.02 else ""
    return f"{style} bold".strip() if picked else style


def _cut(text: str, width: int) -> str:
    """As much of a token as fits, with the mark of an unknown word."""
    if cell_len(text) > width and text.endswith(_MARK):
        return _cut(text[:-1], width - 1) + _MARK
    while cell_len(text) > width:
        text = text[:-1]
    return text
