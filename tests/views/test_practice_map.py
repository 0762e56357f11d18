"""Four weeks of practice in four lines."""

from datetime import date

from tutor.views.progress_view import practice_map


def test_each_day_has_its_shade_and_future_days_are_blank():
    days = {date(2026, 11, 2): 1, date(2026, 11, 8): 9, date(2026, 11, 9): 10, date(2026, 11, 18): 31}
    days |= {date(2026, 10, 26): 99, date(2026, 11, 19): 99}  # before the first week, and in the future
    lines = practice_map(days, date(2026, 11, 18), weeks=3).plain.splitlines()
    assert lines[0] == "        M T W T F S S"
    assert lines[1:4] == ["Nov 02  ░ · · · · · ░", "Nov 09  ▒ · · · · · ·", "Nov 16  · · █"]


def test_without_practice_there_are_four_weeks_of_dots():
    text = practice_map({}, date(2026, 11, 22)).plain
    assert text.count("·") == 28 and "█" not in text.splitlines()[1]
