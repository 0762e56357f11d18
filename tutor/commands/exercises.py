"""``tutor hint``, ``solution``, ``reset`` and ``progress``: all about an exercise but its verdict."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tutor.commands.console import console, say, show, symbols
from tutor.commands.desk import Desk
from tutor.commands.problem import Problem
from tutor.course.model import Exercise

_MARKERS = ("# BEGIN SOLUTION", "# END SOLUTION")


def hint(name: str, workspace: Path | None) -> None:
    """Print the next hint, at last the lines of a solution in no order; when all are taken, all of them."""
    from tutor.progress.events import HintTaken

    desk = Desk.open(workspace)
    exercise = desk.exercise(name)
    total = len(exercise.hints)
    if not total:
        raise Problem(f"There are no hints for {exercise.short}.", code=0)
    stages = [*exercise.hints, *_shuffled(exercise)]
    taken = min(desk.standing().exercises[exercise.id].hints, len(stages))
    wanted = [taken + 1] if taken < len(stages) else list(range(1, len(stages) + 1))
    for number in wanted:
        last = number > total
        say(f"{'After the last hint' if last else f'Hint {number} of {total}'} for {exercise.short}")
        _print_markdown(stages[number - 1])
        if number != wanted[-1]:
            say("")
    if taken < len(stages):
        desk.keep(HintTaken(at=time.time(), exercise=exercise.id, number=taken + 1))


def _shuffled(exercise: Exercise) -> list[str]:
    """What comes after the last hint: the lines of a solution, in no order."""
    from tutor.course.code import puzzles

    found = puzzles(exercise.solution)
    if not found:
        return []
    parts = ["The lines of a solution, shuffled. The app lets you put them in order (`tutor start`, 2, h)."]
    for one in found:
        lines = "\n".join(one.lines[number] for number in one.shuffled())
        parts.append(f"```python\n{one.head}\n{lines}\n```")
    return ["\n\n".join(parts)]


def solution(name: str, anyway: bool, workspace: Path | None) -> None:
    """Print the solution if it is open, or if it is wanted anyway."""
    from tutor.progress.events import SolutionShown
    from tutor.progress.standing import HONEST_TRIES
    from tutor.views.text import counted

    desk = Desk.open(workspace)
    exercise = desk.exercise(name)
    standing = desk.standing().exercises[exercise.id]
    how = standing.solution_open or ("anyway" if anyway else None)
    if how is None:
        left = max(0, HONEST_TRIES - standing.tries)
        raise Problem(
            f"The solution of {exercise.short} opens when it is passed, or after "
            f"{counted(left, 'more try', 'more tries')} that differ{'s' if left == 1 else ''}. "
            f"A hint: tutor hint {exercise.short}. To see it now: tutor solution {exercise.short} --anyway",
            code=1,
        )
    _print_code(without_markers(exercise.solution))
    if standing.solution_seen != how:
        desk.keep(SolutionShown(at=time.time(), exercise=exercise.id, how=how))


def reset(name: str, workspace: Path | None) -> None:
    """Put the file back to its start; say where the learner's text is now."""
    from tutor.progress.events import ExerciseReset
    from tutor.workspace import WorkspaceError

    desk = Desk.open(workspace)
    exercise = desk.exercise(name)
    path = desk.workspace.file(exercise)
    try:
        backup = desk.workspace.reset(exercise)
    except WorkspaceError as error:
        raise Problem(str(error)) from None
    if backup is None:
        say(f"{desk.shown_path(path)} is as at the start; there was nothing to keep.")
        return
    say(f"{desk.shown_path(path)} is as at the start. Yours is kept in {desk.shown_path(backup)}")
    desk.keep(ExerciseReset(at=time.time(), exercise=exercise.id, backup=str(backup)))


def progress(workspace: Path | None, other: Path | None = None) -> None:
    """Print the checkpoints and the exercises, after taking over the record ``other`` if there is one.

    Raises:
        Problem: ``other`` cannot be taken over.
    """
    from tutor.views.progress_view import progress_view

    desk = Desk.open(workspace)
    if other is not None:
        _merge(desk, other)
    out = console()
    show(progress_view(desk.course, desk.standing(), out.width, symbols(out)))


def _merge(desk: Desk, other: Path) -> None:
    from tutor.progress.merge import MergeError, merge
    from tutor.views.text import counted

    try:
        merged = merge(desk.log, other, desk.workspace.state_dir / "backups")
    except MergeError as error:
        raise Problem(str(error)) from None
    say(f"{counted(merged.new, 'event')} new from {other}, {merged.known:,} known already.")
    if merged.unreadable:
        say(f"{counted(merged.unreadable, 'line')} there could not be read and stay there.")
    if merged.backup is not None:
        say(f"The record as it was before: {desk.shown_path(merged.backup)}")
    say("")


def without_markers(solution_source: str) -> str:
    """The solution as a learner reads it."""
    lines = [line for line in solution_source.split("\n") if line.strip() not in _MARKERS]
    return "\n".join(lines).rstrip("\n")


def _print_markdown(text: str) -> None:
    """On a terminal drawn, in a pipe as it was written: markdown reads well."""
    if not sys.stdout.isatty():
        say(text)
        return
    from rich.markdown import Markdown

    show(Markdown(text, code_theme="ansi_dark"))


def _print_code(source: str) -> None:
    """On a terminal in colour, its lines unbroken for copying; in a pipe as a file that runs."""
    if not sys.stdout.isatty():
        say(source)
        return
    from tutor.views.listing import highlighted

    console().print(highlighted(source), soft_wrap=True)
