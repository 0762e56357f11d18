"""The learner's Step 6 functions at work on a small model, beside the solution's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static
from textual.worker import get_current_worker

from tutor.app.keys import Key
from tutor.app.rich_theme import Fitted
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.links import find_exercise
from tutor.progress.events import LabLooked
from tutor.shapes.trace import Chart
from tutor.transformers.lab.tried import tried
from tutor.transformers.own_runs.own_run import CodeRun, Pair, where_they_part
from tutor.views.curve_chart import curves_view
from tutor.views.symbols import STYLES
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.app.services import Services

PATIENCE = 0.1  # seconds between checks whether to continue
LEAST, HIGHEST = 3, 12  # lines of one chart


class OwnRunScreen(TutorScreen):
    """Curves at the left, what happens in words at the right. The process waits while paused."""

    CSS_PATH = "own_run_screen.tcss"
    HEADING = "Your code at work"
    KEYS = (
        Key("space", "pause", foot="pause", help="pause or continue"),
        Key("r", "again(0)", foot="run again", help="run again, from your file as it is now"),
        Key("a", "again(1)", foot="another seed", help="again, with other random numbers"),
        Key("x", "variant", foot="another task", help="another task for the same functions"),
        Key("escape", "leave", foot="leave", help="back"),
    )

    def __init__(self, services: Services, run: CodeRun, seed: int = 1) -> None:
        super().__init__(services)
        self.run_, self.seed, self.variant = run, seed, 0
        self.exercise = find_exercise(self.session.course, run.short)
        self.pairs: list[Pair] = []
        self.failure = ""
        self.going = threading.Event()

    def content(self) -> ComposeResult:
        """The curves and the words."""
        with Horizontal(id="places"):
            with VerticalScroll(id="curves", can_focus=False):
                yield SelectableStatic("", id="drawn")
            with VerticalScroll(id="words"):
                yield SelectableStatic("", id="told")

    def idle(self) -> frozenset[str]:
        """The keys that do nothing now."""
        return frozenset((*(("pause",) if self.ended else ()), *(() if self.run_.variants else ("variant",))))

    @property
    def ended(self) -> bool:
        """Whether the run is over."""
        return bool(self.failure) or len(self.pairs) == self.run_.reports

    def title_text(self) -> str:
        """What runs."""
        return f"Lab · {self.run_.title}"

    def on_mount(self) -> None:
        """Start."""
        self.query_one("#words").focus()
        self._begin()

    def on_unmount(self) -> None:
        """Release the waiting thread."""
        self.going.set()

    def _begin(self) -> None:
        self.pairs, self.failure = [], ""
        self.going.set()
        self.jobs.stream("run", self._run, self._reported, failing="The functions could not be run")
        self._draw()

    def _run(self) -> Iterator[Pair]:
        """Runs in the job's thread, which waits here while paused."""
        from tutor.transformers.own_runs.live_run import live_run

        worker, session = get_current_worker(), self.session
        file = session.workspace.file(self.exercise)
        for pair in live_run(
            session.engines.sandbox, self.run_, self.exercise, file, self.seed, self.variant
        ):
            yield pair
            while not worker.is_cancelled and not self.going.wait(PATIENCE):
                pass
            if worker.is_cancelled:
                return

    def _reported(self, pair: Pair) -> None:
        if pair.failure:
            self.failure = pair.failure
        else:
            self.pairs.append(pair)
        what = f"own:{self.run_.short}"
        if len(self.pairs) == self.run_.reports and what not in tried(self.session.events):
            self.session.record(LabLooked(at=self.session.now(), what=what))
        self._draw()

    def _draw(self) -> None:
        self.draw_foot()
        curves, words = self.query_one("#curves"), self.query_one("#words")
        step = next((pair.yours.step for pair in reversed(self.pairs) if pair.yours), 0)
        curves.border_title = f"step {step}" if self.pairs else "…"
        curves.border_subtitle = f"seed {self.seed}"
        curves.display = bool(self.run_.curves)
        words.border_title = (
            self.run_.variants[self.variant] if self.run_.variants else self.exercise.filename
        )
        self.query_one("#drawn", Static).update(Fitted(self._curves))
        self.query_one("#told", Static).update(Text.assemble(*self._words()))

    def _curves(self, width: int) -> RenderableType:
        parts: list[RenderableType] = []
        shown = [(p.yours, p.reference) for p in self.pairs if p.yours and p.reference]
        if not shown:
            return Text("")
        room = max(self.query_one("#curves").size.height, 10)
        high = max(LEAST, min(HIGHEST, room // len(self.run_.curves) - 3))
        for number, curve in enumerate(self.run_.curves):
            own = tuple(yours.values[number] for yours, _ in shown)
            ours = tuple(reference.values[number] for _, reference in shown)
            low, top = min(curve.low, *own, *ours), max(curve.high, *own, *ours)
            chart = Chart("curves", (own, ours), low, top, names=("yours", "the solution's"))
            parts.append(Text(f"{curve.name}: {own[-1]:.{curve.digits}f}", style="bold"))
            parts += curves_view(chart, width, high=high, total=self.run_.reports)
        return Group(*parts)

    def _words(self) -> list[str | tuple[str, str]]:
        said: list[str | tuple[str, str]] = []
        if self.failure:
            said.append((f"{harmless(self.failure)}\n\n", STYLES["failed"]))
        last = self.pairs[-1] if self.pairs else None
        if last is not None and last.yours is not None and last.yours.lines:
            said.append((f"{harmless(chr(10).join(last.yours.lines))}\n\n", ""))
            if last.reference is not None and self.run_.exact and last.reference.lines != last.yours.lines:
                said.append(("With the solution's functions:\n", STYLES["quiet"]))
                said.append((f"{harmless(chr(10).join(last.reference.lines))}\n\n", STYLES["quiet"]))
        if self.pairs and self.ended and not self.failure:
            said.append((f"{where_they_part(self.run_, self.pairs)}\n\n", "bold"))
        said.append(self.run_.about)
        return said

    def action_pause(self) -> None:
        """Pause or resume."""
        if self.ended:
            self.notify("The run has ended. Press r to run again, or a for another seed.")
        elif self.going.is_set():
            self.going.clear()
        else:
            self.going.set()

    def action_again(self, more: int) -> None:
        """Run again, with the same random numbers or others."""
        self.seed += more
        self._begin()

    def action_variant(self) -> None:
        """Give the functions another task."""
        if self.run_.variants:
            self.variant = (self.variant + 1) % len(self.run_.variants)
            self._begin()

    def action_leave(self) -> None:
        """End the run and go back."""
        self.app.pop_screen()
