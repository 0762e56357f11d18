"""The first answer of a round counts as evidence, and a question comes back after a miss."""

from __future__ import annotations

from tutor.course.model import Choice, Quiz, WrongAnswer
from tutor.progress.events import AnyEvent, Explained, PointsTicked, QuizAnswered
from tutor.progress.rounds import PAUSE, round_of, seed_of
from tutor.progress.tally import QuizStanding, Tally

CHOICE = Quiz("q", "choice", "?", choices=(Choice("a", "w", True), Choice("b", "w"), Choice("c", "w")))
OTHER = Quiz("q", "number", "5?", "w", answer="5")
DRAWN = Quiz("q", "number", "4?", "w", answer="4", wrong=(WrongAnswer("3", "w"),), others=(OTHER,))
NOW = 1_000_000.0


def answered(correct: bool, number: int | None = 0, at: float = NOW, seed: str = "") -> QuizAnswered:
    return QuizAnswered(at=at, quiz="q", given="1", correct=correct, round=number, seed=seed)


def standing(*events: AnyEvent) -> QuizStanding:
    tally = Tally()
    for event in events:
        tally.add(event)
    return tally.quizzes["q"]


def test_the_first_answer_of_a_round_is_evidence_and_a_later_one_is_not() -> None:
    assert standing(answered(True)).right_at == NOW
    assert standing(answered(False), answered(True)).right_at is None
    later = standing(answered(False), answered(True), answered(True, 1, NOW + 700))
    assert (later.right_at, later.right_first, later.right_later) == (NOW + 700, False, True)
    assert standing(answered(False), answered(False, 1), answered(True, 1)).right_at is None


def test_evidence_in_older_records_still_counts() -> None:
    assert standing(answered(False, None), answered(True, None)).right_at == NOW
    assert standing(answered(True, None), answered(False, 0)).right_at == NOW


def test_after_an_older_record_a_question_that_was_missed_begins_a_new_round() -> None:
    old = standing(answered(False, None))
    assert round_of(CHOICE, old, "s", NOW + PAUSE).number == 1
    assert round_of(DRAWN, old, "s", NOW).number == 1


def test_a_question_with_other_numbers_comes_back_at_once() -> None:
    again = round_of(DRAWN, standing(answered(False), answered(True)), "s", NOW + 1)
    assert (again.number, again.over, again.quiz.question) == (1, False, "5?")


def test_a_question_without_other_numbers_comes_back_after_a_pause() -> None:
    missed = standing(answered(False), answered(True))
    soon, later = (round_of(CHOICE, missed, "s", NOW + seconds) for seconds in (PAUSE - 1, PAUSE))
    assert (soon.number, soon.over, soon.counts) == (0, True, False)
    assert (later.number, later.over, later.misses) == (1, False, 0)
    open_still = round_of(CHOICE, standing(answered(False)), "s", NOW + 1)
    assert (open_still.number, open_still.over, open_still.misses) == (0, False, 1)


def test_a_question_with_evidence_is_only_displayed() -> None:
    done = round_of(DRAWN, standing(answered(True)), "s", NOW + PAUSE)
    assert (done.over, done.counts, done.quiz.question) == (True, True, "4?")


def test_the_first_seed_in_a_record_counts() -> None:
    assert seed_of([answered(True), answered(True, seed="x"), answered(True, seed="y")]) == "x"
    assert seed_of([answered(True, None)]) == ""


def test_the_first_explanation_is_kept_besides_a_later_one() -> None:
    tally = Tally()
    for event in (
        PointsTicked(at=1, explain="e", points=(0,)),
        Explained(at=2, explain="e", text="Because."),
        PointsTicked(at=3, explain="e", points=(0, 2)),
    ):
        tally.add(event)
    own = tally.explained["e"]
    assert (own.at, own.text, own.points) == (2, "Because.", (0, 2))
    tally.add(Explained(at=4, explain="e", text="Anew."))
    own = tally.explained["e"]
    assert (own.at, own.text, own.later, own.points) == (2, "Because.", "Anew.", ())
