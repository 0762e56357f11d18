"""``tutor grade``: a folder of submissions → one table, and CSV or JUnit for whatever comes after. Keeps no record."""

from __future__ import annotations

import sys
from pathlib import Path

from tutor.commands.console import console, say, show, symbols, warn
from tutor.commands.desk import look_here
from tutor.commands.problem import Problem


def grade(
    root: Path,
    *,
    only: list[str],
    csv_file: Path | None,
    junit_file: Path | None,
    timeout: float,
    jobs: int | None,
) -> None:
    """Grade everything in ``root``. Returns normally whatever the grades are.

    Raises:
        Problem: there is nothing to grade, or a file cannot be written.
    """
    from tutor.classroom.grade import default_jobs, grade_all
    from tutor.classroom.grade_table import grades_csv, grades_view, summary_line
    from tutor.classroom.submissions import NoSubmissionsError, find_submissions
    from tutor.course.links import UnknownExerciseError, find_exercise
    from tutor.course.load import load_course
    from tutor.views.text import harmless

    course = load_course(look_here().course)
    try:
        chosen = tuple(dict.fromkeys(find_exercise(course, name) for name in only)) or course.exercises
        found = find_submissions(root, chosen, asked=bool(only))
    except (UnknownExerciseError, NoSubmissionsError) as error:
        raise Problem(str(error)) from None
    if csv_file is not None and csv_file == junit_file:
        raise Problem(f"--csv and --junit both name {csv_file}: give each a file of its own.")
    for path in (csv_file, junit_file):
        if path is not None:
            writable(path)
    for remark in found.remarks:
        warn(harmless(remark))  # names of folders are the students' words
    told = sys.stderr.isatty()

    def count(done: int) -> None:
        if told:
            sys.stderr.write(f"\r{done} of {len(found.work)} ")
            sys.stderr.flush()

    try:
        grades = grade_all(course, found.work, timeout=timeout, jobs=jobs or default_jobs(), on_grade=count)
    finally:
        if told:
            sys.stderr.write("\r\x1b[K")
    # The files first: whoever reads the table through a pipe may go away in the middle of it.
    said = []
    if csv_file is not None:
        write(csv_file, grades_csv(grades).encode())
        said.append(f"As a table for a spreadsheet: {csv_file}")
    if junit_file is not None:
        from tutor.views.junit import Suite, junit

        suites = [
            Suite(f"{one.work.student}.{one.work.exercise.id}", one.verdict, one.work.problem)
            for one in grades
        ]
        write(junit_file, junit(suites))
        said.append(f"As JUnit XML: {junit_file}")
    out = console()
    show(grades_view(grades, found.students, found.exercises, symbols(out), out.width))
    say(f"\n{summary_line(grades, found.students)}")
    for sentence in said:
        say(sentence)


def writable(path: Path) -> None:
    """Refuse a place for a file before the work, not after it.

    Raises:
        Problem: a folder has that name, or there is no folder to put it in.
    """
    if path.is_dir():
        raise Problem(f"{path} is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise Problem(f"There is no folder {path.parent} to write {path.name} in: make it first.")


def write(path: Path, data: bytes) -> None:
    """The whole file or nothing of it.

    Raises:
        Problem: it cannot be written.
    """
    from tutor.workspace import WorkspaceError, write_atomic

    try:
        write_atomic(path, data)
    except WorkspaceError as error:
        raise Problem(str(error)) from None
