"""All heads of a model in one picture: layers from left to right, heads from top to bottom, a score per cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from tutor.views.heat_colours import Paint
from tutor.views.numbers import share_text
from tutor.views.symbols import ASCII, UNICODE, Symbols
from tutor.views.thumbnail import thumbnail

Grid = Sequence[Sequence[float]]
Place = tuple[int, int]  # layer and head
_SIDE = 4  # columns for the head numbers
_WIDEST, _TALLEST = 6, 2  # largest cell of one colour
_PICTURE, _PICTURE_LINES = 7, 4  # smallest cell with a small picture of the head
_PLAIN = Paint("none")
_DIM = Style(dim=True)


@dataclass(frozen=True)
class HeadMap:
    """``scores[layer][head]`` from 0 to 1, or ``signed`` ones of any size. Scores of at least ``told`` are written as
    numbers.

    ``pictures`` are the heads' weights, drawn instead of colours if there is room. If not all layers or heads fit,
    those farthest from the selected one are left out.
    """

    scores: Grid
    chosen: Place
    width: int
    height: int
    off: frozenset[Place] = frozenset()
    layers_off: frozenset[int] = frozenset()
    signed: bool = False
    told: float = 0.5
    pictures: Sequence[Sequence[Grid]] = ()
    symbols: Symbols = UNICODE
    colours: bool = True

    @property
    def size(self) -> tuple[int, int]:
        """The numbers of layers and heads."""
        return len(self.scores), len(self.scores[0])

    @property
    def cell(self) -> tuple[int, int]:
        """Columns and lines of a cell."""
        layers, heads = self.size
        wide, tall = (self.width - _SIDE) // layers, (self.height - 1) // heads
        if self.pictures and wide >= _PICTURE and tall >= _PICTURE_LINES:
            return wide, tall
        return max(2, min(wide, _WIDEST)), max(1, min(tall, _TALLEST))

    @property
    def has_pictures(self) -> bool:
        """Whether there is room for pictures of the heads."""
        return bool(self.pictures) and self.cell[1] >= _PICTURE_LINES

    def shown(self) -> tuple[range, range]:
        """The layers and heads that fit."""
        (layers, heads), (wide, tall) = self.size, self.cell
        across, down = max(1, (self.width - _SIDE) // wide), max(1, (self.height - 1) // tall)
        return _around(self.chosen[0], layers, across), _around(self.chosen[1], heads, down)

    def at(self, x: int, y: int) -> Place | None:
        """The head at this position."""
        (layers, heads), (wide, tall) = self.shown(), self.cell
        column, line = (x - _SIDE) // wide, (y - 1) // tall
        if x < _SIDE or y < 1 or column >= len(layers) or line >= len(heads):
            return None
        return layers[column], heads[line]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        paint = Paint.of(console) if self.colours else _PLAIN
        (layers, heads), (wide, tall) = self.shown(), self.cell
        yield Segment(f"{'':{_SIDE}}")
        every = 1 if wide > len(str(layers[-1])) else 2
        for layer in layers:
            style = paint.accent if layer == self.chosen[0] else _DIM
            crowded = every > 1 and (layer % every or abs(layer - self.chosen[0]) == 1)
            told = "" if crowded and layer != self.chosen[0] else str(layer)
            yield Segment(f"{told:<{wide}}"[: max(wide, len(told))], style if told else None)
        yield Segment.line()
        for head in heads:
            pictures = (
                {layer: self._picture(layer, head, wide, paint) for layer in layers}
                if self.has_pictures
                else {}
            )
            for line in range(tall):
                name = f"H{head}" if line == 0 else ""
                yield Segment(f"{name:<{_SIDE}}", paint.accent if name and head == self.chosen[1] else _DIM)
                for layer in layers:
                    if pictures:
                        lines = pictures[layer]
                        yield from Segment.adjust_line_length(lines[line] if line < len(lines) else [], wide)
                    else:
                        yield self._cell(layer, head, wide, paint, written=line == (tall - 1) // 2)
                yield Segment.line()

    def _cell(self, layer: int, head: int, wide: int, paint: Paint, *, written: bool) -> Segment:
        value = self.scores[layer][head]
        share = value / self._reach if self.signed else value
        here, gone = (layer, head) == self.chosen, self._is_off(layer, head)
        style = paint.signed(share) if self.signed else paint.share(share)
        text = self._told(value, wide) if written else ""
        if gone and written:
            text = self.symbols.failed
        if paint.shades:
            signs = self.symbols.shades
            level = min(len(signs) - 1, round(abs(share) * (len(signs) - 1)))
            fill = signs[level] if level else ("." if self.symbols is ASCII else "·")
            body = text.center(wide, fill) if text else fill * wide
            body = f"[{body[1:-1]}]" if here and wide > 2 else "<>" if here else body
            return Segment(body, Style(reverse=True) if here else None)
        return Segment(f"{text:^{wide}}", paint.accent if here else style)

    @property
    def _reach(self) -> float:
        return max((abs(value) for row in self.scores for value in row), default=0.0) or 1.0

    def _is_off(self, layer: int, head: int) -> bool:
        return (layer, head) in self.off or layer in self.layers_off

    def _told(self, value: float, wide: int) -> str:
        """The number, truncated to fit the cell: ``.9`` means .90 to .99."""
        if abs(value) < self.told:
            return ""
        if self.signed:
            minus = "−" if self.symbols is UNICODE else "-"
            number = f"{abs(value):.1f}" if wide > 4 else str(min(9, round(abs(value))))
            return f"{'+' if value > 0 else minus}{number}"
        if wide > 3:
            return share_text(value)
        return "1." if value >= 1 else f".{int(10 * value)}"

    def _picture(self, layer: int, head: int, wide: int, paint: Paint) -> list[list[Segment]]:
        name = self._told(self.scores[layer][head], wide) or "·"
        gone = self.symbols.failed if self._is_off(layer, head) else ""
        here = (layer, head) == self.chosen
        size = min(wide - 1, 2 * (self.cell[1] - 2) if not paint.shades else self.cell[1] - 2)
        return [
            [Segment(f"{name}{gone}", paint.accent if here else _DIM)],
            *thumbnail(self.pictures[layer][head], max(2, size), paint, self.symbols),
        ]


def _around(chosen: int, count: int, room: int) -> range:
    """As many of ``count`` as fit into ``room``, including the selected one."""
    if room >= count:
        return range(count)
    first = min(max(0, chosen - room // 2), count - room)
    return range(first, first + room)


@dataclass(frozen=True)
class HeadRow:
    """Several heads side by side, each with its name, its score and its weights as a small picture."""

    heads: Sequence[Place]
    scores: Grid
    pictures: Sequence[Sequence[Grid]]
    chosen: Place
    lines: int  # of a picture
    signed: bool = False
    symbols: Symbols = UNICODE
    colours: bool = True

    @staticmethod
    def wide(lines: int, tokens: int) -> int:
        """Columns of one picture."""
        return max(10, min(2 * lines, tokens) + 1)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        paint = Paint.of(console) if self.colours else _PLAIN
        tokens = len(self.pictures[0][0])
        wide = self.wide(self.lines, tokens)
        size = self.lines if paint.shades else 2 * self.lines
        drawn = [
            thumbnail(self.pictures[layer][head], size, paint, self.symbols) for layer, head in self.heads
        ]
        for layer, head in self.heads:
            here = (layer, head) == self.chosen
            value = self.scores[layer][head]
            told = f"{value:+.1f}" if self.signed else share_text(value)
            if self.symbols is UNICODE:
                told = told.replace("-", "−")
            name = f"{layer}.{head}"
            yield Segment(name, paint.accent if here else Style(bold=True))
            yield Segment(
                f" {told:<{max(0, wide - len(name) - 1)}}"[: wide - len(name)], None if here else _DIM
            )
        yield Segment.line()
        for line in range(self.lines):
            for picture in drawn:
                yield from Segment.adjust_line_length(picture[line] if line < len(picture) else [], wide)
            yield Segment.line()
