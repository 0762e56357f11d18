"""The assertions for checks: what they accept, what they reject, and their sentences for the learner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tutor.grading.assertion_errors import LearnerError
from tutor.grading.compare import describe
from tutor.grading.expect import (
    CheckFailure,
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_raises,
    expect_rows_sum_to_one,
    expect_shape,
    expect_unchanged,
)
from tutor.process import RemoteValue


class EqualsEverything(np.ndarray):
    def __eq__(self, other: object) -> Any:
        return np.ones(self.shape, bool)

    __hash__ = None  # type: ignore[assignment]


def said(word: Callable[..., None], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(CheckFailure) as caught:
        word(*args, **kwargs)
    return str(caught.value)


A = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (A, A),
        (A + 1e-7, A),
        (A.astype(np.float32), A),
        (A.astype(int), A),
        (2.5, 2.5),
        (np.float64(2.5), np.array(2.5)),
        (np.array([True, False]), np.array([True, False])),
        (np.array([np.inf, -np.inf]), np.array([np.inf, -np.inf])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array([1e12 + 1.0]), np.array([1e12])),
    ],
)
def test_close_accepts_what_is_close(actual: object, expected: object) -> None:
    expect_close(actual, expected)


@pytest.mark.parametrize(
    ("actual", "sentence"),
    [
        (A + 1, "output[0, 0] is 1, expected 0. 6 of 6 numbers differ."),
        (A * [1, 1, 1.00001], "output[0, 2] is 2.00002, expected 2. 2 of 6 numbers differ."),
        (np.full((2, 3), np.nan), "output[0, 0] is NaN, not a number; expected 0."),
        (np.full((2, 3), np.inf), "output[0, 0] is inf, expected 0. 6 of 6 numbers differ."),
        (A.T, "output must have shape (2, 3); yours is (3, 2): axes swapped."),
        (A.tolist(), "output must be a NumPy array, but is a list of 2 values."),
        (None, "output must be a NumPy array, but is None. Is a return missing?"),
        (A.astype(bool), "output must contain numbers, but contains True and False."),
        (A.astype(complex), "output must contain real numbers, but contains complex numbers."),
        (A.astype(object), "output must contain real numbers, but contains entries of type object."),
        (A.astype(str), "output must contain real numbers, but contains entries of type str1024."),
        (A.view(EqualsEverything), "output must be a NumPy array, but is an array of shape (2, 3)."),
        (RemoteValue("Sly", "r1"), "output must be a NumPy array, but is a Sly."),
        ("text", "output must be a NumPy array, but is the text 'text'."),
        (3.0, "output must have shape (2, 3); yours is (): a single number."),
    ],
)
def test_close_refuses_the_rest_in_one_sentence(actual: object, sentence: str) -> None:
    assert said(expect_close, actual, A) == sentence


@pytest.mark.parametrize(
    ("actual", "wanted", "symbols", "sentence"),
    [
        (
            (2, 8, 5),
            (2, 5, 8),
            "(B, T, d_model)",
            "(B, T, d_model) = (2, 5, 8); yours is (2, 8, 5): axes swapped",
        ),
        ((5, 2, 8), (2, 5, 8), "", "(2, 5, 8); yours is (5, 2, 8): axes swapped: -3 and -2"),
        ((8, 2, 5), (2, 5, 8), "", "yours is (8, 2, 5): the axes are in a different order"),
        (
            (2, 1, 5),
            (2, 5),
            "the shape of x",
            "(2, 5) (the shape of x); yours is (2, 1, 5): an axis of size 1",
        ),
        ((2, 5), (2, 1, 5), "", "an axis of size 1 is missing"),
        ((5, 8), (2, 5, 8), "", "the leading axes are missing"),
        ((2, 2, 5), (2, 5), "", "1 axis too many"),
        ((2, 6), (2, 5), "", "yours is (2, 6)."),
        ((4, 4, 3), (4, 3), "", "1 axis too many"),
    ],
)
def test_a_wrong_shape_is_reported_in_symbols_and_numbers(
    actual: tuple[int, ...], wanted: tuple[int, ...], symbols: str, sentence: str
) -> None:
    assert sentence in said(expect_shape, np.zeros(actual), wanted, symbols)


def test_the_grids_are_cut_around_the_first_difference() -> None:
    expected = np.zeros((2, 30, 40))
    actual = expected.copy()
    actual[1, 20, 35] = 5.0
    with pytest.raises(CheckFailure) as caught:
        expect_close(actual, expected, what="weights")
    seen = caught.value.comparison
    assert seen is not None
    assert (seen.what, seen.first_difference, seen.largest) == ("weights", (1, 20, 35), 5.0)
    assert (seen.actual.index, seen.actual.shape) == ((1,), (2, 30, 40))
    assert (len(seen.actual.rows), len(seen.actual.rows[0])) == (8, 8)
    assert sum(map(sum, seen.actual.rows)) == 5.0
    assert sum(map(sum, seen.expected.rows)) == 0.0


def test_an_expression_gets_its_entry_in_words() -> None:
    assert said(expect_close, A + 1, A, what="output, T = 3").startswith("output, T = 3: entry [0, 0] is 1")


def test_finite_finds_nan_and_infinity() -> None:
    expect_finite(A)
    assert said(expect_finite, np.array([0.0, np.nan])) == "output[1] is NaN, not a number."
    assert said(expect_finite, np.array([np.inf, 0.0])) == "output[0] is infinite."


def test_the_dtype_must_match_exactly() -> None:
    expect_dtype(A, np.float64)
    expect_dtype(A > 1, bool)
    assert (
        said(expect_dtype, A.astype(np.float32), float)
        == "output must be of type float64, but is of type float32."
    )


def test_an_input_that_changed_is_shown_with_before_and_after() -> None:
    expect_unchanged(A, A.copy())
    expect_unchanged(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]))
    changed = A.copy()
    changed[1, 1] = -7.0
    assert "x[1, 1] was 4 before the call and is -7 after it" in said(expect_unchanged, A, changed, "x")
    assert "changes x" in said(expect_unchanged, A, A[:1], "x")


def test_rows_must_sum_to_one_and_columns_are_noticed() -> None:
    weights = np.array([[0.25, 0.75], [0.5, 0.5]])
    expect_rows_sum_to_one(weights)
    assert said(expect_rows_sum_to_one, weights * [[1], [2]]) == "Row weights[1] sums to 2, not 1."
    assert "over the wrong axis" in said(expect_rows_sum_to_one, weights.T)
    assert "NaN" in said(expect_rows_sum_to_one, weights * np.nan)


@pytest.mark.parametrize("condition", [False, np.False_, None, 1, "yes", RemoteValue("Yes", "r")])
def test_only_true_is_true(condition: object) -> None:
    assert said(expect, condition, "it must hold") == "it must hold."


def test_expect_raises_requires_this_type_of_error() -> None:
    def learner(*kinds: str) -> None:
        raise LearnerError(kinds[0], "no", kinds=kinds)

    expect_raises(ValueError, learner, "UnicodeError", "ValueError")
    assert said(expect_raises, ValueError, learner, "TypeError", what="H = 5") == (
        "Your code should raise ValueError for H = 5, but it raised TypeError: no"
    )
    assert said(expect_raises, ValueError, lambda: A) == (
        "Your code should raise ValueError, but it returned an array of shape (2, 3)."
    )
    with pytest.raises(LearnerError):
        expect_raises(ValueError, learner, "NotImplementedError")


def test_lost_float32_precision_is_reported() -> None:
    exact = np.linspace(-9.0, 9.0, 64).reshape(8, 8) / 7
    for rounded in (exact.astype(np.float32), exact.astype(np.float32).astype(np.float64), exact + 1e-6):
        sentence = said(expect_close, rounded, exact, atol=1e-9, rtol=1e-9)
        assert "They agree to" in sentence
        assert "was something rounded, or computed in float32?" in sentence


@pytest.mark.parametrize(
    "wrong",
    [A.astype(np.float32) + 1, A * 1.0001, np.full_like(A, np.inf), A * 0.0],
    ids=["one more", "four digits", "infinite", "nothing"],
)
def test_a_real_difference_is_not_attributed_to_rounding(wrong: np.ndarray) -> None:
    assert "They agree" not in said(expect_close, wrong, A)


def test_a_number_is_described_without_the_noise_of_its_last_digits() -> None:
    assert describe(0.1 + 0.2) == describe(np.float64(0.1 + 0.2)) == "the number 0.3"
    assert describe(12) == "the number 12"
