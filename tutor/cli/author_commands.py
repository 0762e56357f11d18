"""``tutor course check`` and ``tutor course new``: check a course as its authors promise it to be, and create a new
exercise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tutor.cli.access import course_in_work, require_trust
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, TrustOption, exercise_names
from tutor.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.course.findings import Finding
    from tutor.course.model import Course
    from tutor.course.part import Part

course_commands = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Tools for course authors.",
)
new_commands = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Create a new part of the course."
)
course_commands.add_typer(new_commands, name="new")


@course_commands.command("check")
def check_course(
    named: Annotated[
        str | None,
        typer.Argument(
            metavar="PART",
            help="Check only this: a file of the course, lesson#section, a section, an exercise or exercise#mistake.",
            autocompletion=exercise_names,
            show_default=False,
        ),
    ] = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Also show what is hard to read in a reference or a draft.")
    ] = False,
    stale: Annotated[
        int | None,
        typer.Option(
            metavar="MONTHS",
            min=0,
            help="Check only the dates: list the dated sections that are older than this.",
            show_default=False,
        ),
    ] = None,
    course: CourseOption = None,
    trust_course: TrustOption = False,
) -> None:
    """Verify lessons, exercises, solutions and mistakes."""
    from tutor.course.findings import sorted_findings
    from tutor.course.lint import check_course as lint
    from tutor.course.lint import load_folder
    from tutor.course.part import Part, UnknownPartError, find_part
    from tutor.shapes.block_outputs import BlockOutputs, cache_file
    from tutor.views.text import counted

    root = course_in_work()
    require_trust(root, trust_course)
    loaded, malformed = load_folder(root)
    try:
        part = find_part(loaded, named) if named else Part()
    except UnknownPartError as error:
        for finding in malformed:  # the part that was asked for may be in one of these files
            say(f"✗ {finding}")
        raise Problem(str(error)) from None
    if stale is not None:
        _check_dates(loaded, part, malformed, stale)
    with BlockOutputs(cache_file()) as run_block:
        report = lint(loaded, run_block, part=part)
    # An exercise is graded within the course on disk, so that course has to load.
    findings = [*(malformed if not part.lesson else ()), *report.findings]
    graded = 0
    if not findings and not part.lesson:
        findings, graded = _grade(loaded, part)
    for finding in sorted_findings(findings):
        say(f"✗ {finding}")
    for note in report.notes if notes else ():
        say(f"· {note}")
    counts = ", ".join(f"{number} {_of(number, what)}" for what, number in report.counts.items())
    said = f"Checked {counts or 'nothing'}"
    if not part.lesson:
        what = f"the mistake {part.mistake}" if part.mistake else "mistakes"
        said += f"; graded the solution, stub and {what} of {counted(graded, 'exercise')}"
    if report.notes and not notes:
        said += f"; {counted(len(report.notes), 'note')} with --notes"
    say(f"{said}.")
    whole = "The course" if part == Part() else named
    say(f"✓ {whole} is in order." if not findings else f"✗ {counted(len(findings), 'finding')} to fix.")
    raise typer.Exit(1 if findings else 0)


def _check_dates(course: Course, part: Part, malformed: Sequence[Finding], months: int) -> NoReturn:
    """List the dated sections that are more than ``months`` old, and exit."""
    from datetime import datetime

    from tutor.course.dated import stale_sections
    from tutor.views.text import counted

    lessons = part.lessons(course)
    today = datetime.now().astimezone().date()
    due = [one for one in stale_sections(lessons, months, today) if part.covers(course, one.path, one.line)]
    for finding in (*malformed, *due):
        say(f"✗ {finding}")
    if due:
        say(f"✗ {counted(len(due), 'dated section')} to review.")
    else:
        say(f"✓ No dated section is more than {counted(months, 'month')} old.")
    raise typer.Exit(1 if due or malformed else 0)


def _of(number: int, what: str) -> str:
    """Singular or plural: ``quiz`` for one, ``quizzes`` for two."""
    return what if number != 1 else re.sub(r"s\b", "", what.replace("quizzes", "quizs"), count=1)


def _grade(course: Course, part: Part) -> tuple[list[Finding], int]:
    """The grader's findings, and the number of exercises whose solution it ran."""
    from tutor.course.exercise import how_to_get, missing_modules
    from tutor.grading.verify import grading_findings

    asked = part.exercises(course)
    findings = grading_findings(course, asked, part.mistake)
    lacking = {exercise.id: missing for exercise in asked if (missing := missing_modules(exercise))}
    for name, missing in lacking.items():
        listed = " and ".join(missing)
        say(f"{name}: solution and mistakes not run without {listed}: {how_to_get(missing)}")
    return findings, len(asked) - len(lacking)


@course_commands.command("guess")
def guess(course: CourseOption = None, trust_course: TrustOption = False) -> None:
    """Count the questions that can be passed by guessing."""
    from tutor.course.guesser import guesser_scores
    from tutor.course.load import load_course
    from tutor.views.text import counted

    root = course_in_work()
    require_trust(root, trust_course)
    lesson = None
    for score in guesser_scores(load_course(root).lessons):
        if score.lesson != lesson:
            lesson = score.lesson
            say(lesson or "all together")
        sign = "✗" if score.beats_luck else " "
        of = counted(score.questions, "question")
        luck = f"by chance {score.chance:.1f}, at most {score.most}"
        say(f"{sign} {score.strategy:18} {score.right:5.1f} of {of}, {luck}")


@course_commands.command("measure")
def measure(
    named: Annotated[
        str | None, typer.Argument(metavar="LESSON", help="Only this lesson.", show_default=False)
    ] = None,
    course: CourseOption = None,
    trust_course: TrustOption = False,
) -> None:
    """Show how long each section is: screens, minutes, words and questions, and its task."""
    from tutor.course.load import load_course
    from tutor.course.minutes import amount, in_words, step_minutes
    from tutor.course.part import Part, UnknownPartError, find_part
    from tutor.course.screens import screens

    root = course_in_work()
    require_trust(root, trust_course)
    loaded = load_course(root)
    try:
        part = find_part(loaded, named) if named else Part()
    except UnknownPartError as error:
        raise Problem(str(error)) from None
    for lesson in part.lessons(loaded):
        say(f"{lesson.id}: {lesson.time}; measured {in_words(step_minutes(loaded, lesson))}")
        say(f"  {'section':30} screens  box  min  words  questions  ends in")
        for section in (one for one in lesson.sections if part.section in ("", one.id)):
            own, task = amount(section, lesson), lesson.tasks.get(section.id)
            row = f"{screens(section, lesson):7.1f} {own.tallest:4} {own.minutes:4.0f} {own.words:6} {own.questions:10}"
            say(f"  {section.id:30} {row}  {task.to if task else '–'}")


@new_commands.command("exercise")
def new_exercise(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Like ex6_layer_norm.", show_default=False)],
    course: CourseOption = None,
) -> None:
    """Create an exercise: brief, solution, test, mistakes, hints."""
    from tutor.course.load import load_course
    from tutor.course.scaffold import CannotScaffoldError, exercise_files
    from tutor.disk import FileError, make_folder, write_new
    from tutor.workspace import Workspace, update

    root = course_in_work()
    try:
        files = exercise_files(load_course(root), name)
        for path, text in files.items():
            make_folder((root / path).parent)
            write_new(root / path, text.encode())
        # Record the file's stub, so that the file is renewed when the solution changes.
        update(Workspace(root), load_course(root))
    except (CannotScaffoldError, FileError) as error:
        raise Problem(str(error)) from None
    say(f"Created in {root}:")
    for path in files:
        say(f"  {path}")
    say(
        "They contain a small exercise that works. Make it yours: first solution.py and the test, then brief.md,\n"
        f"hints.md and mistakes.py. To check it at any time: tutor course check {name}"
    )
