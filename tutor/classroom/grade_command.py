"""``tutor grade``: turns a folder of submissions into a table, CSV and JUnit XML. Records nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.access import require_trust, require_writable, shown_path, write_file
from tutor.cli.exits import Problem
from tutor.cli.parameters import LONGEST, CourseOption, JunitOption, TrustOption, exercise_names
from tutor.cli.terminal import console, is_terminal, say, show, symbols, warn

if TYPE_CHECKING:
    from tutor.classroom.grade import Grade
    from tutor.classroom.submissions import Submissions


def grade(
    directory: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The folder with one folder per student.", show_default=False),
    ],
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="EXERCISE",
            help="Grade only this exercise; can be repeated.",
            autocompletion=exercise_names,
            show_default="all that were handed in",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Also write the grades as CSV.", show_default=False),
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option(
            "--files",
            metavar="FILE",
            help="Also write what happened to every file as CSV.",
            show_default=False,
        ),
    ] = None,
    junit: JunitOption = None,
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=0.1, max=LONGEST, metavar="SECONDS", help="Time limit for a file."),
    ] = 10.0,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=1,
            max=256,
            metavar="N",
            help="How many files to grade at once.",
            show_default="one per processor",
        ),
    ] = None,
    course: CourseOption = None,
    trust_course: TrustOption = False,
) -> None:
    """Grade a folder of submissions. Exits with 0 whatever the grades, 3 if a file could not be graded."""
    from tutor.classroom.account_table import accounts_view, left_sentence
    from tutor.classroom.grade import default_jobs, grade_all
    from tutor.classroom.grade_table import grades_view, summary_line
    from tutor.classroom.submissions import NoSubmissionsError, find_submissions
    from tutor.course.links import UnknownExerciseError, find_exercise
    from tutor.course.load import load_course
    from tutor.course.roots import course_root, judge_sentence, other_course

    root = course_root()  # not the course around the current folder
    require_trust(root, trust_course)
    taught = load_course(root)
    try:
        chosen = tuple(dict.fromkeys(find_exercise(taught, name) for name in only or ())) or taught.exercises
        found = find_submissions(directory, chosen, asked=bool(only), others=taught.exercises)
    except (UnknownExerciseError, NoSubmissionsError) as error:
        raise Problem(str(error)) from None
    _require_places({"--csv": csv, "--files": files, "--junit": junit})
    for remark in found.remarks:
        warn(remark)  # folder names are the students' own text
    told = is_terminal(sys.stderr)

    def count(done: int) -> None:
        if told:
            sys.stderr.write(f"\r{done} of {len(found.work)} ")
            sys.stderr.flush()

    try:
        grades = grade_all(
            taught,
            found.work,
            timeout=timeout,
            jobs=jobs or default_jobs(),
            on_grade=count,
            folders=found.folders,
        )
    finally:
        if told:
            sys.stderr.write("\r\x1b[K")
    # Write the files first, because the reader of a pipe may close the pipe while the table is printed.
    said = _written(grades, found, other_course(taught.root), csv, files, junit)
    out = console()
    show(grades_view(grades, found.students, found.exercises, symbols(out), out.width))
    if (accounts := accounts_view(found.accounts, found.work)) is not None:
        show(accounts)
    say(f"\n{' '.join(filter(None, (summary_line(grades, found.students), left_sentence(found.accounts))))}")
    if judge := judge_sentence(taught.root):
        say(f"{judge}.")
    for sentence in said:
        say(sentence)
    if any(one.word == "not_graded" for one in grades):
        raise typer.Exit(3)


def _written(
    grades: Sequence[Grade],
    found: Submissions,
    course: str,
    csv: Path | None,
    files: Path | None,
    junit: Path | None,
) -> list[str]:
    """Write the requested files. Returns one sentence per file."""
    from tutor.classroom.account_table import accounts_csv
    from tutor.classroom.grade_table import grades_csv
    from tutor.views.junit import Suite
    from tutor.views.junit import junit as junit_xml

    said = []
    if csv is not None:
        write_file(csv, grades_csv(grades, course).encode())
        said.append(f"As a table for a spreadsheet: {shown_path(csv)}")
    if files is not None:
        write_file(files, accounts_csv(found.accounts).encode())
        said.append(f"What happened to every file: {shown_path(files)}")
    if junit is not None:
        suites = [
            Suite(f"{one.work.student}.{one.work.exercise.id}", one.verdict, one.work.problem, course)
            for one in grades
        ]
        write_file(junit, junit_xml(suites))
        said.append(f"As JUnit XML: {shown_path(junit)}")
    return said


def _require_places(named: Mapping[str, Path | None]) -> None:
    """Check, before any work, that each option names a different, writable file.

    Raises:
        Problem: two options name the same file, or one cannot be written.
    """
    first: dict[Path, str] = {}
    for option, path in named.items():
        if path is None:
            continue
        if path in first:
            raise Problem(f"{first[path]} and {option} both name {path}: give each a file of its own.")
        first[path] = option
        require_writable(path)
