"""``tutor plan``: choose a schedule, see today's line and what is behind, or take it into a calendar."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from tutor.commands.console import say
from tutor.commands.desk import Desk
from tutor.commands.problem import Problem


def plan(name: str | None, start: str | None, ics: bool, workspace: Path | None) -> None:
    """Choose ``name`` from ``start`` on; without a name, say where one is."""
    from tutor.progress.events import PlanChosen
    from tutor.progress.schedule import calendar, is_done, place, schedules

    desk = Desk.open(workspace)
    known = {one.id: one for one in schedules(desk.course)}
    if not known:
        raise Problem("This course has no schedules.")
    if name is not None and name not in known:
        raise Problem(f"There is no schedule '{name}'. There are: {', '.join(known)}.")
    if name is None and start is not None:
        raise Problem("--start needs a schedule, as in: tutor plan fast --start 2026-01-05")
    if name is not None:
        desk.keep(PlanChosen(at=time.time(), plan=name, start=_date(start).isoformat()))
    standing = desk.standing()
    here = place(desk.course, standing, date.today())
    if here is None:
        say("No schedule is chosen. Choose one:")
        for one in known.values():
            say(f"  tutor plan {one.id:10} {one.title}")
        return
    if ics:
        print(calendar(here.schedule, here.start, desk.course.title), end="")
        return
    say(f"{here.schedule.title}: {here.in_words}, begun {here.start.isoformat()}")
    for line in here.schedule.lines:
        mark = "✓" if is_done(line, desk.course, standing) else "→" if line in here.today else " "
        say(f"  {mark} {line.label:28} {line.text}")
    if here.behind:
        say(
            f"\n{len(here.behind)} earlier lines are open. To begin again from today: tutor plan {here.schedule.id}"
        )


def _date(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(f"--start takes a date like 2026-01-05, not '{text}'.") from None
