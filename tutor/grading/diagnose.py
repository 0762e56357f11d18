"""Explains a failed check, most specific first: a crash with its shapes, a known mistake, or a section to reread."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutor.course.model import Exercise, MalformedCourseError, Mistake
from tutor.grading.assertion_errors import LearnerError, MissingFunctionError, StoppedError
from tutor.grading.attempt import Attempt
from tutor.grading.learner_module import LearnerModule
from tutor.grading.verdict import NamedMistake, Verdict, Where

if TYPE_CHECKING:
    from tutor.grading.answers import Answer
    from tutor.grading.mistake_index import MistakeIndex
    from tutor.grading.probe_calls import Call

TRACE_SECONDS = 2.0

_banks: dict[str, MistakeIndex] = {}


def prepare(exercise: Exercise) -> Iterator[None]:
    """Compute in advance, in small steps, what later diagnoses need."""
    from tutor.grading.mistake_index import MistakeIndex

    try:
        bank = MistakeIndex.load(exercise)
        for _ in bank.fill():
            yield
    except Exception:
        return  # grade even if the mistake bank is broken: `tutor course check` reports it
    _banks[str(exercise.folder)] = bank


def forget(folder: str) -> None:
    """Drop the cached data of an exercise whose files have changed."""
    _banks.pop(folder, None)


def diagnose(attempt: Attempt) -> Verdict:
    """The verdict with an explanation of its failures, including failed robust lines of a pass."""
    verdict = attempt.verdict()
    if attempt.submission is None or all(test.outcome in ("passed", "skipped") for test in verdict.tests):
        return verdict
    exercise = attempt.request.exercise
    again = exercise.rests_on[0] if exercise.rests_on else None
    if verdict.status not in ("failed", "passed"):
        # nothing was written, the time ran out or the process ended: no section explains these
        return verdict
    first = verdict.first_failure
    if first is not None and first.outcome == "not_started":
        return replace(verdict, see=first.see or None)  # everything written so far is correct
    if first is not None and first.see:
        again = first.see
    if first is not None and first.elsewhere:  # the cause is in the imported file, not in this one
        return replace(verdict, message=first.message, see=again)
    try:
        return _explained(attempt, verdict, again)
    except Exception:
        # Keep the verdict without an explanation; the reason goes to the worker's log.
        traceback.print_exc(file=sys.stderr)
        return replace(verdict, see=again)


def _explained(attempt: Attempt, verdict: Verdict, again: str | None) -> Verdict:
    verdict = _with_shapes(attempt, verdict)
    first = verdict.first_failure
    if first is not None and verdict.status == "failed":
        verdict = replace(verdict, message=first.message, where=first.where)
    found = _recognise(attempt, verdict)
    verdict = replace(verdict, also=found.also)
    first = verdict.first_failure
    if found.mistake is not None:
        if first is not None and first.where is None and found.where is not None:
            tests = tuple(
                replace(test, where=found.where) if test is first else test for test in verdict.tests
            )
            verdict = replace(verdict, tests=tests, where=found.where)
        return replace(verdict, mistake=found.mistake, see=found.mistake.see)
    if found.candidates:
        return replace(verdict, candidates=found.candidates, see=_common(found.candidates) or again)
    return replace(verdict, see=again)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the mistake bank found, in the types that a verdict uses."""

    mistake: NamedMistake | None = None
    candidates: tuple[NamedMistake, ...] = ()
    also: tuple[NamedMistake, ...] = ()
    where: Where | None = None  # the line with the mistake, if it does not raise


def _recognise(attempt: Attempt, verdict: Verdict) -> _Found:
    """Run the probes on the learner's file and look up the answers in the mistake bank."""
    from tutor.grading.mistake_index import MistakeIndex

    submission = attempt.submission
    assert submission is not None
    folder = str(attempt.request.exercise.folder)
    try:
        bank = _banks.get(folder) or MistakeIndex.load(attempt.request.exercise)
    except (MalformedCourseError, ImportError):
        return _Found()
    if not bank.mistakes:
        return _Found()
    try:
        recognition = bank.recognise(lambda number: _ask(submission, bank, number))
    except StoppedError:
        return _Found()
    lapses = tuple(_named(mistake) for mistake in recognition.lapses)
    if not recognition.mistakes and not recognition.candidates:
        alike = _measured_alike(attempt, verdict, bank)
        if len(alike) == 1:
            return _Found(_named(*alike), also=lapses)
        if alike:
            return _Found(candidates=tuple(map(_named, alike)), also=lapses)
    if recognition.mistakes:
        where = _line_of(submission, bank, recognition.mistakes[0])
        return _Found(_named(*recognition.mistakes), also=lapses, where=where)
    if verdict.status == "passed":  # the core is correct, so the first lapse comes first
        return _Found(lapses[0], also=lapses[1:]) if lapses else _Found()
    return _Found(candidates=tuple(_named(mistake) for mistake in recognition.candidates), also=lapses)


def _line_of(submission: LearnerModule, bank: MistakeIndex, mistake: Mistake) -> Where | None:
    """The learner's line that computes what the mistake computes and the solution does not.

    The lines that the mistake changes in the solution show which array is wrong; the learner's line is the one that
    computes the same array. Returns None if no line of the learner's code computes it.
    """
    from tutor.grading.probe_calls import arguments
    from tutor.grading.steps import line_of

    number = bank.first_changed(mistake)
    if number is None:
        return None
    probe = bank.probes[number]
    try:
        args, kwargs = arguments(probe, _caller(submission))
        mine = submission.steps(probe.function, *args, **kwargs)
        for way in mistake.ways:
            line = line_of(bank.wrong_steps(number, way), mine)
            if line is not None:
                return Where(line, submission.source.splitlines()[line - 1])
    except (LearnerError, MissingFunctionError, StoppedError, IndexError, ValueError, TypeError):
        return None
    return None


def _measured_alike(attempt: Attempt, verdict: Verdict, bank: MistakeIndex) -> list[Mistake]:
    """The mistakes with correct results that fail the same lines as the learner's code, or at least the same first
    line.

    Empty unless every failing core line measures something other than results, such as memory.
    """
    from tutor.course.mistakes import apply

    core = [test for test in verdict.tests if test.tier == "core"]
    failing = [test.id for test in core if test.outcome == "failed"]
    if not failing or not all(test in attempt.measured for test in failing):
        return []
    measured = [test.id for test in core if test.id in attempt.measured]
    same: list[Mistake] = []
    near: list[Mistake] = []
    for mistake in bank.unseen():
        for way in mistake.ways:
            with attempt.instead(apply(attempt.request.exercise.solution, way)) as other:
                fails = [test for test in measured if attempt.rerun(other, test).outcome == "failed"]
            if fails == failing and mistake not in same:
                same.append(mistake)
            if fails[:1] == failing[:1] and mistake not in near:
                near.append(mistake)
    return same or near


def _ask(submission: LearnerModule, bank: MistakeIndex, number: int) -> Answer:
    from tutor.grading.probe_calls import answer

    return answer(bank.probes[number], _caller(submission), _raised)


def _raised(error: Exception) -> str:
    """The type of the exception that a learner's function raised. Any other error is raised again."""
    from tutor.grading.probe_calls import NothingHandedError

    if isinstance(error, LearnerError):
        return error.type_name
    if isinstance(error, MissingFunctionError):
        return "NotImplementedError"
    if isinstance(error, NothingHandedError):
        return type(error).__name__
    raise error


def _caller(submission: LearnerModule) -> Call:
    return lambda name, args, kwargs: getattr(submission, name)(*args, **kwargs)


def _named(*mistakes: Mistake) -> NamedMistake:
    """One mistake, or two combined, as shown to the learner."""
    first = mistakes[0]
    if len(mistakes) == 1:
        return NamedMistake(first.id, first.name, first.diagnosis, first.see)
    return NamedMistake(
        "+".join(mistake.id for mistake in mistakes),
        "; and ".join(mistake.name for mistake in mistakes),
        "Two separate mistakes. Fix this one first:\n"
        + "\nThen this one:\n".join(one.diagnosis for one in mistakes),
        first.see,
    )


def _common(candidates: tuple[NamedMistake, ...]) -> str | None:
    """The section that all candidates point to, or None if they differ."""
    sections = {candidate.see for candidate in candidates}
    return sections.pop() if len(sections) == 1 else None


def _with_shapes(attempt: Attempt, verdict: Verdict) -> Verdict:
    """Repeat the leading crash under the shape tracer to find the operation, its shapes and what would fit."""
    first = verdict.first_failure
    if first is None or first.id not in attempt.raised:
        return verdict
    call, error = attempt.raised[first.id]
    if error.where is None or not (
        error.is_a(ValueError)
        or error.is_a(IndexError)
        or error.is_a(TypeError)
        or error.type_name == "RuntimeError"  # PyTorch's shape error
    ):
        return verdict
    from tutor.shapes.tracer import Tracer

    limits = attempt.limits
    trace = Tracer(attempt.sandbox).trace_file(
        attempt.request.file,
        call.function,
        call.args,
        call.kwargs,
        importable=limits.importable,
        hidden=limits.hidden,
        timeout=min(TRACE_SECONDS, attempt.request.timeout),
    )
    failure = trace.failure
    if failure is None or failure.operation is None or failure.line != error.where.line:
        return verdict
    said = f"{call.function} stops on line {failure.line}: {failure.message}"
    if failure.suggestion:
        said = f"{said.rstrip('.')}. {failure.suggestion}"
    tests = tuple(replace(test, message=said) if test.id == first.id else test for test in verdict.tests)
    return replace(verdict, tests=tests)
