"""The grades of a class: one table of students and exercises, what each got wrong first, and CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.course.types import Exercise
from tutor.grading.cohort import Grade
from tutor.render.symbols import STATUS_WORDS, UNICODE, Symbols, style_of
from tutor.render.text import counted, harmless

COLUMNS = (
    *("student", "exercise", "verdict", "lines_that_hold", "lines", "share"),
    *("first_mistake", "sentence", "seconds"),
)
# In the table a cell is a sign and a word at most.
_SHORT = {"timeout": "time", "error": "error", "not_started": "stub", "missing": "missing"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def grades_view(
    grades: Sequence[Grade],
    students: Sequence[str],
    exercises: Sequence[Exercise],
    symbols: Symbols = UNICODE,
) -> RenderableType:
    """The table, what its words mean, and a line for everything that is wrong."""
    by_place = {(one.work.student, one.work.exercise.id): one for one in grades}
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("Student", overflow="fold")
    for exercise in exercises:
        table.add_column(exercise.short, no_wrap=True)
    for student in students:
        cells = [_cell(by_place.get((student, e.id)), symbols) for e in exercises]
        table.add_row(Text(harmless(student)), *cells)
    passed = [sum(one.word == "passed" for one in grades if one.work.exercise.id == e.id) for e in exercises]
    table.add_section()
    table.add_row(
        Text("passed", style="dim"), *(Text(f"{n} of {len(students)}", style="dim") for n in passed)
    )
    legend = Text(
        f"{symbols.passed} passed   {symbols.failed} share of the check lines that hold   "
        "time: ran out of time   error: could not be run   stub: nothing written",
        style="dim",
    )
    wrong = [one for one in grades if one.says and one.word not in ("not_started", "missing")]
    wrong += [one for one in grades if one.word == "missing" and not one.says.startswith("There is no ")]
    parts: list[RenderableType] = [table, Text(""), legend]
    if wrong:
        parts += [Text(""), Text("What is wrong first", style="bold"), _wrong(wrong)]
    return Group(*parts)


def summary_line(grades: Sequence[Grade], students: Sequence[str]) -> str:
    """``50 students, 50 files graded, 31 passed.``"""
    graded = [one for one in grades if one.verdict is not None]
    passed = sum(one.word == "passed" for one in graded)
    return f"{counted(len(students), 'student')}, {counted(len(graded), 'file')} graded, {passed:,} passed."


def grades_csv(grades: Sequence[Grade]) -> str:
    """A line a grade, with a head. Text that a spreadsheet would take for a formula gets a ``'`` in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in grades:
        writer.writerow(
            [
                _plain(one.work.student),
                one.work.exercise.id,
                one.word,
                one.holds,
                one.total,
                f"{one.share:.3f}",
                _plain(one.mistake),
                _plain(one.says),
                f"{one.verdict.seconds:.2f}" if one.verdict else "",
            ]
        )
    return out.getvalue()


def _cell(grade: Grade | None, symbols: Symbols) -> Text:
    word = grade.word if grade is not None else "missing"
    style = style_of(word) or "dim"
    if grade is None or word in _SHORT:
        sign = symbols.mark(word) if word != "missing" else symbols.line
        return Text(f"{sign} {_SHORT[word]}", style=style)
    share = "" if word == "passed" else f" {100 * grade.share:.0f}%"
    return Text(f"{symbols.mark(word)}{share}", style=style)


def _wrong(grades: Sequence[Grade]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in grades:
        what = one.mistake or one.says or STATUS_WORDS.get(one.word, one.word)
        table.add_row(
            Text(harmless(one.work.student)), Text(one.work.exercise.short, style="dim"), Text(harmless(what))
        )
    return table


def _plain(text: str) -> str:
    line = " ".join(harmless(text).split())
    return f"'{line}" if line.startswith(_FORMULA) else line
