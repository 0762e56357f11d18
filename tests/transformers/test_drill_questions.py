"""Drills ask new questions with right answers, and recognise the usual confusions."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tutor.course.quiz import is_correct
from tutor.transformers.drills.catalogue import DRILLS
from tutor.transformers.drills.code_lines import FORMULAS
from tutor.transformers.drills.order import ORDERS

KINDS = [(name, key) for name, drill in DRILLS.items() for key in drill.templates]
FRESH = ("shapes", "scores", "masks", "params")


@pytest.mark.parametrize(("name", "key"), KINDS)
def test_each_answer_equals_that_of_its_key(name: str, key: str) -> None:
    for seed in range(60):
        question = DRILLS[name].ask(random.Random(seed), key)
        assert question.key == key and question.quiz.why
        assert (question.solve is not None) == (name in FRESH), "a question with numbers needs a key: solve="
        given = question.solution()
        assert is_correct(question.quiz, given), f"{question.quiz.question} is not {given}"


@pytest.mark.parametrize(("name", "key"), [kind for kind in KINDS if kind[0] in FRESH])
def test_sizes_are_new_each_time(name: str, key: str) -> None:
    asked = {DRILLS[name].ask(random.Random(seed), key).quiz.question for seed in range(60)}
    assert len(asked) >= 5


@pytest.mark.parametrize("name", DRILLS)
def test_no_confusion_is_ever_the_right_answer(name: str) -> None:
    for seed in range(150):
        question = DRILLS[name].ask(random.Random(seed))
        for one in question.confusions:
            assert one.why and not is_correct(question.quiz, one.answer), question.quiz.question
            assert question.confusion(one.answer)
        choices = question.quiz.choices
        assert sum(choice.correct for choice in choices) == (1 if choices else 0)
        assert all(choice.why for choice in choices)
        assert len({choice.text for choice in choices}) == len(choices)


@pytest.mark.parametrize("name", DRILLS)
def test_unusual_answers_are_wrong_and_unexplained(name: str) -> None:
    question = DRILLS[name].ask(random.Random(3))
    for given in ("", "0 0 0", "nan", "1e999", "٣", "99", "-1", "x" * 300, "1 1 1 1"):
        if not is_correct(question.quiz, given):
            assert isinstance(question.confusion(given), str)


def test_a_wrong_order_names_the_first_misplaced_step() -> None:
    question = DRILLS["order"].ask(random.Random(0), "attention")
    first, second = ORDERS["attention"][1][:2]
    says = question.confusion("2 1 3 4 5 6")
    assert says.startswith(f"Not '{second[0]}' here but '{first[0]}'.") and first[1] in says


# Run the lines of the code drill: a right one gives the formula's result, a wrong one does not.

rng = np.random.default_rng(5)
H, T, d_head = 2, 5, 3
d_model, d_k = H * d_head, d_head


def softmax(x: np.ndarray) -> np.ndarray:
    return np.array([[np.exp(v) / sum(np.exp(w) for w in row) for v in row] for row in x])


def cut() -> np.ndarray:
    return np.stack([names["x"][:, h * d_head : (h + 1) * d_head] for h in range(H)])


names: dict[str, object] = {
    "np": np,
    "q": rng.normal(size=(H, T, d_k)),
    "k": rng.normal(size=(H, T, d_k)),
    "d_k": d_k,
    "s": rng.normal(size=(T, T)) * 3,
    "v": rng.normal(size=(T, d_k)),
    "weights": softmax(rng.normal(size=(T, T))),
    "x": rng.normal(size=(T, d_model)) + 1,
    "z": rng.normal(size=(H, T, d_head)),
    "i": np.arange(T)[:, None],
    "j": np.arange(T),
    "eps": 0.5,
    "T": T,
    "H": H,
    "d_head": d_head,
    "d_model": d_model,
}
names["e"] = np.exp(names["s"])  # type: ignore[arg-type]
q, k, s, v, x, z = (names[n] for n in "qksvxz")
ORACLES = {
    "scores": lambda: np.einsum("hid,hjd->hij", q, k) / d_k**0.5,
    "softmax": lambda: softmax(s),
    "mask": lambda: np.array([[s[a, b] if b <= a else -np.inf for b in range(T)] for a in range(T)]),
    "output": lambda: np.einsum("ij,jd->id", names["weights"], v),
    "split": cut,
    "merge": lambda: np.concatenate([z[h] for h in range(H)], axis=-1),
    "layer-norm": lambda: np.stack([(row - row.mean()) / (row.var() + 0.5) ** 0.5 for row in x]),
}


@pytest.mark.parametrize("key", ORACLES)
def test_the_right_line_computes_its_formula_and_no_other_does(key: str) -> None:
    _, (right, *wrong) = FORMULAS[key]
    expected = ORACLES[key]()
    np.testing.assert_allclose(eval(right[0], dict(names)), expected)
    for line, _ in wrong:
        try:
            other = eval(line, dict(names))
        except ValueError:
            continue  # shapes that do not fit
        assert other.shape != expected.shape or not np.allclose(other, expected), line


def test_the_stable_line_changes_no_weight_and_never_overflows() -> None:
    _, (right, *wrong) = FORMULAS["stable"]
    large = np.array([[801.0, 802.0, -900.0]])
    shares = [1 / (1 + np.e), np.e / (1 + np.e)]

    def of(line: str) -> np.ndarray:
        with np.errstate(all="ignore"):
            e = eval(line, {"np": np, "s": large})
            return (e / e.sum(axis=-1, keepdims=True))[0, :2]

    np.testing.assert_allclose(of(right[0]), shares)
    assert not any(np.allclose(of(line), shares, atol=1e-3) for line, _ in wrong)
