"""What is asked of a grading worker. Plain data: the app, which has no NumPy, makes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.course.model import Exercise


@dataclass(frozen=True, slots=True)
class Request:
    """Check this file for this exercise, with this many seconds for all the learner's code together.

    What lies below the ``hidden`` folders cannot be read by it, as the checks never can.
    """

    exercise: Exercise
    file: Path
    timeout: float = 10.0
    hidden: tuple[Path, ...] = ()
