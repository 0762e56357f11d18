"""The report as Markdown; ``report_page.py`` turns it into a page. Text that was typed cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from tutor.progress.explained import Explanation
from tutor.progress.study_time import Day, moment
from tutor.progress.summary import (
    CheckpointSummary,
    ExerciseSummary,
    Proof,
    StepSummary,
    Summary,
)
from tutor.views.symbols import STATUS_WORDS
from tutor.views.text import counted, harmless

_SPECIAL = re.compile(
    r"([\\`*\[\]<|~$&]|^[#>+=-]|(?<!\w)_|_(?!\w))"
)  # an underscore inside a word is not markup
_MARK = {"shown": "- [x] **shown**", "claimed": "- [ ] *claimed*", "blank": "- [ ]"}
_SOLUTION = {
    None: "–",
    "passed": "after the pass",
    "tries": "after three tries",
    "pieces": "after putting its lines in order",
    "anyway": "before three tries",
}
_BAR = 16  # characters of the longest bar


def report_markdown(summary: Summary, zone: tzinfo | None = None) -> str:
    """The whole report, ending with a newline."""
    practice = f"of practice on {counted(len(summary.days), 'day')}"
    parts = [
        f"# {_text(summary.course)}: report",
        f"Created {when(summary.made_at, zone)}.",
        f"- **{summary.shown} of {summary.total}** checkpoints shown by evidence\n"
        f"- **{summary.claimed}** more claimed, not shown\n"
        f"- **{summary.passed} of {len(summary.exercises)}** exercises passed\n"
        f"- **{duration(summary.seconds)}** {practice}",
        *(_text(problem) for problem in summary.problems),
        "## Checkpoints",
        "*Shown* means shown by a question, a run or a check; the words in brackets say what kind of evidence it is: "
        "shown by doing, explained in own words, or answered. *Claimed* means ticked by hand, without evidence.",
        *(block for step in summary.steps for block in _step(step, zone)),
    ]
    if summary.earlier:
        parts.append("### Kept from an earlier form of the course")
        parts.append("\n".join(f"- {when(proof.at, zone)}: {_text(proof.says)}" for proof in summary.earlier))
    parts += ["## Exercises", _exercises(summary, zone)]
    if summary.drills or summary.with_drills:
        parts += ["## Drills", _drills(summary, zone)]
    if summary.explanations:
        parts.append("## Explained in own words")
        parts += [part for one in summary.explanations for part in _explanation(one, zone)]
    parts += ["## Practice", *_practice(summary), "## Notes", *_notes(summary)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _step(step: StepSummary, zone: tzinfo | None) -> Iterable[str]:
    said = [f"{step.read} of {counted(step.sections, 'section')} read"]
    if step.checkpoints:
        shown = sum(c.mark == "shown" for c in step.checkpoints)
        said.append(f"{shown} of {counted(len(step.checkpoints), 'checkpoint')} shown")
    if step.seconds:
        said.append(duration(step.seconds))
    yield f"### Step {step.number} · {_text(step.title)}"
    yield ", ".join(said)
    yield "\n".join(line for c in step.checkpoints for line in _checkpoint(c, zone))


def _checkpoint(c: CheckpointSummary, zone: tzinfo | None) -> Iterable[str]:
    at = f" {when(c.at, zone)}{', not shown' if c.mark == 'claimed' else ''}:" if c.mark != "blank" else ""
    begun = " (begun)" if c.mark == "blank" and c.evidence else ""
    worth = f" ({', '.join(c.worth)})" if c.mark == "shown" else ""
    yield f"{_MARK[c.mark]}{at} {_text(c.text)}{worth}{begun}"
    for proof in c.evidence:
        yield f"    - {when(proof.at, zone)} {_text(_with_subject(proof))}"
    yield from (f"    - to do: {_text(missing)}" for missing in c.missing)
    yield from (f"    - by doing: {_text(undone)}" for undone in c.by_doing)


def _with_subject(proof: Proof) -> str:
    """A proof and its subject. An exercise's proof already names its subject."""
    if not proof.about or proof.item.startswith("exercise:"):
        return proof.says
    return f"{proof.says}: {proof.about}"


def _exercises(summary: Summary, zone: tzinfo | None) -> str:
    return _table(
        ("Exercise", "Standing", "#Failed tries", "#Checks", "#Hints", "Solution", "#Time"),
        [
            (
                f"{one.short} {one.title}",
                _exercise_standing(one, zone),
                str(one.tries),
                str(one.checks),
                str(one.hints),
                _SOLUTION[one.solution_seen],
                duration(one.seconds),
            )
            for one in summary.exercises
        ],
    )


def _exercise_standing(exercise: ExerciseSummary, zone: tzinfo | None) -> str:
    if exercise.passed_at is None and exercise.copied_at is not None:
        return f"copied from the solution {when(exercise.copied_at, zone)}, which is not evidence"
    if exercise.passed_at is None:
        return STATUS_WORDS.get(exercise.status, "not started")
    seen = "" if exercise.unaided else ", with the solution already seen"
    if not exercise.own:
        seen = ", copied from the solution, then the bug found in wrong versions"
    held, of = exercise.robust
    robust = f", {held} of {of} robust lines" if of else ""
    return f"passed {when(exercise.passed_at, zone)}{seen}{robust}"


def _drills(summary: Summary, zone: tzinfo | None) -> str:
    if not summary.drills:
        return "None yet."
    rows = []
    for one in summary.drills:
        standing = "not passed yet" if one.passed_at is None else f"passed {when(one.passed_at, zone)}"
        rows.append((one.name, str(one.answered), str(one.right), str(one.longest), standing))
    return _table(("Drill", "#Answered", "#Right", "#Longest row", "Standing"), rows)


def _practice(summary: Summary) -> Iterable[str]:
    if not summary.days:
        yield "None yet."
        return
    yield (
        "Times are derived from the record of events: the time between two entries counts towards the later one, "
        f"and a gap of more than {summary.pause / 60:.0f} minutes counts as a pause. They are estimates."
    )
    subjects = [(f"Step {step.number} · {step.title}", step.seconds) for step in summary.steps]
    subjects += [(f"{one.short} · {one.title}", one.seconds) for one in summary.exercises]
    subjects += [
        ("Drills", summary.seconds_in_drills),
        ("The Lab", summary.seconds_in_lab),
        ("Other", summary.seconds_elsewhere),
    ]
    subjects = [(name, seconds) for name, seconds in subjects if seconds > 0]
    if subjects:
        most = max(seconds for _, seconds in subjects)
        rows = [(name, duration(seconds), _bar(seconds, most)) for name, seconds in subjects]
        yield _table(("Time by step", "#Time", ""), rows)
    longest = max(day.seconds for day in summary.days)
    yield _table(
        ("Day", "#Time", "", "What was done"),
        [
            (day.day.isoformat(), duration(day.seconds), _bar(day.seconds, longest), _deeds(day))
            for day in summary.days
        ],
    )


def _bar(seconds: float, longest: float) -> str:
    return "█" * max(round(_BAR * seconds / longest), 1) if seconds > 0 else ""


def _deeds(day: Day) -> str:
    """Format what was done on a day: ``4 × section read, ex1 passed``."""
    return ", ".join(f"{deed.times} × {deed.what}" if deed.times > 1 else deed.what for deed in day.deeds)


def _explanation(one: Explanation, zone: tzinfo | None) -> Iterable[str]:
    yield f"### {_text(one.ask)}"
    yield f"Written {when(one.at, zone)}, before the model answer was seen:"
    yield _quoted(one.text)
    if one.later:
        yield "Written again, after it:"
        yield _quoted(one.later)
    yield f"The model answer: {_text(one.model)}"
    of = len(one.ticked) + len(one.unticked)
    ticked = "; ".join(map(_text, one.ticked))
    open_still = "; ".join(map(_text, one.unticked))
    yield (
        f"{len(one.ticked)} of {of} points ticked by the learner"
        + (f": {ticked}." if ticked else ".")
        + (f" Not ticked: {open_still}." if open_still else "")
    )


def _notes(summary: Summary) -> Iterable[str]:
    if not summary.notes:
        yield "None."
    for note in summary.notes:
        yield f"### {_text(note.title)}"
        yield _quoted(note.text)


def _quoted(text: str) -> str:
    """A Markdown block quote. Headings and fences in ``text`` cannot affect what follows."""
    return "\n".join(f"> {line}".rstrip() for line in harmless(text).splitlines())


def when(at: float | None, zone: tzinfo | None = None) -> str:
    """``2026-11-23 19:28``; "" for None, and a word for a time out of the calendar's range."""
    if at is None:
        return ""
    time = moment(at, zone)
    return f"{time:%Y-%m-%d %H:%M}" if time is not None else "at an unknown time"


def duration(seconds: float) -> str:
    """``–`` for 0, ``under a minute``, ``25 min``, ``1 h 05 min``."""
    if seconds <= 0:
        return "–"
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A column whose title begins with ``#`` is right-aligned."""
    rules = [" ---: |" if title.startswith("#") else " --- |" for title in head]
    lines = ["| " + " | ".join(title.lstrip("#") for title in head) + " |", "|" + "".join(rules)]
    lines += ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _text(text: str) -> str:
    """``text`` on one line, with Markdown's special characters escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(harmless(text).split()))
