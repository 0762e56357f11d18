"""What widgets and workers tell the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tutor.course.code import Hunt
    from tutor.course.model import Quiz
    from tutor.grading.verdict import TestResult, Verdict
    from tutor.shapes.trace import Trace
    from tutor.transformers.lab.lab_state import Looking
    from tutor.transformers.models.copying import Snapshot
    from tutor.transformers.models.look import Look
    from tutor.transformers.models.swap import Price


@dataclass
class Answered(Message):
    """A question was answered."""

    quiz: Quiz
    given: str
    right: bool


@dataclass
class Traced(Message):
    """A live block ran. ``ticket`` tells whether it is still wanted."""

    ticket: int
    block_id: str
    sizes: Mapping[str, int | float]
    trace: Trace


@dataclass
class FilesSaved(Message):
    """Exercise files were written, by whatever editor."""

    exercises: tuple[str, ...]


@dataclass
class TestDone(Message):
    """One line of a check that is still running."""

    exercise: str
    ticket: int
    result: TestResult


@dataclass
class Graded(Message):
    """A check ended with an answer about ``text``."""

    exercise: str
    ticket: int
    text: str
    verdict: Verdict


@dataclass
class NotGraded(Message):
    """A check ended without an answer; the sentence says why."""

    exercise: str
    ticket: int
    sentence: str


@dataclass
class Watched(Message):
    """An exercise file was traced while one of its functions ran on inputs of the course."""

    exercise: str
    digest: str
    text: str
    trace: Trace


@dataclass
class Looked(Message):
    """A model read a sentence."""

    ticket: int
    look: Look


@dataclass
class Formed(Message):
    """A model in training has got so far."""

    seed: int
    snapshot: Snapshot


@dataclass
class Arranged(Message):
    """The lines of a solution were checked in the order that somebody gave them; no verdict when a save came first."""

    ticket: int
    order: tuple[int, ...]
    verdict: Verdict | None


@dataclass
class Hidden(Message):
    """The wrong versions of an exercise were read."""

    hunts: tuple[Hunt, ...]


@dataclass
class Symptom(Message):
    """A wrong version was checked; no verdict when a save came first."""

    ticket: int
    verdict: Verdict | None


@dataclass
class Priced(Message):
    """The model ran on the learner's own functions."""

    ticket: int
    looking: Looking
    prices: tuple[Price, ...]


@dataclass
class Failed(Message):
    """A worker could not do its work; the sentence says why."""

    sentence: str
