"""``tutor course check`` and ``tutor course new``: a course verified as its authors promise it, and begun."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.access import exercise_named, look_here
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, exercise_names
from tutor.cli.terminal import say
from tutor.course.findings import Finding, line_of

if TYPE_CHECKING:
    from tutor.course.model import Course, Exercise
    from tutor.grading.grader import Grader
    from tutor.grading.verdict import Verdict

_BLOCK_SECONDS = 20.0
_HERE = 'print("\\f")'  # what the blocks before printed ends here
_GRADING_SECONDS = 30.0


course_commands = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="For those who write the course.",
)
new_commands = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Begin a new part of the course."
)
course_commands.add_typer(new_commands, name="new")


@course_commands.command("check")
def check_course(
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
    from tutor.course.exercise import how_to_get, missing_modules
    from tutor.course.lint import check_folder
    from tutor.course.load import load_course
    from tutor.process import Sandbox
    from tutor.shapes.tracer import PRELOAD, Tracer
    from tutor.transformers.architectures.dims_fence import read_dims
    from tutor.transformers.architectures.presets import presets
    from tutor.transformers.drills import DRILLS
    from tutor.transformers.models.experiments import experiments
    from tutor.views.text import counted

    root = look_here().course
    known = {"drill": DRILLS, "lab": {one.id for one in experiments()}, "dims": presets()}
    with Sandbox.start(preload=PRELOAD) as sandbox:
        tracer = Tracer(sandbox)

        def run_block(before: tuple[str, ...], source: str, sizes: Mapping[str, int | float]) -> str:
            run = tracer.trace(source, sizes, before=(*before, _HERE), names=False, timeout=_BLOCK_SECONDS)
            if run.failure is not None:
                raise RuntimeError(run.failure.message)
            return run.printed.rpartition("\f\n")[2]

        report = check_folder(root, run_block, read_dims=read_dims, known=known)
    findings = list(report.findings)
    graded: list[Exercise] = []
    if report.in_order:
        loaded = load_course(root)
        asked = loaded.exercises if exercise is None else (exercise_named(loaded, exercise),)
        findings += all_grading_findings(loaded, asked)
        graded = [one for one in asked if not missing_modules(one)]
        for one in asked:
            if missing := missing_modules(one):
                listed = " and ".join(missing)
                say(f"{one.id}: solution and mistakes not run without {listed}: {how_to_get(missing)}")
    for finding in findings:
        say(f"✗ {finding}")
    counts = ", ".join(f"{number} {what}" for what, number in report.counts.items())
    say(
        f"Looked at {counts or 'nothing'}; graded the solution, stub and mistakes of "
        f"{counted(len(graded), 'exercise')}."
    )
    say("✓ The course is in order." if not findings else f"✗ {len(findings)} to put right.")
    raise typer.Exit(1 if findings else 0)


@new_commands.command("exercise")
def new_exercise(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Like ex6_layer_norm.", show_default=False)],
    course: CourseOption = None,
) -> None:
    """Make an exercise: brief, solution, test, mistakes, hints."""
    from tutor.course.load import load_course
    from tutor.course.scaffold import CannotScaffoldError, exercise_files
    from tutor.disk import make_folder, write_new
    from tutor.workspace import Workspace, update
    from tutor.workspace.files import WorkspaceError

    root = look_here().course
    try:
        files = exercise_files(load_course(root), name)
        for path, text in files.items():
            make_folder((root / path).parent)
            write_new(root / path, text.encode())
        # From now on it is known what was written, so that it is renewed when the solution has become another.
        update(Workspace(root), load_course(root))
    except (CannotScaffoldError, WorkspaceError) as error:
        raise Problem(str(error)) from None
    say(f"In {root} there are now:")
    for path in files:
        say(f"  {path}")
    say(
        "They hold a tiny exercise that is in order. Make it yours: first solution.py and the test, then brief.md,\n"
        f"hints.md and mistakes.py. To see whether it still is in order: tutor course check {name}"
    )


def all_grading_findings(course: Course, exercises: Sequence[Exercise]) -> list[Finding]:
    """``grading_findings`` of ``exercises``, several at a time."""
    from concurrent.futures import ThreadPoolExecutor

    from tutor.grading.grader import Grader

    with Grader(course) as grader, ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda exercise: list(grading_findings(course, exercise, grader)), exercises)
        return [finding for findings in found for finding in findings]


def grading_findings(course: Course, exercise: Exercise, grader: Grader) -> Iterator[Finding]:
    """Where the grader disagrees with the course: the solution must pass, the stub be not started, and every
    mistake fail under its own name (or as one of several that fit).
    """
    from tutor.course.exercise import missing_modules
    from tutor.course.mistakes import apply, load_mistakes

    with tempfile.TemporaryDirectory(prefix="tutor-course-") as folder:
        for other in course.exercises:  # an exercise may build on another's file
            (Path(folder) / other.filename).write_text(other.solution, encoding="utf-8")
        path = Path(folder) / exercise.filename

        def graded(source: str) -> Verdict:
            path.write_text(source, encoding="utf-8")
            verdict = grader.check(exercise, path, timeout=_GRADING_SECONDS)
            assert verdict is not None  # nobody else asks this grader for this exercise
            return verdict

        def why(verdict: Verdict) -> str:
            first = verdict.first_failure
            return first.message or first.says if first else verdict.message

        solution, mistakes = exercise.folder / "solution.py", exercise.folder / "mistakes.py"
        verdict = graded(exercise.stub)
        if verdict.status != "not_started":
            yield Finding(solution, 1, f"the stub is {verdict.status}, not not_started: {why(verdict)}")
        if missing_modules(exercise):
            return
        verdict = graded(exercise.solution)
        if verdict.status != "passed":
            yield Finding(solution, 1, f"the solution is {verdict.status}: {why(verdict)}")
        for mistake in load_mistakes(exercise)[0]:
            verdict = graded(apply(exercise.solution, mistake))
            said = (*([verdict.mistake] if verdict.mistake else []), *verdict.candidates, *verdict.also)
            named = [m.id for m in said]
            line = line_of(mistakes, f'"{mistake.id}"')
            if all(test.outcome == "passed" for test in verdict.tests):
                yield Finding(mistakes, line, f"the mistake '{mistake.id}' passes the checks")
            elif mistake.id not in named:
                instead = f"is taken for {' or '.join(named)}" if named else "is not recognised"
                yield Finding(mistakes, line, f"the mistake '{mistake.id}' {instead}")
