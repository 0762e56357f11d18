"""The curves of loss and copying for a model in training, and a description in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.selectable import SelectableStatic
from tutor.shapes.trace import Chart
from tutor.views.curve_chart import curves_view
from tutor.views.symbols import ASCII, UNICODE

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import Drawn
    from tutor.transformers.models.copy_model import Snapshot

KNOWN = 0.9  # the fraction of copied words from which the head counts as formed


class Curves(VerticalScroll, can_focus=False):
    """The curves so far."""

    def compose(self) -> ComposeResult:
        """One text widget."""
        yield SelectableStatic("", id="curves-text")

    def show(self, snapshots: Sequence[Snapshot], total: int, steps: int, drawn: Drawn) -> None:
        """Draw the curves. There will be ``total`` snapshots and ``steps`` steps in the end."""

        def draw(width: int) -> RenderableType:
            symbols = ASCII if drawn == "plain" else UNICODE
            losses = [one.loss for one in snapshots]
            now, top = snapshots[-1], max(5.0, *losses)
            shares = [one.copy_accuracy for one in snapshots]
            return Group(
                Text(f"step {now.step} of {steps}", style="bold"),
                Text(f"\nloss {now.loss:.2f} nats per repeated word", style="bold"),
                *curves_view(
                    Chart("curves", (tuple(losses),), 0.0, top), width, symbols, high=5, total=total
                ),
                Text(f"copied rightly {now.copy_accuracy:.0%}".replace("%", " %"), style="bold"),
                *curves_view(
                    Chart("curves", (tuple(shares),)), width, symbols, high=3, total=total, role="passed"
                ),
                Text(""),
                Text(in_words(snapshots, finished=now.step == steps)),
            )

        self.query_one("#curves-text", Static).update(Fitted(draw))


def in_words(snapshots: Sequence[Snapshot], *, finished: bool = False) -> str:
    """Describe the training so far from the numbers."""
    there = next((one for one in snapshots if one.copy_accuracy >= KNOWN), None)
    now = snapshots[-1]
    if there is None:
        if finished:
            return "No copying head formed this time. Press a to try another seed."
        half = next((one for one in snapshots if one.copy_accuracy >= 0.4), None)
        if half is None:
            return (
                "Every weight started as a random number. In the second round of words, the model should predict "
                "what came after the same word in the first. It can hardly do that yet, so the loss falls slowly."
            )
        return "Now both layers learn their parts at the same time, and the loss drops."
    stripe, previous = (f"{share:.0%}".replace("%", " %") for share in (now.stripe(1), now.previous(0)))
    end = " The training has ended; a begins another, from another seed." if finished else ""
    return (
        f"The head had formed by step {there.step}. Layer 1 gives {stripe} of its attention to the word that came "
        f"after the same word the last time: the stripe below the diagonal. It finds that word because layer 0 (l) "
        f"gives {previous} to the word before, so each word carries its predecessor.{end}"
    )
