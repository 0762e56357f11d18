"""What the positional encoding must do. The oracle computes one number at a time, with the math module."""

import math

import numpy as np
import pytest

from tutor.grading.expect import expect, expect_close, expect_dtype, expect_finite, expect_shape


def wave(position: int, column: int, d_model: int) -> float:
    """One entry, straight from Vaswani et al. 2017, section 3.5."""
    pair = column // 2
    angle = position / math.pow(10000.0, 2 * pair / d_model)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def table(seq_len: int, d_model: int) -> np.ndarray:
    """(seq_len, d_model), entry by entry."""
    rows = [[wave(position, column, d_model) for column in range(d_model)] for position in range(seq_len)]
    return np.array(rows).reshape(seq_len, d_model)


@pytest.mark.parametrize(("seq_len", "d_model"), [(5, 8), (7, 4), (4, 4), (3, 12)])
def test_shape(submission, seq_len, d_model):
    """the table has one row a position and one column a number of the vector"""
    encoding = submission.sinusoidal_positional_encoding(seq_len, d_model)
    expect_shape(encoding, (seq_len, d_model), "(seq_len, d_model)", what="encoding")


def test_position_zero(submission):
    """position 0 reads 0, 1, 0, 1 …: the sine and the cosine of 0"""
    encoding = submission.sinusoidal_positional_encoding(4, 6)
    expect_shape(encoding, (4, 6), "(seq_len, d_model)", what="encoding")
    expect_close(encoding[0], np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]), what="row 0")


def test_first_pair(submission):
    """the first pair of columns is sin(position) and cos(position), in radians"""
    encoding = submission.sinusoidal_positional_encoding(6, 8)
    expect_shape(encoding, (6, 8), "(seq_len, d_model)", what="encoding")
    positions = np.arange(6.0)
    expect_close(encoding[:, 0], np.sin(positions), what="column 0")
    expect_close(encoding[:, 1], np.cos(positions), what="column 1")


@pytest.mark.parametrize(("seq_len", "d_model"), [(6, 8), (9, 2), (4, 16), (10, 10)])
def test_values(submission, seq_len, d_model):
    """every pair turns with its own wavelength, 10000^(2i / d_model)"""
    encoding = submission.sinusoidal_positional_encoding(seq_len, d_model)
    expect_close(encoding, table(seq_len, d_model), what="encoding", atol=1e-9)


@pytest.mark.parametrize(("seq_len", "d_model"), [(5, 7), (4, 3), (3, 1)])
def test_odd_width(submission, seq_len, d_model):
    """an odd d_model ends on a sine without its cosine"""
    encoding = submission.sinusoidal_positional_encoding(seq_len, d_model)
    expect_shape(encoding, (seq_len, d_model), "(seq_len, d_model)", what="encoding")
    expect_close(encoding, table(seq_len, d_model), what="encoding", atol=1e-9)


def test_one_position(submission):
    """a sequence of one token works"""
    encoding = submission.sinusoidal_positional_encoding(1, 6)
    expect_close(encoding, table(1, 6), what="encoding", atol=1e-9)


def test_length_does_not_matter(submission):
    """a position's pattern is the same in a short text and in a long one"""
    short = submission.sinusoidal_positional_encoding(5, 8)
    long = submission.sinusoidal_positional_encoding(50, 8)
    expect_shape(long, (50, 8), "(seq_len, d_model)", what="encoding")
    expect_close(short, long[:5], what="the first 5 of 50 rows")


def test_a_step_is_a_rotation(submission):
    """a step of k positions turns every pair by the same angle, wherever it starts"""
    encoding = submission.sinusoidal_positional_encoding(40, 8)
    expect_shape(encoding, (40, 8), "(seq_len, d_model)", what="encoding")
    sines, cosines, step = encoding[:, 0::2], encoding[:, 1::2], 3
    angles = step / 10000.0 ** (np.arange(0, 8, 2) / 8)
    moved = sines[:-step] * np.cos(angles) + cosines[:-step] * np.sin(angles)
    expect_close(sines[step:], moved, what="sines, 3 positions on", atol=1e-9)


def test_length_of_a_row(submission):
    """every row has the same length, √(d_model / 2)"""
    encoding = submission.sinusoidal_positional_encoding(12, 10)
    expect_shape(encoding, (12, 10), "(seq_len, d_model)", what="encoding")
    expect_close(
        (np.asarray(encoding) ** 2).sum(axis=-1), np.full(12, 5.0), what="squared length of each row"
    )


def test_far_positions(submission):
    """far positions are as exact as near ones: float64"""
    encoding = submission.sinusoidal_positional_encoding(6000, 6)
    expect_shape(encoding, (6000, 6), "(seq_len, d_model)", what="encoding")
    expect_finite(encoding, what="encoding")
    far = np.array([[wave(position, column, 6) for column in range(6)] for position in range(5990, 6000)])
    expect_close(encoding[5990:], far, what="rows 5990 … 5999", atol=1e-9)


def test_dtype(submission):
    """the result is float64"""
    expect_dtype(submission.sinusoidal_positional_encoding(3, 4), np.float64, what="encoding")


def test_bounded(submission):
    """every number lies between -1 and 1"""
    encoding = submission.sinusoidal_positional_encoding(100, 5)
    expect_finite(encoding, what="encoding")
    largest = float(np.abs(encoding).max())
    expect(
        largest <= 1 + 1e-12, f"the largest number is {largest:.4g}; sines and cosines stay between -1 and 1"
    )
