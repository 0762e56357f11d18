"""The dimensions of a published architecture: every tensor, and what grows with the length of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.keys import Key
from tutor.app.rich_theme import Fitted
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.options import Options
from tutor.app.widgets.selectable import SelectableStatic
from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.architecture_state import ArchitectureState
from tutor.transformers.architectures.dims_view import (
    dims_heading,
    dims_sums_view,
    dims_tensors_view,
    in_short,
)
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.tensors import tensors_of

if TYPE_CHECKING:
    from tutor.app.services import Services

TITLE = 20  # columns of an architecture's title


class DimensionsScreen(TutorScreen):
    """The architectures on the left, the selected one's table on the right. ``name`` selects one; None
    restores the last."""

    CSS_PATH = "dims_screen.tcss"
    AUTO_FOCUS = "#architectures"
    HEADING = "Dimensions"
    KEYS = (
        Key(
            "down",
            "step(1)",
            foot="model",
            sign="↑↓",
            row="↑ ↓",
            help="another architecture",
            priority=True,
        ),
        Key("up", "step(-1)", label="previous architecture", priority=True),
        Key(
            "right",
            "longer(1)",
            foot="tokens",
            sign="◂▸",
            row="◂ ▸",
            help="halve or double the tokens",
            priority=True,
        ),
        Key("left", "longer(-1)", label="half as many tokens", priority=True),
        Key("b", "wider(1)", foot="batch", row="b B", help="double or halve the sequences"),
        Key("B", "wider(-1)", label="half as many sequences"),
        Key(
            "c",
            "compare",
            foot="compare",
            help="compare all others with this one, in multiples of its sizes; press c on it again to stop",
        ),
        Key(
            "space,pagedown",
            "page(1)",
            foot="page",
            help="page down the table; pageup goes back",
            priority=True,
        ),
        Key("pageup", "page(-1)", label="up the table", priority=True),
        Key("escape", "leave", foot="leave", help="go back to where you were"),
    )

    def __init__(self, services: Services, name: str | None = None) -> None:
        super().__init__(services)
        self.wanted = name
        self.chosen = ArchitectureState()

    def content(self) -> ComposeResult:
        """The list and the table."""
        self.chosen = ArchitectureState.of_state(self.kept.values.get("dims"))
        if self.wanted in presets():
            self.chosen = self.chosen.at(str(self.wanted))
        with Horizontal(id="places"):
            yield Options(*(Option(_line(a), id=a.name) for a in presets().values()), id="architectures")
            with VerticalScroll(id="table", can_focus=False):
                yield SelectableStatic("", id="table-text")

    def title_text(self) -> str:
        """The title of the screen."""
        return "Lab · dimensions of published models"

    def on_mount(self) -> None:
        """Move the list's cursor to the current architecture."""
        self.query_one("#architectures").border_title = "models"
        self.query_one(Options).highlighted = list(presets()).index(self.chosen.name)
        # Twice: a narrow screen makes the list lower after the first refresh.
        self.call_after_refresh(lambda: self.set_timer(0.05, self._show_cursor))
        self._draw()

    def _show_cursor(self) -> None:
        options = self.query_one(Options)
        options.scroll_to(y=max(0, (options.highlighted or 0) - 1), animate=False)

    def _draw(self) -> None:
        chosen = self.chosen
        table, other = chosen.table(), chosen.other_table()
        frame = self.query_one("#table", VerticalScroll)
        frame.border_title = f"◂ T {table.seq_len:,} ▸   batch {table.batch:,}"
        full = table.seq_len == chosen.architecture.max_positions
        beside = ""
        if other is not None:
            shorter = f" at T {other.seq_len:,}" if other.seq_len != table.seq_len else ""
            beside = f"compared with {other.architecture.title}{shorter}"
        elif chosen.beside:
            beside = "compared with the others · c stops"
        frame.border_subtitle = " · ".join(filter(None, ("its longest sequence" if full else "", beside)))
        self.query_one("#table-text", Static).update(
            Fitted(
                lambda width: Group(
                    dims_heading(table, width),
                    Text(""),
                    dims_sums_view(table, width, beside=other),
                    Text(""),
                    dims_tensors_view(table, width),
                )
            )
        )

    def _change(self, chosen: ArchitectureState) -> None:
        self.chosen = chosen
        self.kept.remember(dims=chosen.state())
        self._draw()

    @on(OptionList.OptionHighlighted, "#architectures")
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option.id and event.option.id != self.chosen.name:
            self._change(self.chosen.at(event.option.id))

    def action_step(self, step: int) -> None:
        """Select the next architecture."""
        options = self.query_one(Options)
        options.action_cursor_down() if step > 0 else options.action_cursor_up()

    def action_longer(self, times: int) -> None:
        """Double or halve the number of tokens."""
        self._change(self.chosen.longer(times))

    def action_wider(self, times: int) -> None:
        """Double or halve the number of sequences."""
        self._change(self.chosen.wider(times))

    def action_compare(self) -> None:
        """Compare the others with this one."""
        self._change(self.chosen.compared())

    def action_page(self, step: int) -> None:
        """Scroll the table by a page."""
        frame = self.query_one("#table", VerticalScroll)
        frame.scroll_page_down(animate=False) if step > 0 else frame.scroll_page_up(animate=False)

    def action_leave(self) -> None:
        """Return to the previous screen."""
        self.app.pop_screen()


def _line(architecture: Architecture) -> Text:
    parameters = in_short(tensors_of(architecture, seq_len=1).parameters)
    return Text.assemble(
        f"{architecture.title:<{TITLE}}", (f"{parameters:>7}", "dim"), no_wrap=True, overflow="ellipsis"
    )
