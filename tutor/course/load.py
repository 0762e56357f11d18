"""Loads the files of a course: ``course.yaml``, lessons with their section bounds, and exercises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from tutor.course.exercise import derive_stub
from tutor.course.findings import line_of
from tutor.course.headings import under_each
from tutor.course.model import (
    Checkpoint,
    Course,
    Exercise,
    Hint,
    Lesson,
    MalformedCourseError,
    Section,
    SectionTask,
)
from tutor.course.roots import OWN_PLUGIN, course_root, exercise_folders, exercise_names, lesson_paths
from tutor.course.yaml_reader import parse_yaml, read_text, split_front_matter

FILE = "course.yaml"


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of ``course.yaml``. ``title`` is shown at the top of the app; ``about`` is a welcome of one
    sentence.

    ``plugin`` names a module (``tutor.hooks``). Older courses set ``lab`` and ``drills`` to select tutor's own
    plug-in.
    """

    title: str = ""
    about: str = ""
    plugin: str = ""
    synonyms: tuple[tuple[str, ...], ...] = ()
    lab: bool = False
    drills: bool = False

    @property
    def plugin_name(self) -> str:
        """The plug-in's module, also for older courses."""
        return self.plugin or (OWN_PLUGIN if self.lab or self.drills else "")


def load_about(root: Path) -> About:
    """The content of ``course.yaml`` in ``root``. The default title is the folder's name.

    Raises:
        MalformedCourseError: the file is wrong; the message has the line.
    """
    path = root / "lessons" / FILE
    about = parse_yaml(read_text(path), About, path, 1) if path.is_file() else About()
    if about.title.strip():
        return about
    words = root.absolute().name.replace("_", " ").replace("-", " ").strip()
    return msgspec.structs.replace(about, title=words[:1].upper() + words[1:] or "Course")


class _CheckpointHead(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    text: str
    proof: tuple[str, ...] = ()
    explain: str = ""
    doing: tuple[str, ...] = ()


class _TaskHead(msgspec.Struct, forbid_unknown_fields=True):
    to: str
    words: str


class _LessonHead(msgspec.Struct, forbid_unknown_fields=True):
    step: int
    title: str
    time: str
    what: str
    why: str
    actions: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    checkpoints: tuple[_CheckpointHead, ...] = ()
    do: dict[str, _TaskHead] = {}
    exercises: tuple[str, ...] = ()
    reference: bool = False
    as_of: dict[str, str] = {}


def load_lesson(path: Path, plugin: str = "") -> Lesson:
    """The lesson in ``path``. ``plugin`` is the course's plug-in.

    Raises:
        MalformedCourseError: the file is wrong; the message has the line.
    """
    head_text, body, body_line = split_front_matter(read_text(path), path)
    head = parse_yaml(head_text, _LessonHead, path, 2)
    return Lesson(
        id=path.stem,
        step=head.step,
        title=head.title,
        time=head.time,
        what=head.what.strip(),
        why=head.why.strip(),
        actions=head.actions,
        tips=head.tips,
        checkpoints=tuple(
            Checkpoint(c.id, c.text.strip(), c.proof, c.explain, c.doing) for c in head.checkpoints
        ),
        sections=scan_sections(body, path, body_line),
        path=path,
        plugin=plugin,
        tasks={name: SectionTask(task.to, task.words.strip()) for name, task in head.do.items()},
        exercises=head.exercises,
        reference=head.reference,
        as_of=_months(head.as_of, path),
    )


_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")


def _months(as_of: dict[str, str], path: Path) -> dict[str, str]:
    for name, month in as_of.items():
        if not _MONTH.fullmatch(month):
            line = line_of(path, f"{name}: {month}")
            raise MalformedCourseError(
                path, line, f"as_of: '{name}' needs a month like 2026-11, not '{month}'"
            )
    return as_of


def scan_sections(body: str, path: Path, first_line: int = 1) -> tuple[Section, ...]:
    """The sections, one for each ``##`` of ``body``, which begins on ``first_line`` of ``path``.

    Raises:
        MalformedCourseError: a heading is empty, or two have the same id.
    """
    sections: list[Section] = []
    lines_of: dict[str, int] = {}
    for heading, text in under_each(body.split("\n"), 2):
        line = first_line + heading.index
        if not heading.title or not heading.id:
            raise MalformedCourseError(
                path, line, "this heading needs words, or an id as in '## Title {#id}'"
            )
        if heading.id in lines_of:
            earlier = lines_of[heading.id]
            raise MalformedCourseError(path, line, f"section id '{heading.id}' is taken by line {earlier}")
        lines_of[heading.id] = line
        sections.append(Section(heading.id, heading.title, text, line))
    return tuple(sections)


class _BriefHead(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    order: int
    functions: tuple[str, ...] = ()
    harder: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    required_note: str = ""
    needs: tuple[str, ...] = ()
    model_seconds: int = 0
    short: str = ""


def load_exercise(folder: Path) -> Exercise:
    """The exercise in ``folder``, without its checks and mistakes.

    Raises:
        MalformedCourseError: ``brief.md`` or ``solution.py`` is missing, or a file is wrong.
    """
    brief_path, solution_path = folder / "brief.md", folder / "solution.py"
    head_text, brief, _ = split_front_matter(read_text(brief_path), brief_path)
    head = parse_yaml(head_text, _BriefHead, brief_path, 2)
    solution = read_text(solution_path)
    return Exercise(
        id=folder.name,
        title=head.title,
        order=head.order,
        functions=head.functions,
        brief=brief.strip(),
        hints=load_hints(folder / "hints.md"),
        harder=head.harder,
        rests_on=head.rests_on,
        solution=solution,
        stub=derive_stub(solution, solution_path),
        folder=folder,
        requires=head.requires,
        required_note=head.required_note,
        needs=head.needs,
        model_seconds=head.model_seconds,
        called=head.short,
    )


_HINT_HEADING = re.compile(r"(\d+)(?:\s*·\s*(.+))?$")


def load_hints(path: Path) -> tuple[Hint, ...]:
    """The hints under ``## 1``, ``## 2``, … in order; none if there is no such file.

    ``## 2 · mask`` ties a hint to a group of check lines; ``## 2 · scores: softmax, mask`` also names it.

    Raises:
        MalformedCourseError: the numbers do not run from 1 without gaps, or a hint is empty.
    """
    if not path.exists():
        return ()
    text = read_text(path)
    hints: list[Hint] = []
    for heading, words in under_each(text.split("\n"), 2):
        wanted = str(len(hints) + 1)
        read = _HINT_HEADING.match(heading.title)
        if read is None or read[1] != wanted:
            raise MalformedCourseError(
                path, heading.index + 1, f"this hint must be headed '## {wanted}' or '## {wanted} · a group'"
            )
        if not words.strip():
            raise MalformedCourseError(path, heading.index + 1, f"hint {wanted} is empty")
        name, _, groups = (read[2] or "").partition(":")
        listed = tuple(group.strip() for group in (groups or name).split(",") if group.strip())
        hints.append(Hint(words.strip(), name.strip(), listed))
    if not hints and text.strip():
        raise MalformedCourseError(path, 1, "the first hint must be headed '## 1'")
    return tuple(hints)


__all__ = ["course_root", "exercise_names", "load_course"]


def load_course(root: Path | None = None) -> Course:
    """Load every lesson, by step, and every exercise, by order, from ``root`` (or ``course_root()``).

    A missing folder in ``root`` counts as empty. Names that begin with ``_`` or ``.``, readmes, and loose files in
    ``checks/`` are ignored.

    Raises:
        MalformedCourseError: a file is wrong.
        NotACourseError: no ``root`` is given, and the selected course does not exist.
    """
    root = course_root() if root is None else root
    said = load_about(root)
    lessons = [load_lesson(path, said.plugin_name) for path in lesson_paths(root)]
    exercises = [load_exercise(folder) for folder in exercise_folders(root)]
    course = course_of(root, lessons, exercises, said)
    _steps_differ(course.lessons)
    return course


def course_of(root: Path, lessons: list[Lesson], exercises: list[Exercise], about: About) -> Course:
    """The loaded parts as one sorted Course."""
    lessons = sorted(lessons, key=lambda lesson: lesson.step)
    exercises = sorted(exercises, key=lambda exercise: (exercise.order, exercise.id))
    return Course(
        root,
        tuple(lessons),
        tuple(exercises),
        about.title,
        about.about.strip(),
        about.plugin_name,
        about.synonyms,
    )


def _steps_differ(lessons: Sequence[Lesson]) -> None:
    for one, other in pairwise(lessons):
        if one.step == other.step:
            line = line_of(other.path, "step:", 2)
            fault = f"step {other.step} is also the step of {one.path.name}"
            raise MalformedCourseError(other.path, line, fault)
