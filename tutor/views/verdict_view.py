"""A verdict as the learner reads it: the answer, every check line, and why the first failing one fails."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tutor.course.model import Exercise
from tutor.grading.verdict import NamedMistake, TestResult, Verdict, Where
from tutor.views.grid import comparison_view
from tutor.views.listing import printed_view
from tutor.views.symbols import STATUS_WORDS, STYLES, UNICODE, Symbols, style_of
from tutor.views.text import counted, harmless, learner_text, seconds_text

SectionTitle = Callable[[str], str]

_MORE_FAILURES = 3
_OUTCOME_WORDS = {"error": "error", "not_started": "not written yet", "not_run": "not reached"}


def verdict_view(
    verdict: Verdict,
    exercise: Exercise | None,
    width: int = 80,
    *,
    symbols: Symbols = UNICODE,
    fold: bool = False,
    headline: bool = True,
    section_title: SectionTitle = str,
) -> RenderableType:
    """Everything that ``verdict`` says, the first failing line with all that is known about it.

    ``fold`` counts the lines that hold, and what fails after the first few, instead of listing them: an exercise
    may have dozens. Without ``headline`` it begins below the first line. ``section_title`` turns a
    ``lesson-id#section-id`` into what the learner knows the section by.
    """
    parts: list[RenderableType] = [_headline(verdict, exercise, symbols)] if headline else []
    first = verdict.first_failure
    if verdict.message and not (first is not None and verdict.message == first.message):
        parts.append(learner_text(verdict.message))
    if verdict.where is not None and (first is None or first.where is None):
        parts.append(_where(verdict.where, symbols))
    said = fold and verdict.status == "passed" and verdict.message
    if verdict.status != "not_started" and not said:
        parts.append(_lines(verdict, first, width, symbols, fold, section_title))
    if first is None or verdict.status == "not_started":
        parts += _reasons(verdict, symbols, section_title)
    if verdict.printed.text or verdict.printed.dropped:
        parts += [Text(""), printed_view(verdict.printed.text, verdict.printed.dropped, symbols)]
    return Group(*parts)


def _headline(verdict: Verdict, exercise: Exercise | None, symbols: Symbols) -> Text:
    name = f"{exercise.short} {symbols.blank} {exercise.title}" if exercise else verdict.exercise
    style = style_of(verdict.status)
    text = Text.assemble(
        (harmless(name), STYLES["head"]),
        "   ",
        (f"{symbols.mark(verdict.status)} {STATUS_WORDS[verdict.status]}", style),
    )
    if verdict.tests and verdict.status != "not_started":
        held = sum(test.outcome == "passed" for test in verdict.tests)
        text.append(f"   {held} of {len(verdict.tests)} hold")
    text.append(f"   {seconds_text(verdict.seconds)}", style=STYLES["quiet"])
    return text


def _lines(
    verdict: Verdict,
    first: TestResult | None,
    width: int,
    symbols: Symbols,
    fold: bool,
    section_title: SectionTitle,
) -> RenderableType:
    parts: list[RenderableType] = []
    held = [test for test in verdict.tests if test.outcome == "passed"]
    others = [test for test in verdict.tests if test.outcome != "passed"]
    listed, left = list(verdict.tests), 0
    if fold:
        if held:
            says = counted(len(held), "line holds", "lines hold")
            parts.append(_line(symbols.passed, says, "passed"))
        first_at = others.index(first) if first is not None else 0
        listed = others[: first_at + 1 + _MORE_FAILURES]
        left = len(others) - len(listed)
    for test in listed:
        word = _OUTCOME_WORDS.get(test.outcome, "")
        says = test.says or test.id
        parts.append(_line(symbols.mark(test.outcome), f"{says} ({word})" if word else says, test.outcome))
        if test is first and verdict.status != "passed":
            why = Group(*_why(test, verdict, width - 2, symbols, section_title))
            parts.append(Padding(why, (0, 0, 0, 2)))
    if left:
        says = counted(left, "more line does not hold", "more lines do not hold")
        parts.append(_line(symbols.ellipsis, f"{says}; begin with the first", "not_run"))
    return Group(*parts)


def _why(
    test: TestResult, verdict: Verdict, width: int, symbols: Symbols, section_title: SectionTitle
) -> list[RenderableType]:
    """The misunderstanding first where it is known, then what was seen, where, and the numbers."""
    parts = _reasons(verdict, symbols, section_title)
    if test.message:
        parts.append(learner_text(test.message))
    if test.where is not None:
        parts.append(_where(test.where, symbols))
    if test.comparison is not None:
        parts.append(comparison_view(test.comparison, width, symbols))
    return parts


def _reasons(verdict: Verdict, symbols: Symbols, section_title: SectionTitle) -> list[RenderableType]:
    if verdict.mistake is not None:
        return [_mistake(verdict.mistake, symbols, section_title)]
    if verdict.candidates:
        rows: list[RenderableType] = [Text("It could be one of these:", style=STYLES["head"])]
        rows += [
            _line(symbols.blank, f"{mistake.name}  {symbols.into} {section_title(mistake.see)}", "")
            for mistake in verdict.candidates
        ]
        return rows
    if verdict.see:
        return [Text(f"{symbols.into} read again: {section_title(verdict.see)}", style=STYLES["quiet"])]
    return []


def _mistake(mistake: NamedMistake, symbols: Symbols, section_title: SectionTitle) -> Text:
    text = Text(harmless(mistake.diagnosis), style=STYLES["head"])
    if mistake.see:
        text.append(f"  {symbols.into} {section_title(mistake.see)}", style=f"not bold {STYLES['shape']}")
    return text


def _where(where: Where, symbols: Symbols) -> Text:
    line = harmless(where.text)
    stripped = line.lstrip()
    head = f"line {where.line}: "
    text = Text.assemble((head, STYLES["quiet"]), stripped)
    if where.column is not None:
        # The column counts characters of the line as it stands in the file, tabs and indentation included.
        before = harmless(where.text[: where.column - 1])
        offset = max(0, len(before) - (len(line) - len(stripped)))
        text.append("\n" + " " * (len(head) + offset)).append("^", style=STYLES["failed"])
    return text


def _line(mark: str, says: str, outcome: str) -> RenderableType:
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column(overflow="fold")
    row.add_row(Text(mark, style=style_of(outcome)), learner_text(says))
    return row
