"""Accounts for every submitted file: a summary below the grades, and a complete CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.classroom.grade_table import spreadsheet_text
from tutor.classroom.submissions import Account, StudentWork
from tutor.views.text import counted, harmless

COLUMNS = ("student", "file", "graded_as", "why_not")
# If more files of one folder are skipped for the same reason, they are counted instead of named.
_MOST_OF_A_FOLDER = 3


def accounts_view(accounts: Sequence[Account], work: Iterable[StudentWork]) -> RenderableType | None:
    """Files taken despite another name or place, files that were not graded, and a count of irrelevant files.

    None if every file has the right name and a grade.
    """
    renamed = [(one.student, one.shown, one.note) for one in work if one.note]
    left = [row for one in _by_student(accounts) for row in _rows(one)]
    parts: list[RenderableType] = []
    for head, rows in (("Graded under another name or in another place", renamed), ("Not graded", left)):
        if rows:
            parts += [Text(""), Text(head, style="bold"), _table(rows)]
    aside = Counter(one.why for one in accounts if one.aside)
    if aside:
        said = ", ".join(f"{counted(number, 'file')} {why}" for why, number in aside.items())
        parts += [Text(""), Text(harmless(f"Not examined: {said}."), style="dim")]
    return Group(*parts) if parts else None


def accounts_csv(accounts: Sequence[Account]) -> str:
    """One line per file, below a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in accounts:
        writer.writerow(map(spreadsheet_text, (one.student, one.shown, one.exercise, one.why)))
    return out.getvalue()


def left_sentence(accounts: Sequence[Account]) -> str:
    """``2 more files were not graded.``; "" if all were graded."""
    left = sum(not one.exercise and not one.aside for one in accounts)
    return (
        f"{counted(left, 'more file was', 'more files were')} not graded; the reasons are above."
        if left
        else ""
    )


def _by_student(accounts: Sequence[Account]) -> list[list[Account]]:
    left: dict[str, list[Account]] = {}
    for one in accounts:
        if not one.exercise and not one.aside:
            left.setdefault(one.student, []).append(one)
    return list(left.values())


def _rows(left: Sequence[Account]) -> list[tuple[str, str, str]]:
    """For one student, a row per file, or one per folder in which many files were skipped for the same reason."""
    groups: dict[tuple[str, str], list[Account]] = {}
    for one in left:
        top, slash, _ = one.shown.partition("/")
        groups.setdefault((top + slash if slash else "", one.why), []).append(one)
    rows = []
    for (top, why), files in groups.items():
        if len(files) > _MOST_OF_A_FOLDER:
            rows.append((files[0].student, f"{top or 'the folder'} ({counted(len(files), 'file')})", why))
        else:
            rows += [(one.student, one.shown, one.why) for one in files]
    return rows


def _table(rows: Iterable[tuple[str, str, str]]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column(overflow="fold")
    for student, shown, what in rows:
        table.add_row(Text(_line(student)), Text(_line(shown)), Text(_line(what), style="dim"))
    return table


def _line(text: str) -> str:
    return " ".join(harmless(text).split())
