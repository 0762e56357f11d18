"""Decides a learner's round of a question: after a miss it comes back, either with different numbers or after a
pause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tutor.course.model import Course, Quiz
from tutor.course.question_round import QuestionRound, question_round
from tutor.progress.events import AnyEvent, QuizAnswered
from tutor.progress.standing import Standing
from tutor.progress.tally import QuizStanding

PAUSE = 600.0  # seconds until a question with the same numbers may come back


def round_of(quiz: Quiz, standing: QuizStanding | None, seed: str, now: float) -> QuestionRound:
    """The current round of ``quiz`` for a learner with this ``seed`` and standing.

    A question that already counts as evidence is only displayed. A missed question starts a new round, in which the
    first answer counts again: immediately if it has different numbers, else after ``PAUSE``.
    """
    if standing is None:
        return question_round(quiz, seed)
    asked = question_round(quiz, seed, standing.round)
    if standing.right_at is not None:
        return replace(asked, solved=True, counts=True)
    if quiz.others or not 0 <= now - standing.last_at < PAUSE:
        return question_round(quiz, seed, standing.round + 1)
    return replace(asked, misses=standing.misses, solved=standing.solved)


def to_answer_again(course: Course, standing: Standing, now: float) -> dict[str, int]:
    """``lesson-id#section-id`` → how many of its missed questions can be answered again now."""
    missed = [
        name
        for name, quiz in standing.quizzes.items()
        if quiz.right_at is None and not 0 <= now - quiz.last_at < PAUSE
    ]
    if not missed:
        return {}
    asked = re.compile(rf"^id: ({'|'.join(map(re.escape, missed))})$", re.MULTILINE)
    found = {
        f"{lesson.id}#{section.id}": len(asked.findall(section.text))
        for lesson in course.lessons
        for section in lesson.sections
    }
    return {place: count for place, count in found.items() if count}


def seed_of(events: Iterable[AnyEvent]) -> str:
    """The seed for shuffling this learner's questions; "" if the record has none yet."""
    seeds = (event.seed for event in events if isinstance(event, QuizAnswered) and event.seed)
    return next(seeds, "")
