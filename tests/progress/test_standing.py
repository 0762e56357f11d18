"""The standing follows from the events: each checkpoint is shown by its own proofs, and by nothing else."""

import dataclasses
from datetime import UTC, date, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from tutor.course.model import Checkpoint, Course, Exercise, Lesson, Section
from tutor.progress.events import (
    BlockRun,
    BugFound,
    Checked,
    Claimed,
    ExerciseReset,
    HintTaken,
    QuizAnswered,
    SectionRead,
    SolutionShown,
)
from tutor.progress.standing import Standing

HERE = Path()


def lesson(step: int, *checkpoints: Checkpoint) -> Lesson:
    sections = (Section("a", "A", "", 1), Section("b", "B", "", 2))
    return Lesson(f"step-{step}", step, "t", "t", "w", "w", (), checkpoints, sections, HERE)


def exercise(name: str, title: str) -> Exercise:
    return Exercise(name, title, 1, (), "", (), (), (), "", "", HERE)


COURSE = Course(
    HERE,
    lessons=(
        lesson(
            1,
            Checkpoint("scores", "Scores", ("quiz:q1", "exercise:ex1", "run:softmax")),
            Checkpoint("shapes", "Shapes", ("drill:shapes",)),
        ),
        lesson(2, Checkpoint("modify", "Modify", ("run:step-1#scale",)), Checkpoint("feel", "Feel it")),
    ),
    exercises=(exercise("ex1_attention", "Attention"), exercise("ex2_masking", "Masking")),
    plugin="tutor.transformers",
)


def checked(
    at: float, status: str, digest: str = "d", exercise: str = "ex1_attention", mistake=None
) -> Checked:
    return Checked(at=at, exercise=exercise, status=status, digest=digest, mistake=mistake)


QUIZ = QuizAnswered(at=10, quiz="q1", given="1", correct=True)
PASS = checked(30, "passed")
RUN = BlockRun(at=20, block="step-1#softmax", sizes={"T": 7})


def standing(*events) -> Standing:
    return Standing.of(COURSE, events)


def test_a_newcomer_has_an_empty_standing():
    now = standing()
    assert (now.shown, now.claimed, now.days) == (0, 0, {})
    assert {c.mark for c in now.checkpoints} == {"blank"}
    assert now.exercises["ex1_attention"].solution_open is None
    assert [(s.lesson, s.sections, s.read, s.checkpoints) for s in now.steps] == [
        ("step-1", 2, 0, 2),
        ("step-2", 2, 0, 2),
    ]


def test_a_checkpoint_is_shown_once_all_proofs_are_given_and_names_them():
    scores = standing(QUIZ, RUN, PASS).checkpoint("scores")
    assert (scores.mark, scores.shown_at, scores.missing) == ("shown", 30, ())
    assert [(e.item, e.says, e.at) for e in scores.evidence] == [
        ("quiz:q1", "answered 'q1' right at the first try", 10),
        ("exercise:ex1", "passed ex1, Attention", 30),
        ("run:softmax", "changed and ran the 'softmax' code", 20),
    ]


@pytest.mark.parametrize("absent", [0, 1, 2])
def test_a_checkpoint_with_a_proof_missing_has_partial_evidence_and_is_not_shown(absent):
    events = [QUIZ, PASS, RUN]
    del events[absent]
    scores = standing(*events).checkpoint("scores")
    assert not scores.shown and scores.partial and scores.shown_at is None
    assert scores.missing == (scores.checkpoint.proof[absent],)
    assert len(scores.evidence) == 2


def test_doing_what_a_checkpoint_lists_shows_it_without_the_answers_and_takes_nothing_from_them():
    either = Checkpoint("either", "Either", ("quiz:q1",), doing=("exercise:ex1", "run:softmax"))
    course = dataclasses.replace(COURSE, lessons=(lesson(1, either),))

    def now(*events):
        return Standing.of(course, events).checkpoint("either")

    assert (now(QUIZ).mark, now(QUIZ).undone) == ("shown", either.doing)
    assert (now(PASS).mark, now(PASS).partial, now(PASS).undone) == ("blank", True, ("run:softmax",))
    done = now(PASS, RUN)
    assert (done.mark, done.shown_at, done.missing, done.worth) == (
        "shown",
        30,
        ("quiz:q1",),
        ("shown by doing",),
    )
    assert now(QUIZ, PASS, RUN).shown_at == 10
    assert now(QUIZ, PASS, RUN).worth == ("shown by doing", "answered")


def test_a_claim_is_a_claim_and_never_evidence():
    now = standing(Claimed(at=5, checkpoint="scores"), Claimed(at=6, checkpoint="shapes"))
    assert (now.shown, now.claimed) == (0, 2)
    assert (now.checkpoint("scores").mark, now.checkpoint("scores").claimed_at) == ("claimed", 5)


def test_a_claim_can_be_taken_back_and_does_not_hide_what_is_shown():
    assert standing(Claimed(at=5, checkpoint="x"), Claimed(at=6, checkpoint="x", claimed=False)).claimed == 0
    shown = standing(Claimed(at=5, checkpoint="scores"), QUIZ, RUN, PASS)
    assert (shown.checkpoint("scores").mark, shown.claimed, shown.steps[0].shown) == ("shown", 0, 1)


def test_a_checkpoint_without_proof_can_only_be_claimed():
    assert standing(QUIZ, RUN, PASS).checkpoint("feel").mark == "blank"
    assert standing(Claimed(at=1, checkpoint="feel")).checkpoint("feel").mark == "claimed"


@pytest.mark.parametrize(
    "event",
    [
        QuizAnswered(at=1, quiz="q1", given="2", correct=False),
        QuizAnswered(at=1, quiz="q2", given="1", correct=True),
        BlockRun(at=1, block="step-2#softmax"),
        checked(1, "failed"),
        checked(1, "passed", exercise="ex2_masking"),
        SectionRead(at=1, step="step-1", section="scores"),
        SolutionShown(at=1, exercise="ex1_attention", how="anyway"),
    ],
)
def test_events_that_prove_nothing_show_nothing(event):
    assert all(not c.evidence for c in standing(event).checkpoints)


def test_a_run_in_another_lesson_is_named_with_that_lesson():
    assert standing(BlockRun(at=3, block="step-1#scale")).checkpoint("modify").shown_at == 3


def test_what_was_shown_stays_shown_when_a_later_check_fails():
    now = standing(QUIZ, RUN, PASS, checked(40, "failed", "e"))
    assert now.checkpoint("scores").shown
    ex1 = now.exercises["ex1_attention"]
    assert (ex1.status, ex1.passed, ex1.passed_at, ex1.checked_at) == ("failed", True, 30, 40)


def test_only_failed_tries_that_differ_count_and_three_open_the_solution():
    tries = [checked(1, "failed", "a"), checked(2, "failed", "a"), checked(3, "error", "b")]
    two = standing(*tries, checked(4, "not_started", "stub")).exercises["ex1_attention"]
    assert (two.tries, two.solution_open) == (2, None)
    three = standing(*tries, checked(5, "timeout", "c")).exercises["ex1_attention"]
    assert (three.tries, three.solution_open) == (3, "tries")


def test_a_pass_or_an_explicit_wish_opens_the_solution_and_why_is_known():
    assert standing(PASS).exercises["ex1_attention"].solution_open == "passed"
    wished = standing(SolutionShown(at=1, exercise="ex1_attention", how="anyway")).exercises["ex1_attention"]
    assert (wished.solution_open, wished.solution_seen) == ("anyway", "anyway")


def test_a_pass_after_the_solution_was_seen_says_so():
    after = standing(SolutionShown(at=1, exercise="ex1_attention", how="anyway"), PASS)
    assert not after.exercises["ex1_attention"].passed_unaided
    assert (
        after.checkpoint("scores").evidence[0].says == "passed ex1, Attention, with the solution already seen"
    )
    before = standing(PASS, SolutionShown(at=40, exercise="ex1_attention", how="passed"))
    assert before.exercises["ex1_attention"].passed_unaided


@pytest.mark.parametrize(("count", "words"), [(1, "after 1 failed try"), (2, "after 2 failed tries")])
def test_evidence_includes_the_tries_before_the_pass(count, words):
    failures = [checked(i, "failed", f"d{i}") for i in range(count)]
    now = standing(*failures, PASS, checked(50, "failed", "later"))
    assert words in now.checkpoint("scores").evidence[0].says


def test_hints_and_the_last_named_mistake_are_kept():
    now = standing(
        HintTaken(at=1, exercise="ex1_attention", number=2),
        HintTaken(at=2, exercise="ex1_attention", number=1),
        checked(3, "failed", "a", mistake="no-scale"),
    ).exercises["ex1_attention"]
    assert (now.hints, now.mistake) == (2, "no-scale")
    assert standing(checked(3, "failed", mistake="m"), PASS).exercises["ex1_attention"].mistake is None


def test_a_reset_revokes_nothing():
    now = standing(PASS, ExerciseReset(at=40, exercise="ex1_attention", backup=None))
    assert now.exercises["ex1_attention"].passed


def test_quizzes_keep_the_first_right_and_the_last_answer():
    wrong = QuizAnswered(at=5, quiz="q1", given="2", correct=False)
    quiz = standing(wrong, QUIZ, wrong).quizzes["q1"]
    assert (quiz.answers, quiz.right_at, quiz.right_first, quiz.last_right) == (3, 10, False, False)


def test_sections_read_count_under_their_step_once():
    read = SectionRead(at=1, step="step-1", section="a")
    now = standing(read, read, SectionRead(at=2, step="step-1", section="gone"))
    assert (now.step("step-1").read, now.is_read("step-1", "a"), now.is_read("step-2", "a")) == (
        1,
        True,
        False,
    )


def test_events_about_what_the_course_no_longer_has_count_as_practice_only():
    now = standing(checked(1, "passed", exercise="ex9_old"), Claimed(at=2, checkpoint="old"))
    assert (now.shown, now.claimed, set(now.exercises)) == (0, 0, {"ex1_attention", "ex2_masking"})
    assert sum(now.days.values()) == 2


def test_practice_is_counted_by_the_learners_own_day():
    late = [BlockRun(at=23 * 3600, block="x"), BlockRun(at=23.5 * 3600, block="x")]
    assert Standing.of(COURSE, late, UTC).days == {date(1970, 1, 1): 2}
    assert Standing.of(COURSE, late, timezone(timedelta(hours=2))).days == {date(1970, 1, 2): 2}


def test_a_clock_that_was_far_out_breaks_nothing():
    now = Standing.of(COURSE, [QuizAnswered(at=1e300, quiz="q1", given="", correct=True), RUN], UTC)
    assert now.days == {date(1970, 1, 1): 1} and now.quizzes["q1"].right_at == 1e300


def test_invalid_python_and_repeated_code_are_no_tries():
    events = [
        replace(checked(1 + n, "error" if not code else "failed", f"digest {n}"), code=code)
        for n, code in enumerate(("", "a", "a", "b"))
    ]
    assert standing(*events).exercises["ex1_attention"].tries == 2
    older = [checked(5, "failed", "x"), checked(6, "failed", "y")]
    assert standing(*events, *older).exercises["ex1_attention"].tries == 4


def test_a_begun_file_that_is_right_so_far_is_no_try():
    own = standing(replace(checked(1, "failed"), begun=True)).exercises["ex1_attention"]
    assert (own.status, own.tries) == ("begun", 0)


COPY = Checked(at=30, exercise="ex1_attention", status="passed", digest="d", copied=True)


def bug(at: float, mistake: str, tries: int = 1) -> BugFound:
    return BugFound(at=at, exercise="ex1_attention", mistake=mistake, tries=tries)


def test_a_copy_of_the_solution_shows_nothing():
    now = standing(QUIZ, RUN, COPY)
    own = now.exercises["ex1_attention"]
    assert (own.copied, own.passed, own.copied_at, own.solution_open) == (True, False, 30, None)
    assert now.checkpoint("scores").missing == ("exercise:ex1",)


def test_a_copy_counts_once_the_bugs_of_wrong_versions_were_found_and_not_guessed():
    found = (bug(31, "a"), bug(32, "b", tries=5), bug(33, "a"), bug(34, "c", tries=2))
    assert not standing(COPY, *found).exercises["ex1_attention"].passed
    assert standing(COPY, *found).exercises["ex1_attention"].bugs_to_find == 1
    now = standing(COPY, *found, bug(35, "d"))
    own = now.exercises["ex1_attention"]
    assert (own.copied, own.passed_at, own.own) == (False, 35, False)
    proof = next(e for e in now.checkpoint("scores").evidence if e.item == "exercise:ex1")
    assert (proof.at, "copied from the solution" in proof.says) == (35, True)
    assert standing(*found, bug(35, "d"), replace(COPY, at=40)).exercises["ex1_attention"].passed_at == 40


def test_the_learners_own_pass_after_a_copy_counts():
    now = standing(COPY, checked(40, "passed", "e"))
    own = now.exercises["ex1_attention"]
    assert (own.copied, own.passed_at, own.own) == (False, 40, True)
