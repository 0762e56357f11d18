"""The same word in two heads, of one model or of two: both rows as sentences, and their difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from tutor.transformers.lab.attention_view import PaintedSentence
from tutor.views.heat_colours import Paint
from tutor.views.numbers import share_text
from tutor.views.symbols import ASCII, UNICODE, Symbols
from tutor.views.text import harmless
from tutor.views.thumbnail import thumbnail

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import LabState
    from tutor.transformers.models.head_rows import Row
    from tutor.transformers.models.model_run import ModelRun

_SAME = 0.045  # smaller differences are not mentioned
_ROOMY, _PICTURE = 40, 12  # width from which on both heat maps fit; size of one in pixels


def compared_view(run: ModelRun, kept: ModelRun | None, state: LabState, width: int) -> RenderableType:
    """The kept head, the selected one below it, and finally the selected one minus the kept one."""
    assert state.beside is not None
    symbols = ASCII if state.drawn == "plain" else UNICODE
    token, words = state.token, run.labels
    models = state.beside.model != state.model
    one, other = state.beside.name(model=models), state.chosen.name(model=models)
    rows = state.kept_rows(run, kept)
    if rows is None:
        return Text(f"running {one}", style="dim")
    first, second = rows[token], run.attention[state.layer][state.head][token]
    parts: list[RenderableType] = [
        _head(one, words, first, token, width),
        PaintedSentence(words, first, token, width, symbols),
    ]
    if state.chosen == state.beside:
        keys = "◂ ▸" if symbols is UNICODE else "left, right"
        told = (
            f"Now choose another head: {keys}. Or another model: k, a. w shows the whole difference, c stops."
        )
        parts.append(Text(told, style="dim"))
        return Group(*parts)
    difference = [b - a for a, b in zip(first, second, strict=True)]
    minus = "−" if symbols is UNICODE else "-"
    parts += [
        _head(other, words, second, token, width),
        PaintedSentence(words, second, token, width, symbols),
        Text(_told(f"{other} {minus} {one}", _in_words(difference, words, token), width), style="bold"),
        PaintedSentence(words, difference, token, width, symbols, signed=True),
    ]
    if width >= _ROOMY:
        parts += [_Pair((one, other), (rows, run.attention[state.layer][state.head]), symbols)]
    return Group(*parts)


def _told(name: str, said: str, width: int) -> str:
    lines = f"{name}  {said}", f"difference: {said}"
    above = name if len(name) <= width else "the lower minus the upper"
    return next((line for line in lines if len(line) <= width), f"{above}\n{said}")


@dataclass(frozen=True)
class _Pair:
    """Two heads as small pictures, side by side."""

    names: tuple[str, str]
    grids: tuple[tuple[Row, ...], tuple[Row, ...]]
    symbols: Symbols

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        paint = Paint("none") if self.symbols is not UNICODE else Paint.of(console)
        room = min(_PICTURE, options.max_width // 2 - 2)
        pictures = [
            list(thumbnail(_grown(rows, room, paint), room, paint, self.symbols, square=True))
            for rows in self.grids
        ]
        wide = max(room, *(cell_len(name) for name in self.names)) + 2
        for name in self.names:
            yield Segment(f"{name:<{wide}}", Style(dim=True))
        yield Segment.line()
        for line in zip(*pictures, strict=True):
            for part in line:
                yield from Segment.adjust_line_length(part, wide)
            yield Segment.line()


def _grown(rows: tuple[Row, ...], room: int, paint: Paint) -> list[list[float]]:
    """Every weight as a square of pixels, if there is room and the terminal has pixels."""
    times = 1 if paint.shades else max(1, min(3, room // max(len(rows), 1)))
    return [[weight for weight in row for _ in range(times)] for row in rows for _ in range(times)]


def _head(head: str, words: tuple[str, ...], row: tuple[float, ...], token: int, width: int) -> Text:
    most = max(range(len(row)), key=row.__getitem__)
    where = f"{_word(most, words, token)} {share_text(row[most])}"
    said = f"{harmless(words[token])} looks most at {where}"
    room = width - len(head) - 2
    shown = next((words for words in (said, f"most at {where}") if len(words) <= room), where)
    return Text.assemble((f"{head}  ", "bold"), shown)


def _word(at: int, words: tuple[str, ...], token: int) -> str:
    return "itself" if at == token else harmless(words[at])


def _in_words(difference: list[float], words: tuple[str, ...], token: int) -> str:
    more = max(range(len(difference)), key=difference.__getitem__)
    less = min(range(len(difference)), key=difference.__getitem__)
    said = [
        f"{name} at {_word(at, words, token)}"
        for name, at, value in (("more", more, difference[more]), ("less", less, -difference[less]))
        if value >= _SAME
    ]
    return ", ".join(said) or "nearly the same row"
