"""``tutor classroom init``: writes the workflow with which GitHub Classroom checks every push of a student."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutor.cli.access import shown_path
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, exercise_names
from tutor.cli.terminal import say

WORKFLOW = ".github/workflows/classroom.yml"
_HEAD = """\
# Checks every push, with points for GitHub Classroom. Written by: tutor classroom init
on: push
permissions:
  contents: read
  checks: write
  actions: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: install
        run: python -m venv venv && venv/bin/pip install "{requirement}"
"""
_EXERCISE = """\
      - id: {short}
        uses: classroom-resources/autograding-command-grader@v1
        with:
          test-name: {short}
          command: venv/bin/tutor check {short} --workspace .
          timeout: 2
          max-score: {points}
"""
_TAIL = """\
      - name: report
        if: always()
        run: venv/bin/tutor check --all --workspace . --junit checks.xml || true
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: checks
          path: checks.xml
      - uses: classroom-resources/autograding-grading-reporter@v1
        env:
{results}
        with:
          runners: {runners}
"""
classroom_commands = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Tools for teachers.",
)


@classroom_commands.callback()
def classroom() -> None:
    """Tools for teachers."""


@classroom_commands.command("init")
def classroom_init(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="The folder to hand out; it is created if it does not exist.",
            show_default=".",
        ),
    ] = Path(),
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="EXERCISE",
            help="Only this exercise; can be repeated.",
            autocompletion=exercise_names,
            show_default="all that need no extra",
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            "--source",
            metavar="URL",
            help="Where the workflow installs the tutor from: your copy.",
            show_default=False,
        ),
    ] = "git+https://EXAMPLE/transformer-tutor",
    points: Annotated[int, typer.Option("--points", min=1, help="The points of an exercise.")] = 10,
    course: CourseOption = None,
) -> None:
    """Create a folder to hand out with GitHub Classroom: the exercises and a workflow that checks every push."""
    from tutor.course.links import UnknownExerciseError, find_exercise
    from tutor.course.load import load_course
    from tutor.course.roots import course_root
    from tutor.disk import FileError, make_folder, write_new
    from tutor.workspace import create

    taught = load_course(course_root())
    try:
        named = [find_exercise(taught, name) for name in only or ()]
    except UnknownExerciseError as error:
        raise Problem(str(error)) from None
    chosen = named or [one for one in taught.exercises if not one.requires]
    if any(sign in source for sign in '"\n$`\\'):
        raise Problem(
            f"--source {source!r} cannot be written into a workflow: use an address without quotes."
        )
    text = workflow([one.short for one in chosen], source, points)
    path = directory / WORKFLOW
    try:
        create(directory, taught)
        make_folder(path.parent)
        if not write_new(path, text.encode()):
            raise Problem(f"{shown_path(path)} exists already: delete it first to write it again.")
    except FileError as error:
        raise Problem(str(error)) from None
    say(f"Written: {shown_path(path)}, which checks {', '.join(one.short for one in chosen)}.")
    if "EXAMPLE" in source:
        say("Replace EXAMPLE in it with the address of your copy of the tutor.")
    say("Push the folder to GitHub and use it as the template of an assignment.")


def workflow(shorts: list[str], source: str, points: int) -> str:
    """The text of the workflow."""
    requirement = f"transformer-tutor @ {source}"
    results = "\n".join(f"          {s.upper()}_RESULTS: ${{{{ steps.{s}.outputs.result }}}}" for s in shorts)
    steps = "".join(_EXERCISE.format(short=short, points=points) for short in shorts)
    return (
        _HEAD.format(requirement=requirement)
        + steps
        + _TAIL.format(results=results, runners=",".join(shorts))
    )
