"""Sections with a month: its words, its age, and the check that lists what is due for a review."""

from __future__ import annotations

from datetime import date

import pytest

from tutor.course.dated import in_words, months_since, stale_sections
from tutor.course.lint import check_folder
from tutor.course.load import load_course

LESSON = "lessons/step-1-attention.md"
TODAY = date(2026, 11, 29)


def dated(**months: str) -> dict[str, tuple[str, str]]:
    lines = "".join(f"  {name}: {month}\n" for name, month in months.items())
    return {LESSON: ("actions:\n", f"as_of:\n{lines}actions:\n")}


@pytest.mark.parametrize(
    ("as_of", "words", "age"),
    [
        ("2026-11", "as of November 2026", 0),
        ("2026-10", "as of October 2026", 1),
        ("2025-12", "as of December 2025", 11),
        ("2024-01", "as of January 2024", 34),
        ("2027-01", "as of January 2027", -2),
    ],
)
def test_a_month_has_words_and_an_age_in_calendar_months(as_of, words, age):
    assert (in_words(as_of), months_since(as_of, TODAY)) == (words, age)


@pytest.mark.parametrize(
    ("as_of", "months", "said"),
    [
        ("2026-05", 6, None),
        ("2026-04", 6, "'scores' is as of April 2026: 7 months old"),
        ("2026-10", 0, "'scores' is as of October 2026: a month old"),
        ("2062-11", 6, "'scores' is as of November 2062, which is in the future"),
    ],
)
def test_a_section_older_than_the_limit_is_listed_with_its_line(make_course, as_of, months, said):
    course = load_course(make_course(dated(scores=as_of)))
    found = list(stale_sections(course.lessons, months, TODAY))
    assert [one.fault for one in found] == ([said] if said else [])
    assert all(one.line == course.lessons[0].sections[0].line for one in found)


def test_dated_sections_are_counted_and_undated_ones_are_never_stale(make_course):
    root = make_course(dated(scores="2020-01"))
    assert check_folder(root).counts["dated sections"] == 1
    assert len(list(stale_sections(load_course(root).lessons, 6, TODAY))) == 1


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "26-11", "November 2026", "2026-11-29x"])
def test_what_is_not_a_month_is_a_finding_on_its_line(make_course, month):
    found = check_folder(make_course(dated(scores=month))).findings  # and the links to the unread lesson
    assert [one.line for one in found if "'scores' needs a month like 2026-11" in one.fault] == [8]


def test_a_date_of_no_section_is_a_finding(make_course):
    [finding] = check_folder(make_course(dated(gone="2026-11"))).findings
    assert (finding.fault, finding.line) == ("as_of: there is no section 'gone' in this lesson", 8)
