"""The content of a course as frozen data: lessons, their sections and blocks, and exercises.

Nothing here reads a file (``load.py`` does) or draws (``views`` and ``app`` do).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Literal, NoReturn, overload

# The core lines decide whether an exercise is passed; the robust lines cover further inputs.
Tier = Literal["core", "robust"]


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown between the live parts, including static fences."""

    markdown: str
    line: int


@dataclass(frozen=True, slots=True)
class LiveCode:
    """Code that runs in the app. Keys change the ``sizes``; ``after`` names the block that must run first.

    ``plot`` is code that draws the block's results. It runs after the block and is not shown.

    ``id`` is unique in its lesson: the fence's ``name=`` or, without one, ``<section id>-<number>``.
    """

    id: str
    source: str
    sizes: Mapping[str, int | float]
    after: str | None
    output: str | None
    line: int
    plot: str = ""
    # sizes that are equal on purpose; any others that are equal are a finding
    same: frozenset[str] = frozenset()
    quantities: Mapping[str, str] = field(default_factory=dict)  # size → its quantity in quantities.yaml

    @property
    def drawing(self) -> str:
        """The source followed by its plot, as it is executed."""
        return f"{self.source.rstrip()}\n{self.plot}" if self.plot else self.source


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, and the reason why it is right or the confusion that leads to it."""

    text: str
    why: str
    correct: bool = False


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A wrong answer, as typed, and the misconception that leads to it."""

    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question in a lesson.

    ``kind`` decides which fields count: ``choice`` (choices), ``line`` (choices are the code's lines), ``number``
    (answer, tolerance), ``shape`` (answer as ``"(5, 8)"``), ``order`` (items in the right order). ``check`` is a
    Python expression, using ``np``, ``math`` and ``values``, that must equal the answer; the course check evaluates
    it. ``wrong`` lists known wrong answers to a ``number`` or ``shape`` question, ``steps`` explains the right one.
    ``others`` is the same question with other numbers; ``values`` holds the numbers of this one.
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
    hint: str = ""  # shown after the first miss if the answer is not in ``wrong``
    values: Mapping[str, int | float] = field(default_factory=dict)
    others: tuple[Quiz, ...] = ()


@dataclass(frozen=True, slots=True)
class Explain:
    """A question to answer in free text. ``points`` lists what a good answer mentions; ``model`` is a good answer."""

    id: str
    ask: str
    points: tuple[str, ...]
    model: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class PluginBlock:
    """A fence of the course's plug-in: its first word, and its YAML content."""

    fence: str
    config: Mapping[str, object]
    line: int


@dataclass(frozen=True, slots=True)
class Fold:
    """Deeper text that is not required: the next ``length`` blocks are folded below ``title``."""

    title: str
    length: int
    line: int


Block = Prose | LiveCode | Quiz | Explain | PluginBlock | Fold


class KeptAsUtf8:
    """A long text of a dataclass. Python keeps a text with a single ``√`` in two bytes for every character."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, of: None, owner: type) -> NoReturn: ...
    @overload
    def __get__(self, of: object, owner: type) -> str: ...
    def __get__(self, of: object | None, owner: type) -> str:
        if of is None:
            raise AttributeError(self.name)  # the field has no default
        kept: bytes = vars(of)[self.name]
        return kept.decode("utf-8", "surrogatepass")

    def __set__(self, of: object, text: str) -> None:
        vars(of)[self.name] = text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Section:
    """The text under one ``##`` heading. ``text`` is its Markdown without the heading; ``line`` is the heading's."""

    id: str
    title: str
    text: KeptAsUtf8 = KeptAsUtf8()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """An ability that the learner should have. ``proof`` lists references: ``exercise:ID quiz:ID run:BLOCK``.

    ``doing`` lists other references that together show the same: what a learner builds instead of what they answer.
    ``explain`` names the Explain block in which the learner describes it in free text. That is not proof, but it is
    better practice than answering questions.
    """

    id: str
    text: str
    proof: tuple[str, ...] = ()
    explain: str = ""
    doing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionTask:
    """The task at the end of a section, and a reference to the place where it is done."""

    to: str
    words: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One step. ``id`` is the file name without ``.md``; ``time`` is in words ("2-3 hours")."""

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
    tips: tuple[str, ...] = ()  # how to study this step, one or two sentences each
    plugin: str = ""  # of the course; the lesson may use its fences
    # by section id, either for all sections or for none
    tasks: Mapping[str, SectionTask] = field(default_factory=dict)
    exercises: tuple[str, ...] = ()  # short names of the exercises that belong to this step
    reference: bool = False  # for looking things up rather than reading from start to finish
    as_of: Mapping[str, str] = field(default_factory=dict)  # section id to the month of its facts (2026-11)

    def section(self, section_id: str) -> Section | None:
        return next((s for s in self.sections if s.id == section_id), None)


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint. It is skipped when the lines of all its ``groups`` pass; a hint without groups is never skipped."""

    text: str
    name: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: the brief, the learner's file, and the solution that can be opened later.

    ``id`` is the folder's name, ``short`` the name that a learner types ("ex1", "pytorch").
    ``functions`` names what the learner must define. ``stub`` is derived from ``solution``. ``rests_on`` lists
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
    requires: tuple[str, ...] = ()  # modules that must be importable before it can be graded ("torch")
    required_note: str = ""  # what somebody who installs them should know: another build, its size
    needs: tuple[str, ...] = ()  # exercises whose learner files it imports
    model_seconds: int = 0  # extra seconds if the check runs a real model on the learner's functions
    called: str = ""  # the short name, if the brief gives one

    @property
    def short(self) -> str:
        """The name that a learner types: the brief's ``short``, else what ``short_name`` makes of the id."""
        return self.called or short_name(self.id)

    @property
    def filename(self) -> str:
        """The name of the learner's file in ``exercises/``."""
        return f"{self.id}.py"


def short_name(exercise_id: str) -> str:
    """``ex2`` for ``ex2_causal_masking``, ``pytorch`` for ``project_pytorch``: the first word if it ends in a digit,
    else the second."""
    first, _, rest = exercise_id.partition("_")
    return first if not rest or first[-1:].isdigit() else rest.partition("_")[0]


@dataclass(frozen=True, slots=True)
class Course:
    """A complete course. ``root`` contains ``lessons/ exercises/ checks/``.

    ``about`` is a welcome of one sentence. ``plugin`` names the module that knows the subject (``tutor.hooks``).
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
    """A wrong solution of a kind that people really write.

    It is executable. ``change`` maps a passage of ``solution.py``, which must occur exactly once, to its replacement,
    so that two mistakes can be combined. ``code`` holds whole functions that are appended to the solution instead.
    ``also`` holds variants of the same misconception that are written differently and give different numbers.
    ``diagnosis`` is shown to the learner ("Your code divides by d_k. …"); ``see`` is the ``lesson-id#section-id``
    that explains it.
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
        """All variants of the mistake: itself first, then one for each of ``also``."""
        others = (replace(self, change=change, code="", also=()) for change in self.also)
        return replace(self, also=()), *others


class Handed(Enum):
    """``HANDED`` in a probe's arguments is replaced by the opaque part of the preceding call's result."""

    HANDED = "handed"


HANDED = Handed.HANDED


@dataclass(frozen=True, slots=True)
class Probe:
    """One call of a learner's function, on inputs chosen so that different mistakes give different answers.

    ``facet`` names what the inputs test, as the groups of the check lines do ("softmax", "mask", "types"). The core
    probes alone identify concept mistakes; the robust probes identify lapses, facet by facet.

    ``opaque`` is the index in the result of something that only the learner's functions can read, such as a cache. It
    is not compared. ``after`` is the preceding call; its opaque part replaces ``HANDED`` in the arguments. That call
    may have an ``after`` of its own, so that a cache grows over several calls.
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
        """The preceding calls and this one, in the order in which they are made."""
        return (*(self.after.calls if self.after else ()), self)


class MalformedCourseError(Exception):
    """A course file is wrong. The message is one sentence with the file, line and fault."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}, line {line}: {fault}")
        self.path, self.line, self.fault = path, line, fault
