"""The current experiment below the heat map: what to do and what to look for; one line of it on a small screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

if TYPE_CHECKING:
    from tutor.transformers.models.experiments import Experiment


class ExperimentPanel(VerticalScroll, can_focus=False):
    """Hidden if there is no experiment."""

    def compose(self) -> ComposeResult:
        """The whole text, and the one-line version."""
        yield Static("", id="experiment-text")
        yield Static("", id="experiment-line")

    def on_mount(self) -> None:
        """Start hidden."""
        self.display = False

    def show(self, one: Experiment | None, heading: str = "", done: bool = False) -> None:
        """Show this experiment with this heading; None hides the panel."""
        self.display = one is not None
        if one is None:
            return
        mark = "✓ " if done else ""
        self.border_title = f"{mark}{heading}"
        self.border_subtitle = "n next · N note · esc closes"
        self.query_one("#experiment-text", Static).update(in_full(one))
        line = Text.assemble(("e ", "bold"), f"{mark}{heading}", no_wrap=True, overflow="ellipsis")
        self.query_one("#experiment-line", Static).update(line)


def in_full(one: Experiment) -> Text:
    """What to do, and what to look for."""
    return Text.assemble(("Do  ", "bold"), f"{one.do}\n\n", ("Look for  ", "bold"), one.look)
