"""A class's grades: a table of students and exercises, the first fault of each, and CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.classroom.grade import Grade
from tutor.classroom.points import Weights, points
from tutor.course.model import Exercise
from tutor.views.symbols import STATUS_WORDS, UNICODE, Symbols, style_of
from tutor.views.text import counted, harmless

COLUMNS = (
    *("student", "exercise", "verdict", "lines_that_hold", "lines", "share"),
    *("first_line", "first_mistake", "sentence", "seconds", "file", "course", "points", "max_points"),
)
# A cell of the table contains a sign and at most one word.
_SHORT = {
    "timeout": " time",
    "error": " error",
    "not_started": " stub",
    "missing": "",
    "not_graded": " again",
}
_FORMULA = tuple("=+-@＝＋－＠")  # some spreadsheets treat the full-width signs the same way
_LONGEST_NAME = 24  # characters per line, but at most half the width; a longer name wraps
_GAP = 2


def grades_view(
    grades: Sequence[Grade],
    students: Sequence[str],
    exercises: Sequence[Exercise],
    symbols: Symbols = UNICODE,
    width: int = 100,
) -> RenderableType:
    """The table, a legend, and one line for each fault.

    Exercises that do not fit into ``width`` go into a second table below, with the students' names repeated.
    """
    by_place = {(one.work.student, one.work.exercise.id): one for one in grades}
    columns = [
        _column(exercise, [by_place.get((student, exercise.id)) for student in students], symbols)
        for exercise in exercises
    ]
    parts: list[RenderableType] = []
    name_width = _name_width(students, width)
    for group in _groups(columns, width - name_width - _GAP):
        parts += [_table(students, group, name_width), Text("")]
    wrong = [one for one in grades if one.word not in ("passed", "not_started", "missing")]
    wrong += [one for one in grades if one.word == "missing" and one.work.is_there]
    parts.append(Text("\n".join(_legend({one.word for one in grades}, symbols, width)), style="dim"))
    if wrong:
        parts += [Text(""), Text("First failing line", style="bold"), _wrong(wrong)]
    return Group(*parts)


def summary_line(grades: Sequence[Grade], students: Sequence[str]) -> str:
    """``50 students, 50 files graded, 31 passed.``"""
    graded = [one for one in grades if one.verdict is not None and not one.verdict.not_graded]
    passed = sum(one.word == "passed" for one in graded)
    again = sum(one.word == "not_graded" for one in grades)
    said = f"{counted(len(students), 'student')}, {counted(len(graded), 'file')} graded, {passed:,} passed."
    return f"{said} {again:,} could not be graded: run the command again for these." if again else said


def grades_csv(grades: Sequence[Grade], course: str = "", weights: Weights | None = None) -> str:
    """One line per grade, below a header. Text that a spreadsheet would read as a formula is prefixed with ``'``.

    ``course`` is the folder of the course that graded, if it is not tutor's own. Without ``weights``, the
    cells for points are empty.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in grades:
        writer.writerow(
            [
                spreadsheet_text(one.work.student),
                one.work.exercise.id,
                one.word,
                *((one.holds, one.total, f"{one.share:.3f}") if one.word != "not_graded" else ("", "", "")),
                spreadsheet_text(one.line),
                spreadsheet_text(one.mistake),
                spreadsheet_text(one.says),
                f"{one.verdict.seconds:.2f}" if one.verdict else "",
                spreadsheet_text(one.work.shown),
                spreadsheet_text(course),
                *_points(one, weights),
            ]
        )
    return out.getvalue()


def _points(grade: Grade, weights: Weights | None) -> tuple[str, str]:
    found = points(weights, grade) if weights is not None else None
    return ("", "") if found is None else (f"{found.score:.4g}", f"{found.most:.4g}")


def _legend(words: set[str], symbols: Symbols, width: int) -> list[str]:
    """A legend for the words that occur in the table. Its lines break only between entries."""
    meanings = {
        "passed": f"{symbols.passed} passed",
        "failed": f"{symbols.failed} share of the check lines that pass",
        "begun": f"{symbols.blank} share, and the rest is not written yet",
        "timeout": "time: ran out of time",
        "error": "error: could not be run",
        "not_started": "stub: nothing written",
        "missing": f"{symbols.line} no file",
        "not_graded": "again: could not be graded",
    }
    lines = [""]
    for meaning in (meanings[word] for word in meanings if word in words):
        longer = f"{lines[-1]}   {meaning}" if lines[-1] else meaning
        if len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(meaning)
    return lines


def _column(exercise: Exercise, grades: Sequence[Grade | None], symbols: Symbols) -> list[Text]:
    """The header, one cell per student, and the number of passes."""
    passed = sum(one is not None and one.word == "passed" for one in grades)
    last = Text(f"{passed} of {len(grades)}", style="dim")
    return [Text(exercise.short), *(_cell(one, symbols) for one in grades), last]


def _groups(columns: Sequence[list[Text]], width: int) -> list[list[list[Text]]]:
    """The columns in groups that fit the width, at least one per group."""
    groups: list[list[list[Text]]] = [[]]
    room = width
    for column in columns:
        needed = max(cell.cell_len for cell in column) + _GAP
        if groups[-1] and needed > room:
            groups.append([])
            room = width
        groups[-1].append(column)
        room -= needed
    return groups


def _name_width(students: Sequence[str], width: int) -> int:
    longest = max((Text(harmless(student)).cell_len for student in students), default=0)
    return max(len("Student"), min(longest, _LONGEST_NAME, width // 2))


def _table(students: Sequence[str], columns: Sequence[list[Text]], name_width: int) -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("Student", overflow="fold", width=name_width)
    for column in columns:
        table.add_column(column[0], no_wrap=True)
    for number, student in enumerate(students, start=1):
        table.add_row(Text(harmless(student)), *(column[number] for column in columns))
    table.add_section()
    table.add_row(Text("passed", style="dim"), *(column[-1] for column in columns))
    return table


def _cell(grade: Grade | None, symbols: Symbols) -> Text:
    word = grade.word if grade is not None else "missing"
    style = style_of(word) or "dim"
    if grade is None or word in _SHORT:
        sign = symbols.mark(word) if word != "missing" else symbols.line
        return Text(f"{sign}{_SHORT[word]}", style=style)
    share = "" if word == "passed" else f" {100 * grade.share:.0f}%"
    return Text(f"{symbols.mark(word)}{share}", style=style)


def _wrong(grades: Sequence[Grade]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in grades:
        why = one.mistake or ("" if one.word == "begun" else one.says) or STATUS_WORDS.get(one.word, one.word)
        what = f"{one.line}: {why}" if one.line else why
        table.add_row(
            Text(harmless(one.work.student)), Text(one.work.exercise.short, style="dim"), Text(harmless(what))
        )
    return table


def spreadsheet_text(text: str) -> str:
    """The text on one line, without terminal control codes and such that no spreadsheet reads it as a formula."""
    line = " ".join(harmless(text).split())
    return f"'{line}" if line.startswith(_FORMULA) else line
