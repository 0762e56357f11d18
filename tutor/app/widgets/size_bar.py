"""The panel of sizes, which keys change, and of the arrays whose shapes follow."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.pinned_output import PinnedOutput
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.quantities import Quantity
from tutor.course.size_values import Size, bounded, size_text, stepped
from tutor.shapes.trace import Trace, Value
from tutor.views.changes import mark_changes
from tutor.views.symbols import STYLES
from tutor.views.text import counted, shape_text

Arrays = dict[str, Value]
FULL_NAMES = 38  # columns in which the full names of the sizes fit beside their values


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
        self.quantities: dict[str, Quantity] = {}  # of the sizes that declare one
        self.presets: dict[
            str, tuple[str, dict[str, Size]]
        ] = {}  # by their noun: the chosen one and its values
        self.read = ""  # the block whose arrays are listed
        self.arrays: dict[str, Arrays] = {}  # by block
        self.were: dict[str, Arrays] = {}  # their state before the last change of a size

    def compose(self) -> ComposeResult:
        """The sizes and arrays, and below them the output of a block if it is not visible in the text."""
        yield SelectableStatic(id="sizes-text")
        yield PinnedOutput()

    def set_sizes(
        self,
        own: Mapping[str, Size],
        moved: Mapping[str, Size],
        quantities: Mapping[str, Quantity] | None = None,
    ) -> None:
        """Set the sizes of a section, those that were changed before, and the quantities that they declare."""
        self.own, self.quantities, self.presets = dict(own), dict(quantities or {}), {}
        self.sizes = {
            name: bounded(value, moved.get(name, value), self.quantities.get(name))
            for name, value in own.items()
        }
        self.arrays, self.were, self.read = {}, {}, ""
        self.chosen = 0
        self.set_class(bool(self.quantities), "-named")
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

    def in_a_row(self, end: str, room: int = 1000) -> str:
        """All sizes on one line, with keys around the selected one, followed by ``end`` if there are sizes.

        If they do not fit into ``room`` columns, only the selected one with its number.
        """
        if not self.sizes:
            return ""
        chosen = self.chosen_name
        sizes = [
            f"◂ {self.title(name)} {self.text(name)} ▸" if name == chosen else f"{name} {value:g}"
            for name, value in self.sizes.items()
        ]
        if cell_len("  ".join(sizes) + end) <= room or not self.quantities:
            return "  ".join(sizes) + end
        return f"{sizes[self.chosen]} {self.chosen + 1}/{len(sizes)}{end}"

    @property
    def chosen_name(self) -> str:
        """The name of the selected size; "" if the section has none."""
        return list(self.sizes)[self.chosen] if self.sizes else ""

    def title(self, name: str) -> str:
        """The size's full name, or its name in the code."""
        return self.quantities[name].title if name in self.quantities else name

    def text(self, name: str) -> str:
        """The size's value with its unit."""
        return size_text(self.sizes[name], self.quantities.get(name))

    def choose(self, step: int) -> None:
        """Select the next or previous size."""
        if self.sizes:
            self.chosen = (self.chosen + step) % len(self.sizes)
            self._redraw()

    def move(self, step: int) -> None:
        """Increase or decrease the selected size by one step."""
        if name := self.chosen_name:
            self.put({name: stepped(self.own[name], self.sizes[name], step, self.quantities.get(name))})

    def double(self, times: int) -> None:
        """Double the selected size, or halve it with -1, because 256 is many steps away from 64."""
        if name := self.chosen_name:
            self.put({name: self.sizes[name] * 2.0**times})

    def put(self, wanted: Mapping[str, Size], noun: str = "", preset: str = "") -> None:
        """Set some sizes to these values, as near as their bounds allow. A ``preset`` is named below the sizes."""
        new = {
            name: bounded(self.own[name], value, self.quantities.get(name)) for name, value in wanted.items()
        }
        if preset:
            self.presets[noun] = (preset, new)
        if new.items() - self.sizes.items():
            self.sizes |= new
            self._moved()
        elif preset:
            self._redraw()

    def chosen_presets(self) -> list[str]:
        """The presets whose values are still set."""
        return [title for title, values in self.presets.values() if values.items() <= self.sizes.items()]

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
            self.query_one("#sizes-text", Static).update(Fitted(self._text))

    def on_mount(self) -> None:
        """Draw the sizes set before mounting."""
        self._redraw()

    def _text(self, width: int) -> RenderableType:
        if not self.sizes:
            return Text("No sizes to change in this section.", style="dim")
        full = not self.quantities or width >= FULL_NAMES
        rows = Table.grid(padding=(0, 1))
        for number, name in enumerate(self.sizes):
            chosen = number == self.chosen
            row = [
                Text("◂" if chosen else " "),
                Text(self.title(name) if full else name, style="bold reverse" if chosen else ""),
                Text(self.text(name) if full else f"{self.sizes[name]:,g}", justify="right"),
                Text("▸" if chosen else ""),
            ]
            # Names and units leave no room for a column more, so the line below the sizes has it.
            rows.add_row(*row, *([] if self.quantities else [Text(self._was(name), style="dim")]))
        name = self.chosen_name
        about = [*([] if full else [f"{self.title(name)} {self.text(name)}"]), self._was(name)]
        below = [", ".join(filter(None, about)) if self.quantities else "", *self._presets()]
        return Group(
            rows, *(Text(line, style=STYLES["quiet"]) for line in below if line), *self._what_moves()
        )

    def _presets(self) -> list[str]:
        return [f"= {title}" for title in self.chosen_presets()]

    def _was(self, name: str) -> str:
        """The lesson's value of a size that was changed."""
        own = self.own[name]
        return "" if self.sizes[name] == own else f"was {size_text(own, self.quantities.get(name))}"

    def _what_moves(self) -> list[RenderableType]:
        """The arrays that depend on the selected size or changed with the last key press, with their numbers of
        elements."""
        chosen = self.chosen_name
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
