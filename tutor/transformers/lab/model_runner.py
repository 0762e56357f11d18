"""Runs the Lab's model: on our functions, or in a thread on the learner's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from tutor.app.jobs import Jobs
from tutor.session import Session
from tutor.transformers.lab.lab_state import LabState

if TYPE_CHECKING:
    from tutor.transformers.llama.own_llama import OwnRun
    from tutor.transformers.models.model_run import ModelRun
    from tutor.transformers.models.swap import Cost

Runs = tuple[
    "ModelRun", "ModelRun | None"
]  # the run of the selected head's model, and that of the kept head's if it is a different one

PAUSE = 0.15  # seconds that a larger model waits for another key before it runs


class ModelRunner:
    """Draws nothing. ``run`` is the result of the newest state that has one; ``kept`` is that of the kept head's
    model, if it is a different one; ``costs`` belongs to the state ``costs_of``."""

    def __init__(self, session: Session, jobs: Jobs, changed: Callable[[], None]) -> None:
        self.session, self.jobs, self.changed = session, jobs, changed
        self.run: ModelRun | None = None
        self.kept: ModelRun | None = None
        self.costs: tuple[Cost, ...] = ()
        self.costs_of = LabState()
        self.own: OwnRun | None = None  # the run of an added model
        self._own_asked: tuple[object, ...] | None = None
        self._asked: tuple[object, ...] | None = None  # of the last run; an added model may still run

    def start(self, state: LabState) -> None:
        """Run the model as ``state`` says, and drop the results of earlier states."""
        if state.own and state.added:
            self._start_own(state)
        elif state.own:
            self.jobs.stream(
                "run on your code",
                partial(self._measure, state),
                partial(self._measured, state),
                failing="The model could not be run on your code",
            )
        else:
            self.jobs.forget("run on your code")
            self.costs, self.own, self._own_asked = (), None, None
        failing = "The model could not be run"
        asked, self._asked = self._asked, state.asks if state.added else None
        loaded = self.run is not None and self.run.settings.model == state.model
        if state.added:
            before = self.run if loaded else None
            if before is not None:  # another head of the same run, so the result is already there
                self.changed()
            if before is None or asked != state.asks:
                work = partial(_run_added, state, before)
                self.jobs.stream("run the model", work, self._ran, failing=failing, failed=self._failed)
        elif loaded and asked == state.asks:  # another head of the same run
            self._asked = asked
            self.changed()
        else:
            job = self.jobs.at_once if loaded else self.jobs.latest
            job("run the model", partial(_run_once, state), partial(self._ran_small, state), failing=failing)

    def _start_own(self, state: LabState) -> None:
        """A large model on the learner's block; another head of the same run needs no new run."""
        if self._own_asked == state.asks:
            return
        self._own_asked, self.own = state.asks, None
        self.jobs.stream(
            "run on your code",
            partial(self._run_own, state),
            self._own_ran,
            failing="The model could not be run on your code",
        )

    def _run_own(self, state: LabState) -> Iterator[OwnRun | None]:
        from tutor.transformers.llama.own_llama import EXERCISE, OwnRun, run_on_own_block

        time.sleep(PAUSE)
        yield None
        if (exercise := self.session.exercise(EXERCISE)) is None:
            yield OwnRun(failure=f"This course has no exercise {EXERCISE}.")
            return
        file, sandbox = self.session.workspace.file(exercise), self.session.engines.sandbox
        yield run_on_own_block(sandbox, file, state.sentence, state.settings())

    def _own_ran(self, own: OwnRun | None) -> None:
        if own is not None:
            self.own = own
            self.changed()

    def shown(self) -> ModelRun | None:
        """The run to show: on the learner's functions, if requested and available."""
        return self.run if self.own is None or self.own.run is None else self.own.run

    def _failed(self, sentence: str) -> None:
        self._asked = None
        self.jobs.notify(sentence)

    def _ran(self, runs: Runs | None) -> None:
        if runs is not None:
            self.run, self.kept = runs
            self.changed()

    def _ran_small(self, state: LabState, runs: Runs) -> None:
        self._asked = state.asks
        self._ran(runs)

    def _measure(self, state: LabState) -> Iterator[tuple[Cost, ...] | None]:
        """One exercise after another. Yields None while some are left, so that a newer job can take over."""
        from tutor.transformers.models.swap import SWAPS, cost_of

        sandbox, costs = self.session.engines.sandbox, []
        for swap in SWAPS:
            if (exercise := self.session.exercise(swap.exercise)) is not None:
                file = self.session.workspace.file(exercise)
                costs.append(cost_of(sandbox, swap, file, state.sentence, state.token))
                yield None
        yield tuple(costs)

    def _measured(self, state: LabState, costs: tuple[Cost, ...] | None) -> None:
        if costs is not None:
            self.costs, self.costs_of = costs, state
            self.changed()


def _run_added(state: LabState, before: ModelRun | None) -> Iterator[Runs | None]:
    """Run a large model and yield results as they arrive. Yields None where a newer job can take over.

    ``before`` is an earlier run of it. If only the selected token differs, nothing runs again.
    """
    from tutor.transformers.llama.blas_threads import measure
    from tutor.transformers.llama.llama_stages import llama_stages
    from tutor.transformers.llama.model_store import open_model
    from tutor.transformers.models.model_run import run_model

    time.sleep(PAUSE)
    yield None
    kept = state.kept_settings()
    beside = None if kept is None else run_model(state.sentence, kept)
    for stage in llama_stages(state.sentence, state.settings(), before):
        yield stage, beside
    measure(open_model(state.model))


def _run_once(state: LabState) -> Runs:
    from tutor.transformers.models.model_run import run_model

    kept = state.kept_settings()
    return run_model(state.sentence, state.settings()), run_model(state.sentence, kept) if kept else None
