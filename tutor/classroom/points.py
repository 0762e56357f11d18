"""Points for a grade, by the weights in a ``grading.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from tutor.classroom.grade import Grade
from tutor.course.model import Exercise, MalformedCourseError, Tier
from tutor.course.yaml_reader import parse_yaml, read_text
from tutor.disk import reason

# Who sees a test on Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/
Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``per_day`` and ``at_most`` are percent of the points; ``days`` says how late each student was."""

    per_day: float
    at_most: float = 100.0
    days: Mapping[str, float] = {}


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of the file. ``core`` and ``robust`` are weights; only their ratio matters.

    ``exercises`` maps names like ``ex1`` to the most points; an exercise that is not listed has ``points``.
    """

    points: float = 10.0
    core: float = 80.0
    robust: float = 20.0
    exercises: Mapping[str, float] = {}
    late: Late | None = None
    visibility: Mapping[Tier, Visibility] = {}


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one grade; ``penalty`` was subtracted for lateness already."""

    score: float
    most: float
    penalty: float = 0.0


class WeightsError(Exception):
    """The file cannot be used. The message is one sentence."""


def read_weights(path: Path) -> Weights:
    """Read a ``grading.yaml``.

    Raises:
        WeightsError: it cannot be read, has an unknown or wrong entry, or the weights are not positive.
    """
    try:
        weights = parse_yaml(read_text(path), Weights, path, 1)
    except MalformedCourseError as error:
        raise WeightsError(str(error)) from None
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({reason(error)}).") from None
    numbers = {"points": weights.points, "core": weights.core, "robust": weights.robust, **weights.exercises}
    if weights.late is not None:
        numbers |= {
            "late.per_day": weights.late.per_day,
            "late.at_most": weights.late.at_most,
            **weights.late.days,
        }
    for name, number in numbers.items():
        if not 0 <= number < float("inf"):
            raise WeightsError(f"{path}: {name} is {number}, but must be 0 or more.")
    if not weights.core + weights.robust:
        raise WeightsError(f"{path}: core and robust are both 0, so nothing would be worth a point.")
    return weights


def most_points(weights: Weights, exercise: Exercise) -> float:
    """The most points for an exercise, by its short name or its id."""
    return weights.exercises.get(exercise.short, weights.exercises.get(exercise.id, weights.points))


def line_points(weights: Weights, grade: Grade) -> dict[str, float]:
    """The most points of each check line, by test id. The lines of one tier are worth the same."""
    tests = [test for test in grade.verdict.tests if test.outcome != "skipped"] if grade.verdict else []
    counts = {tier: sum(test.tier == tier for test in tests) for tier in ("core", "robust")}
    share = {
        "core": weights.core if counts["core"] else 0.0,
        "robust": weights.robust if counts["robust"] else 0.0,
    }
    total = sum(share.values())
    most = most_points(weights, grade.work.exercise)
    return {t.id: most * share[t.tier] / total / counts[t.tier] if total else 0.0 for t in tests}


def points(weights: Weights, grade: Grade) -> Points | None:
    """The points of a grade; None if the tutor could not grade the file."""
    most = most_points(weights, grade.work.exercise)
    if grade.word == "not_graded":
        return None
    worth = line_points(weights, grade)
    tests = grade.verdict.tests if grade.verdict is not None else ()
    score = sum(worth.get(test.id, 0.0) for test in tests if test.outcome == "passed")
    late = weights.late
    days = late.days.get(grade.work.student, 0.0) if late is not None else 0.0
    penalty = score * min(late.per_day * days, late.at_most, 100.0) / 100 if late is not None else 0.0
    return Points(score - penalty, most, penalty)
