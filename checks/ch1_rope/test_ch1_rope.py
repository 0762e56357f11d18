"""What RoPE must do. The oracle turns one pair at a time, as a complex number."""

import cmath

import numpy as np
import pytest

from tutor.grading.expect import (
    expect_close,
    expect_dtype,
    expect_raises,
    expect_shape,
    expect_unchanged,
)


def turned(x: np.ndarray, positions=None, base: float = 10000.0) -> np.ndarray:
    """Each pair as a complex number, multiplied by exp(i · position · base^(-2i/d)). float64."""
    *leading, seq_len, d = x.shape
    positions = list(range(seq_len)) if positions is None else [float(p) for p in positions]
    result = np.empty(x.shape, dtype=np.float64)
    for index in np.ndindex(*leading):
        for row, position in enumerate(positions):
            for pair in range(d // 2):
                first, second = float(x[(*index, row, 2 * pair)]), float(x[(*index, row, 2 * pair + 1)])
                point = complex(first, second) * cmath.exp(1j * position * base ** (-2 * pair / d))
                result[(*index, row, 2 * pair)] = point.real
                result[(*index, row, 2 * pair + 1)] = point.imag
    return result


@pytest.fixture
def rng():
    return np.random.default_rng(2024)


@pytest.mark.parametrize("shape", [(5, 4), (3, 5, 8), (2, 3, 5, 6), (2, 5, 5, 4)])
def test_shape(submission, rng, shape):
    """the result has the shape of x, whatever leading axes there are"""
    result = submission.apply_rope(rng.normal(size=shape))
    expect_shape(result, shape, "(..., T, d)", what="result")


def test_position_zero(submission, rng):
    """position 0 leaves its row as it is"""
    x = rng.normal(size=(3, 6))
    result = submission.apply_rope(x)
    expect_shape(result, x.shape, "(T, d)", what="result")
    expect_close(result[0], x[0], what="row 0")


def test_one_turn(submission):
    """[1, 0] at position 1 becomes [cos 1, sin 1]"""
    result = submission.apply_rope(np.array([[1.0, 0.0], [1.0, 0.0]]))
    expect_close(result, np.array([[1.0, 0.0], [np.cos(1), np.sin(1)]]), what="result")


def test_second_coordinate(submission):
    """[0, 1] at position 1 becomes [-sin 1, cos 1]"""
    result = submission.apply_rope(np.array([[0.0, 1.0], [0.0, 1.0]]))
    expect_close(result, np.array([[0.0, 1.0], [-np.sin(1), np.cos(1)]]), what="result")


@pytest.mark.parametrize("shape", [(6, 8), (7, 2), (3, 6, 4), (2, 3, 5, 6), (2, 6, 6, 6), (4, 2, 1, 8)])
def test_values(submission, rng, shape):
    """neighbouring columns are turned as pairs, each pair with its own speed"""
    x = rng.normal(size=shape)
    expect_close(submission.apply_rope(x), turned(x), what="result", atol=1e-9)


def test_given_positions(submission, rng):
    """positions decide the turn, with gaps and in any order"""
    x = rng.normal(size=(2, 4, 6))
    for positions in ([3, 4, 5, 6], [10, 0, 250, 7], [5000, 1, 2, 100000]):
        given = np.array(positions)
        expect_close(
            submission.apply_rope(x, given),
            turned(x, given),
            what=f"result for positions {positions}",
            atol=1e-8,
        )


def test_fractions(submission, rng):
    """positions may be fractions, and negative"""
    x = rng.normal(size=(4, 6))
    given = np.array([0.25, 1.5, -2.75, 1000.125])
    expect_close(submission.apply_rope(x, positions=given), turned(x, given), what="result", atol=1e-9)


def test_base(submission, rng):
    """base sets the slowest speed"""
    x = rng.normal(size=(5, 8))
    for base in (100.0, 500000.0):
        expect_close(
            submission.apply_rope(x, base=base),
            turned(x, base=base),
            what=f"result for base {base:g}",
            atol=1e-9,
        )


def test_lengths_kept(submission, rng):
    """turning keeps the length of every pair"""
    x = rng.normal(size=(2, 3, 7, 8))
    result = np.asarray(submission.apply_rope(x))
    expect_shape(result, x.shape, "(..., T, d)", what="result")
    pairs = x.reshape(2, 3, 7, 4, 2), result.reshape(2, 3, 7, 4, 2)
    before, after = ((p**2).sum(axis=-1) for p in pairs)
    expect_close(after, before, what="squared length of each pair", atol=1e-9)


def test_only_the_distance_counts(submission, rng):
    """the dot product of a query and a key feels only how far apart they are"""
    query, key = rng.normal(size=8), rng.normal(size=8)

    def score(query_at: float, key_at: float) -> float:
        both = submission.apply_rope(np.stack([query, key]), np.array([query_at, key_at]))
        expect_shape(both, (2, 8), "(T, d)", what="result")
        return float(np.dot(both[0], both[1]))

    near, far = score(5, 2), score(1005, 1002)
    expect_close(
        np.array([far]), np.array([near]), what="score of positions (1005, 1002), beside (5, 2)", atol=1e-8
    )


def test_inputs_unchanged(submission, rng):
    """x and positions are not changed"""
    x, positions = rng.normal(size=(4, 6)), np.array([4.0, 1.0, 2.5, 9.0])
    x_before, positions_before = x.copy(), positions.copy()
    submission.apply_rope(x, positions)
    expect_unchanged(x_before, x, "x")
    expect_unchanged(positions_before, positions, "positions")


def test_precision(submission, rng):
    """angles are computed in float64, also for float32 input far away"""
    x = rng.normal(size=(3, 4)).astype(np.float32)
    positions = np.array([20001, 65537, 131071])
    expect_close(submission.apply_rope(x, positions), turned(x, positions), what="result", atol=1e-5)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_dtype(submission, rng, dtype):
    """the result has x's dtype"""
    x = rng.normal(size=(4, 6)).astype(dtype)
    result = submission.apply_rope(x)
    expect_dtype(result, dtype, what="result")
    expect_close(result, turned(x), what="result", atol=4e-3 if dtype == np.float16 else 1e-5)


@pytest.mark.parametrize("d", [1, 5])
def test_odd_width(submission, rng, d):
    """an odd d raises ValueError"""
    expect_raises(ValueError, submission.apply_rope, rng.normal(size=(3, d)), what=f"apply_rope with d = {d}")


def test_strided_input(submission, rng):
    """a view with its axes exchanged is turned like any other array"""
    x = rng.normal(size=(2, 5, 3, 6)).swapaxes(1, 2)
    expect_close(submission.apply_rope(x), turned(x), what="result", atol=1e-9)
