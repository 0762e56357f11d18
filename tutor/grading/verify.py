"""Checks the grader against the course: solutions must pass, stubs must count as not started, and each mistake must
be named."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from tutor.course.exercise import missing_modules
from tutor.course.findings import Finding, line_of
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Course, Exercise, Mistake
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Case:
    """One file to grade: the stub, the solution, or the solution with a mistake."""

    exercise: Exercise
    source: str
    wanted: str  # the expected status, or "failed" for a mistake
    mistake: Mistake | None = None


def grading_findings(course: Course, exercises: Iterable[Exercise], mistake: str = "") -> list[Finding]:
    """A finding wherever the grader disagrees with the course about ``exercises`` or one of their mistakes."""
    waiting: SimpleQueue[_Case] = SimpleQueue()
    cases = [case for exercise in exercises for case in _cases(exercise, mistake)]
    for case in cases:
        waiting.put(case)
    graders = min(os.cpu_count() or 1, len(cases))
    with ThreadPoolExecutor(max(graders, 1)) as pool:
        found = [pool.submit(_grade_waiting, course, waiting) for _ in range(graders)]
        return [finding for one in found for finding in one.result()]


def _cases(exercise: Exercise, mistake: str) -> Sequence[_Case]:
    stub = _Case(exercise, exercise.stub, "not_started")
    if missing_modules(exercise):
        return [stub]
    return [
        stub,
        _Case(exercise, exercise.solution, "passed"),
        *(
            _Case(exercise, apply(exercise.solution, way), "failed", way)
            for one in load_mistakes(exercise)[0]
            if mistake in ("", one.id)
            for way in one.ways
        ),
    ]


def _grade_waiting(course: Course, waiting: SimpleQueue[_Case]) -> list[Finding]:
    """Grade waiting cases in a folder of this thread's own, because exercises import one another's files."""
    findings: list[Finding] = []
    with Grader(course) as grader, tempfile.TemporaryDirectory(prefix="tutor-course-") as folder:
        for other in course.exercises:
            (Path(folder) / other.filename).write_text(other.solution, encoding="utf-8")
        while True:
            try:
                case = waiting.get_nowait()
            except Empty:
                return findings
            path = Path(folder) / case.exercise.filename
            path.write_text(case.source, encoding="utf-8")
            verdict = grader.check(case.exercise, path, timeout=_SECONDS)
            assert verdict is not None  # only a newer check would cancel it
            findings += _disagreement(case, verdict)
            path.write_text(case.exercise.solution, encoding="utf-8")


def _disagreement(case: _Case, verdict: Verdict) -> Iterator[Finding]:
    if case.mistake is None:
        if verdict.status != case.wanted:
            first = verdict.first_failure
            why = first.message or first.says if first else verdict.message
            fault = (
                f"the solution is {verdict.status}"
                if case.wanted == "passed"
                else f"the stub is {verdict.status}, not not_started"
            )
            yield Finding(case.exercise.folder / "solution.py", 1, f"{fault}: {why}")
        return
    name, file = case.mistake.id, case.exercise.folder / "mistakes.py"
    said = (*([verdict.mistake] if verdict.mistake else []), *verdict.candidates, *verdict.also)
    named = [one.id for one in said]
    line = line_of(file, f'"{name}"')
    if all(test.outcome in ("passed", "skipped") for test in verdict.tests):
        yield Finding(file, line, f"the mistake '{name}' passes the checks")
    elif name not in named:
        instead = f"is taken for {' or '.join(named)}" if named else "is not recognised"
        yield Finding(file, line, f"the mistake '{name}' {instead}")
