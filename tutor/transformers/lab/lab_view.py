"""Draws a run in the Lab: first the heat map, then the text, once no more changes arrive."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tutor.app.textual_fixes import paint_next, set_titles
from tutor.transformers.lab.experiment_panel import ExperimentPanel
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.heads_panel import HeadsPanel, fits_below
from tutor.transformers.lab.readout import Readout

if TYPE_CHECKING:
    from textual.screen import Screen

    from tutor.transformers.lab.lab_state import LabState
    from tutor.transformers.lab.model_runner import ModelRunner
    from tutor.transformers.llama.own_llama import OwnRun
    from tutor.transformers.models.model_run import ModelRun
    from tutor.transformers.models.swap import Cost


QUIET = (
    0.05  # seconds from a picture to its text, if no other picture follows; a key held down repeats faster
)
LATEST = 0.25  # longest time in seconds that the text waits


class LabView:
    """Draws the latest run in the heat map, the readout and the panel of heads of ``screen``."""

    def __init__(self, screen: Screen[None]) -> None:
        self.screen = screen
        self._said: Callable[[], None] | None = None
        self._drawn = self._due = 0.0  # times of the last picture, and of the latest start of the text

    def draw(self, asked: LabState, runner: ModelRunner) -> None:
        """Draw the newest run as ``asked``, if there is one."""
        run = runner.shown()
        if run is None or run.settings.model != asked.model:
            return
        last = len(run.tokens.ids) - 1
        state = asked if asked.token <= last else asked.at_token(last)
        title = state.title
        kept, costs, costs_of = runner.kept, runner.costs, runner.costs_of
        rows = state.rows(run, kept)
        if (costs_of.sentence, costs_of.token) != (asked.sentence, asked.token):
            # These are results of earlier code.
            costs = tuple(replace(cost, guesses=(), attention=()) for cost in costs)
        own = next((cost for cost in costs if cost.attention), None)
        if own is not None and state.view == "weights":
            rows = own.attention[state.layer][state.head]
            title += f" · from your {own.swap.exercise[:3]}"
        grid = self.screen.query_one(HeadGrid)
        set_titles(grid, title, state.mode)
        made = None if own else state.row_steps(run)
        grid.show(rows, run.labels, state.token, state.drawn, made, signed=state.view == "difference")
        paint_next(grid)
        self._drawn = time.monotonic()
        waiting, self._said = self._said is not None, partial(self._tell, run, kept, state, costs, runner.own)
        if not waiting:
            self._due = self._drawn + LATEST
            self.screen.set_timer(QUIET, self._say)

    def _tell(
        self,
        run: ModelRun,
        kept: ModelRun | None,
        state: LabState,
        costs: tuple[Cost, ...],
        real: OwnRun | None,
    ) -> None:
        screen, heads = self.screen, self.screen.query_one(HeadsPanel)
        below = fits_below(run, screen.size) and not screen.query_one(ExperimentPanel).display
        if heads.display != below:
            heads.display = below
        if below:
            heads.show(run, state)
        screen.query_one(Readout).show(run, state, costs, kept=kept, real=real, heads=not below)

    def _say(self) -> None:
        """Show the text of the latest run, once no more changes of the heat map arrive."""
        now = time.monotonic()
        if now < min(self._drawn + QUIET, self._due):
            self.screen.set_timer(min(self._drawn + QUIET, self._due) - now, self._say)
            return
        say, self._said = self._said, None
        if say is not None:
            say()
