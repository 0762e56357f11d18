"""The request to a grading worker. Plain data, because the app creates it and does not import NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.course.model import Exercise


@dataclass(frozen=True, slots=True)
class Request:
    """Check this file for this exercise. ``timeout`` is in seconds, for all the learner's code together.

    The learner's code can read neither the ``hidden`` folders nor the checks.
    """

    exercise: Exercise
    file: Path
    timeout: float = 10.0
    hidden: tuple[Path, ...] = ()
