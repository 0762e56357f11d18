"""An exercise as the learner reads it: how it stands and what to press, then the verdict or the task."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.app.desk import Desk
from tutor.app.drawing import prose
from tutor.course.types import Exercise
from tutor.grading.verdict import Verdict
from tutor.progress.standing import ExerciseStanding
from tutor.render.code import code_view
from tutor.render.spans import lines_that_ran
from tutor.render.symbols import STATUS_WORDS, UNICODE, style_of
from tutor.render.text import counted, harmless, seconds_text
from tutor.render.verdict import verdict_view

SectionTitle = Callable[[str], str]


def paper(
    exercise: Exercise,
    desk: Desk,
    own: ExerciseStanding,
    width: int,
    *,
    now: float,
    section_title: SectionTitle = str,
) -> RenderableType:
    """All of it for ``width`` columns. The first lines fit a small screen: verdict, keys, first failing line."""
    parts: list[RenderableType] = [_headline(desk, now), _keys(exercise, desk, own, section_title), Text("")]
    verdict = desk.verdict
    if verdict is None or desk.shows_task:
        parts.append(prose(exercise.brief))
        return Group(*parts)
    parts.append(
        verdict_view(verdict, exercise, width, fold=True, headline=False, section_title=section_title)
    )
    if verdict.status == "passed" and exercise.harder:
        parts.append(Text("\nMake it harder\n", style="bold"))
        parts.append(prose("\n".join(f"- {one}" for one in exercise.harder)))
    parts += _shapes(exercise, desk, verdict, width)
    return Group(*parts)


def _headline(desk: Desk, now: float) -> Text:
    verdict = desk.verdict
    if desk.running is not None:
        text = Text("… checking", style="bold")
        if desk.running:
            text.append(f"   {counted(len(desk.running), 'line')} so far", style="not bold dim")
        return text
    if verdict is None:
        return Text("· not checked", style="dim")
    style = style_of(verdict.status)
    text = Text(f"{UNICODE.mark(verdict.status)} {STATUS_WORDS[verdict.status]}", style=f"bold {style}")
    if verdict.status == "not_started":
        return text.append("   every save is checked", style="not bold dim")
    if verdict.tests:
        held = sum(test.outcome == "passed" for test in verdict.tests)
        text.append(f"   {held} of {len(verdict.tests)} hold", style="not bold default")
    return text.append(
        f"   {_ago(now - desk.checked_at)}, {seconds_text(verdict.seconds)}", style="not bold dim"
    )


def _ago(seconds: float) -> str:
    if seconds < 10:
        return "just now"
    return f"{seconds:.0f} s ago" if seconds < 120 else f"{seconds // 60:.0f} min ago"


def _keys(exercise: Exercise, desk: Desk, own: ExerciseStanding, section_title: SectionTitle) -> Text:
    """The next keys that make sense, the most sensible first."""
    status = desk.verdict.status if desk.verdict else "not_started"
    if desk.task and status != "not_started":
        return _row([("b", "back to the verdict"), ("e", "edit")])
    if status == "passed":
        return _row([("n", "next exercise"), ("s", "compare with the solution")])
    keys = [("e", "edit")]
    if exercise.hints:
        left = len(exercise.hints) - own.hints
        hint = ("h", f"hint, {own.hints} of {len(exercise.hints)} taken")
        keys.insert(1 if status == "not_started" or not left else 0, hint)
    keys.append(("s", "solution" if own.solution_open else "solution, after 3 tries"))
    if status != "not_started" and desk.see:
        keys.append(("g", section_title(desk.see)))
    return _row(keys)


def _row(keys: Sequence[tuple[str, str]]) -> Text:
    """Keys and their words, which break between two keys only."""
    row = Text()
    for number, (key, word) in enumerate(keys):
        row.append("   " if number else "").append(key, style="bold reverse")
        row.append("\u00a0" + harmless(word).replace(" ", "\u00a0"))
    return row


def _shapes(exercise: Exercise, desk: Desk, verdict: Verdict, width: int) -> list[RenderableType]:
    """The learner's code with what each line did, when it is the code that was checked."""
    digest, text, trace = desk.traced
    if digest != verdict.digest or not trace.lines:
        return []
    head = Text(f"\nShapes, line by line: {exercise.functions[-1]}(…)", style="bold")
    return [head, code_view(text, trace, width, lines=lines_that_ran(text, trace))]


def hint(exercise: Exercise, number: int) -> RenderableType:
    """One hint, numbered from 1."""
    head = Text(f"\nHint {number} of {len(exercise.hints)}", style="bold")
    return Group(head, prose(exercise.hints[number - 1]))


def difference(before: str, after: str) -> Text:
    """What changed between two tries, line by line."""
    import difflib

    text = Text()
    styles = {"+": "green", "-": "red", "@": "dim"}
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "the try before", "this try", lineterm=""
    )
    for line in lines:
        text.append(harmless(line) + "\n", style=styles.get(line[:1], ""))
    return text


def list_line(exercise: Exercise, desk: Desk | None, own: ExerciseStanding, here: bool) -> Text:
    """An exercise in the list: what its file is worth now, or was when it was last checked."""
    status = desk.verdict.status if desk and desk.verdict else own.status or "not_started"
    if own.passed and status == "not_started":
        status = "passed"
    mark = Text("▸ " if here else "  ").append(UNICODE.mark(status), style=style_of(status))
    mark.append(f" {exercise.short} ")
    title = exercise.title
    for prefix in ("Challenge: ", "Project: "):
        title = title.removeprefix(prefix)
    return mark.append(title[:1].upper() + title[1:], style="bold" if here else "")
