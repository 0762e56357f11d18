"""The summary has what was done, when and for how long, and separates evidence from claims."""

from __future__ import annotations

from datetime import UTC, date
from pathlib import Path

import pytest

from tests.progress.history import COURSE, DAY, MINUTE, MONDAY, OLD, history
from tutor.course.model import Course
from tutor.progress.events import Checked, SectionRead
from tutor.progress.notes import read_notes
from tutor.progress.study_time import PAUSE
from tutor.progress.summary import Summary, summary_of


def summary(*events, course: Course = COURSE) -> Summary:
    return summary_of(course, events, made_at=MONDAY + 7 * DAY, zone=UTC)


def test_each_checkpoint_has_its_evidence_in_the_words_of_the_course_and_what_is_missing():
    scale, shapes, feel = summary(*history()).steps[0].checkpoints
    assert (scale.mark, scale.at, scale.missing) == ("shown", MONDAY + DAY + 9 * MINUTE, ())
    assert [(p.item, p.about, p.at) for p in scale.evidence] == [
        ("quiz:q-scale", "What is √16, & is 4 < 5?", MONDAY + 12 * MINUTE),
        ("exercise:ex1_attention", "ex1, Attention", MONDAY + DAY + 9 * MINUTE),
    ]
    assert (shapes.mark, shapes.missing) == (
        "blank",
        ("run 'softmax' with other sizes (Step 1 · Scaling)",),
    )
    assert (feel.mark, feel.at, feel.evidence) == ("claimed", MONDAY + DAY + 40 * MINUTE, ())


def test_tries_checks_hints_and_the_way_to_the_solution_are_counted_for_each_exercise():
    first, second = summary(*history()).exercises
    assert (first.tries, first.checks, first.hints, first.solution_seen, first.unaided) == (
        1,
        2,
        1,
        "passed",
        True,
    )
    assert (second.status, second.checks, second.passed_at) == ("", 0, None)


def test_time_belongs_to_the_event_that_ends_it_and_pauses_do_not_count():
    now = summary(*history())
    assert now.steps[0].seconds == 12 * MINUTE  # the first event has no start time
    assert now.exercises[0].seconds == 10 * MINUTE
    assert now.seconds_in_drills == 3 * MINUTE
    assert now.seconds_elsewhere == 0  # the claim came after half an hour
    assert now.seconds == 25 * MINUTE


def test_each_day_lists_what_was_done_and_how_long():
    monday, tuesday = summary(*history()).days
    assert (monday.day, monday.seconds) == (date(2026, 1, 5), 12 * MINUTE)
    assert {deed.what: deed.times for deed in monday.deeds} == {
        "section read": 2,
        "question answered wrong": 1,
        "question answered right": 1,
    }
    assert tuesday.deeds[0].times == 2 and tuesday.deeds[0].what == "drill question right"


def test_a_drill_has_its_longest_row_and_is_passed_only_by_ten():
    (shapes,) = summary(*history()).drills
    assert (shapes.answered, shapes.right, shapes.longest, shapes.passed_at) == (3, 2, 2, None)


def test_removed_parts_stay_on_record_and_count_for_nothing_else():
    now = summary(*OLD)
    assert [p.item for p in now.earlier] == [
        "quiz:q-gone",
        "run:step-0-gone#block",
        "exercise:ex9_gone",
        "claim:c-gone",
    ]
    assert (now.shown, now.claimed, now.passed) == (0, 0, 0)
    assert summary(*history()).earlier == ()


@pytest.mark.parametrize("at", [0.0, -1e15, 1e300, MONDAY - 400 * DAY])
def test_a_clock_that_is_far_out_costs_no_time_and_breaks_nothing(at):
    events = list(history())
    events.insert(2, SectionRead(at=at, step="step-1-attention", section="end"))
    assert summary(*events).seconds == 24 * MINUTE  # only its own minute
    assert summary(*events).shown == summary(*history()).shown


def test_a_gap_of_just_the_pause_counts_and_a_longer_one_does_not():
    def spent(gap: float) -> float:
        return (
            summary(
                SectionRead(at=MONDAY, step="step-1-attention", section="end"),
                Checked(at=MONDAY + gap, exercise="ex2_masking", status="failed", digest="d"),
            )
            .exercises[1]
            .seconds
        )

    assert (spent(PAUSE), spent(PAUSE + 1)) == (PAUSE, 0)


def test_an_empty_record_has_a_complete_summary():
    now = summary()
    assert (now.shown, now.seconds, now.days, now.drills, now.total) == (0, 0, (), (), 3)


def note(folder: Path, name: str, text: bytes) -> None:
    path = folder / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)


def test_notes_follow_the_course_with_removed_sections_last(tmp_path):
    note(tmp_path, "step-0-gone/intro", b"kept")
    note(tmp_path, "step-1-attention/end", b"last\xff words")
    note(tmp_path, "step-1-attention/scaling", "variance √d_k\n".encode())
    note(tmp_path, "step-1-attention/empty", b"  \n")
    notes, problems = read_notes(tmp_path, COURSE)
    assert problems == ()
    assert [(n.title, n.text) for n in notes] == [
        ("Step 1 · Scaling", "variance √d_k"),
        ("Step 1 · The end", "last� words"),
        ("step-0-gone/intro", "kept"),
    ]


def test_there_may_be_no_notes_at_all(tmp_path):
    assert read_notes(tmp_path / "notes", COURSE) == ((), ())
