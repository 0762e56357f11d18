"""The text of an exercise: its state and the next keys, then the verdict or the task."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.app.exercise_state import ExerciseState
from tutor.app.rich_theme import prose
from tutor.course.exercise import needed
from tutor.course.hint_stages import next_hint, text_of_hint, title_of_hint
from tutor.course.model import Exercise
from tutor.disk import read_regular
from tutor.grading.verdict import Verdict
from tutor.progress.standing import ExerciseStanding
from tutor.views.listing import code_view, lines_that_ran
from tutor.views.progress_view import tries_to_go
from tutor.views.symbols import STATUS_WORDS, UNICODE, style_of
from tutor.views.text import counted, harmless, seconds_text
from tutor.views.verdict_view import count_text, status_of, verdict_view

SectionTitle = Callable[[str], str]


def exercise_view(
    exercise: Exercise,
    state: ExerciseState,
    own: ExerciseStanding,
    width: int,
    *,
    now: float,
    section_title: SectionTitle = str,
    course: str = "",
    keys: bool = True,
) -> RenderableType:
    """The whole text in ``width`` columns. The verdict, the keys and the first failed line fit a small screen.

    Without ``keys``, the next keys of Practice are left out, because they do not work beside an editor.
    """
    parts: list[RenderableType] = [_headline(state, now, width), Text("")]
    if keys:
        parts.insert(1, _keys(exercise, state, own, section_title, width))
    verdict = state.verdict
    if verdict is None or state.shows_task:
        if missing := needed(exercise):
            parts += [Text(harmless(missing), style="bold"), Text("")]
        parts.append(prose(exercise.brief))
        return Group(*parts)
    parts.append(
        verdict_view(
            verdict,
            exercise,
            width,
            fold=True,
            headline=False,
            section_title=section_title,
            course=course,
        )
    )
    if verdict.status == "passed" and exercise.harder:
        parts.append(Text("\nMake it harder", style="bold"))
        parts.append(prose("\n".join(f"- {one}" for one in exercise.harder)))
    parts += _shapes(exercise, state, verdict, width)
    return Group(*parts)


def _headline(state: ExerciseState, now: float, width: int) -> Text:
    verdict = state.verdict
    if state.running is not None:
        so_far = f"   {counted(len(state.running), 'line')} so far" if state.running else ""
        return Text.assemble(("… checking", "bold"), (so_far, "dim"))
    if verdict is None:
        return Text("· not checked", style="dim")
    status = status_of(verdict)
    sign = f"{UNICODE.mark(status)} {STATUS_WORDS[status]}"
    parts = [(sign, f"bold {style_of(status)}")]
    if verdict.status == "not_started":
        parts.append(("every save is checked", "dim"))
    else:
        if verdict.tests:
            parts.append((count_text(verdict), ""))
        parts += [(_ago(now - state.checked_at), "dim"), (f"in {seconds_text(verdict.seconds)}", "dim")]
    return _fitting([Text(words, style=style) for words, style in parts], width, 1)


def _ago(seconds: float) -> str:
    if seconds < 10:
        return "just now"
    return f"{seconds:.0f} s ago" if seconds < 120 else f"{seconds // 60:.0f} min ago"


def _keys(
    exercise: Exercise, state: ExerciseState, own: ExerciseStanding, section_title: SectionTitle, width: int
) -> Text:
    """The keys that make sense next, most useful first."""
    status = state.verdict.status if state.verdict else "not_started"
    if state.task and status != "not_started":
        keys = [("b", "back to the verdict"), ("e", "edit")]
    elif own.copied and status == "passed":
        keys = [
            ("f", f"find the bug ({counted(own.bugs_to_find, 'wrong version')} to go)"),
            ("e", "edit"),
            ("n", "next exercise"),
        ]
    elif status == "passed":
        keys = [
            ("n", "next exercise"),
            ("f", "find the bug in wrong versions"),
            ("s", "compare with the solution"),
        ]
        if state.verdict and state.verdict.first_failure and (title := _hint_title(exercise, own)):
            keys.insert(1, ("h", title))
    else:
        keys = [("e", "edit")]
        if exercise.hints:
            title = _hint_title(exercise, own)
            keys.insert(0 if title and status != "not_started" else 1, ("h", title or "all hints"))
        keys.append(("s", "solution" if own.solution_open else f"solution after {tries_to_go(own)}"))
        if status != "not_started" and state.see:
            keys.append(("g", section_title(state.see)))
    row = [Text.assemble((key, "reverse"), " ", harmless(word)) for key, word in keys]
    return _fitting(row, width, 2)


def _hint_title(exercise: Exercise, own: ExerciseStanding) -> str:
    """The title of the next hint; "" if none is left."""
    following = next_hint(exercise.hints, own.hints_taken, own.holds, own.leading)
    return "" if following is None else title_of_hint(exercise.hints, following, own.leading)


def _fitting(parts: Sequence[Text], width: int, lines: int) -> Text:
    """The parts in sequence on at most ``lines`` lines. Parts are not broken; those that do not fit are left out."""
    rows = [parts[0].copy()]
    for part in parts[1:]:
        if rows[-1].cell_len + 3 + part.cell_len <= width:
            rows[-1] = Text.assemble(rows[-1], "   ", part)
        elif len(rows) < lines:
            rows.append(part.copy())
        else:
            break
    for row in rows:
        row.truncate(width, overflow="ellipsis")
    return Text("\n").join(rows)


def _shapes(exercise: Exercise, state: ExerciseState, verdict: Verdict, width: int) -> list[RenderableType]:
    """The learner's code with its shapes, if it is the code that was checked."""
    digest, text, trace = state.traced
    if digest != verdict.digest or not trace.lines:
        return []
    head = Text(f"\nShapes, line by line: {exercise.functions[-1]}(…)", style="bold")
    return [head, code_view(text, trace, width, lines=lines_that_ran(text, trace))]


def hint(exercise: Exercise, number: int, holds: Collection[str] = ()) -> RenderableType:
    """One hint (numbered from 1), without the paragraphs about groups that pass."""
    title = title_of_hint(exercise.hints, number)
    head = Text(f"\n{title[:1].upper()}{title[1:]}", style="bold")
    return Group(head, prose(text_of_hint(exercise.hints, number, holds)))


def difference(before: str, after: str) -> Text:
    """The difference between two tries, line by line."""
    import difflib

    text = Text()
    styles = {"+": "green", "-": "red", "@": "dim"}
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "previous try", "this try", lineterm=""
    )
    for line in lines:
        text.append(harmless(line) + "\n", style=styles.get(line[:1], ""))
    return text


def line_to_edit(path: Path, verdict: Verdict | None) -> int | None:
    """The line that the verdict names, else the first one not written yet; None for the beginning of the file."""
    if verdict is not None:
        first = verdict.first_failure
        if where := (first.where if first else None) or verdict.where:
            return where.line
    try:
        lines = read_regular(path).decode(errors="replace").splitlines()
    except OSError:
        return None
    return next((n for n, line in enumerate(lines, 1) if "raise NotImplementedError" in line), None)


def list_line(exercise: Exercise, state: ExerciseState | None, own: ExerciseStanding, here: bool) -> Text:
    """An exercise in the list: the state of its file now, or at the last check."""
    status = status_of(state.verdict) if state and state.verdict else own.status or "not_started"
    if own.passed and status == "not_started":
        status = "passed"
    if own.copied and status in ("passed", "not_started"):
        status = "copied"
    held, of = state.verdict.held("robust") if state and state.verdict else own.robust
    if status == "passed" and 0 < of == held:
        status = "star"
    mark = Text("▸ " if here else "  ").append(UNICODE.mark(status), style=style_of(status))
    mark.append(f" {exercise.short} ")
    title = exercise.title
    for prefix in ("Challenge: ", "Project: "):
        title = title.removeprefix(prefix)
    return mark.append(title[:1].upper() + title[1:], style="bold" if here else "")
