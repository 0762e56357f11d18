"""``tutor hint``, ``solution`` and ``reset``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.access import exercise_named, open_session, shown_path
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, ExerciseArgument, WorkspaceOption
from tutor.cli.terminal import say, show

if TYPE_CHECKING:
    from tutor.course.model import Exercise

_MARKERS = ("# BEGIN SOLUTION", "# END SOLUTION")


def hint(exercise: ExerciseArgument, workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Show the next hint, from a nudge to nearly the answer."""
    from tutor.course.hint_stages import next_hint, text_of_hint, title_of_hint
    from tutor.progress.events import HintTaken
    from tutor.views.progress_view import tries_to_go

    session = open_session(workspace)
    one = exercise_named(session.course, exercise)
    total = len(one.hints)
    if not total:
        raise Problem(f"There are no hints for {one.short}.", code=0)
    own = session.standing.exercises[one.id]
    following = next_hint(one.hints, own.hints_taken, own.holds, own.leading)
    shuffled = _shuffled(one)
    if following is None and shuffled and total + 1 not in own.hints_taken:
        following = total + 1
    wanted = [following] if following else [*range(1, total + 1), *([total + 1] if shuffled else [])]
    for number in wanted:
        if number > total:
            say(f"After the last hint for {one.short}")
            _print_markdown(shuffled)
        else:
            title = title_of_hint(one.hints, number, own.leading)
            say(f"{title[:1].upper()}{title[1:]} for {one.short}")
            _print_markdown(text_of_hint(one.hints, number, own.holds if following else ()))
        if number != wanted[-1]:
            say("")
    if following:
        session.record(HintTaken(at=session.now(), exercise=one.id, number=following))
    if not session.standing.exercises[one.id].solution_open:
        say(f"\nThe solution opens after {tries_to_go(session.standing.exercises[one.id])}.")


def _shuffled(exercise: Exercise) -> str:
    """What follows the last hint: the lines of the solution in random order; "" if there is nothing to order."""
    from tutor.course.code import puzzles

    found = puzzles(exercise.solution)
    if not found:
        return ""
    parts = ["The lines of a solution, shuffled. In the app you can put them in order (`tutor start`, 2, h)."]
    for one in found:
        lines = "\n".join(one.lines[number] for number in one.shuffled())
        parts.append(f"```python\n{one.head}\n{lines}\n```")
    return "\n\n".join(parts)


def solution(
    exercise: ExerciseArgument,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Show it now, even before a pass or three tries.")
    ] = False,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Show the solution, after a pass or three different tries."""
    from tutor.progress.events import SolutionShown
    from tutor.views.progress_view import tries_to_go

    session = open_session(workspace)
    one = exercise_named(session.course, exercise)
    standing = session.standing.exercises[one.id]
    how = standing.solution_open or ("anyway" if anyway else None)
    if how is None:
        raise Problem(
            f"The solution to {one.short} opens when you pass it, or after "
            f"{tries_to_go(standing)} with different code. "
            f"For a hint: tutor hint {one.short}. To see the solution now: tutor solution {one.short} --anyway",
            code=1,
        )
    _print_code(without_markers(one.solution))
    if standing.solution_seen != how:
        session.record(SolutionShown(at=session.now(), exercise=one.id, how=how))


def reset(exercise: ExerciseArgument, workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Reset an exercise file, saving your version."""
    from tutor.disk import FileError
    from tutor.progress.events import ExerciseReset

    session = open_session(workspace)
    one = exercise_named(session.course, exercise)
    path = session.workspace.file(one)
    try:
        backup = session.workspace.reset(one)
    except FileError as error:
        raise Problem(str(error)) from None
    if backup is None:
        say(f"{shown_path(path)} is already the original; there was nothing to save.")
        return
    say(f"{shown_path(path)} was reset. Your version is saved in {shown_path(backup)}")
    session.record(ExerciseReset(at=session.now(), exercise=one.id, backup=str(backup)))


def without_markers(solution_source: str) -> str:
    """The solution as shown to a learner."""
    lines = [line for line in solution_source.split("\n") if line.strip() not in _MARKERS]
    return "\n".join(lines).rstrip("\n")


def _print_markdown(text: str) -> None:
    """Rendered on a terminal, raw Markdown in a pipe."""
    if not sys.stdout.isatty():
        say(text)
        return
    from rich.markdown import Markdown

    show(Markdown(text, code_theme="ansi_dark"))


def _print_code(source: str) -> None:
    """Coloured but not wrapped on a terminal, so that it can be copied; a runnable file in a pipe."""
    if not sys.stdout.isatty():
        say(source)
        return
    from tutor.views.listing import highlighted

    show(highlighted(source), soft_wrap=True)
