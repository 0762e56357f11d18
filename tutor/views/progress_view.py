"""Checkpoints, exercises and the practice map as Rich renderables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tutor.course.model import Course, Exercise
from tutor.progress.standing import CheckpointStanding, Standing, StepStanding
from tutor.progress.tally import ExerciseStanding
from tutor.views.symbols import STATUS_WORDS, STYLES, UNICODE, Symbols, style_of
from tutor.views.text import counted, harmless


def progress_view(
    course: Course, standing: Standing, width: int = 80, symbols: Symbols = UNICODE
) -> RenderableType:
    """The overall progress, a legend of the three marks, then each step with the evidence below its checkpoints."""
    total = len(standing.checkpoints)
    head = Text(f"{standing.shown} of {counted(total, 'checkpoint')} shown", style=STYLES["head"])
    if standing.claimed:
        head.append(f", {standing.claimed} claimed", style="not bold")
    if standing.days:
        head.append(f", {counted(len(standing.days), 'day')} of practice", style="not bold")
    legend = Text(
        f"{symbols.shown} shown by evidence   {symbols.claimed} claimed by you   {symbols.blank} open",
        style=STYLES["quiet"],
    )
    parts: list[RenderableType] = [head, legend]
    for lesson in course.lessons:
        step = standing.step(lesson.id)
        own = [c for c in standing.checkpoints if c.lesson == lesson.id]
        parts += [Text(""), _step_line(lesson.step, lesson.title, step)]
        parts += [_checkpoint(c, symbols) for c in own]
    if course.exercises:
        passed = sum(own.passed for own in standing.exercises.values())
        parts += [
            Text(""),
            Text.assemble(("Exercises", STYLES["head"]), f"   {passed} of {len(course.exercises)} passed"),
            Padding(exercise_list_view(course.exercises, standing, width, symbols=symbols), (0, 0, 0, 0)),
        ]
    return Group(*parts)


def worth(c: CheckpointStanding) -> str:
    """The worth of a checkpoint's evidence in words: ``explained, answered``; "" if there is none."""
    words = list(c.worth)
    if words and c.unexplained:
        words.append("not explained yet")
    return ", ".join(words)


def _step_line(number: int, title: str, step: StepStanding | None) -> Text:
    text = Text(f"Step {number}  {harmless(title)}", style=STYLES["head"])
    if step is not None and step.sections:
        text.append(
            f"   {step.read} of {counted(step.sections, 'section')} read", style=f"not bold {STYLES['quiet']}"
        )
    return text


def _checkpoint(c: CheckpointStanding, symbols: Symbols) -> RenderableType:
    mark = {"shown": symbols.shown, "claimed": symbols.claimed, "blank": symbols.blank}[c.mark]
    style = {"shown": STYLES["passed"], "claimed": STYLES["warning"], "blank": STYLES["quiet"]}[c.mark]
    text = Text(harmless(c.checkpoint.text))
    if said := worth(c):
        text.append(f"   {said}", style=STYLES["quiet"])
    for evidence in c.given:
        text.append(f"\n{harmless(evidence.says)}", style=STYLES["quiet"])
    if c.partial:
        text.append(f"\n{len(c.missing)} more to show", style=STYLES["quiet"])
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(f"  {mark}", style=style), text)
    return row


WEEKS = 4
STEPS = ((30, "█"), (10, "▒"), (1, "░"))  # least number of events per day for each shade
LEGEND = "░ 1 or more   ▒ 10   █ 30 events"


def practice_map(days: Mapping[date, int], today: date, weeks: int = WEEKS) -> Text:
    """``days`` gives the number of events per day. Future days are blank; weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    text = Text("        M T W T F S S\n", style=STYLES["quiet"])
    for week in range(weeks):
        first = monday + timedelta(days=7 * week)
        text.append(f"{first:%b %d}  ", style=STYLES["quiet"])
        text.append(
            " ".join(_shade(days, first + timedelta(days=n), today) for n in range(7)).rstrip() + "\n"
        )
    return text.append(LEGEND + "\n", style=STYLES["quiet"])


def _shade(days: Mapping[date, int], day: date, today: date) -> str:
    if day > today:
        return " "
    done = days.get(day, 0)
    return next((sign for least, sign in STEPS if done >= least), "·")


_WORDS = 20  # least width of a title in columns; none of its words is longer


def exercise_list_view(
    exercises: Iterable[Exercise],
    standing: Standing,
    width: int = 80,
    *,
    current: str | None = None,
    symbols: Symbols = UNICODE,
) -> RenderableType:
    """Mark, name, title and state. ``current`` (an id) has a pointer. Below 50 columns the state is omitted."""
    exercises = list(exercises)
    longest = max((cell_len(exercise.title) for exercise in exercises), default=0)
    names = max((cell_len(exercise.short) for exercise in exercises), default=0)
    room = width - len("▸ ✓ ") - names - 1 - min(longest, _WORDS) - 1
    rows = Table.grid(padding=(0, 1, 0, 0))
    for _ in range(3):
        rows.add_column(no_wrap=True, overflow="ellipsis")
    rows.add_column(overflow="fold")
    if width >= 50:
        rows.add_column(no_wrap=True, style=STYLES["quiet"])
    for exercise in exercises:
        own = standing.exercises.get(exercise.id) or ExerciseStanding(exercise.id)
        mark = _mark(own)
        cells = [
            Text(symbols.into if exercise.id == current else " "),
            Text(symbols.mark(mark), style=style_of(mark)),
            Text(exercise.short, style=STYLES["head"]),
            Text(harmless(exercise.title)),
        ]
        if width >= 50:
            state = Text("  " + _state(own))
            # Otherwise, a long state would break words in titles.
            state.truncate(max(room, 0), overflow="ellipsis")
            cells.append(state)
        rows.add_row(*cells)
    return rows


def tries_to_go(own: ExerciseStanding) -> str:
    """``2 more tries``, until the solution opens."""
    return counted(own.tries_to_go, "more try", "more tries")


def _mark(own: ExerciseStanding) -> str:
    """A passed exercise stays passed, whatever the last check said."""
    if own.passed:
        return "star" if own.starred else "passed"
    return "copied" if own.copied else own.status or "not_started"


def _state(own: ExerciseStanding) -> str:
    if own.passed:
        words = "passed" if own.passed_unaided else "passed after seeing the solution"
        if not own.own:
            words = "copied, passed by the bug hunt"
        held, of = own.robust
        if of:
            words += f", {held} of {of} robust" if not own.starred else f", all {of} robust lines too"
        again = own.status not in ("passed", "not_started", "")
        return words + ("; the current file does not pass" if again else "")
    if own.copied:
        return STATUS_WORDS["copied"]
    words = STATUS_WORDS.get(own.status or "not_started", own.status)
    tries = f", {counted(own.tries, 'try', 'tries')}" if own.tries else ""
    hints = f", {counted(own.hints, 'hint')}" if own.hints else ""
    return words + tries + hints
