"""Making a check's calls before its tests ask for them: they are nearly always the same, whoever is graded.

The calls are recorded once, by running the tests on the solution inside the worker. In a check they are sent in a few
messages, and the learner's process works on them while the tests compute what they expect. Only a call with the very
same arguments is answered from there; every other one is made as it comes.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any

from tutor.grading.arrays import Packed
from tutor.process import SandboxError

if TYPE_CHECKING:
    import pytest

    from tutor.course.model import Exercise
    from tutor.process import SandboxProcess

RecordedCall = tuple[str, bytes]  # the function's name and its arguments, as ``_pack`` writes them
SECONDS = 0.5  # for all of them; code that takes longer is asked again, call by call, with its own time
BATCH = 16  # calls in one message: the first answers are there while the others are being worked on
MOST_BYTES = 16 * 1024 * 1024  # of arguments


class LostError(Exception):
    """The answers will not come: the process is gone, or was too slow."""


class NotRecordedError(Exception):
    """Nothing is measured while calls are recorded: this test's calls are made as they come."""


def record(
    exercise: Exercise, items: Sequence[pytest.Item], use: Callable[[CallRecorder | None], None]
) -> Generator[None, None, list[RecordedCall]]:
    """Run the tests on the solution, one at a step; in the end the calls, none if they cannot be sent at once.

    ``use`` says what the tests get in place of the learner's module.
    """
    from tutor.grading.mistake_index import execute, quiet

    try:
        with quiet():
            recorder = CallRecorder(execute(exercise, exercise.solution), exercise.solution)
    except Exception:
        return []  # a solution that does not run is for the course check to report
    for item in items:
        use(recorder)
        try:
            with quiet():
                # All the way down after each test: something else may be asked for in between.
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        finally:
            use(None)
        yield
    return recorder.calls if sum(len(body) for _, body in recorder.calls) <= MOST_BYTES else []


class CallRecorder:
    """In place of a LearnerModule: the solution's functions, run in this process, and a record of every call."""

    def __init__(self, names: dict[str, Any], source: str) -> None:
        self._names = names
        self.source = source
        self.calls: list[RecordedCall] = []

    def has(self, name: str) -> bool:
        """Whether the solution defines it."""
        return callable(self._names.get(name))

    def measure(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Not here."""
        raise NotRecordedError

    exponents = measure

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def recorded(*args: Any, **kwargs: Any) -> Any:
            self.calls.append((name, _pack(Packed(args, kwargs))))
            return self._names[name](*args, **kwargs)

        return recorded


class Prefetch:
    """Calls under way in the learner's process, a batch at a time, and their answers as they arrive."""

    def __init__(self, process: SandboxProcess, calls: Sequence[RecordedCall]) -> None:
        self._places: dict[RecordedCall, deque[int]] = defaultdict(deque)
        for place, call in enumerate(calls):
            self._places[call].append(place)
        self._answers: list[Any] = []
        self._lost = self._over = False
        self._news = threading.Condition()
        threading.Thread(target=self._run, args=(process, list(calls)), daemon=True).start()

    def answer(self, name: str, packed: Packed, *, measured: bool) -> Any:
        """The next answer to this call, waited for; None when it must be made now. Raises LostError."""
        places = None if measured else self._places.get((name, _pack(packed)))
        if not places:
            self._settle()  # the process does one thing at a time
            return None
        place = places.popleft()
        with self._news:
            while len(self._answers) <= place:
                if self._lost:
                    raise LostError
                self._news.wait()
            return self._answers[place]

    def _settle(self) -> None:
        with self._news:
            while not self._over:
                self._news.wait()
            if self._lost:
                raise LostError

    def _run(self, process: SandboxProcess, calls: list[RecordedCall]) -> None:
        deadline = time.monotonic() + SECONDS
        try:
            for start in range(0, len(calls), BATCH):
                left = max(deadline - time.monotonic(), 0.001)
                some = calls[start : start + BATCH]
                answers = process.call("tutor.grading.prefetch:answer_all", some, timeout=left)
                if len(answers) != len(some):
                    raise ValueError
                with self._news:
                    self._answers += answers
                    self._news.notify_all()
        except (SandboxError, ValueError, TypeError):
            self._lost = True
        with self._news:
            self._over = True
            self._news.notify_all()


def answer_all(calls: list[RecordedCall]) -> list[tuple[Any, ...]]:
    """In the learner's process: make several calls, one after the other."""
    from tutor.grading.module_runner import call

    answers = []
    for name, body in calls:
        args, kwargs = pickle.loads(body)
        answers.append(call(name, args, kwargs, False))
    return answers


def _pack(packed: Packed) -> bytes:
    """Arguments as bytes, equal for equal arguments."""
    return pickle.dumps((packed.args, packed.kwargs), pickle.HIGHEST_PROTOCOL)
