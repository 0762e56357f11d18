"""The last weeks of practice as a small map: a row a week, a shade a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rich.text import Text

from tutor.render.symbols import STYLES

WEEKS = 4
STEPS = ((30, "█"), (10, "▒"), (1, "░"))  # from so many things done in a day
LEGEND = "░ 1 or more   ▒ 10   █ 30 things done"


def practice_map(days: Mapping[date, int], today: date, weeks: int = WEEKS) -> Text:
    """``days`` says how many things were done on a day. Days to come are left blank; the week begins on Monday."""
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    text = Text("        M T W T F S S\n", style=STYLES["quiet"])
    for week in range(weeks):
        first = monday + timedelta(days=7 * week)
        text.append(f"{first:%b %d}  ", style=STYLES["quiet"])
        text.append(
            " ".join(_shade(days, first + timedelta(days=n), today) for n in range(7)).rstrip() + "\n"
        )
    return text.append(LEGEND + "\n", style=STYLES["quiet"])


def _shade(days: Mapping[date, int], day: date, today: date) -> str:
    if day > today:
        return " "
    done = days.get(day, 0)
    return next((sign for least, sign in STEPS if done >= least), "·")
