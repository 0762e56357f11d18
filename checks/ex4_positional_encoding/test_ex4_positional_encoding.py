"""Checks of the positional encoding: first the core lines, in the order in which people write the code, then the robust ones.

The oracle computes one number at a time, with the math module. Core lines use even widths and positions below 100, so
they also accept a float32 table.
"""

import math

import numpy as np

from tutor.grading.expect import expect, expect_close, expect_dtype, expect_finite, expect_shape
from tutor.grading.lines import core, robust

SEE = "step-1-attention-visual-deep-dive#positional-encoding"

SYMBOLS = "(seq_len, d_model)"
CLOSE = 1e-4  # for the core: wrong values differ by more than any rounding error
EXACT = 1e-9  # needs float64 throughout; one float32 step is already further off

ONE_PAIR, PAIRS, POSITIONS = "one pair", "several pairs", "positions"
ODD, PRECISION, CALLS = "odd width", "precision", "calls"


# ── the oracle and shared checks ───────────────────────────────────────────────────────────────────────────────


def wave(position: int, column: int, d_model: int) -> float:
    """One entry, as in Vaswani et al. 2017, section 3.5."""
    pair = column // 2
    angle = position / math.pow(10000.0, 2 * pair / d_model)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def rows(positions: range, d_model: int) -> np.ndarray:
    """These positions' rows of the table, entry by entry."""
    entries = [[wave(position, column, d_model) for column in range(d_model)] for position in positions]
    return np.array(entries).reshape(len(positions), d_model)


def table(submission, seq_len: int, d_model: int) -> np.ndarray:
    """The learner's table, once it has the right shape."""
    encoding = submission.sinusoidal_positional_encoding(seq_len, d_model)
    expect_shape(encoding, (seq_len, d_model), SYMBOLS, what="encoding")
    return encoding


def expect_table(submission, seq_len: int, d_model: int, case: str = "", atol: float = CLOSE) -> None:
    """The whole table equals the oracle's."""
    encoding = table(submission, seq_len, d_model)
    what = f"encoding for seq_len = {seq_len}, d_model = {d_model}{case}"
    expect_close(encoding, rows(range(seq_len), d_model), what=what, atol=atol, rtol=0)


# ── one pair ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    ONE_PAIR,
    "rows and columns are exchanged",
    "a batch axis is added in front",
    "the columns are joined along the wrong axis",
    "the return statement is missing",
    see=SEE,
)
def test_shape(submission):
    """The table has shape (seq_len, d_model)"""
    for seq_len, d_model in ((5, 2), (5, 8), (7, 4), (3, 12), (1, 6)):
        table(submission, seq_len, d_model)


@core(
    ONE_PAIR,
    "positions start at 1",
    "sine and cosine are swapped",
    "sines and cosines fill two halves instead of alternating",
    "row 0 is never filled",
    see=SEE,
)
def test_position_zero(submission):
    """Position 0 is 0, 1, 0, 1, …"""
    encoding = table(submission, 4, 6)
    expect_close(encoding[0], np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]), what="row 0", atol=CLOSE)


@core(
    ONE_PAIR,
    "the angle is treated as degrees or multiplied by 2π",
    "positions are divided by seq_len",
    "the first pair's divisor is not 1",
    "the result is truncated to integers",
    see=SEE,
)
def test_sine_column(submission):
    """Column 0 is sin(position)"""
    for d_model in (2, 8):
        encoding = table(submission, 6, d_model)
        expect_close(
            encoding[:, 0], np.sin(np.arange(6.0)), what=f"column 0, d_model = {d_model}", atol=CLOSE
        )


@core(
    ONE_PAIR,
    "column 1 is a sine too",
    "column 1 has its own frequency instead of column 0's",
    "np.cos is applied to the sines",
    see=SEE,
)
def test_cosine_column(submission):
    """Column 1 is cos(position)"""
    for d_model in (2, 8):
        encoding = table(submission, 6, d_model)
        expect_close(
            encoding[:, 1], np.cos(np.arange(6.0)), what=f"column 1, d_model = {d_model}", atol=CLOSE
        )


# ── several pairs ────────────────────────────────────────────────────────────────────────────────────────────


@core(
    PAIRS,
    "the exponent is i / d_model, without the 2, or has the 2 twice",
    "each column has its own frequency",
    "sines and cosines fill two halves",
    see=SEE,
)
def test_brief(submission):
    """The worked example gives the table in the brief"""
    expect_table(submission, 3, 4)


@core(
    PAIRS,
    "the cosine's exponent uses the odd column's own number",
    "both columns of a pair are sines",
    "the pair is ceil(column / 2) instead of column // 2",
    see=SEE,
)
def test_length_of_a_pair(submission):
    """The sine and the cosine of a pair have the same angle"""
    encoding = table(submission, 12, 10)
    squares = encoding[:, 0::2] ** 2 + encoding[:, 1::2] ** 2
    expect_close(squares, np.ones((12, 5)), what="sine² + cosine² of each pair", atol=CLOSE)


@core(
    PAIRS,
    "the exponent is i / d_model, without the 2, or has the 2 twice",
    "the position is multiplied instead of divided",
    "the base is not 10000",
    "pairs are counted from 1",
    see=SEE,
)
def test_frequencies(submission):
    """Pair i divides the position by 10000^(2i / d_model)"""
    for d_model in (4, 6, 16):
        encoding = table(submission, 2, d_model)
        angles = 1 / 10000.0 ** (np.arange(0, d_model, 2) / d_model)
        what = f"even columns of row 1, d_model = {d_model}"
        expect_close(encoding[1, 0::2], np.sin(angles), what=what, atol=CLOSE)


@core(
    PAIRS,
    "the exponent is not 2i / d_model",
    "sine and cosine alternate over the rows",
    "the columns are in the wrong order",
    "// divides the positions",
    see=SEE,
)
def test_values(submission):
    """Every number is the sine or cosine that the formula gives"""
    for seq_len, d_model in ((6, 8), (9, 2), (4, 16), (2, 4), (3, 128)):
        expect_table(submission, seq_len, d_model)


@core(
    PAIRS,
    "the exponents are spread up to exactly 1",
    "the base is not 10000",
    "the exponent is divided by something other than d_model",
    see=SEE,
)
def test_slowest_pair(submission):
    """The last pair's divisor is just below 10000"""
    for d_model in (4, 6, 64):
        encoding = table(submission, 90, d_model)
        slow = np.arange(90) / 10000 ** ((d_model - 2) / d_model)
        what = f"of d_model = {d_model}"
        expect_close(encoding[:, -2], np.sin(slow), what=f"column {d_model - 2} {what}", atol=CLOSE, rtol=0)
        expect_close(encoding[:, -1], np.cos(slow), what=f"column {d_model - 1} {what}", atol=CLOSE, rtol=0)


@core(
    PAIRS,
    "rows and columns are exchanged (a square table hides it)",
    "positions run along the columns",
    see=SEE,
)
def test_equal_sizes(submission):
    """The result is correct when seq_len = d_model"""
    for size in (4, 6, 10):
        expect_table(submission, size, size)


# ── positions ────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    POSITIONS,
    "a loop over positions starts at 1 or stops one position too early",
    "squeeze removes the only row",
    "positions are divided by seq_len - 1, which is 0 here",
    see=SEE,
)
def test_one_position(submission):
    """A sequence of one token works"""
    for d_model in (6, 4, 2):
        expect_table(submission, 1, d_model)


@core(
    POSITIONS,
    "positions are divided by seq_len",
    "the exponent uses seq_len instead of d_model",
    "the last row is never filled",
    see=SEE,
)
def test_length_does_not_matter(submission):
    """A position's row is the same in a short table and in a long one"""
    short, long = table(submission, 5, 8), table(submission, 50, 8)
    expect_close(short, long[:5], what="the 5 rows of the short table", atol=CLOSE)


@core(
    POSITIONS,
    "both columns of a pair are sines",
    "the sine and the cosine of a pair have different angles",
    "the angle does not grow evenly, as with //",
    see=SEE,
)
def test_a_step_is_a_rotation(submission):
    """A step of 3 positions rotates each pair by the same angle everywhere"""
    encoding = table(submission, 40, 8)
    sines, cosines, step = encoding[:, 0::2], encoding[:, 1::2], 3
    angles = step / 10000.0 ** (np.arange(0, 8, 2) / 8)
    moved = sines[:-step] * np.cos(angles) + cosines[:-step] * np.sin(angles)
    expect_close(sines[step:], moved, what="sines, 3 positions on", atol=CLOSE, rtol=0)


@core(
    POSITIONS,
    "the angles are returned without taking sine and cosine",
    "something is added to the sines",
    see=SEE,
)
def test_bounded(submission):
    """Every number is between -1 and 1"""
    encoding = table(submission, 90, 6)
    expect_finite(encoding, what="encoding")
    largest = float(np.abs(encoding).max())
    expect(
        largest <= 1 + 1e-6, f"the largest number is {largest:.4g}; sines and cosines are between -1 and 1"
    )


# ── robust: odd widths ───────────────────────────────────────────────────────────────────────────────────────


@robust(
    ODD,
    "there are as many cosines as sines, but one fewer odd column",
    "only complete pairs are filled",
    "the table gets d_model + 1 columns",
    see=SEE,
)
def test_odd_width_shape(submission):
    """An odd d_model gives d_model columns"""
    for seq_len, d_model in ((5, 7), (12, 3), (3, 1)):
        table(submission, seq_len, d_model)


@robust(
    ODD,
    "the last column stays 0",
    "the last column is a cosine",
    "the exponent is divided by the next even width",
    see=SEE,
)
def test_odd_width(submission):
    """An odd d_model ends with a sine that has no cosine"""
    for seq_len, d_model in ((5, 7), (4, 3), (3, 1), (1, 5), (5, 5), (2, 33), (100, 5)):
        expect_table(submission, seq_len, d_model)


# ── robust: precision ────────────────────────────────────────────────────────────────────────────────────────


@robust(PRECISION, "the table is created with dtype=float32", "the angles are float32", see=SEE)
def test_dtype(submission):
    """The table is float64"""
    for seq_len, d_model in ((3, 4), (1, 2)):
        expect_dtype(submission.sinusoidal_positional_encoding(seq_len, d_model), np.float64, what="encoding")


@robust(PRECISION, "the angles or divisors are float32", "the result is rounded", see=SEE)
def test_exact(submission):
    """Every number is accurate to 1e-9"""
    for seq_len, d_model in ((6, 8), (9, 2), (4, 16), (10, 10), (2, 4), (3, 128), (1, 6), (90, 64)):
        expect_table(submission, seq_len, d_model, atol=EXACT)


@robust(
    PRECISION,
    "the angles are float32: at position 20,000, they are off by about 0.001",
    "the table ends at a fixed number of rows",
    "positions wrap around",
    see=SEE,
)
def test_far_positions(submission):
    """Distant positions are as accurate as near ones"""
    for seq_len, d_model in ((6000, 6), (20000, 4), (20000, 3)):
        encoding = table(submission, seq_len, d_model)
        expect_finite(encoding, what="encoding")
        last = range(seq_len - 10, seq_len)
        what = f"rows {last.start} … {last.stop - 1}"
        expect_close(encoding[-10:], rows(last, d_model), what=what, atol=EXACT, rtol=0)


# ── robust: calls ────────────────────────────────────────────────────────────────────────────────────────────


@robust(CALLS, "an argument is not named as in the task", see=SEE)
def test_names(submission):
    """seq_len and d_model can be passed by name"""
    encoding = submission.sinusoidal_positional_encoding(d_model=6, seq_len=4)
    expect_close(encoding, rows(range(4), 6), what="encoding", atol=CLOSE, rtol=0)


@robust(CALLS, "a table from an earlier call is reused", see=SEE)
def test_again(submission):
    """No call depends on an earlier one"""
    for seq_len, d_model in ((5, 8), (9, 8), (3, 8), (5, 6), (5, 8), (8, 5)):
        expect_table(submission, seq_len, d_model, " in a series of calls")
