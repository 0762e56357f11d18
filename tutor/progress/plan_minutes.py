"""Estimates the minutes of a schedule's lines, and what fits into an hour. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.course.minutes import Portion, in_words, portions
from tutor.course.model import Course
from tutor.progress.schedule import Line, Schedule
from tutor.progress.standing import Standing

AN_HOUR = 60.0


def line_minutes(line: Line, course: Course) -> float:
    """The minutes of what the line covers; 0 if it covers nothing."""
    return sum(portion.minutes for portion in _covered(line, course))


def _covered(line: Line, course: Course) -> list[Portion]:
    """The parts of the course that the line covers; empty if the course does not have them."""
    try:
        return list(portions(course, line.covers))
    except LookupError:
        return []


def schedule_lines(schedule: Schedule, course: Course) -> str:
    """The title with the time per day, then each line with its time. Each label is written once."""
    times = [line_minutes(line, course) for line in schedule.lines]
    wide = max(len(line.label) for line in schedule.lines)
    text = max(len(line.text) for line in schedule.lines)
    rows, last = [f"{schedule.title}: about {in_words(sum(times) / schedule.length)} a day"], ""
    for line, minutes in zip(schedule.lines, times, strict=True):
        time = f"  {in_words(minutes)}" if minutes else ""
        rows.append(
            f"  {'' if line.label == last else line.label:<{wide}}  {line.text:<{text}}{time}".rstrip()
        )
        last = line.label
    return "\n".join(rows)


def today_in_words(lines: Iterable[Line], course: Course, standing: Standing) -> str:
    """The time that remains for these lines and, if it is long, what fits into an hour; "" if nothing is left."""
    left = [one for line in lines for one in _covered(line, course) if not _is_behind(one, standing)]
    minutes = sum(one.minutes for one in left)
    if not left:
        return ""
    if minutes <= AN_HOUR:
        return f"{in_words(minutes)} left"
    return f"{in_words(minutes)} left; an hour is enough {_fitting(left)}"


def _fitting(left: list[Portion]) -> str:
    spent = 0.0
    for number, one in enumerate(left):
        spent += one.minutes
        if spent > AN_HOUR:
            return f"up to {left[number - 1].title}" if number else f"to begin {one.title}"
    return ""


def _is_behind(portion: Portion, standing: Standing) -> bool:
    kind, colon, name = portion.target.partition(":")
    if colon:
        own = standing.exercises.get(name)
        return own is not None and own.passed
    lesson, _, section = kind.partition("#")
    return standing.is_read(lesson, section)
