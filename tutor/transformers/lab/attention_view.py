"""Pictures of attention: one heat map with a highlighted row, a strip of all heads, and predictions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from tutor.views.heat import HeatTable
from tutor.views.heat_colours import Paint
from tutor.views.numbers import share_text
from tutor.views.plots import across
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless
from tutor.views.thumbnail import thumbnail

Rows = Sequence[Sequence[float]]
_BAR, _WORD = 24, 15  # cells of the longest bar, and of the longest word beside it
_TOLD = 0.045  # a weight of at least this is written below its word
_NAME = 6  # least width of a small picture in columns, for its name
_PLAIN = Paint("none")


def attention_grid(
    rows: Rows,
    labels: Sequence[str],
    *,
    chosen: int | None = None,
    cell: tuple[int, int] | None = None,
    width: int = 80,
    height: int | None = None,
    numbers: bool = False,
    legend: bool = False,
    signed: bool = False,
    symbols: Symbols = UNICODE,
) -> HeatTable:
    """One head's weights: a line per query, a column per key. The selected row is marked.

    Columns that do not fit are left out with a note. The last tokens are kept, unless the selected one is further left.
    ``numbers`` writes every number, even if fewer columns fit. ``signed`` is for the difference of two heads' weights.
    """
    names = tuple(map(harmless, labels))
    return HeatTable(
        rows,
        names,
        names,
        width,
        height,
        chosen=chosen,
        cell=cell,
        masked=not signed,
        thin=True,
        numbers=numbers,
        legend=legend,
        signed=signed,
        reach=1.0 if signed else None,
        symbols=symbols,
    )


@dataclass(frozen=True)
class HeadStrip:
    """Every head as a small picture, layer by layer, or only those of ``layers``. The selected one is marked, heads
    that are off are crossed out."""

    attention: Sequence[Sequence[Rows]]
    chosen: tuple[int, int]
    off: frozenset[tuple[int, int]] = frozenset()
    size: int = 8  # most pixels of a picture
    layers: Sequence[int] | None = None
    symbols: Symbols = UNICODE
    colours: bool = True
    beside: tuple[int, int] | None = None  # a second head to mark
    # If this is given, each name is followed by the word with the largest weight for ``token``.
    words: Sequence[str] = ()
    token: int = 0
    grown: bool = False  # repeat pixels to fill ``size``

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        paint = Paint.of(console) if self.colours else _PLAIN
        shown = range(len(self.attention)) if self.layers is None else self.layers
        heads = [(layer, head) for layer in shown for head in range(len(self.attention[layer]))]
        wide = self.size + 1 if self.grown else max(_NAME, min(self.size, len(self.attention[0][0]))) + 1
        across = max(1, (options.max_width + 1) // wide)
        for start in range(0, len(heads), across):
            blocks = [list(self._picture(*one, wide, paint)) for one in heads[start : start + across]]
            for parts in zip_longest(*blocks):
                for part in parts:
                    yield from Segment.adjust_line_length(list(part or ()), wide)
                yield Segment.line()

    def _picture(self, layer: int, head: int, wide: int, paint: Paint) -> Iterator[list[Segment]]:
        here, dark = (layer, head) == self.chosen, (layer, head) in self.off
        mark = self.symbols.into if here and paint.shades else ""
        name = f"{mark}L{layer} H{head}{self.symbols.failed if dark else ''}"
        rows = self.attention[layer][head]
        beside = (layer, head) == self.beside
        yield [
            Segment(name, paint.accent if here else Style(dim=dark or None, underline=beside, bold=beside)),
            Segment(self._most(rows, wide - 2 - cell_len(name)), Style(dim=not here)),
        ]
        times = max(1, min(4, (wide - 1) // max(len(rows), 1))) if self.grown and not paint.shades else 1
        rows = [[weight for weight in row for _ in range(times)] for row in rows for _ in range(times)]
        for line in thumbnail(rows, min(self.size, wide - 1), paint, self.symbols, square=self.grown):
            yield list(Segment.apply_style(line, Style(dim=True))) if dark else line

    def _most(self, rows: Rows, room: int) -> str:
        """The word with the largest weight, cut to the available room."""
        if not self.words or room < 3:
            return ""
        row = rows[self.token]
        key = max(range(len(row)), key=row.__getitem__)
        word = "itself" if key == self.token else harmless(self.words[key])
        return " " + (
            word if cell_len(word) <= room else set_cell_size(word, room - 1) + self.symbols.ellipsis
        )


def guesses_view(
    guesses: Sequence[tuple[str, float]],
    before: Sequence[tuple[str, float]] = (),
    symbols: Symbols = UNICODE,
    width: int = 80,
) -> RenderableType:
    """Words and their probabilities as bars, with those before a change beside them."""
    table = Table.grid(padding=(0, 1))
    earlier = dict(before)
    longest = min(max((cell_len(word) for word, _ in guesses), default=0), _WORD)
    bar = min(max(width - 5 - longest - (10 if before else 0), 0), _BAR)
    for word, probability in guesses:
        told = Text(harmless(word), no_wrap=True, overflow="ellipsis")
        cells = [
            told,
            Text(across(probability, bar, symbols), style=STYLES["bar"], no_wrap=True),
            Text(share_text(probability)),
        ]
        if before:
            old = earlier.get(word)
            was = f"was {share_text(old)}" if old is not None else "was lower"
            cells.append(Text(was, style=STYLES["quiet"], no_wrap=True))
        table.add_row(*cells)
    return table


@dataclass(frozen=True)
class PaintedSentence:
    """The words of a text, each coloured by its weight in ``row``, with the number below it.

    The querying word, ``chosen``, is between marks. Later words are dimmed if the mask hides them. If a text takes more
    than ``lines`` lines, words with tiny weights are left out.
    """

    words: Sequence[str]
    row: Sequence[float]
    chosen: int
    width: int
    symbols: Symbols = UNICODE
    lines: int = 3
    signed: bool = False  # the row is a difference of two rows

    def _shown(self, width: int) -> list[int | None]:
        """The positions of the words to show; None marks a gap."""
        everything = range(len(self.words))
        if sum(max(cell_len(word) + 2, 4) + 1 for word in self.words) <= self.lines * width * 0.85:
            return list(everything)
        kept = {at for at in everything if abs(self.row[at]) >= _TOLD or at == self.chosen}
        return [
            at if at in kept else None
            for at in everything
            if at in kept or at == 0 or (at - 1) in kept  # one sign per gap
        ]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        paint, width = Paint.of(console), min(self.width, options.max_width)
        above: list[Segment] = []
        below: list[Segment] = []
        used = 0
        for at in self._shown(width):
            body = self.symbols.ellipsis if at is None else harmless(self.words[at])
            weight = 0.0 if at is None else self.row[at]
            ends = (">", "<") if self.symbols is not UNICODE else ("▌", "▐")
            room = max(cell_len(body) + 2, 4)
            if used and used + room > width:
                yield from (*above, Segment.line(), *below, Segment.line())
                above, below, used = [], [], 0
            look = self._look(weight, paint)
            here = at == self.chosen
            left, right = ends if here else (" ", " ")
            fill = " " * (room - 2 - cell_len(body))
            edge = Style(bgcolor=look.bgcolor) + Style(color=paint.accent.bgcolor) if here else look
            above += [Segment(left, edge), Segment(body + fill, look), Segment(right, edge), Segment(" ")]
            below.append(
                Segment(
                    f"{self._told(weight):^{room}} ", Style(bold=abs(weight) >= 0.2, dim=abs(weight) < 0.2)
                )
            )
            used += room + 1
        yield from (*above, Segment.line(), *below, Segment.line())

    def _look(self, weight: float, paint: Paint) -> Style:
        if not weight:
            return Style(dim=True)
        return paint.signed(weight) if self.signed else paint.share(weight)

    def _told(self, weight: float) -> str:
        if abs(weight) < _TOLD:
            return ""
        minus = "−" if self.symbols is UNICODE else "-"
        sign = "" if not self.signed else "+" if weight > 0 else minus
        return sign + share_text(abs(weight))
