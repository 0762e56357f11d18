"""A verdict as shown to the learner: the result, every check line, and why the first failed line fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tutor.course.model import Exercise
from tutor.grading.verdict import NamedMistake, TestResult, Verdict, Where
from tutor.progress.tally import BUGS_FOR_A_COPY
from tutor.views.comparison_view import comparison_view, is_short
from tutor.views.listing import printed_view
from tutor.views.symbols import STATUS_WORDS, STYLES, UNICODE, Symbols, style_of
from tutor.views.text import counted, harmless, learner_text, seconds_text

SectionTitle = Callable[[str], str]

COPIED = (
    "This is the code of the solution that you opened, so it is not evidence yet. It counts once code of your own "
    f"passes, or once you have found the bug in {BUGS_FOR_A_COPY} wrong versions of it (f in the app)."
)
_MORE_FAILURES = 3  # further failures listed if the lines have no groups to count by
_OUTCOME_WORDS = {
    "error": "stopped by an error",
    "not_started": "not written yet",
    "not_run": "not reached",
    "skipped": "skipped",
}


def verdict_view(
    verdict: Verdict,
    exercise: Exercise | None,
    width: int = 80,
    *,
    symbols: Symbols = UNICODE,
    fold: bool = False,
    headline: bool = True,
    section_title: SectionTitle = str,
    course: str = "",
) -> RenderableType:
    """The complete verdict, with everything known about the first failed line.

    ``fold`` counts the lines that pass and all but the first few failures instead of listing them, because an
    exercise may have dozens of lines. Without ``headline`` the first line is left out. ``section_title`` turns a
    ``lesson-id#section-id`` into a title. ``course`` says which course graded, if it is not tutor's own.
    """
    parts: list[RenderableType] = [_headline(verdict, exercise, symbols)] if headline else []
    if verdict.copied:
        parts.append(learner_text(COPIED, STYLES["copied"]))
    first = verdict.first_failure
    if verdict.message and not (first is not None and verdict.message == first.message):
        parts.append(learner_text(verdict.message))
    if verdict.where is not None and (first is None or first.where is None):
        parts.append(_where(verdict.where, symbols))
    if verdict.status == "not_started" and first is not None and first.says:
        parts.append(Padding(_line(symbols.blank, first.says, "not_started"), (0, 0, 0, 2)))
    if verdict.status != "not_started":
        lines = _folded if fold else _listed
        parts += lines(verdict, first, width, symbols, section_title)
        if verdict.skipped is not None and verdict.status == "passed":
            parts.append(learner_text(verdict.skipped.message, STYLES["quiet"]))
    if first is None or verdict.status == "not_started":
        parts += _reasons(verdict, symbols, section_title)
    if verdict.printed.text or verdict.printed.dropped:
        parts += [Text(""), printed_view(verdict.printed.text, verdict.printed.dropped, symbols)]
    if course:
        parts.append(learner_text(course, STYLES["warning"]))
    return Group(*parts)


def _headline(verdict: Verdict, exercise: Exercise | None, symbols: Symbols) -> Text:
    name = f"{exercise.short} {symbols.blank} {exercise.title}" if exercise else verdict.exercise
    status = status_of(verdict)
    style = style_of(status)
    text = Text.assemble(
        (harmless(name), STYLES["head"]),
        "   ",
        (f"{symbols.mark(status)} {STATUS_WORDS[status]}", style),
    )
    if verdict.tests and verdict.status != "not_started":
        text.append(f"   {count_text(verdict)}")
    text.append(f"   {seconds_text(verdict.seconds)}", style=STYLES["quiet"])
    return text


def status_of(verdict: Verdict) -> str:
    """The status to show. A copy is not a pass, and an unwritten function is not a failure."""
    return "copied" if verdict.copied else "begun" if verdict.begun else verdict.status


def count_text(verdict: Verdict) -> str:
    """How many lines pass, of the current tier if there are two."""
    held, of = verdict.held("core")
    robust, of_robust = verdict.held("robust")
    if not of_robust:
        return f"{held} of {of} pass"
    return f"robust {robust} of {of_robust}" if verdict.status == "passed" else f"core {held} of {of}"


def _listed(
    verdict: Verdict, first: TestResult | None, width: int, symbols: Symbols, section_title: SectionTitle
) -> list[RenderableType]:
    """Every line, with the reason below the leading one."""
    parts: list[RenderableType] = []
    for test in verdict.tests:
        parts.append(_test_line(test, symbols))
        if test is first:
            why = Group(*_why(test, verdict, width - 2, symbols, section_title))
            parts.append(Padding(why, (0, 0, 0, 2)))
    return parts + _also(verdict, symbols)


def _folded(
    verdict: Verdict, first: TestResult | None, width: int, symbols: Symbols, section_title: SectionTitle
) -> list[RenderableType]:
    """The leading line with its reason, and the counts of the others, by group if they have groups."""
    held = sum(test.outcome == "passed" for test in verdict.tests)
    others = [
        test for test in verdict.tests if test.outcome not in ("passed", "skipped") and test is not first
    ]
    grouped = any(test.group for test in verdict.tests)
    parts: list[RenderableType] = []
    if held and not grouped and verdict.status != "passed":
        parts.append(_line(symbols.passed, counted(held, "line passes", "lines pass"), "passed"))
    if first is None:
        return parts
    if verdict.begun:
        parts += _next_function(verdict, first, symbols, section_title)
    else:
        word = STATUS_WORDS["timeout"] if verdict.status == "timeout" and first.outcome == "error" else ""
        parts.append(_test_line(_crash(first, verdict), symbols, word))
        why = Group(*_why(first, verdict, width - 2, symbols, section_title))
        parts.append(Padding(why, (0, 0, 0, 2)))
    if grouped:
        if counts := _remaining(first, others, verdict):
            parts.append(_line(symbols.ellipsis, counts, "not_run"))
    else:
        parts += [_test_line(test, symbols) for test in others[:_MORE_FAILURES]]
        if left := len(others) - _MORE_FAILURES:
            says = counted(left, "more line does not pass", "more lines do not pass")
            parts += [_line(symbols.ellipsis, f"{says}; start with the first", "not_run")] if left > 0 else []
    parts += _also(verdict, symbols)
    if grouped:
        parts.append(Text.assemble("\n", _groups(verdict, first)))
    return parts


def _next_function(
    verdict: Verdict, first: TestResult, symbols: Symbols, section_title: SectionTitle
) -> list[RenderableType]:
    """What is done, the next function, and its first line."""
    core = [test for test in verdict.tests if test.tier == "core"]
    parts: list[RenderableType] = []
    for group in dict.fromkeys(test.group for test in core if test.group):
        own = [test for test in core if test.group == group]
        if all(test.outcome == "passed" for test in own):
            parts.append(_line(symbols.passed, f"{group} is done: all {len(own)} core lines pass", "passed"))
    function = first.message.partition(" ")[0] if first.message.endswith("is not written yet.") else ""
    line = f", line {first.where.line}" if first.where else ""
    if function:
        parts.append(Text.assemble("Next: ", (harmless(function), STYLES["head"]), f"{line}. Its first line"))
    parts.append(Padding(_line(symbols.blank, first.says or first.id, "not_started"), (0, 0, 0, 2)))
    return [*parts, *_reasons(verdict, symbols, section_title)]


_STOPS = re.compile(r"(\w+ stops on line \d+)(?: with|:)? ?")


def _crash(first: TestResult, verdict: Verdict) -> TestResult:
    """Return the failed line as a crash if no later core line passes, because the line's own sentence says less."""
    found = _STOPS.match(first.message)
    core = [test for test in verdict.tests if test.tier == "core"]
    if first.outcome != "error" or not found or first not in core:
        return first
    if len(core) == 1 or any(test.outcome == "passed" for test in core[core.index(first) + 1 :]):
        return first
    return replace(first, says=found[1])


def _remaining(first: TestResult, others: list[TestResult], verdict: Verdict) -> str:
    """The number of other failures in the same tier, and what they have in common."""
    tier = [test for test in others if test.tier == first.tier]
    failing = [test for test in tier if test.outcome in ("failed", "error")]
    open_ = sum(test.outcome == "not_started" for test in tier)
    unreached = sum(test.outcome == "not_run" for test in tier)
    said = []
    if failing:
        groups = {test.group for test in (first, *failing)}
        about = f", all about {first.group}" if len(groups) == 1 and first.group else ""
        reason = ", probably for the same reason" if verdict.mistake is not None and not about else ""
        count = counted(len(failing), f"more {first.tier} line fails", f"more {first.tier} lines fail")
        said.append(count + ((about if len(failing) > 1 else about.replace(", all", ", also")) or reason))
    if open_:
        said.append(counted(open_, "more line is not written yet", "more lines are not written yet"))
    if unreached:
        said.append(counted(unreached, "more line was not run", "more lines were not run"))
    return ", ".join(said)


def _groups(verdict: Verdict, first: TestResult) -> Text:
    """``softmax 7/7   mask 0/7``, for the current tier."""
    lines = [test for test in verdict.tests if test.tier == first.tier and test.outcome != "skipped"]
    text = Text(overflow="fold")
    for group in dict.fromkeys(test.group for test in lines):
        own = [test for test in lines if test.group == group]
        held = sum(test.outcome == "passed" for test in own)
        style = STYLES["passed"] if held == len(own) else STYLES["quiet"]
        text.append("   " if text else "").append(
            f"{harmless(group)} {held}/{len(own)}".replace(" ", "\u00a0"), style=style
        )
    return text


def _also(verdict: Verdict, symbols: Symbols) -> list[RenderableType]:
    if not verdict.also:
        return []
    head = Text("\nAlso, for the robust part:", style=STYLES["head"])
    return [head, *(_line(symbols.blank, mistake.name, "not_run") for mistake in verdict.also)]


def _test_line(test: TestResult, symbols: Symbols, word: str = "") -> RenderableType:
    word = word or _OUTCOME_WORDS.get(test.outcome, "")
    says = test.says or test.id
    mark = symbols.blank if test.tier == "robust" and test.outcome != "passed" else symbols.mark(test.outcome)
    return _line(mark, f"{says} ({word})" if word else says, test.outcome)


def _why(
    test: TestResult, verdict: Verdict, width: int, symbols: Symbols, section_title: SectionTitle
) -> list[RenderableType]:
    """The diagnosis first, if known; otherwise last, after the observation, the place and the numbers."""
    known = verdict.mistake is not None or bool(verdict.candidates)
    reasons = _reasons(verdict, symbols, section_title)
    parts = [*reasons] if known else []
    if _crash(test, verdict) is not test:  # the title already shows the line of the crash
        test = replace(test, message=_STOPS.sub("", test.message, count=1))
    told = test.comparison is not None and is_short(test.comparison) and ", expected " in test.message
    if test.message and not told:
        parts.append(learner_text(test.message))
    if test.where is not None and not test.message.endswith(f": {test.where.text.strip()}"):
        parts.append(_where(test.where, symbols))
    if test.comparison is not None:
        parts.append(comparison_view(test.comparison, width, symbols))
    return parts if known else [*parts, *reasons]


def _reasons(verdict: Verdict, symbols: Symbols, section_title: SectionTitle) -> list[RenderableType]:
    if verdict.mistake is not None:
        return [_mistake(verdict.mistake, symbols, section_title)]
    if verdict.candidates:
        if len(verdict.candidates) == 1:
            only = verdict.candidates[0]
            return [
                _mistake(replace(only, diagnosis=f"This may be it: {only.diagnosis}"), symbols, section_title)
            ]
        rows: list[RenderableType] = [Text("It could be one of these:", style=STYLES["head"])]
        rows += [
            _line(symbols.blank, f"{mistake.name}  {symbols.into} {section_title(mistake.see)}", "")
            for mistake in verdict.candidates
        ]
        return rows
    first = verdict.first_failure
    parts: list[RenderableType] = []
    # These are reasons for a wrong answer. A crash or a timeout explains itself.
    if first is not None and first.often and first.outcome == "failed":
        parts.append(Text("Often this means:", style=STYLES["quiet"]))
        parts += [_line(symbols.blank, reason, "") for reason in first.often]
    if verdict.see:
        read = f"{symbols.into} read: {section_title(verdict.see)}"
        parts.append(learner_text(read, STYLES["quiet"]))
    return parts


def _mistake(mistake: NamedMistake, symbols: Symbols, section_title: SectionTitle) -> Text:
    text = Text(harmless(mistake.diagnosis), style=STYLES["head"])
    if mistake.see:
        text.append(
            f"  {symbols.into} {harmless(section_title(mistake.see))}", style=f"not bold {STYLES['link']}"
        )
    return text


def _where(where: Where, symbols: Symbols) -> Text:
    line = harmless(where.text)
    stripped = line.lstrip()
    head = f"line {where.line}: "
    text = Text.assemble((head, STYLES["quiet"]), stripped)
    if where.column is not None:
        # The column counts characters in the file's own line, including tabs and indentation.
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
