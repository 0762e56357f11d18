"""What the positional encoding must do. The oracle computes one number at a time, with the math module."""

import math

import numpy as np

from tutor.grading.expect import expect, expect_close, expect_dtype, expect_finite, expect_shape

SYMBOLS = "(seq_len, d_model)"
EXACT = 1e-9  # float64 all the way; what was float32 for a moment is further off


# ── the oracle, and what is asked again and again ────────────────────────────────────────────────────────────


def wave(position: int, column: int, d_model: int) -> float:
    """One entry, straight from Vaswani et al. 2017, section 3.5."""
    pair = column // 2
    angle = position / math.pow(10000.0, 2 * pair / d_model)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def rows(positions: range, d_model: int) -> np.ndarray:
    """These positions' rows of the table, entry by entry."""
    entries = [[wave(position, column, d_model) for column in range(d_model)] for position in positions]
    return np.array(entries).reshape(len(positions), d_model)


def expect_table(submission, seq_len: int, d_model: int, case: str = "") -> np.ndarray:
    """The whole table equals the oracle's."""
    encoding = submission.sinusoidal_positional_encoding(seq_len, d_model)
    expect_shape(encoding, (seq_len, d_model), SYMBOLS, what="encoding")
    what = f"encoding for seq_len = {seq_len}, d_model = {d_model}{case}"
    expect_close(encoding, rows(range(seq_len), d_model), what=what, atol=EXACT, rtol=0)
    return encoding


def table(submission, seq_len: int, d_model: int) -> np.ndarray:
    """The learner's table, once it has the right shape."""
    encoding = submission.sinusoidal_positional_encoding(seq_len, d_model)
    expect_shape(encoding, (seq_len, d_model), SYMBOLS, what="encoding")
    return encoding


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────


def test_shape(submission):
    """the table has one row a position and one column a number of the vector"""
    for seq_len, d_model in ((5, 8), (7, 4), (4, 4), (3, 12), (12, 3), (1, 6)):
        table(submission, seq_len, d_model)


def test_position_zero(submission):
    """position 0 reads 0, 1, 0, 1 …: the sine and the cosine of 0"""
    encoding = table(submission, 4, 6)
    expect_close(encoding[0], np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]), what="row 0")


def test_first_pair(submission):
    """the first pair of columns is sin(position) and cos(position), in radians"""
    encoding, positions = table(submission, 6, 8), np.arange(6.0)
    expect_close(encoding[:, 0], np.sin(positions), what="column 0")
    expect_close(encoding[:, 1], np.cos(positions), what="column 1")


def test_values(submission):
    """every pair turns at its own speed: the position is divided by 10000^(2i / d_model)"""
    for seq_len, d_model in ((6, 8), (9, 2), (4, 16), (10, 10), (2, 4), (3, 128)):
        expect_table(submission, seq_len, d_model)


def test_odd_width(submission):
    """an odd d_model ends on a sine without its cosine"""
    for seq_len, d_model in ((5, 7), (4, 3), (3, 1), (5, 5), (2, 33)):
        expect_table(submission, seq_len, d_model)


def test_one_position(submission):
    """a sequence of one token works"""
    for d_model in (6, 5, 2, 1):
        expect_table(submission, 1, d_model)


def test_slowest_pair(submission):
    """the last pair divides the position by 10000^((d_model - 2) / d_model)"""
    for d_model in (4, 6, 64):
        encoding = table(submission, 40, d_model)
        slow = np.arange(40) / 10000 ** ((d_model - 2) / d_model)
        expect_close(
            encoding[:, -2], np.sin(slow), what=f"column {d_model - 2} of {d_model}", atol=EXACT, rtol=0
        )
        expect_close(
            encoding[:, -1], np.cos(slow), what=f"column {d_model - 1} of {d_model}", atol=EXACT, rtol=0
        )


# ── what it is good for ──────────────────────────────────────────────────────────────────────────────────────


def test_length_does_not_matter(submission):
    """a position's pattern is the same in a short text and in a long one"""
    short, long = table(submission, 5, 8), table(submission, 50, 8)
    expect_close(short, long[:5], what="the first 5 of 50 rows")


def test_a_step_is_a_rotation(submission):
    """a step of k positions turns every pair by the same angle, wherever it starts"""
    encoding = table(submission, 40, 8)
    sines, cosines, step = encoding[:, 0::2], encoding[:, 1::2], 3
    angles = step / 10000.0 ** (np.arange(0, 8, 2) / 8)
    moved = sines[:-step] * np.cos(angles) + cosines[:-step] * np.sin(angles)
    expect_close(sines[step:], moved, what="sines, 3 positions on", atol=EXACT, rtol=0)


def test_length_of_a_row(submission):
    """every row has the same length, √(d_model / 2)"""
    encoding = table(submission, 12, 10)
    expect_close((encoding**2).sum(axis=-1), np.full(12, 5.0), what="squared length of each row")


def test_bounded(submission):
    """every number lies between -1 and 1"""
    encoding = table(submission, 100, 5)
    expect_finite(encoding, what="encoding")
    largest = float(np.abs(encoding).max())
    expect(
        largest <= 1 + 1e-12, f"the largest number is {largest:.4g}; sines and cosines stay between -1 and 1"
    )


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_far_positions(submission):
    """far positions are as exact as near ones: float64"""
    for seq_len, d_model in ((6000, 6), (20000, 3)):
        encoding = table(submission, seq_len, d_model)
        expect_finite(encoding, what="encoding")
        last = range(seq_len - 10, seq_len)
        what = f"rows {last.start} … {last.stop - 1}"
        expect_close(encoding[-10:], rows(last, d_model), what=what, atol=EXACT, rtol=0)


def test_dtype(submission):
    """the result is float64"""
    for seq_len, d_model in ((3, 4), (1, 1)):
        expect_dtype(submission.sinusoidal_positional_encoding(seq_len, d_model), np.float64, what="encoding")


def test_names(submission):
    """both arguments can be given by name"""
    encoding = submission.sinusoidal_positional_encoding(d_model=6, seq_len=4)
    expect_close(encoding, rows(range(4), 6), what="encoding", atol=EXACT, rtol=0)


def test_again(submission):
    """asking again, for another length or width, gives what was asked for: no table is kept from call to call"""
    for seq_len, d_model in ((5, 8), (9, 8), (3, 8), (5, 6), (5, 8), (8, 5)):
        expect_table(submission, seq_len, d_model, " in a row of calls")
