"""Progress and exercise lists: evidence never looks like a claim."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from tests.views.drawing import drawn
from tutor.course.model import Checkpoint, Course, Exercise, Lesson, Section
from tutor.progress.events import AnyEvent, Checked, Claimed, HintTaken, SectionRead
from tutor.progress.standing import Standing
from tutor.views.progress_view import exercise_list_view, progress_view
from tutor.views.symbols import ASCII

EXERCISE = Exercise("ex1_attention", "Attention", 1, (), "", (), (), (), "", "", Path())
OTHER = Exercise("ex2_masking", "Masking", 2, (), "", (), (), (), "", "", Path())
LESSON = Lesson(
    "step-1",
    1,
    "Attention",
    "2 hours",
    "",
    "",
    (),
    (
        Checkpoint("qkv", "Can explain Q, K, V", ("exercise:ex1_attention",)),
        Checkpoint("scaling", "Know why we scale", ("quiz:why",)),
        Checkpoint("dims", "Can trace dimensions", ("quiz:dims",)),
    ),
    (Section("qkv", "Q, K, V", "", 1), Section("scaling", "Scaling", "", 9)),
    Path(),
)
COURSE = Course(Path(), (LESSON,), (EXERCISE, OTHER))


def checked(status: str, digest: str = "a", at: float = 1.0) -> Checked:
    return Checked(at=at, exercise=EXERCISE.id, status=status, digest=digest)


def progress(*events: AnyEvent) -> str:
    return drawn(progress_view(COURSE, Standing.of(COURSE, events)))


def exercises(*events: AnyEvent, width: int = 80) -> str:
    return drawn(exercise_list_view(COURSE.exercises, Standing.of(COURSE, events), width), width)


def test_shown_claimed_and_open_have_marks_of_their_own() -> None:
    text = progress(checked("passed"), Claimed(at=2.0, checkpoint="scaling"))
    assert "  ● Can explain Q, K, V" in text
    assert "  ○ Know why we scale" in text
    assert "  · Can trace dimensions" in text
    assert text.startswith("1 of 3 checkpoints shown, 1 claimed, 1 day of practice")


def test_evidence_is_listed_below_its_checkpoint() -> None:
    lines = progress(checked("passed")).split("\n")
    at = lines.index("  ● Can explain Q, K, V   shown by doing")
    assert lines[at + 1].strip() == "passed ex1, Attention"


def test_a_step_says_how_much_of_it_is_read() -> None:
    assert "Step 1  Attention   1 of 2 sections read" in progress(
        SectionRead(at=1.0, step="step-1", section="qkv")
    )


def test_an_exercise_line_says_tries_and_hints() -> None:
    text = exercises(
        checked("failed"), checked("failed", "b"), HintTaken(at=3.0, exercise=EXERCISE.id, number=1)
    )
    assert text.split("\n")[0].split() == ["✗", "ex1", "Attention", "not", "yet,", "2", "tries,", "1", "hint"]


def test_a_pass_stays_a_pass_and_a_later_failure_is_shown() -> None:
    first = exercises(checked("passed"), checked("failed", "b", 2.0)).split("\n")[0]
    assert first.split()[0] == "✓"
    assert first.endswith("passed; the current file does not pass")


def test_the_current_exercise_is_pointed_at() -> None:
    view = exercise_list_view(COURSE.exercises, Standing.of(COURSE, ()), current=OTHER.id, symbols=ASCII)
    assert [line[0] for line in drawn(view).split("\n")] == [" ", ">"]


def test_a_narrow_list_keeps_mark_name_and_title() -> None:
    assert exercises(width=24).split("\n")[1].split() == ["·", "ex2", "Masking"]


def test_a_pass_with_all_robust_lines_has_a_star_and_others_say_how_many() -> None:
    passed = checked("passed")
    some, every = replace(passed, robust=(4, 9)), replace(passed, robust=(9, 9), at=2.0, digest="b")
    assert "✓ ex1" in exercises(some) and "passed, 4 of 9 robust" in exercises(some)
    assert "★ ex1" in exercises(some, every) and "all 9 robust lines too" in exercises(some, every)
    worse = replace(passed, robust=(2, 9), at=3.0, digest="c")
    assert "★ ex1" in exercises(some, every, worse)
    assert "✓ ex1" in exercises(passed) and "robust" not in exercises(passed)


def test_a_copy_gets_no_star() -> None:
    copy = replace(checked("passed"), robust=(9, 9), copied=True)
    assert "= ex1" in exercises(copy) and "copied from the solution" in exercises(copy)
