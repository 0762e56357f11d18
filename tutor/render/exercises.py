"""The exercises with how each stands, one line each."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tutor.course.types import Exercise
from tutor.progress.standing import Standing
from tutor.progress.tally import ExerciseStanding
from tutor.render.symbols import STATUS_WORDS, STYLES, UNICODE, Symbols, style_of
from tutor.render.text import counted


def exercise_list_view(
    exercises: Iterable[Exercise],
    standing: Standing,
    width: int = 80,
    *,
    current: str | None = None,
    symbols: Symbols = UNICODE,
) -> RenderableType:
    """Mark, name, title and state; ``current`` (an id) is pointed at. Below 50 columns without the state."""
    rows = Table.grid(padding=(0, 1, 0, 0))
    for wraps in (False, False, False, True):
        rows.add_column(no_wrap=not wraps, overflow="fold" if wraps else "ellipsis")
    if width >= 50:
        rows.add_column(no_wrap=True, style=STYLES["quiet"])
    for exercise in exercises:
        own = standing.exercises.get(exercise.id) or ExerciseStanding(exercise.id)
        mark = _mark(own)
        cells = [
            Text(symbols.into if exercise.id == current else " "),
            Text(symbols.mark(mark), style=style_of(mark)),
            Text(exercise.short, style=STYLES["head"]),
            Text(exercise.title),
        ]
        if width >= 50:
            cells.append(Text("  " + _state(own)))
        rows.add_row(*cells)
    return rows


def _mark(own: ExerciseStanding) -> str:
    """A pass stays a pass in the list, whatever is tried afterwards."""
    return "passed" if own.passed else own.status or "not_started"


def _state(own: ExerciseStanding) -> str:
    if own.passed:
        words = "passed" if own.passed_unaided else "passed, the solution was open"
        again = own.status not in ("passed", "not_started", "")
        return words + ("; the file as it is now is not" if again else "")
    words = STATUS_WORDS.get(own.status or "not_started", own.status)
    tries = f", {counted(own.tries, 'try', 'tries')}" if own.tries else ""
    hints = f", {counted(own.hints, 'hint')}" if own.hints else ""
    return words + tries + hints
