"""The commands of the shell: their names, arguments and help. What each does is in ``tutor.commands``.

``tutor --help`` must cost no more than typer itself, so everything else is imported inside the command.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="tutor",
    help="Learn transformers in your terminal: read, watch the shapes move, write attention yourself.",
    epilog="Most of the time you need one command: tutor start",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
course_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="For those who write the course.")
app.add_typer(course_app, name="course")


def _version(wanted: bool) -> None:
    if wanted:
        from tutor import __version__

        typer.echo(f"tutor {__version__} (transformer-tutor)")
        raise typer.Exit


def _exercise_names(incomplete: str) -> list[str]:
    from tutor.commands.choosing import known_exercises

    return [name for name in known_exercises() if name.startswith(incomplete)]


def _preset_names(incomplete: str) -> list[str]:
    from tutor.dimensions.presets import presets

    return [name for name in presets() if name.startswith(incomplete)]


def _choose(named: Path | None) -> Path | None:
    if named is not None:
        from tutor.commands.choosing import choose_course

        choose_course(named)
    return named


# Its callback does everything, so the commands take it and never look at it.
CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course",
        metavar="DIR",
        help="Another course: a folder with lessons/, exercises/ and checks/.",
        callback=_choose,
        show_default=False,
    ),
]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        envvar="TUTOR_WORKSPACE",
        help="Where your exercise files are.",
        show_default=False,
    ),
]
ExerciseArgument = Annotated[
    str,
    typer.Argument(
        metavar="EXERCISE", help="Its name or the beginning of it, like ex1.", autocompletion=_exercise_names
    ),
]
JunitOption = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE", help="Write JUnit XML, too.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
    course: CourseOption = None,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


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
            autocompletion=_exercise_names,
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
def trace(
    target: Annotated[
        str,
        typer.Argument(metavar="EXERCISE|FILE", help="An exercise, or a Python file.", show_default=False),
    ],
    as_json: JsonOption = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="How long it may run.")
    ] = 5.0,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Run code and print the shapes beside its lines."""
    from tutor.commands.trace import trace

    raise typer.Exit(trace(target, as_json, timeout, workspace))


@app.command()
def plan(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="fast, thorough or deep.", show_default=False)
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
            metavar="NAME", help="shapes, scores, masks, params, order, patterns or code.", show_default=False
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Answer fresh questions until ten in a row are right."""
    from tutor.commands.drill import drill as command

    command(name, workspace)


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
            autocompletion=_exercise_names,
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


@app.command()
def attend(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence, in quotes.", show_default=False)],
    token: Annotated[
        str | None,
        typer.Option("--token", metavar="WORD", help="Whose row to read out.", show_default="the last"),
    ] = None,
    layer: Annotated[
        int | None, typer.Option("--layer", metavar="L", help="0 or 1.", show_default="0")
    ] = None,
    head: Annotated[int | None, typer.Option("--head", metavar="H", help="0 to 3.", show_default="0")] = None,
    mode: Annotated[str, typer.Option("--mode", metavar="MODE", help="causal or bidirectional.")] = "causal",
    as_json: JsonOption = False,
) -> None:
    """Show what a small trained model looks at in a sentence."""
    from tutor.commands.attend import attend as command

    command(text, token, layer, head, mode, as_json)


@app.command()
def dims(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="An architecture, like gpt2.",
            autocompletion=_preset_names,
            show_default=False,
        ),
    ] = None,
    seq_len: Annotated[
        int | None,
        typer.Option("--seq-len", min=1, metavar="T", help="Tokens in a sequence.", show_default="1024"),
    ] = None,
    batch: Annotated[int, typer.Option("--batch", min=1, metavar="B", help="Sequences at once.")] = 1,
    list_names: Annotated[bool, typer.Option("--list", help="Name the architectures.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print every tensor of an architecture, and what it costs."""
    from tutor.commands import dims as command

    if list_names:
        command.list_presets(as_json)
    elif name is None:
        raise typer.BadParameter("name an architecture, or use --list", param_hint="NAME")
    else:
        command.dims(name, seq_len, batch, as_json)


@app.command()
def doctor(workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Print what the tutor sees of this machine."""
    from tutor.commands.doctor import doctor

    doctor(workspace)


new_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Begin a new part of the course.")
course_app.add_typer(new_app, name="new")


@new_app.command("exercise")
def new_exercise(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Like ex6_cross_attention.")],
    course: CourseOption = None,
) -> None:
    """Write a small exercise that is in order, to be rewritten."""
    from tutor.commands.scaffold import new_exercise

    new_exercise(name)


@course_app.command("check")
def course_check(course: CourseOption = None) -> None:
    """Verify lessons, exercises, solutions and mistakes."""
    from tutor.commands.course import check_course

    raise typer.Exit(check_course())


def main() -> None:
    """The entry point. No traceback of the tutor leaves here unless TUTOR_DEBUG is set."""
    from tutor.commands.ending import exit_code_of

    sys.exit(exit_code_of(typer.main.get_command(app)))


if __name__ == "__main__":
    main()
