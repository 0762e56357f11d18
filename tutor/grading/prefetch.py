"""Makes a check's calls in advance, because nearly all of them are the same for every learner.

The calls are recorded once, by running the tests on the solution inside the worker. A check sends them in a few
messages, and the learner's process answers them while the tests compute the expected values. Only a call with exactly
the same arguments uses a prefetched answer; every other call is made when the test makes it.
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

RecordedCall = tuple[str, bytes]  # the function's name, and its arguments serialised by ``_pack``
# seconds for all calls together; slower code is called again, call by call, with the usual time limit
SECONDS = 0.5
BATCH = 16  # calls per message, so that the first answers arrive while the others are computed
MOST_BYTES = 16 * 1024 * 1024  # total size of arguments


class LostError(Exception):
    """No answers will arrive: the process is gone, or was too slow."""


class NotRecordedError(Exception):
    """Nothing can be measured while calls are recorded, so this test's calls are not prefetched."""


def record(
    exercise: Exercise, items: Sequence[pytest.Item], use: Callable[[CallRecorder | None], None]
) -> Generator[None, None, list[RecordedCall]]:
    """Run the tests on the solution, one per step. Returns the calls, or none if they are too large to send.

    ``use`` sets what the tests get in place of the learner's module.
    """
    from tutor.grading.mistake_index import execute, quiet

    try:
        with quiet():
            recorder = CallRecorder(execute(exercise, exercise.solution), exercise.solution)
    except Exception:
        return []  # the solution does not run; `tutor course check` reports it
    for item in items:
        use(recorder)
        try:
            with quiet():
                # Tear down completely after each test, because a check may run in between.
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        finally:
            use(None)
        yield
    return recorder.calls if sum(len(body) for _, body in recorder.calls) <= MOST_BYTES else []


class CallRecorder:
    """Stands in for a LearnerModule: runs the solution's functions in this process and records every call."""

    def __init__(self, names: dict[str, Any], source: str) -> None:
        self._names = names
        self.failing = False
        self.source = source
        self.calls: list[RecordedCall] = []

    def has(self, name: str) -> bool:
        """Whether the solution defines it."""
        return callable(self._names.get(name))

    def measure(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Raises NotRecordedError."""
        raise NotRecordedError

    exponents = run_entry = draws = measure

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def recorded(*args: Any, **kwargs: Any) -> Any:
            self.calls.append((name, _pack(Packed(args, kwargs))))
            return self._names[name](*args, **kwargs)

        return recorded


class Prefetch:
    """Calls running in the learner's process, a batch at a time, and the answers that have arrived."""

    def __init__(self, process: SandboxProcess, calls: Sequence[RecordedCall]) -> None:
        self._places: dict[RecordedCall, deque[int]] = defaultdict(deque)
        for place, call in enumerate(calls):
            self._places[call].append(place)
        self._answers: list[Any] = []
        self._lost = self._over = False
        self._news = threading.Condition()
        threading.Thread(target=self._run, args=(process, list(calls)), daemon=True).start()

    def answer(self, name: str, packed: Packed, *, measured: bool) -> Any:
        """Wait for the next answer to this call; None if it was not prefetched. Raises LostError."""
        places = None if measured else self._places.get((name, _pack(packed)))
        if not places:
            self._settle()  # the process handles one message at a time
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
    """Make several calls in sequence. Runs in the learner's process."""
    from tutor.grading.module_runner import call

    answers = []
    for name, body in calls:
        args, kwargs = pickle.loads(body)
        answers.append(call(name, args, kwargs, False))
    return answers


def _pack(packed: Packed) -> bytes:
    """Serialise arguments. Equal arguments give equal bytes."""
    return pickle.dumps((packed.args, packed.kwargs), pickle.HIGHEST_PROTOCOL)
