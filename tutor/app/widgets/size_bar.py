"""The panel of sizes, which keys change, and of the arrays whose shapes follow."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.app.widgets.pinned_output import PinnedOutput
from tutor.app.widgets.selectable import SelectableStatic
from tutor.shapes.trace import Trace, Value
from tutor.views.changes import mark_changes
from tutor.views.symbols import STYLES
from tutor.views.text import counted, shape_text

Size = int | float
Arrays = dict[str, Value]
LARGEST = 64


def bounded(own: Size, wanted: object) -> Size:
    """``wanted`` as a value for a size whose default is ``own``; ``own`` if it is invalid."""
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or not math.isfinite(wanted):
        return own
    if isinstance(own, int):
        return int(min(max(wanted, 1), max(LARGEST, own * 4)))
    new = round(float(wanted), 6)
    return own if own > 0 and new <= 0 else new


class SizesPanel(VerticalScroll):
    """One row per size, one of them selected, and below them the section's arrays with their shapes."""

    chosen: reactive[int] = reactive(0)

    class Moved(Message):
        """A size was changed."""

        def __init__(self, sizes: dict[str, Size]) -> None:
            super().__init__()
            self.sizes = sizes

    def __init__(self, **kwargs: str) -> None:
        super().__init__(**kwargs, can_focus=False)  # type: ignore[arg-type]
        self.border_title = "Dimensions"
        self.sizes: dict[str, Size] = {}
        self.own: dict[str, Size] = {}
        self.read = ""  # the block whose arrays are listed
        self.arrays: dict[str, Arrays] = {}  # by block
        self.were: dict[str, Arrays] = {}  # their state before the last change of a size

    def compose(self) -> ComposeResult:
        """The sizes and arrays, and below them the output of a block if it is not visible in the text."""
        yield SelectableStatic(id="sizes-text")
        yield PinnedOutput()

    def set_sizes(self, own: Mapping[str, Size], moved: Mapping[str, Size]) -> None:
        """Set the sizes of a section, and those that were changed before."""
        self.own = dict(own)
        self.sizes = {name: bounded(value, moved.get(name, value)) for name, value in own.items()}
        self.arrays, self.were, self.read = {}, {}, ""
        self.chosen = 0
        self._redraw()

    def show_shapes(self, block: str, trace: Trace) -> None:
        """Store the arrays of a block's run."""
        self.arrays[block] = {name: value for name, value in trace.names if value.shape}
        if block == self.read:
            self._redraw()

    def look_at(self, block: str) -> None:
        """Set the current block."""
        if block != self.read:
            self.read = block
            self._redraw()

    def in_a_row(self, end: str) -> str:
        """All sizes on one line, with keys around the selected one, followed by ``end`` if there are sizes."""
        if not self.sizes:
            return ""
        chosen = list(self.sizes)[self.chosen]
        sizes = (
            f"◂ {name} {value:g} ▸" if name == chosen else f"{name} {value:g}"
            for name, value in self.sizes.items()
        )
        return "  ".join(sizes) + end

    def choose(self, step: int) -> None:
        """Select the next or previous size."""
        if self.sizes:
            self.chosen = (self.chosen + step) % len(self.sizes)
            self._redraw()

    def move(self, step: int) -> None:
        """Increase or decrease the selected size by one step."""
        if not self.sizes:
            return
        old, own = self._at_the_keys()
        unit = 1 if isinstance(own, int) else 10 ** math.floor(math.log10(abs(own))) if own else 0.1
        wanted = round(old + step * unit, 6)
        if not own > 0 >= wanted:
            self._set(wanted)

    def double(self, times: int) -> None:
        """Double the selected size, or halve it with -1, because 256 is many steps away from 64."""
        if self.sizes:
            self._set(self._at_the_keys()[0] * 2.0**times)

    def _at_the_keys(self) -> tuple[Size, Size]:
        name = list(self.sizes)[self.chosen]
        return self.sizes[name], self.own[name]

    def _set(self, wanted: Size) -> None:
        old, own = self._at_the_keys()
        new = bounded(own, wanted)
        if new != old:
            self.sizes[list(self.sizes)[self.chosen]] = new
            self._moved()

    def restore(self) -> None:
        """Restore the lesson's sizes."""
        if self.sizes != self.own:
            self.sizes = dict(self.own)
            self._moved()

    def _moved(self) -> None:
        self.were = dict(self.arrays)
        self._redraw()
        self.post_message(self.Moved(dict(self.sizes)))

    def _redraw(self) -> None:
        if self.is_mounted:
            self.query_one("#sizes-text", Static).update(self._text())

    def on_mount(self) -> None:
        """Draw the sizes set before mounting."""
        self._redraw()

    def _text(self) -> RenderableType:
        if not self.sizes:
            return Text("No sizes to change in this section.", style="dim")
        rows = Table.grid(padding=(0, 1))
        for number, (name, value) in enumerate(self.sizes.items()):
            chosen = number == self.chosen
            style = "bold reverse" if chosen else ""
            moved = "" if value == self.own[name] else f"was {self.own[name]:g}"
            rows.add_row(
                Text("◂" if chosen else " "),
                Text(name, style=style),
                Text(f"{value:g}", justify="right"),
                Text("▸" if chosen else ""),
                Text(moved, style="dim"),
            )
        return Group(rows, *self._what_moves())

    def _what_moves(self) -> list[RenderableType]:
        """The arrays that depend on the selected size or changed with the last key press, with their numbers of
        elements."""
        chosen = list(self.sizes)[self.chosen]
        arrays, were = self.arrays.get(self.read, {}), self.were.get(self.read, {})
        listed = {
            name: value
            for name, value in arrays.items()
            if _follows(value, chosen) or value.shape != were.get(name, value).shape
        }
        if not listed:
            return []
        table = Table.grid(padding=(0, 1))
        for name, value in listed.items():
            shape, was = shape_text(value.shape or ()), were.get(name, value)
            if was.shape == value.shape:
                table.add_row(Text(name), Text(shape, style=STYLES["shape"]))
                continue
            old = shape_text(was.shape or ())
            table.add_row(Text(name), mark_changes(Text(shape, style=STYLES["shape"]), old))
            table.add_row("", Text(f"was {old}", style=STYLES["quiet"]))
        numbers = sum(math.prod(value.shape or ()) for value in listed.values())
        head = Text(f"\nchanges with {chosen}", style=STYLES["quiet"])
        return [head, table, Text(f"= {counted(numbers, 'number')}", style=STYLES["quiet"])]


def _follows(value: Value, size: str) -> bool:
    """Whether an axis contains this size in its name, as in ``d_k·n_heads``."""
    return any(size in re.split(r"[^\w]+", name) for name in value.names)
