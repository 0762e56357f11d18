"""Experiments in the Lab: the choice, the tour, notes, and the record of what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from tutor.app.screens.screen import TutorScreen
from tutor.progress.events import LabLooked
from tutor.transformers.lab.active_experiment import ActiveExperiment
from tutor.transformers.lab.experiment_panel import ExperimentPanel, in_full
from tutor.transformers.lab.lab_models import MODELS
from tutor.transformers.lab.tried import tried

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import LabState
    from tutor.transformers.models.experiments import Experiment

TOUR, MORE = "tour", "more"


class Experiments:
    """The experiments of a ``screen`` with an ``ExperimentPanel``. ``begin`` makes the screen show the
    initial state."""

    def __init__(self, screen: TutorScreen, begin: Callable[[Experiment], None]) -> None:
        self.screen, self.session, self.begin = screen, screen.session, begin
        self.active: ActiveExperiment | None = None

    def show(self, state: LabState) -> None:
        """Update after a change of the screen."""
        if self.active is not None:
            self.active = self.active.seeing(state)
            for what in self.active.shown():
                self.record(what)

    def record(self, what: str) -> None:
        """Record each thing that was tried only once."""
        if what not in tried(self.session.events):
            self.session.record(LabLooked(at=self.session.now(), what=what))
        self.draw()

    def draw(self) -> None:
        """Draw the current experiment."""
        one = None if self.active is None else self.active.experiment
        done = one is not None and one.done(tried(self.session.events))
        self.screen.query_one(ExperimentPanel).show(one, "" if one is None else heading(one), done)

    def choose(self) -> None:
        """Choose an experiment."""
        from tutor.app.screens.dialogs import PickDialog
        from tutor.transformers.models.experiments import tour

        there = tried(self.session.events)
        here, more = experiments_here()
        ended = all(one.done(there) for one in tour())
        choices = [(TOUR, f"{'✓' if ended else ' '} The tour: {len(tour())} named heads")]
        choices += [
            (one.id, f"{'✓' if one.done(there) else ' '} {one.title}") for one in here if not one.stop
        ]
        if more:
            choices.append((MORE, f"  {more} more on a real language model: how to get it"))
        self.screen.app.push_screen(PickDialog("Experiments", choices), self.open)

    def open(self, name: str | None) -> None:
        """Open the experiment of this name, or the tour's first stop."""
        from tutor.transformers.models.experiments import experiments, tour

        found = tour() if name == TOUR else experiments()
        one = next((one for one in found if name in (one.id, TOUR)), None)
        if name == MORE or (one is not None and one not in experiments_here()[0]):
            self.screen.notify(_missing(), timeout=15, markup=False)
            return
        if one is None:
            return
        self.active = ActiveExperiment(one)
        self.begin(one)
        self.record(f"experiment:{one.id}")
        if one.opens or "-narrow" in self.screen.classes or "-low" in self.screen.classes:
            self.explain()

    def explain(self) -> None:
        """Show the current experiment in a window."""
        from tutor.app.screens.dialogs import TextDialog

        if self.active is None:
            self.choose()
            return
        one = self.active.experiment
        after = ("\n\nAfterwards: n  the next one   N  a note", "dim")
        text = Text.assemble((f"{heading(one)}\n\n", "bold"), in_full(one), after)
        self.screen.app.push_screen(TextDialog("Experiment", text))

    def next(self) -> None:
        """Open the next stop of the tour or the next experiment; the first if none is open."""
        from tutor.transformers.models.experiments import tour

        if self.active is None:
            self.open(TOUR)
            return
        one = self.active.experiment
        ways = tour() if one.stop else tuple(one for one in experiments_here()[0] if not one.stop)
        rest = ways[ways.index(one) + 1 :]
        if rest:
            self.open(rest[0].id)
        elif one.stop:
            self.screen.notify("That was the last stop of the tour. Press f for more experiments.")
        else:
            self.screen.notify("That was the last experiment. Press f for the list.")

    def note(self) -> None:
        """Edit the note on the current experiment."""
        from tutor.app.screens.note_editor import keep_note

        if self.active is None:
            self.screen.notify("A note belongs to an experiment: press f to choose one.")
            return
        one = self.active.experiment
        keep_note(self.screen, self.session.note_path("lab", one.id), one.title)

    def close(self) -> bool:
        """Close the experiment. Returns False if none is open."""
        if self.active is None:
            return False
        self.active = None
        self.draw()
        return True


def experiments_here() -> tuple[tuple[Experiment, ...], int]:
    """The experiments whose model can run, and the number of the others."""
    from tutor.transformers.llama.how_to_add import models_that_run
    from tutor.transformers.models.experiments import experiments

    everyone = experiments()
    models = {*MODELS, *models_that_run()[0]}
    here = tuple(one for one in everyone if one.model in models)
    return here, len(everyone) - len(here)


def _missing() -> str:
    """What is missing for the experiments on the real model, in one line."""
    from tutor.transformers.llama.how_to_add import HOW_TO_ADD, models_that_run

    return models_that_run()[1] or HOW_TO_ADD


def heading(one: Experiment) -> str:
    """The title of the experiment, and its stop on the tour."""
    return f"Stop {one.stop} · {one.title}" if one.stop else one.title
