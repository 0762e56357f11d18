"""Commands for those who teach or write a course."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutor.cli.options import CourseOption, JunitOption, exercise_names
from tutor.cli.program import app, course_app, new_app


@app.command()
def grade(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder with one folder a student.", show_default=False)
    ],
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="EXERCISE",
            help="Grade this one; may be given again.",
            autocompletion=exercise_names,
            show_default="all that somebody has",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write the grades as CSV, too.", show_default=False),
    ] = None,
    junit: JunitOption = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="How long a file may run.")
    ] = 10.0,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, max=256, metavar="N", help="How many at once.", show_default="one a processor"
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Grade a folder of submissions. Exits 0 whatever the grades."""
    from tutor.commands.grade import grade as command

    command(directory, only=only or [], csv_file=csv, junit_file=junit, timeout=timeout, jobs=jobs)


@course_app.command("check")
def course_check(
    exercise: Annotated[
        str | None,
        typer.Argument(
            metavar="EXERCISE",
            help="Grade the solution and mistakes of this one only.",
            autocompletion=exercise_names,
            show_default=False,
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Verify lessons, exercises, solutions and mistakes."""
    from tutor.commands.course import check_course

    raise typer.Exit(check_course(exercise))


@new_app.command("exercise")
def course_new_exercise(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Like ex6_layer_norm.", show_default=False)],
    course: CourseOption = None,
) -> None:
    """Make an exercise: brief, solution, test, mistakes, hints."""
    from tutor.commands.new import new_exercise

    new_exercise(name)
