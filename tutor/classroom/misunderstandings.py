"""The misunderstandings of a class: how many students have the same one, and the section that explains it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.classroom.grade import Grade
from tutor.classroom.grade_table import spreadsheet_text
from tutor.course.model import Exercise
from tutor.grading.verdict import NamedMistake
from tutor.views.text import harmless

COLUMNS = ("exercise", "mistake", "students", "of", "section", "who")
MOST = 12  # rows of the table; the CSV has all
LEAST = 2  # students who share a misunderstanding that the table shows


@dataclass(frozen=True, slots=True)
class Misunderstanding:
    """One mistake in one exercise. ``who`` are the students; ``of`` is how many handed something in for it.

    ``fails`` says whether it kept somebody from passing; the others are lapses in code that passes.
    """

    exercise: Exercise
    mistake: NamedMistake
    who: tuple[str, ...]
    of: int
    fails: bool


def misunderstandings(grades: Sequence[Grade]) -> list[Misunderstanding]:
    """The mistakes that were recognised: first those behind a failure, each kind by falling number of students.

    A second mistake in a file counts too. A file whose answers fit several mistakes counts for none.
    """
    who: dict[tuple[str, str], tuple[Exercise, NamedMistake, list[str]]] = {}
    handed_in: dict[str, int] = {}
    fails: set[tuple[str, str]] = set()
    for one in grades:
        if one.verdict is None or one.word in ("not_started", "not_graded"):
            continue
        handed_in[one.work.exercise.id] = handed_in.get(one.work.exercise.id, 0) + 1
        named = [one.verdict.mistake] if one.verdict.mistake is not None else []
        if one.verdict.status != "passed":
            fails |= {(one.work.exercise.id, mistake.id) for mistake in named}
        for mistake in dict.fromkeys([*named, *one.verdict.also]):
            key = one.work.exercise.id, mistake.id
            who.setdefault(key, (one.work.exercise, mistake, []))[2].append(one.work.student)
    found = [
        Misunderstanding(exercise, mistake, tuple(students), handed_in[exercise.id], key in fails)
        for key, (exercise, mistake, students) in who.items()
    ]
    return sorted(found, key=lambda one: (not one.fails, -len(one.who)))


def misunderstandings_view(
    found: Sequence[Misunderstanding], section_title: Callable[[str], str]
) -> RenderableType | None:
    """A line for each misunderstanding that several students share; None if there is none."""
    shared = [one for one in found if len(one.who) >= LEAST]
    if not shared:
        return None
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for one in shared[:MOST]:
        table.add_row(
            Text(f"{len(one.who):,} of {one.of:,}"),
            Text(one.exercise.short, style="dim"),
            Text(harmless(one.mistake.name)),
            Text(harmless(section_title(one.mistake.see)), style="dim"),
        )
    parts: list[RenderableType] = [Text(""), Text("What to teach again", style="bold"), table]
    if len(shared) > MOST:
        parts.append(
            Text(f"{len(shared) - MOST} more are shared; --misunderstandings FILE lists all.", style="dim")
        )
    return Group(*parts)


def misunderstandings_csv(found: Sequence[Misunderstanding], section_title: Callable[[str], str]) -> str:
    """One line for each misunderstanding, below a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in found:
        title, who = section_title(one.mistake.see), ", ".join(one.who)
        named = (one.exercise.id, one.mistake.name, str(len(one.who)), str(one.of), title, who)
        writer.writerow(map(spreadsheet_text, named))
    return out.getvalue()
