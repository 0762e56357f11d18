"""The course check for questions that give away their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tutor.course.findings import Finding
from tutor.course.guesser import LEVEL, RANDOM, Guessed, GuesserScore, guesser_scores
from tutor.course.model import Lesson


def guess_findings(lessons: Sequence[Lesson]) -> Iterator[Finding]:
    """A finding for each strategy that beats luck on one lesson or on all of them together."""
    step_of = {lesson.path: f"step {lesson.step}" for lesson in lessons}
    scores = guesser_scores(lessons, without=(RANDOM,))  # this strategy cannot beat luck
    found = {one.strategy for one in scores if one.lesson and one.beats_luck}
    for score in scores:
        if not score.beats_luck or not score.passed:
            continue
        if score.lesson:
            yield _finding(score, f"lines {_lines(score.passed)}")
        elif score.strategy not in found:
            places = groupby(score.passed, key=lambda one: one.path)
            yield _finding(
                score, "; ".join(f"{step_of[path]}, lines {_lines(many)}" for path, many in places)
            )


def _finding(score: GuesserScore, places: str) -> Finding:
    where = "of this step" if score.lesson else "of all steps together"
    fault = (
        f"the guesser '{score.strategy}' passes {score.right:.0f} of {score.questions} questions {where}; "
        f"by chance it would be {score.chance:.1f}, and more than {score.most} once in {1 / LEVEL:.0f} times: {places}"
    )
    return Finding(score.passed[0].path, score.passed[0].line, fault)


def _lines(passed: Iterable[Guessed]) -> str:
    return ", ".join(str(one.line) for one in passed)
