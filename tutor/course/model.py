"""What a course is made of, as frozen data: lessons of sections of blocks, and exercises.

Nothing here reads a file (``load.py`` does) or draws (``views`` and ``app`` do).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Literal

Tier = Literal["core", "robust"]  # what an exercise is about; what makes the function fit for more than that


@dataclass(frozen=True, slots=True)
class Prose:
    """Plain markdown between the live parts (static fences included)."""

    markdown: str
    line: int


@dataclass(frozen=True, slots=True)
class LiveCode:
    """Code that runs in the app. ``sizes`` move with keys; ``after`` names the block that must run first.

    ``plot`` is code that draws what the block computed; it runs after it and is not shown.

    ``id`` is unique in its lesson: the fence's ``name=`` or, without one, ``<section id>-<number>``.
    """

    id: str
    source: str
    sizes: Mapping[str, int | float]
    after: str | None
    output: str | None
    line: int
    plot: str = ""
    same: frozenset[str] = frozenset()  # sizes that are meant to be equal, which else is a finding

    @property
    def drawing(self) -> str:
        """The source with its plot, as it runs."""
        return f"{self.source.rstrip()}\n{self.plot}" if self.plot else self.source


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose, and why it is right or which confusion it is."""

    text: str
    why: str
    correct: bool = False


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """An answer, as it is typed, that a known misunderstanding leads to, and which that is."""

    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question answered in place.

    ``kind`` decides which fields count: ``choice`` (choices), ``line`` (choices are the code's lines),
    ``number`` (answer, tolerance), ``shape`` (answer as ``"(5, 8)"``), ``order`` (items in the right order).
    ``check`` is a Python expression (``np``, ``math`` and ``values`` at hand) that must give the answer: the course
    check runs it. ``wrong`` are the answers that a ``number`` or ``shape`` question expects besides the right one,
    ``steps`` the way to the right one. ``others`` are the same question with other numbers, of which ``values`` are
    those that it has here.
    """

    id: str
    kind: Literal["choice", "line", "number", "shape", "order"]
    question: str
    why: str = ""
    choices: tuple[Choice, ...] = ()
    answer: str = ""
    tolerance: float = 0.0
    items: tuple[str, ...] = ()
    check: str = ""
    line: int = 0
    wrong: tuple[WrongAnswer, ...] = ()
    steps: tuple[str, ...] = ()
    hint: str = ""  # after the first miss, where ``wrong`` does not know the answer
    values: Mapping[str, int | float] = field(default_factory=dict)
    others: tuple[Quiz, ...] = ()


@dataclass(frozen=True, slots=True)
class Explain:
    """Something to explain in one's own words. ``points`` are what a good answer has, as ``model`` does."""

    id: str
    ask: str
    points: tuple[str, ...]
    model: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class PluginBlock:
    """A fence of the course's plug-in: its first word, and what it says as YAML."""

    fence: str
    config: Mapping[str, object]
    line: int


@dataclass(frozen=True, slots=True)
class Fold:
    """What is deep and not needed: the ``length`` blocks that follow are folded away below ``title``."""

    title: str
    length: int
    line: int


Block = Prose | LiveCode | Quiz | Explain | PluginBlock | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one ``##`` heading. ``text`` is its markdown without it, ``line`` the heading's."""

    id: str
    title: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a learner should be able to do. ``proof`` items are references, as ``exercise:ID quiz:ID run:BLOCK``.

    ``explain`` names the box in which it is explained in one's own words. That is no proof, and is worth more than
    questions answered.
    """

    id: str
    text: str
    proof: tuple[str, ...] = ()
    explain: str = ""


@dataclass(frozen=True, slots=True)
class SectionTask:
    """What to do at the end of a section, and the reference of the place where it is done."""

    to: str
    words: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One step. ``id`` is the file's name without ``.md``; ``time`` is in words ("2-3 hours")."""

    id: str
    step: int
    title: str
    time: str
    what: str
    why: str
    actions: tuple[str, ...]
    checkpoints: tuple[Checkpoint, ...]
    sections: tuple[Section, ...]
    path: Path
    tips: tuple[str, ...] = ()  # how to study this step, one sentence or two each
    plugin: str = ""  # the course's, whose fences it may have
    tasks: Mapping[str, SectionTask] = field(default_factory=dict)  # by section id; for all of them or none
    exercises: tuple[str, ...] = ()  # that it is about, by their short names
    reference: bool = False  # to look things up in, not to read from end to end

    def section(self, section_id: str) -> Section | None:
        """The section with this id, if there is one."""
        return next((s for s in self.sections if s.id == section_id), None)


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint. When the lines of all its ``groups`` hold, it has nothing to add; without groups it always has."""

    text: str
    name: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """One task: what the learner reads, gets as a file, and may open later.

    ``id`` is the folder's name, ``short`` the word in it that tells it from others ("ex1", "pytorch"). ``functions``
    are the names the learner must define. ``stub`` is derived from ``solution``. ``rests_on`` are
    ``lesson-id#section-id`` references.
    """

    id: str
    title: str
    order: int
    functions: tuple[str, ...]
    brief: str
    hints: tuple[Hint, ...]
    harder: tuple[str, ...]
    rests_on: tuple[str, ...]
    solution: str
    stub: str
    folder: Path
    requires: tuple[str, ...] = ()  # modules that must be importable ("torch") before it can be graded
    needs: tuple[str, ...] = ()  # exercises whose learner files this one imports
    model_seconds: int = (
        0  # for a real model that the check runs on the learner's functions, beside the usual time
    )

    @property
    def short(self) -> str:
        """The name as a learner types it: its first word where that has a number, else its second."""
        return short_name(self.id)

    @property
    def filename(self) -> str:
        """The learner's file in ``exercises/``."""
        return f"{self.id}.py"


def short_name(exercise_id: str) -> str:
    """``ex2`` for ``ex2_causal_masking``, ``pytorch`` for ``project_pytorch``."""
    first, _, rest = exercise_id.partition("_")
    return first if not rest or first[-1:].isdigit() else rest.partition("_")[0]


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that is taught. ``root`` holds ``lessons/ exercises/ checks/``.

    ``about`` welcomes in a sentence. ``plugin`` names the module with what knows its subject (``tutor.hooks``).
    """

    root: Path
    lessons: tuple[Lesson, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    title: str = "Course"
    about: str = ""
    plugin: str = ""
    synonyms: tuple[tuple[str, ...], ...] = ()  # groups of words and phrases that a search treats alike


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong solution that people really write.

    It is executable: ``change`` maps a passage of ``solution.py`` (found exactly once) to what stands there
    instead, so that two mistakes can be made at once; ``code`` (whole functions) is put after the solution
    instead. ``also`` holds more changes, each by itself the same misunderstanding written in another way that gives
    other numbers. ``diagnosis`` speaks to the learner ("Your code divides the scores by d_k. …");
    ``see`` is the ``lesson-id#section-id`` that clears it up.
    """

    id: str
    name: str
    diagnosis: str
    see: str
    change: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    also: tuple[Mapping[str, str], ...] = ()

    @property
    def ways(self) -> tuple[Mistake, ...]:
        """The mistake made in each of its ways: itself first, then one for each of ``also``."""
        others = (replace(self, change=change, code="", also=()) for change in self.also)
        return replace(self, also=()), *others


class Handed(Enum):
    """``HANDED`` in a probe's arguments: the opaque part of what the call before returned."""

    HANDED = "handed"


HANDED = Handed.HANDED


@dataclass(frozen=True, slots=True)
class Probe:
    """One call of a learner's function, on inputs chosen so that every mistake answers differently.

    ``facet`` names what the inputs are about, as the groups of the check lines do ("softmax", "mask", "types").
    A concept mistake is recognised on the core probes alone; a robust probe tells lapses apart, facet by facet.

    ``opaque`` is the place in the result of something that only the learner's functions can read, as a cache: it is
    not compared. ``after`` is the call that comes first; its opaque part stands where the arguments say ``HANDED``. It
    may come after another one itself: so a cache grows over several calls.
    """

    function: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    facet: str = ""
    tier: Tier = "core"
    opaque: int | None = None
    after: Probe | None = None

    @property
    def calls(self) -> tuple[Probe, ...]:
        """The calls that come before, and this one, in the order in which they are made."""
        return (*(self.after.calls if self.after else ()), self)


class MalformedCourseError(Exception):
    """A course file is wrong. The message is one sentence that names file, line and fault."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}, line {line}: {fault}")
        self.path, self.line, self.fault = path, line, fault
