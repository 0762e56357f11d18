"""The words that every form of the report uses: times, durations, how an exercise stands. Plain text, no markup."""

from __future__ import annotations

from datetime import tzinfo

from tutor.progress.study_time import Day, moment
from tutor.progress.summary import Account, CheckpointAccount, DrillAccount, ExerciseAccount
from tutor.views.symbols import STATUS_WORDS
from tutor.views.text import counted


def when(at: float | None, zone: tzinfo | None = None) -> str:
    """``2026-11-23 19:28``; "" for nothing, and a word for a time that no calendar has."""
    if at is None:
        return ""
    time = moment(at, zone)
    return f"{time:%Y-%m-%d %H:%M}" if time is not None else "at an unknown time"


def duration(seconds: float) -> str:
    """``–`` for nothing, ``under a minute``, ``25 min``, ``1 h 05 min``."""
    if seconds <= 0:
        return "–"
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def summary(account: Account) -> list[tuple[str, str]]:
    """The few numbers at the top: number and what it counts."""
    return [
        (f"{account.shown} of {account.total}", "checkpoints shown by evidence"),
        (str(account.claimed), "more claimed, not shown"),
        (f"{account.passed} of {len(account.exercises)}", "exercises passed"),
        (duration(account.seconds), f"of practice on {counted(len(account.days), 'day')}"),
    ]


def how_time_is_counted(account: Account) -> str:
    """What the times in a report are."""
    return (
        "Times are derived from the record of what was done: the time between two entries belongs to the later one, "
        f"and a gap of more than {account.pause / 60:.0f} minutes counts as a pause. They are estimates."
    )


def standing_of(checkpoint: CheckpointAccount, zone: tzinfo | None = None) -> str:
    """``shown 2026-11-23 19:28``, ``claimed 2026-11-23 19:28, not shown``, ``begun``, ``open``."""
    if checkpoint.mark == "shown":
        return f"shown {when(checkpoint.at, zone)}"
    if checkpoint.mark == "claimed":
        return f"claimed {when(checkpoint.at, zone)}, not shown"
    return "begun" if checkpoint.evidence else "open"


def exercise_words(exercise: ExerciseAccount, zone: tzinfo | None = None) -> str:
    """How an exercise stands, in words."""
    if exercise.passed_at is None:
        return STATUS_WORDS.get(exercise.status, "not started")
    seen = "" if exercise.unaided else ", with the solution seen before"
    return f"passed {when(exercise.passed_at, zone)}{seen}"


def solution_words(exercise: ExerciseAccount) -> str:
    """Why the solution was opened first; ``–`` when it was not."""
    return {
        None: "–",
        "passed": "after the pass",
        "tries": "after three tries",
        "pieces": "its lines put in order",
        "anyway": "before three tries",
    }[exercise.solution_seen]


def drill_words(drill: DrillAccount, zone: tzinfo | None = None) -> str:
    """When a drill was passed, or that it was not."""
    return f"passed {when(drill.passed_at, zone)}" if drill.passed_at is not None else "not passed yet"


def day_words(day: Day) -> str:
    """What was done on a day: ``4 × section read, ex1 passed``."""
    return ", ".join(f"{deed.times} × {deed.what}" if deed.times > 1 else deed.what for deed in day.deeds)


def time_by_subject(account: Account) -> list[tuple[str, float]]:
    """Where the time went, in the course's order; only what took any."""
    rows = [(f"Step {step.number} · {step.title}", step.seconds) for step in account.steps]
    rows += [(f"{one.short} · {one.title}", one.seconds) for one in account.exercises]
    rows += [
        ("Drills", account.seconds_in_drills),
        ("The Lab", account.seconds_in_lab),
        ("Other", account.seconds_elsewhere),
    ]
    return [(name, seconds) for name, seconds in rows if seconds > 0]
