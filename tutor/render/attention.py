"""Attention as pictures of characters: one grid with a row picked out, a strip of all heads, and predictions."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.render.symbols import STYLES, UNICODE, Symbols
from tutor.render.text import harmless

Rows = Sequence[Sequence[float]]
_LEVELS = (0.02, 0.15, 0.35, 0.6, 1.01)
_UNICODE_SHADES, _ASCII_SHADES = "·░▒▓█", ".:+*#"
_LABEL = 9


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

    Cells are shades, and numbers where they are wanted and there is room. Columns that do not fit are left out at the
    left, and said so: the newest tokens stay.
    """
    shades = _UNICODE_SHADES if symbols is UNICODE else _ASCII_SHADES
    names = [_cut(harmless(label), _LABEL) for label in labels]
    side = max((cell_len(name) for name in names), default=1) + 2
    column = 4 if numbers else 2
    room = max((width - side) // column, 1)
    first = max(len(labels) - room, 0)
    if chosen is not None:
        first = min(first, max(chosen - room + 1, 0)) if chosen < first else first
    shown = range(first, min(first + room, len(labels)))
    drawn = []
    if numbers or column >= 4:
        head = "".join(f"{_cut(names[k], column - 1):>{column}}" for k in shown)
        drawn.append(Text(" " * side + head, style=STYLES["quiet"]))
    for query, row in enumerate(rows):
        picked = query == chosen
        line = Text(
            f"{symbols.into if picked else ' '}{names[query]:>{side - 2}} ", style="bold" if picked else ""
        )
        for key in shown:
            weight = row[key]
            shade = shades[next(i for i, level in enumerate(_LEVELS) if weight < level)]
            cell = f"{_number(weight):>{column}}" if numbers else shade * 2
            line.append(cell, style=_colour(weight, picked))
        drawn.append(line)
    if first:
        drawn.append(Text(f"{symbols.ellipsis} the first {first} columns do not fit", style=STYLES["quiet"]))
    return Group(*drawn)


def head_strip(
    attention: Sequence[Sequence[Rows]],
    chosen: tuple[int, int],
    off: frozenset[tuple[int, int]] = frozenset(),
    *,
    size: int = 8,
    symbols: Symbols = UNICODE,
) -> RenderableType:
    """Every head as a small picture, layer below layer; the chosen one is marked, switched-off ones are crossed out."""
    shades = _UNICODE_SHADES if symbols is UNICODE else _ASCII_SHADES
    strip = Table.grid(padding=(0, 1))
    for layer, heads in enumerate(attention):
        cells = []
        for head, rows in enumerate(heads):
            here, dark = (layer, head) == chosen, (layer, head) in off
            mark = symbols.into if here else symbols.failed if dark else " "
            picture = Text(f"{mark}L{layer} H{head}\n", style="bold" if here else "")
            for row in list(rows)[-size:]:
                line = "".join(
                    shades[next(i for i, v in enumerate(_LEVELS) if w < v)] for w in list(row)[-size:]
                )
                picture.append(f"{line}\n", style="dim" if dark else "")
            cells.append(picture)
        strip.add_row(*cells)
    return strip


def guesses_view(
    guesses: Sequence[tuple[str, float]], before: Sequence[tuple[str, float]] = (), symbols: Symbols = UNICODE
) -> RenderableType:
    """Words and their probabilities as bars; beside them those of before, where something was changed."""
    table = Table.grid(padding=(0, 2))
    earlier = dict(before)
    for word, probability in guesses:
        cells = [_bar(probability, symbols), Text(harmless(word), no_wrap=True)]
        if before:
            old = earlier.get(word)
            cells.append(Text(f"was {old:.2f}" if old is not None else "was lower", style=STYLES["quiet"]))
        table.add_row(*cells)
    return table


def _bar(probability: float, symbols: Symbols) -> Text:
    full = "█" if symbols is UNICODE else "#"
    return Text(f"{probability:.2f} {full * round(probability * 10):<10}")


def _number(weight: float) -> str:
    return "1.0" if weight > 0.995 else f"{weight:.2f}"[1:] if weight >= 0.005 else "."


def _colour(weight: float, picked: bool) -> str:
    style = "bright_cyan" if weight >= 0.35 else "cyan" if weight >= 0.15 else "dim" if weight < 0.02 else ""
    return f"{style} bold".strip() if picked else style


def _cut(text: str, width: int) -> str:
    while cell_len(text) > width:
        text = text[:-1]
    return text
