"""The schedules of the course, and the learner's position in the chosen one. Plain Python.

A line that has no evidence counts as done when its days are over, so that nobody is reminded to read a reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec
import yaml

from tutor.course.model import Course
from tutor.disk import read_text
from tutor.progress.standing import Standing


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a schedule: its days (counted from 1), what to do, and the evidence that it is done.

    ``covers`` lists the parts of the course (see ``course.minutes.portions``) that its time is computed from. Each part
    belongs to one line. An ``extra`` line is an offer: nobody is reminded of it.
    """

    days: tuple[int, int]
    label: str
    text: str
    done: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    extra: bool = False


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    title: str
    lines: tuple[Line, ...]

    @property
    def length(self) -> int:
        """The number of days."""
        return max(line.days[1] for line in self.lines)


@dataclass(frozen=True, slots=True)
class PlanPosition:
    """The position on one day. ``day`` is below 1 before the start and above ``length`` after the end."""

    schedule: Schedule
    start: date
    day: int
    today: tuple[Line, ...]
    behind: tuple[Line, ...]

    @property
    def in_words(self) -> str:
        """``day 2 of 7``"""
        if self.day < 1:
            return f"begins in {1 - self.day} days" if self.day < 0 else "begins tomorrow"
        if self.day > self.schedule.length:
            return "past its last day" if self.behind else "done"
        return f"day {self.day} of {self.schedule.length}"


def schedules(course: Course) -> tuple[Schedule, ...]:
    """The schedules in ``lessons/schedules.yaml``; none if there is no such file.

    Raises:
        msgspec.ValidationError | yaml.YAMLError: the file is wrong.
    """
    path = Path(course.root) / "lessons" / "schedules.yaml"
    if not path.is_file():
        return ()
    return msgspec.convert(yaml.safe_load(read_text(path)), tuple[Schedule, ...])


def place(course: Course, standing: Standing, today: date) -> PlanPosition | None:
    """The learner's position in the schedule chosen last; None without one."""
    if standing.plan is None:
        return None
    name, start = standing.plan
    schedule = next((one for one in schedules(course) if one.id == name), None)
    if schedule is None:
        return None
    day = (today - start).days + 1
    behind = tuple(
        line
        for line in schedule.lines
        if line.days[1] < day and line.done and not line.extra and not is_done(line, course, standing)
    )
    now = tuple(line for line in schedule.lines if line.days[0] <= day <= line.days[1])
    return PlanPosition(schedule, start, day, now, behind)


def is_done(line: Line, course: Course, standing: Standing) -> bool:
    """Whether there is evidence for everything on a line."""
    return bool(line.done) and all(_has(item, course, standing) for item in line.done)


def calendar(schedule: Schedule, start: date, title: str = "Transformer Tutor") -> str:
    """The schedule as an iCalendar file (RFC 5545), with one all-day event per line. ``title`` is the course's."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//transformer-tutor//plan//EN"]
    for number, line in enumerate(schedule.lines):
        first = start + timedelta(days=line.days[0] - 1)
        after = start + timedelta(days=line.days[1])
        lines += [
            "BEGIN:VEVENT",
            f"UID:{schedule.id}-{number}-{start:%Y%m%d}@transformer-tutor",
            f"DTSTAMP:{start:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"SUMMARY:{_escaped(title)}: {_escaped(line.text)}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _has(item: str, course: Course, standing: Standing) -> bool:
    exercise = next((e for e in course.exercises if item in (e.id, e.short)), None)
    if exercise is not None:
        own = standing.exercises.get(exercise.id)
        return own is not None and own.passed
    lesson_id, _, section = item.partition("#")
    if section:
        return standing.is_read(lesson_id, section)
    step = standing.step(lesson_id)
    return step is not None and step.sections > 0 and step.read == step.sections
