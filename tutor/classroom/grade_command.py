"""``tutor grade``: turns a folder of submissions into a table, CSV and JUnit XML. Records nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.access import require_trust, shown_path
from tutor.cli.exits import Problem
from tutor.cli.parameters import LONGEST, CourseOption, JunitOption, TrustOption, exercise_names
from tutor.cli.terminal import console, is_terminal, say, show, symbols, warn

if TYPE_CHECKING:
    from tutor.classroom.grade import Grade
    from tutor.classroom.submissions import Submissions
    from tutor.course.model import Course


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
    lessons: Annotated[
        Path | None,
        typer.Option(
            "--misunderstandings",
            metavar="FILE",
            help="Also write who has which misunderstanding as CSV.",
            show_default=False,
        ),
    ] = None,
    grading: Annotated[
        Path | None,
        typer.Option(
            "--grading",
            metavar="FILE",
            help="Weights for points: a grading.yaml, described in docs/classroom.md.",
            show_default=False,
        ),
    ] = None,
    gradescope_file: Annotated[
        Path | None,
        typer.Option(
            "--gradescope",
            metavar="FILE",
            help="DIR is one submission: write Gradescope's results.json.",
            show_default=False,
        ),
    ] = None,
    nbgrader_file: Annotated[
        Path | None,
        typer.Option("--nbgrader", metavar="FILE", help="Also write nbgrader's CSV.", show_default=False),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume",
            metavar="FILE",
            help="Keep finished grades in this file, and continue from it after a run that was stopped.",
            show_default=False,
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Grade on a Dask cluster, as in tcp://scheduler:8786 (extra 'cluster').",
            show_default=False,
        ),
    ] = None,
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
    from tutor.classroom.grade_files import GradeFiles, title_in
    from tutor.classroom.grade_table import grades_view, summary_line
    from tutor.classroom.misunderstandings import misunderstandings, misunderstandings_view
    from tutor.classroom.points import Weights, WeightsError, read_weights
    from tutor.classroom.submissions import NoSubmissionsError, find_submissions, one_submission
    from tutor.course.links import UnknownExerciseError, find_exercise
    from tutor.course.load import load_course
    from tutor.course.roots import course_root, judge_sentence, other_course

    root = course_root()  # not the course around the current folder
    require_trust(root, trust_course)
    taught = load_course(root)
    try:
        weights = read_weights(grading) if grading is not None else None
        chosen = tuple(dict.fromkeys(find_exercise(taught, name) for name in only or ())) or taught.exercises
        if gradescope_file is not None:
            wanted = chosen if only else [one for one in chosen if not one.requires]
            found = one_submission(directory, wanted, others=taught.exercises)
        else:
            found = find_submissions(directory, chosen, asked=bool(only), others=taught.exercises)
    except (UnknownExerciseError, NoSubmissionsError, WeightsError) as error:
        raise Problem(str(error)) from None
    places = GradeFiles(csv, files, junit, lessons, gradescope_file, nbgrader_file)
    places.require_writable()
    for remark in found.remarks:
        warn(remark)  # folder names are the students' own text
    grades = _grades(taught, found, timeout, jobs, resume, dask)
    # Write the files first, because the reader of a pipe may close the pipe while the table is printed.
    said = places.write(
        grades, found, taught, other_course(taught.root), weights or Weights(), weights is not None
    )
    out = console()
    show(grades_view(grades, found.students, found.exercises, symbols(out), out.width))
    if (accounts := accounts_view(found.accounts, found.work)) is not None:
        show(accounts)
    if (shared := misunderstandings_view(misunderstandings(grades), title_in(taught))) is not None:
        show(shared)
    say(f"\n{' '.join(filter(None, (summary_line(grades, found.students), left_sentence(found.accounts))))}")
    if judge := judge_sentence(taught.root):
        say(f"{judge}.")
    for sentence in said:
        say(sentence)
    if any(one.word == "not_graded" for one in grades):
        raise typer.Exit(3)


def _grades(
    taught: Course,
    found: Submissions,
    timeout: float,
    jobs: int | None,
    resume: Path | None,
    dask: str | None,
) -> Sequence[Grade]:
    """Grade everything, with a progress bar on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from tutor.classroom.cluster import ClusterError, grade_on_cluster
    from tutor.classroom.grade import default_jobs, grade_all
    from tutor.classroom.journal import Journal
    from tutor.disk import FileError
    from tutor.views.text import counted

    try:
        journal = Journal(resume) if resume is not None else None
    except FileError as error:
        raise Problem(str(error)) from None
    if journal is not None and journal.found:
        warn(
            f"{counted(journal.found, 'grade')} from an earlier run found in {shown_path(resume or Path())}."
        )
    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console(sys.stderr),
        disable=not is_terminal(sys.stderr),
        transient=True,
    )
    try:
        with bar:
            task = bar.add_task("", total=len(found.work))

            def count(done: int) -> None:
                bar.update(task, completed=done)

            if dask is not None:
                return grade_on_cluster(
                    taught.root, found.work, dask, timeout=timeout, on_grade=count, journal=journal
                )
            return grade_all(
                taught,
                found.work,
                timeout=timeout,
                jobs=jobs or default_jobs(),
                on_grade=count,
                folders=found.folders,
                journal=journal,
            )
    except ClusterError as error:
        raise Problem(str(error)) from None
    finally:
        if journal is not None:
            journal.close()
