"""Commands of a learner's day: into the app, checks, help with an exercise, progress and schedules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutor.cli.options import (
    CourseOption,
    ExerciseArgument,
    JsonOption,
    JunitOption,
    WorkspaceOption,
    drill_names,
    exercise_names,
    schedule_names,
)
from tutor.cli.program import app


@app.command()
def start(workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Open the tutor where you left it."""
    from tutor.commands.start import start

    raise typer.Exit(start(workspace))


@app.command()
def init(
    directory: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The folder to make.", show_default="./transformer-tutor"),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Make a folder with the exercise files."""
    from tutor.commands.start import init

    init(directory)


@app.command()
def check(
    exercise: Annotated[
        str | None,
        typer.Argument(
            metavar="EXERCISE",
            help="Its name or the beginning of it, like ex1; without one, the one you are at.",
            autocompletion=exercise_names,
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Grade every exercise.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Grade again after every save, until Ctrl-C.")
    ] = False,
    as_json: JsonOption = False,
    junit: JunitOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List the lines that hold, too.")] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="How long an exercise may run.")
    ] = 10.0,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Grade an exercise. Exits 0 when all is passed, 1 when not."""
    from tutor.commands.check import check

    raise typer.Exit(
        check(
            exercise,
            everything=everything,
            watch=watch,
            as_json=as_json,
            verbose=verbose,
            timeout=timeout,
            workspace=workspace,
            junit_file=junit,
        )
    )


@app.command()
def hint(exercise: ExerciseArgument, workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Show the next hint, from a nudge to nearly the answer."""
    from tutor.commands.exercises import hint

    hint(exercise, workspace)


@app.command()
def solution(
    exercise: ExerciseArgument,
    anyway: Annotated[bool, typer.Option("--anyway", help="Before a pass and before three tries.")] = False,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Show the solution, after a pass or three tries that differ."""
    from tutor.commands.exercises import solution

    solution(exercise, anyway, workspace)


@app.command()
def reset(exercise: ExerciseArgument, workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Put an exercise file back to its start, keeping yours."""
    from tutor.commands.exercises import reset

    reset(exercise, workspace)


@app.command()
def progress(
    merge: Annotated[
        Path | None,
        typer.Option(
            "--merge",
            metavar="FILE",
            help="First take over another machine's .tutor/events.jsonl, or its folder's.",
            show_default=False,
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Show the checkpoints and exercises, proven and claimed."""
    from tutor.commands.exercises import progress

    progress(workspace, merge)


@app.command()
def report(
    as_html: Annotated[
        bool, typer.Option("--html", help="One file for a browser: tutor-report.html.")
    ] = False,
    as_markdown: Annotated[bool, typer.Option("--md", help="Markdown, as without any option.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write it.", show_default=False),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Write down what you have done, to keep or to hand on."""
    from tutor.commands.report import report as command

    command(as_html=as_html, as_markdown=as_markdown, as_json=as_json, output=output, workspace=workspace)


@app.command()
def plan(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="Which one; without a name, the one chosen.",
            autocompletion=schedule_names,
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="The first day.", show_default="today")
    ] = None,
    ics: Annotated[bool, typer.Option("--ics", help="Print it as a calendar file.")] = False,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Choose a schedule, or see today's line and what is behind."""
    from tutor.commands.plan import plan as command

    command(name, start, ics, workspace)


@app.command()
def drill(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="shapes, scores, masks, params, order, patterns or code.",
            autocompletion=drill_names,
            show_default=False,
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Answer fresh questions until ten in a row are right."""
    from tutor.commands.drill import drill as command

    command(name, workspace)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for.")],
    course: CourseOption = None,
) -> None:
    """Find where something is explained."""
    from tutor.commands.search import search as command

    command(words)


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="Who may connect.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535)] = 8000,
    course: CourseOption = None,
) -> None:
    """Open the tutor in a browser on this machine."""
    from tutor.commands.serve import serve as command

    command(host, port)
