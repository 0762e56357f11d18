"""Experiments in the Lab: choosing one, the tour, notes on them, and the record that they were done."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from rich.text import Text

from tutor.app.screens.screen import TutorScreen
from tutor.progress.events import LabLooked
from tutor.transformers.lab.active_experiment import Trial
from tutor.transformers.lab.experiment_panel import Trying, in_full
from tutor.transformers.lab.tried import tried

if TYPE_CHECKING:
    from tutor.app.services import Services
    from tutor.transformers.lab.lab_state import Looking
    from tutor.transformers.models.experiments import Experiment

TOUR = "tour"


class TryingScreen(TutorScreen):
    """What the Lab's screen can do with experiments. It holds a ``Trying`` with the id ``trying``."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.trial: Trial | None = None

    @abstractmethod
    def begin(self, one: Experiment) -> None:
        """Have sentence, model, head and token of this experiment on the screen, and what else it opens."""

    def saw(self, looking: Looking) -> None:
        """Something else is looked at."""
        if self.trial is not None:
            self.trial = self.trial.seeing(looking)
            for what in self.trial.shown():
                self.record(what)

    def record(self, what: str) -> None:
        """Once for each thing that was tried: keys are pressed many times."""
        if what not in tried(self.session.events):
            self.session.record(LabLooked(at=self.session.now(), what=what))
        self.draw_trying()

    def draw_trying(self) -> None:
        """The experiment that is on."""
        one = None if self.trial is None else self.trial.experiment
        done = one is not None and one.done(tried(self.session.events))
        self.query_one(Trying).show(one, "" if one is None else heading(one), done)

    def action_experiments(self) -> None:
        """What to try."""
        from tutor.app.screens.dialogs import PickDialog
        from tutor.transformers.models.experiments import experiments, tour

        there = tried(self.session.events)
        ended = all(one.done(there) for one in tour())
        choices = [(TOUR, f"{'✓' if ended else ' '} The tour: {len(tour())} heads that have a name")]
        choices += [
            (one.id, f"{'✓' if one.done(there) else ' '} {one.title}")
            for one in experiments()
            if not one.stop
        ]
        self.app.push_screen(PickDialog("Experiments", choices), self.open)

    def open(self, name: str | None) -> None:
        """The experiment of this name, or the tour's first stop."""
        from tutor.transformers.models.experiments import experiments, tour

        found = tour() if name == TOUR else experiments()
        one = next((one for one in found if name in (one.id, TOUR)), None)
        if one is None:
            return
        self.trial = Trial(one)
        self.begin(one)
        self.record(f"experiment:{one.id}")
        if one.opens or "-narrow" in self.classes or "-low" in self.classes:
            self.action_explain()

    def action_explain(self) -> None:
        """The experiment that is on, in a window of its own."""
        from tutor.app.screens.dialogs import TextDialog

        if self.trial is None:
            self.action_experiments()
            return
        one = self.trial.experiment
        after = ("\n\nAfterwards: n  the next one   N  a note", "dim")
        text = Text.assemble((f"{heading(one)}\n\n", "bold"), in_full(one), after)
        self.app.push_screen(TextDialog("Experiment", text))

    def action_next(self) -> None:
        """The next stop of the tour, or the next experiment; the first when none is on."""
        from tutor.transformers.models.experiments import experiments, tour

        if self.trial is None:
            self.open(TOUR)
            return
        one = self.trial.experiment
        ways = tour() if one.stop else tuple(one for one in experiments() if not one.stop)
        rest = ways[ways.index(one) + 1 :]
        if rest:
            self.open(rest[0].id)
        elif one.stop:
            self.notify("That was the last stop of the tour. f has more to try.")
        else:
            self.notify("That was the last experiment. f has them all.")

    def action_note(self) -> None:
        """A note on the experiment that is on."""
        from tutor.app.screens.note_editor import keep_note

        if self.trial is None:
            self.notify("A note belongs to an experiment: f has them.")
            return
        one = self.trial.experiment
        keep_note(self, self.session.note_path("lab", one.id), one.title)

    def close_trial(self) -> bool:
        """Take the experiment off the screen. False when there is none."""
        if self.trial is None:
            return False
        self.trial = None
        self.draw_trying()
        return True


def heading(one: Experiment) -> str:
    """Its title, and which stop of the tour it is."""
    return f"Stop {one.stop} · {one.title}" if one.stop else one.title
