"""Asking the learner's functions ahead: the calls a check makes are nearly always the same, whoever is graded.

A rehearsal runs the tests on the solution, in the judge, and notes the calls. In a check they are sent all at once, and
the learner's process works on them while the tests prepare what they expect. Only the very same arguments are answered
from there; every other call is made as it comes.
"""

from __future__ import annotations

import pickle
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tutor.grading.arrays import Packed
from tutor.sandbox import SandboxError

if TYPE_CHECKING:
    from tutor.sandbox import Isolated

Call = tuple[str, bytes]  # the function's name and its arguments, as ``note`` writes them
SECONDS = 0.5  # for all calls ahead; code that takes longer is asked again, call by call, with its own time
MOST_BYTES = 16 * 1024 * 1024  # of arguments


class UnrehearsedError(Exception):
    """The rehearsal does not measure: this test's calls are made as they come."""


def note(packed: Packed) -> bytes:
    """Arguments as bytes, equal for equal arguments."""
    return pickle.dumps((packed.args, packed.kwargs), pickle.HIGHEST_PROTOCOL)


class Rehearsal:
    """In the place of a Submission: the solution's functions, run in this process, and a note of every call."""

    def __init__(self, names: dict[str, Any], source: str) -> None:
        self._names = names
        self.source = source
        self.calls: list[Call] = []

    def has(self, name: str) -> bool:
        """Whether the solution defines it."""
        return callable(self._names.get(name))

    def measure(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Not here."""
        raise UnrehearsedError

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def noted(*args: Any, **kwargs: Any) -> Any:
            self.calls.append((name, note(Packed(args, kwargs))))
            return self._names[name](*args, **kwargs)

        return noted


def worth_it(calls: Sequence[Call]) -> bool:
    """Whether these calls can be sent at once."""
    return bool(calls) and sum(len(body) for _, body in calls) <= MOST_BYTES


class Ahead:
    """Calls under way in the learner's process, and their answers once they are there."""

    def __init__(self, isolated: Isolated, calls: Sequence[Call]) -> None:
        self._answers: dict[Call, deque[Any]] = defaultdict(deque)
        self._lost = False
        self._thread = threading.Thread(target=self._run, args=(isolated, list(calls)), daemon=True)
        self._thread.start()

    @property
    def lost(self) -> bool:
        """Whether the answers did not come: the process is gone, or was too slow. Waits until that is known."""
        self._thread.join()
        return self._lost

    def take(self, call: Call) -> Any:
        """The next answer to this call; None when it was not among those sent."""
        answers = self._answers.get(call)
        return answers.popleft() if answers else None

    def _run(self, isolated: Isolated, calls: list[Call]) -> None:
        try:
            answers = isolated.call("tutor.grading.runner:call_all", calls, timeout=SECONDS)
            for call, answer in zip(calls, answers, strict=True):
                self._answers[call].append(answer)
        except (SandboxError, ValueError, TypeError):
            self._lost = True
