"""Watch a head form: a tiny model is trained in a thread, and a stripe appears in its heat map."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.worker import get_current_worker

from tutor.app.keys import Key
from tutor.app.screens.screen import TutorScreen
from tutor.progress.events import LabLooked
from tutor.transformers.lab.curves import KNOWN, Curves
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.lab_state import DRAWINGS, Drawn
from tutor.transformers.lab.tried import tried

if TYPE_CHECKING:
    from tutor.app.services import Services
    from tutor.transformers.models.copy_model import Snapshot

PATIENCE = 0.1  # seconds between checks whether to continue


class TrainingScreen(TutorScreen):
    """The heat map of one layer on the left, the training curves on the right. The thread waits while paused."""

    CSS_PATH = "training_screen.tcss"
    HEADING = "Watch a head form"
    KEYS = (
        Key("space", "pause", foot="pause", help="pause or continue"),
        Key("a", "again", foot="another seed", help="again, from another seed"),
        Key("l", "layer", foot="layer", help="the other layer"),
        Key("up", "token(-1)", row="↑ ↓", help="another row"),
        Key("down", "token(1)", label="next row"),
        Key("v", "drawing", foot="numbers", help="shades, numbers, plain characters"),
        Key("escape", "leave", foot="leave", help="back to the Lab"),
    )

    def __init__(self, services: Services, seed: int = 1, *, waiting: bool = False) -> None:
        super().__init__(services)
        self.seed, self.waiting = seed, waiting
        self.shown_layer = 1
        self.drawn: Drawn = "shades"
        self.token: int | None = None
        self.snapshots: list[Snapshot] = []
        self.going = threading.Event()
        self.ended = False

    def content(self) -> ComposeResult:
        """The heat map and the curves."""
        with Horizontal(id="places"):
            yield HeadGrid(id="grid")
            yield Curves(id="curves")

    def idle(self) -> frozenset[str]:
        """The pause key, once the training has ended."""
        return frozenset({"pause"} if self.ended else ())

    def title_text(self) -> str:
        """A summary in one line."""
        return "Lab · a head forms: 14,016 weights, random at first"

    def on_mount(self) -> None:
        """Start the training."""
        self.query_one(HeadGrid).border_title = "…"
        self.query_one(Curves).border_title = "training"
        self.query_one(HeadGrid).focus()
        self._begin()

    def on_unmount(self) -> None:
        """Release the waiting thread."""
        self.going.set()

    def _begin(self) -> None:
        self.snapshots, self.ended = [], False
        if self.waiting:
            self.going.clear()
        else:
            self.going.set()
        self.waiting = False
        work = partial(self._train, self.seed)
        self.jobs.stream("train", work, self._trained, failing="The model could not be trained")

    def _train(self, seed: int) -> Iterator[Snapshot]:
        """Runs in the job's thread, which waits here while paused."""
        from tutor.transformers.models.copy_model import train_live

        worker = get_current_worker()
        for snapshot in train_live(seed):
            yield snapshot
            while not worker.is_cancelled and not self.going.wait(PATIENCE):
                pass
            if worker.is_cancelled:
                return

    def _trained(self, snapshot: Snapshot) -> None:
        from tutor.transformers.models.copy_model import STEPS

        self.snapshots.append(snapshot)
        self.ended = snapshot.step == STEPS
        if snapshot.copy_accuracy >= KNOWN and "formed" not in tried(self.session.events):
            self.session.record(LabLooked(at=self.session.now(), what="formed"))
        self._draw()

    def _draw(self) -> None:
        self.draw_foot()
        if not self.snapshots:
            return
        from tutor.transformers.models.copy_model import EVERY, SHOWN, STEPS

        now = self.snapshots[-1]
        grid, curves = self.query_one(HeadGrid), self.query_one(Curves)
        grid.border_title = f"layer {self.shown_layer} · step {now.step}"
        grid.border_subtitle = f"seed {self.seed}"
        grid.show(now.weights[self.shown_layer], SHOWN, self.token, self.drawn)
        curves.border_title = "training" if self.going.is_set() else "paused · space continues"
        curves.show(self.snapshots, STEPS // EVERY + 1, STEPS, self.drawn)

    def action_pause(self) -> None:
        """Pause or resume."""
        if self.ended:
            self.notify("Training has finished. Press a to train again, from another seed.")
            return
        if self.going.is_set():
            self.going.clear()
        else:
            self.going.set()
        self._draw()

    def action_again(self) -> None:
        """Restart from other random weights."""
        self.seed += 1
        self._begin()

    def action_layer(self) -> None:
        """Switch between layer 0 and layer 1."""
        self.shown_layer = 1 - self.shown_layer
        self._draw()

    def action_drawing(self) -> None:
        """Cycle through shades, numbers and plain characters."""
        self.drawn = DRAWINGS[(DRAWINGS.index(self.drawn) + 1) % len(DRAWINGS)]
        self._draw()

    def action_token(self, step: int) -> None:
        """Mark another row."""
        if self.snapshots:
            count = len(self.snapshots[-1].weights[0])
            self.token = (step - 1 if step < 0 and self.token is None else (self.token or 0) + step) % count
            self._draw()

    def action_leave(self) -> None:
        """End the training and return to the Lab."""
        self.app.pop_screen()
