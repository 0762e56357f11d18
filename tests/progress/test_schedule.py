"""The schedules match the learning path; today's line and the overdue ones follow from the record."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tutor.course.load import load_course
from tutor.course.minutes import portions
from tutor.course.model import Course
from tutor.progress.events import AnyEvent, Checked, PlanChosen, SectionRead
from tutor.progress.plan_minutes import line_minutes, schedule_lines, today_in_words
from tutor.progress.schedule import calendar, is_done, place, schedules
from tutor.progress.standing import Standing

START = date(2026, 1, 5)


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course()


def standing(course: Course, *events: AnyEvent) -> Standing:
    return Standing.of(course, [PlanChosen(at=0.0, plan="fast", start=START.isoformat()), *events])


def test_a_schedule_is_shown_line_by_line_with_each_label_once(course: Course) -> None:
    fast, _, deep = (schedule_lines(one, course).split("\n") for one in schedules(course))
    assert re.fullmatch(r"Fast Track \(1 week\): about \d h \d\d min a day", fast[0]) and len(fast) == 8
    assert re.fullmatch(r"  Day 1  Step 0 \+ Step 1 \(theory\) +\d h \d\d min", fast[1])
    assert len(deep) == 16 and sum("Week 1" in line for line in deep) == 1


def test_the_three_schedules_are_those_of_the_learning_path(course: Course) -> None:
    by_id = {one.id: one for one in schedules(course)}
    assert [(one.id, one.length) for one in by_id.values()] == [("fast", 7), ("thorough", 14), ("deep", 28)]
    assert [line.text for line in by_id["fast"].lines] == [
        "Step 0 + Step 1 (theory)",
        "Step 1 continued (multi-head, encoder block)",
        "Step 2 (run all code)",
        "Step 3 + Step 5 (architectures + demo)",
        "Step 4 (exercises 1-3)",
        "Step 4 (exercises 4-5)",
        "Step 4 (challenges) + Step 6 (reference sections)",
    ]
    assert [line.text for line in by_id["thorough"].lines] == [
        "Step 0 + Step 1 (single-head attention)",
        "Step 1 (multi-head attention)",
        "Step 2 (code examples)",
        "Step 5 (interactive demo)",
        "Step 3 (architecture comparison)",
        "Step 4 (exercises 1-2)",
        "Step 4 (exercise 3)",
        "Step 4 (exercise 4)",
        "Step 4 (exercise 5)",
        "Step 6 (pretraining section)",
        "Step 6 (post-training section)",
        "Step 4 (challenge: RoPE)",
        "Step 4 (challenge: GQA)",
        "Review + build mini project",
    ]
    assert [line.extra for line in by_id["deep"].lines].count(False) == 12


def test_without_a_chosen_schedule_there_is_no_position(course: Course) -> None:
    assert place(course, Standing.of(course, []), START) is None


def test_the_last_choice_counts_and_an_unknown_one_is_none(course: Course) -> None:
    later = PlanChosen(at=1.0, plan="deep", start="2026-01-06")
    here = place(course, standing(course, later), date(2026, 1, 6))
    assert here is not None and here.schedule.id == "deep" and here.day == 1
    gone = PlanChosen(at=2.0, plan="gone", start="2026-01-06")
    assert place(course, standing(course, gone), START) is None


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 1, 1), "begins in 4 days"),
        (date(2026, 1, 4), "begins tomorrow"),
        (START, "day 1 of 7"),
        (date(2026, 1, 11), "day 7 of 7"),
    ],
)
def test_the_day_is_given_in_words(course: Course, today: date, words: str) -> None:
    here = place(course, standing(course), today)
    assert here is not None and here.in_words == words


def test_unfinished_lines_of_earlier_days_are_overdue(course: Course) -> None:
    day_6 = date(2026, 1, 10)
    before = place(course, standing(course), day_6)
    assert before is not None
    assert "Step 4 (exercises 1-3)" in [line.text for line in before.behind]
    assert [line.text for line in before.today] == ["Step 4 (exercises 4-5)"]
    passes = [
        Checked(at=1.0, exercise=e.id, status="passed", digest="x")
        for e in course.exercises
        if e.short in ("ex1", "ex2", "ex3")
    ]
    after = place(course, standing(course, *passes), day_6)
    assert after is not None
    assert "Step 4 (exercises 1-3)" not in [line.text for line in after.behind]


def test_a_whole_step_is_done_when_all_its_sections_are_read(course: Course) -> None:
    fast = schedules(course)[0]
    step = next(lesson for lesson in course.lessons if lesson.step == 5)
    line = next(line for line in fast.lines if step.id in line.done)
    read = [
        SectionRead(at=1.0, step=lesson.id, section=s.id)
        for lesson in course.lessons
        for s in lesson.sections
    ]
    assert not is_done(line, course, standing(course, *read[:-1])) or read[-1].step != step.id
    here = standing(course, *read)
    known = {lesson.id for lesson in course.lessons}
    assert is_done(line, course, here) == all(item.partition("#")[0] in known for item in line.done)


def test_the_evidence_of_every_line_exists(course: Course) -> None:
    lessons = {lesson.id: lesson for lesson in course.lessons}
    exercises = {e.short for e in course.exercises} | {e.id for e in course.exercises}
    for one in schedules(course):
        for line in one.lines:
            for item in line.done:
                lesson, _, section = item.partition("#")
                if lesson.startswith("step-"):
                    assert lesson in lessons, item
                    assert not section or lessons[lesson].section(section) is not None, item
                else:
                    assert item in exercises, item


def test_the_calendar_has_every_line_on_its_days(course: Course) -> None:
    fast = schedules(course)[0]
    text = calendar(fast, START)
    assert text.count("BEGIN:VEVENT") == len(fast.lines)
    assert "DTSTART;VALUE=DATE:20260105\r\nDTEND;VALUE=DATE:20260106" in text
    assert "multi-head\\, encoder block" in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_the_lines_of_a_schedule_cover_each_part_once(course: Course) -> None:
    steps = {
        f"{one.id}#{section.id}"
        for one in course.lessons
        if one.step < 4 or one.step == 5
        for section in one.sections
    }
    for schedule in schedules(course):
        covered = [portion.target for line in schedule.lines for portion in portions(course, line.covers)]
        assert len(covered) == len(set(covered)), schedule.id
        assert steps <= set(covered), schedule.id
        assert {f"exercise:{one.id}" for one in course.exercises[:5]} <= set(covered), schedule.id


def test_today_says_what_remains_and_what_fits_into_an_hour(course: Course) -> None:
    [fast, *_] = schedules(course)
    first, second = fast.lines[:2]
    said = today_in_words([first], course, standing(course))
    assert re.fullmatch(r"\d h \d\d min left; an hour is enough up to 1\.\d .+", said)
    read = [
        SectionRead(at=1.0, step=lesson, section=section)
        for lesson, _, section in (one.target.partition("#") for one in portions(course, first.covers))
    ]
    assert today_in_words([first], course, standing(course, *read)) == ""
    assert "min left" in today_in_words([first], course, standing(course, *read[:-1]))
    assert line_minutes(second, course) > 60


def test_a_day_takes_what_step_0_says(course: Course) -> None:
    fast, thorough, _ = schedules(course)
    hours = [
        sum(line_minutes(line, course) for line in one.lines) / one.length / 60 for one in (fast, thorough)
    ]
    said = course.lessons[0].path.read_text(encoding="utf-8")
    assert "1 week, two to three hours a day" in said and 2 <= hours[0] <= 3
    assert "2 weeks, one to two hours a day" in said and 1 <= hours[1] <= 2
