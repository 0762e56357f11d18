"""The learner's functions as ordinary callables that run in the isolated process."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.grading import learner_sentences
from tutor.grading.arrays import Packed
from tutor.grading.assertion_errors import LearnerError, MissingFunctionError, StoppedError
from tutor.grading.compare import describe, shape_text
from tutor.grading.expect import CheckFailure
from tutor.grading.prefetch import LostError, Prefetch, RecordedCall
from tutor.grading.source import LONGEST_LINE, Source
from tutor.grading.steps import Step
from tutor.grading.verdict import Where
from tutor.process import Died, ProcessLost, Raised, SandboxError, TimedOut

if TYPE_CHECKING:
    from tutor.process import SandboxProcess

_CALL, _LOAD = "tutor.grading.module_runner:call", "tutor.grading.module_runner:load"
_CALL_WITH_EXPONENTS = "tutor.grading.module_runner:call_with_exponents"
_DRAWS = "tutor.grading.module_runner:draws"
_CALL_WITH_STEPS = "tutor.grading.module_runner:call_with_steps"
_RUN_ENTRY = "tutor.grading.module_runner:run_entry"


@dataclass(frozen=True, slots=True)
class Measured:
    """A call's result, the peak memory of Python and NumPy during it (bytes), and its duration (seconds)."""

    result: Any
    peak_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Call:
    """One call, kept so that a diagnosis can repeat it."""

    function: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


class LearnerModule:
    """The learner's file, loaded in an isolated process.

    ``submission.softmax(x)`` calls the learner's ``softmax``. Arrays keep their strides, order and read-only flag;
    changes to arguments are copied back to the caller's arrays. The result is plain data: arrays, numbers, text,
    tuples, lists, dicts. Anything else is a ``RemoteValue``, which equals nothing but can be passed back.

    Raises LearnerError if the function raises, MissingFunctionError if the file lacks the function, and StoppedError
    if the process is gone.
    """

    def __init__(self, isolated: SandboxProcess, source: Source, *, model_seconds: float = 0.0) -> None:
        self._isolated = isolated
        self._model_seconds = model_seconds
        self.failing = False  # whether an earlier core line failed
        self._source = source
        self._names: dict[str, tuple[int, bool]] = {}
        self._failed_call: Call | None = None
        self._last: tuple[str, str, bool] | None = None
        self.asked_for = ""  # the function that was called last, whether or not it exists
        self._measured = False
        self._prefetch: Prefetch | None = None
        self._reopen: Callable[[], SandboxProcess] | None = None

    @property
    def source(self) -> str:
        """The text of the learner's file."""
        return self._source.text

    @property
    def failed_call(self) -> Call | None:
        """The last call that raised."""
        return self._failed_call

    @property
    def last_answer(self) -> tuple[str, str, bool] | None:
        """The function called last, a short description of its result, and whether a check can compute with it."""
        return self._last

    def load(self) -> None:
        """Execute the file in the process.

        Raises:
            LearnerError: the file raised.
            StoppedError: it took too long, or ended the process.
        """
        kind, body = self._ask(_LOAD, str(self._source.path), self._source.text)
        if kind == "raised":
            raise self._error(body, "")
        self._names = {name: (line, callable_) for name, line, callable_ in body}

    def prefetch(self, calls: Sequence[RecordedCall], reopen: Callable[[], SandboxProcess]) -> None:
        """Make these calls in advance. ``reopen`` returns a fresh process if this one does not survive them."""
        self._prefetch, self._reopen = Prefetch(self._isolated, calls), reopen

    def has(self, name: str) -> bool:
        """Whether the file defines a callable of this name."""
        return self._names.get(name, (0, False))[1]

    def measure(self, name: str, *args: Any, **kwargs: Any) -> Measured:
        """Call a function and measure its memory and time."""
        self._must_have(name)
        self._measured = True
        return self._call(name, args, kwargs, measured=True)

    def exponents(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        """Call a function. Returns its result and the arguments of exp, one array or number per call of exp."""
        self._must_have(name)
        self._measured = True
        packed = Packed(args, kwargs)
        self._prefetched(name, packed, measured=True)  # wait for pending calls
        answer = self._ask(_CALL_WITH_EXPONENTS, name, packed.args, packed.kwargs)
        _, result, _, seen, _ = self._returned(name, args, kwargs, packed, answer)
        return result, list(seen)

    def draws(self, name: str, seeds: Sequence[int], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a function that draws at random once per seed, with ``rng=np.random.default_rng(seed)``.

        All calls are one message, and their frequencies count as measured, like memory: two right functions may draw
        different results from the same generator.
        """
        self._must_have(name)
        self._measured = True
        packed = Packed(args, kwargs)
        self._prefetched(name, packed, measured=True)  # wait for pending calls
        self._failed_call = None
        kind, body = self._ask(_DRAWS, name, tuple(seeds), packed.args, packed.kwargs)
        if kind == "raised":
            raise self._error(body, name)
        return list(body)

    def run_entry(self, entry: str, *args: Any) -> Any:
        """Call the tutor's own ``module:function`` in the learner's process, with the loaded module before ``args``.

        This is for work that needs many calls of the learner's functions, such as running a model. It has the
        exercise's ``model_seconds`` in addition to the time that other calls left.
        """
        self._prefetched("", Packed((), {}), measured=True)  # wait for pending calls
        self._failed_call = None
        self._isolated.grant(self._model_seconds)
        self._model_seconds = 0.0
        kind, body = self._ask(_RUN_ENTRY, entry, args)
        if kind == "raised":
            raise self._error(body, "")
        return body

    def steps(self, name: str, *args: Any, **kwargs: Any) -> list[Step]:
        """The lines that a call executes, with the arrays that they compute; empty if the call raises."""
        self._must_have(name)
        packed = Packed(args, kwargs)
        kind, found = self._ask(_CALL_WITH_STEPS, name, packed.args, packed.kwargs)
        return [Step(*step) for step in found] if kind == "returned" else []

    def take_measured(self) -> bool:
        """Whether anything was measured since the previous call of this method."""
        measured, self._measured = self._measured, False
        return measured

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        self._must_have(name)

        def learners_function(*args: Any, **kwargs: Any) -> Any:
            return self._call(name, args, kwargs, measured=False).result

        learners_function.__name__ = name
        return learners_function

    def _must_have(self, name: str) -> None:
        self.asked_for = name
        if self.has(name):
            return
        file = self._source.path.name
        if name in self._names:
            raise MissingFunctionError(f"{name} in {file} is not a function.")
        near = difflib.get_close_matches(
            name, [n for n, (_, can) in self._names.items() if can], n=2, cutoff=0.65
        )
        there = " and ".join(f"{n} (line {self._names[n][0]})" if self._names[n][0] else n for n in near)
        hint = f" There is {there}: was it renamed?" if near else ""
        raise MissingFunctionError(f"{file} has no function {name}.{hint}")

    def _call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, measured: bool) -> Measured:
        packed = Packed(args, kwargs)
        answer = self._prefetched(name, packed, measured=measured)
        if answer is None:
            answer = self._ask(_CALL, name, packed.args, packed.kwargs, measured)
        _, result, _, peak, seconds = self._returned(name, args, kwargs, packed, answer)
        return Measured(result, peak, seconds)

    def _returned(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], packed: Packed, answer: Any
    ) -> Any:
        """Return the answer after copying the changed arguments back, or raise LearnerError."""
        if answer[0] == "raised":
            _, report, changed = answer
            packed.put_back(changed)
            self._failed_call = Call(name, args, kwargs)
            raise self._error(report, name)
        if other_shape := packed.put_back(answer[2]):
            before, after = map(shape_text, other_shape)
            raise CheckFailure(
                f"{name} changes the shape of an array that belongs to the caller, from {before} to {after}: "
                "work on a copy, or use reshape, which leaves the array as it is."
            )
        self._last = name, describe(answer[1]), _is_plain(answer[1])
        return answer

    def _prefetched(self, name: str, packed: Packed, *, measured: bool) -> Any:
        """The prefetched answer to this call, if there is one."""
        if self._prefetch is None or self._reopen is None:
            return None
        try:
            return self._prefetch.answer(name, packed, measured=measured)
        except LostError:
            self._prefetch = None
            self._isolated = self._reopen()
            self.load()
            return None

    def _ask(self, entry: str, *args: Any) -> Any:
        try:
            return self._isolated.call(entry, *args)
        except TimedOut as error:
            where = self._where(error.where)
            raise StoppedError(
                learner_sentences.timed_out(self._isolated.limits.wall, where), timed_out=True, where=where
            ) from None
        except ProcessLost:
            raise
        except Died as error:
            where = self._where(error.where)
            raise StoppedError(learner_sentences.died(error, where), where=where) from None
        except Raised as error:
            raise StoppedError(learner_sentences.no_answer(error), where=self._where(error.where)) from None
        except SandboxError as error:
            raise StoppedError(error.sentence) from None

    def _where(self, place: tuple[str, int, str] | None) -> Where | None:
        if place is None or place[0] != str(self._source.path):
            return None
        return Where(place[1], self._source.line(place[1]) or place[2])

    def _error(self, report: dict[str, Any], function: str) -> LearnerError:
        line = report["line"]
        where = None
        if line:
            column = report["column"] if 0 < report["column"] <= LONGEST_LINE else None
            where = Where(line, self._source.line(line) or report["text"], column)
        return LearnerError(
            report["type"],
            report["message"],
            kinds=tuple(report["kinds"]),
            where=where,
            sentence=learner_sentences.raised(report, function, self._source.path, where),
            function=function,
        )


def _is_plain(value: Any) -> bool:
    """Whether a check can compute with this value."""
    from tutor.grading.compare import is_number

    if isinstance(value, tuple):
        return bool(value) and all(_is_plain(item) for item in value)
    import numpy as np

    return is_number(value) or (isinstance(value, np.ndarray) and value.dtype.kind in "biuf")
