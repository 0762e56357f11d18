"""Questions with random numbers, known wrong answers, and Explain boxes."""

from pathlib import Path

import pytest

from tutor.course.model import Explain, MalformedCourseError, Quiz
from tutor.course.question_round import hint, question_round, reason, right_answer, way
from tutor.course.quiz import is_correct
from tutor.course.quiz_reader import read_explain, read_quiz

DRAWN = """\
id: heads
kind: number
question: d_model = {d_model} with {n} heads. What divides a head's scores?
draw:
  d_model: [512, 768, 1280]
  n: [8, 3, 5]
answer: sqrt(d_model / n)
check: math.sqrt(d_model / n)
tolerance: 0.01
why: Each head has {d_model / n} entries. The root is {sqrt(d_model / n)}.
wrong:
  d_model / n: That is d_k itself.
  sqrt(d_model): That is the root of d_model.
"""
ORDER = Quiz("o", "order", "?", "w", items=("x", "y", "z"))
EXPLAIN = """\
id: why
ask: Why divide?
points: [one, two, three, four]
model: >
  Because the spread
  grows.
"""


def quiz(text: str = DRAWN) -> Quiz:
    return read_quiz(text, Path("lesson.md"), 10)


def fault(text: str) -> tuple[int, str]:
    with pytest.raises(MalformedCourseError) as caught:
        (read_explain if "points" in text else read_quiz)(text, Path("lesson.md"), 10)
    return caught.value.line, caught.value.fault


def test_each_round_uses_one_number_of_every_list() -> None:
    first = quiz()
    assert [one.answer for one in (first, *first.others)] == ["8", "16", "16"]
    assert first.question == "d_model = 512 with 8 heads. What divides a head's scores?"
    assert first.others[0].why == "Each head has 256 entries. The root is 16."
    assert is_correct(first.others[1], "16") and not is_correct(first.others[1], "8")
    assert [one.answer for one in first.others[1].wrong] == ["256", "35.77708764"]


def test_a_computed_answer_has_the_digits_of_its_tolerance() -> None:
    text = "id: a\nkind: number\nquestion: V = {V}\ndraw: {V: [50257, 64]}\nanswer: log(V)\nwhy: W\n"
    assert quiz(text + "tolerance: 0.02\n").answer == "10.82"
    assert quiz(text + "tolerance: 1\n").answer == "11"
    assert quiz(text).answer == "10.8249051197"
    assert right_answer(Quiz("q", "number", "?", "w", answer="2099712")) == "2,099,712"


def test_rounds_are_deterministic_and_use_all_numbers() -> None:
    first = quiz()
    rounds = [question_round(first, "me", number) for number in range(5)]
    assert rounds == [question_round(quiz(), "me", number) for number in range(5)]
    assert rounds[0].quiz == first
    assert {rounds[1].quiz.question, rounds[2].quiz.question} == {one.question for one in first.others}
    assert rounds[3].quiz == rounds[1].quiz


def test_items_are_shuffled_for_each_learner_and_never_in_order() -> None:
    orders = {question_round(ORDER, str(seed)).order for seed in range(60)}
    assert len(orders) == 5 and (0, 1, 2) not in orders
    assert question_round(ORDER, "me").order == question_round(ORDER, "me").order


def test_a_known_wrong_answer_has_its_reason_in_any_rounding() -> None:
    asked = quiz().others[1]
    assert reason(asked, "256") == "That is d_k itself."
    assert reason(asked, "35.78") == "That is the root of d_model."
    assert reason(asked, "7") == ""


@pytest.mark.parametrize(
    ("kind", "answer", "given", "says"),
    [
        ("number", "8", "-8", "sign"),
        ("number", "8", "64", "8 times too large"),
        ("number", "8", "2", "4 times too small"),
        ("number", "8", "9", "too large"),
        ("number", "8", "0", "too small"),
        ("shape", "(5, 8)", "(8, 5)", "a different order"),
        ("shape", "(5, 8)", "(5, 5, 8)", "2 axes"),
        ("shape", "(5, 8)", "(5, 5)", "1 of its 2 sizes is right"),
    ],
)
def test_an_unknown_wrong_answer_gets_a_hint(kind: str, answer: str, given: str, says: str) -> None:
    assert says in hint(Quiz("q", kind, "?", "w", answer=answer), given)  # type: ignore[arg-type]
    assert hint(Quiz("q", kind, "?", "w", answer=answer, hint="Own."), given) == "Own."  # type: ignore[arg-type]


def test_the_steps_default_to_the_sentences_of_the_reason() -> None:
    assert way(quiz()) == ("Each head has 64 entries.", "The root is 8.")
    assert way(quiz(DRAWN + "steps: ['{d_model} / {n}', then the root]\n")) == ("512 / 8", "then the root")


FAULTS = {
    "a name that is not drawn": (DRAWN.replace("sqrt(d_model)", "sqrt(d_k)"), 23, "'d_k'"),
    "a wrong answer that is right": (
        DRAWN.replace("sqrt(d_model)", "8"),
        23,
        "it is right for d_model = 512",
    ),
    "a wrong answer twice": (DRAWN.replace("sqrt(d_model)", "64"), 23, "twice for d_model = 512"),
    "a reason that says nothing": (DRAWN.replace("That is d_k itself.", "''"), 22, "how somebody arrives"),
    "columns of other lengths": (DRAWN.replace("768, ", ""), 14, "the same number of values"),
    "a name that is not used": (DRAWN.replace("draw:", "draw:\n  T: [1, 2, 3]"), 15, "draws 'T'"),
    "a text with an unknown name": (DRAWN.replace("{n} heads", "{heads} heads"), 13, "'heads'"),
    "numbers that nobody sees": (
        DRAWN.replace("{d_model} with {n} heads", "512").replace("{", "").replace("}", ""),
        14,
        "asks the same",
    ),
    "a wrong answer of a choice": (
        "id: a\nkind: order\nquestion: Q\nitems: [x, y]\nwhy: W\nwrong: {1: x}\n",
        10,
        "no field 'wrong'",
    ),
    "no formula": (DRAWN.replace("sqrt(d_model / n)\ncheck", "open('x')\ncheck"), 17, "needs a number"),
    "three points": (EXPLAIN.replace(", four", ""), 13, "3 points instead of 4"),
    "a point twice": (EXPLAIN.replace("four", "one"), 13, "twice"),
    "no model": (EXPLAIN.replace("  Because the spread\n  grows.\n", ""), 14, "no model answer"),
    "nothing asked": (EXPLAIN.replace("Why divide?", "''"), 12, "asks nothing"),
    "an unknown field": (EXPLAIN + "why: no\n", 17, "'why' is not a field"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_line(case: str) -> None:
    text, line, says = FAULTS[case]
    found, words = fault(text)
    assert says in words
    assert found == line


def test_an_explain_fence_is_read() -> None:
    assert read_explain(EXPLAIN, Path("lesson.md"), 10) == Explain(
        "why", "Why divide?", ("one", "two", "three", "four"), "Because the spread grows.", 10
    )
