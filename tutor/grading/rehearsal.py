"""Asking the learner's functions ahead: the calls a check makes are nearly always the same, whoever is graded.

A rehearsal runs the tests on the solution, in the judge, and notes the calls. In a check they are sent all at once, and
the learner's process works on them while the tests prepare what they expect. Only the very same arguments are answered
from there; every other call is made as it comes.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tutor.grading.arrays import Packed
from tutor.process import SandboxError

if TYPE_CHECKING:
    from tutor.process import Isolated

Call = tuple[str, bytes]  # the function's name and its arguments, as ``note`` writes them
SECONDS = 0.5  # for all calls ahead; code that takes longer is asked again, call by call, with its own time
AT_ONCE = 16  # calls in one message: the first answers are there while the others are being worked on
MOST_BYTES = 16 * 1024 * 1024  # of arguments


class LostError(Exception):
    """The answers to calls made ahead will not come."""


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
    """Calls under way in the learner's process, some at a time, and their answers as they come in."""

    def __init__(self, isolated: Isolated, calls: Sequence[Call]) -> None:
        self._places: dict[Call, deque[int]] = defaultdict(deque)
        for place, call in enumerate(calls):
            self._places[call].append(place)
        self._answers: list[Any] = []
        self._lost = self._over = False
        self._news = threading.Condition()
        threading.Thread(target=self._run, args=(isolated, list(calls)), daemon=True).start()

    def take(self, call: Call) -> Any:
        """The next answer to this call, waited for; None when it was not among those sent.

        Raises LostError when it will not come: the process is gone, or was too slow.
        """
        places = self._places.get(call)
        if not places:
            return None
        place = places.popleft()
        with self._news:
            while len(self._answers) <= place:
                if self._lost:
                    raise LostError
                self._news.wait()
            return self._answers[place]

    def settle(self) -> None:
        """Wait until nothing is under way any more. Raises LostError when not all answers have come."""
        with self._news:
            while not self._over:
                self._news.wait()
            if self._lost:
                raise LostError

    def _run(self, isolated: Isolated, calls: list[Call]) -> None:
        deadline = time.monotonic() + SECONDS
        try:
            for start in range(0, len(calls), AT_ONCE):
                left = max(deadline - time.monotonic(), 0.001)
                some = calls[start : start + AT_ONCE]
                answers = isolated.call("tutor.grading.runner:call_all", some, timeout=left)
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
