"""The report as Markdown, for a pipe, a repository or a mail. What came from the learner cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from tutor.progress.summary import Account, StepAccount
from tutor.views.report_words import (
    day_words,
    drill_words,
    duration,
    exercise_words,
    how_time_is_counted,
    solution_words,
    standing_of,
    summary,
    time_by_subject,
    when,
)
from tutor.views.text import counted, harmless

_SPECIAL = re.compile(
    r"([\\`*\[\]<|~$&]|^[#>+=-]|(?<!\w)_|_(?!\w))"
)  # an underline within a word is no markup
_MARK = {"shown": "- [x] **shown**", "claimed": "- [ ] *claimed*", "blank": "- [ ]"}


def report_markdown(account: Account, zone: tzinfo | None = None) -> str:
    """The whole report; ends with a line end."""
    parts = [
        f"# {_text(account.course)}: report",
        f"Made {when(account.made_at, zone)}.",
        "\n".join(f"- **{_text(number)}** {_text(what)}" for number, what in summary(account)),
    ]
    parts += [_text(problem) for problem in account.problems]
    parts.append("## Checkpoints")
    parts.append(
        "*Shown* is what a question, a run or a check has shown. *Claimed* was ticked by hand and is no evidence."
    )
    parts += [block for step in account.steps for block in _step(step, zone)]
    if account.earlier:
        parts.append("### Kept from an earlier form of the course")
        parts.append("\n".join(f"- {when(proof.at, zone)}: {_text(proof.says)}" for proof in account.earlier))
    parts += ["## Exercises", _exercises(account, zone)]
    if account.drills or account.with_drills:
        parts += ["## Drills", _drills(account, zone)]
    parts += ["## Practice", *_practice(account), "## Notes", *_notes(account)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _step(step: StepAccount, zone: tzinfo | None) -> Iterable[str]:
    read = f"{step.read} of {counted(step.sections, 'section')} read"
    yield f"### Step {step.number} · {_text(step.title)}"
    yield f"{read}, {duration(step.seconds)}" if step.seconds else read
    lines = []
    for c in step.checkpoints:
        # "shown 2026-…" without its first word, which the mark has said already.
        said = standing_of(c, zone).partition(" ")[2] if c.mark != "blank" else ""
        begun = " (begun)" if c.mark == "blank" and c.evidence else ""
        lines.append(f"{_MARK[c.mark]}{' ' + said + ':' if said else ''} {_text(c.text)}{begun}")
        lines += [
            f"    - {when(proof.at, zone)} {_text(proof.says)}"
            + (f": {_text(proof.about)}" if proof.about and not proof.item.startswith("exercise:") else "")
            for proof in c.evidence
        ]
        if c.mark != "shown" and (c.evidence or c.mark == "claimed"):
            lines += [f"    - to do: {_text(missing)}" for missing in c.missing]
    yield "\n".join(lines)


def _exercises(account: Account, zone: tzinfo | None) -> str:
    return _table(
        ("Exercise", "Standing", "Failed tries", "Checks", "Hints", "Solution", "Time"),
        [
            (
                f"{one.short} {one.title}",
                exercise_words(one, zone),
                str(one.tries),
                str(one.checks),
                str(one.hints),
                solution_words(one),
                duration(one.seconds),
            )
            for one in account.exercises
        ],
    )


def _drills(account: Account, zone: tzinfo | None) -> str:
    if not account.drills:
        return "None yet."
    return _table(
        ("Drill", "Answered", "Right", "Longest row", "Standing"),
        [
            (one.name, str(one.answered), str(one.right), str(one.longest), drill_words(one, zone))
            for one in account.drills
        ],
    )


def _practice(account: Account) -> Iterable[str]:
    if not account.days:
        yield "None yet."
        return
    yield how_time_is_counted(account)
    yield _table(
        ("Day", "Time", "What was done"),
        [(day.day.isoformat(), duration(day.seconds), day_words(day)) for day in account.days],
    )
    rows = time_by_subject(account)
    if rows:
        yield _table(("Time by step", "Time"), [(name, duration(seconds)) for name, seconds in rows])


def _notes(account: Account) -> Iterable[str]:
    if not account.notes:
        yield "None."
    for note in account.notes:
        yield f"### {_text(note.title)}"
        # Quoted line by line: whatever headings or fences a note has, they end with it.
        yield "\n".join(f"> {line}".rstrip() for line in harmless(note.text).splitlines())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _text(text: str) -> str:
    """``text`` on one line, with nothing in it that Markdown would take for markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(harmless(text).split()))
