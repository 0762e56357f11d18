"""The checkpoints under their steps: shown with evidence, claimed by hand, or open; and the exercises."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tutor.course.types import Course
from tutor.progress.standing import CheckpointStanding, Standing, StepStanding
from tutor.render.exercises import exercise_list_view
from tutor.render.symbols import STYLES, UNICODE, Symbols
from tutor.render.text import counted


def progress_view(
    course: Course, standing: Standing, width: int = 80, symbols: Symbols = UNICODE
) -> RenderableType:
    """How far one is, what the three marks mean, then step by step; evidence stands under what it shows."""
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


def _step_line(number: int, title: str, step: StepStanding | None) -> Text:
    text = Text(f"Step {number}  {title}", style=STYLES["head"])
    if step is not None and step.sections:
        text.append(
            f"   {step.read} of {counted(step.sections, 'section')} read", style=f"not bold {STYLES['quiet']}"
        )
    return text


def _checkpoint(c: CheckpointStanding, symbols: Symbols) -> RenderableType:
    mark = {"shown": symbols.shown, "claimed": symbols.claimed, "blank": symbols.blank}[c.mark]
    style = {"shown": STYLES["passed"], "claimed": STYLES["warning"], "blank": STYLES["quiet"]}[c.mark]
    text = Text(c.checkpoint.text)
    for evidence in c.evidence:
        text.append(f"\n{evidence.says}", style=STYLES["quiet"])
    if c.partial:
        text.append(f"\n{counted(len(c.missing), 'proof')} to go", style=STYLES["quiet"])
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(f"  {mark}", style=style), text)
    return row
