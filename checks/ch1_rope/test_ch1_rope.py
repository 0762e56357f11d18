"""Checks of RoPE: first the core lines, in the order in which people write the code, then the robust ones.

The oracle rotates one pair at a time, as a complex number. Inputs of core lines are float64, with an even d and positions
up to a few hundred, so the core also accepts angles computed in float32.
"""

import cmath

import numpy as np

from tutor.grading.expect import (
    expect_close,
    expect_dtype,
    expect_raises,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

LESSON = "step-1-attention-visual-deep-dive"
ROPE, BATCHES = f"{LESSON}#rope-and-alibi", f"{LESSON}#batches"

SYMBOLS = "(..., T, d)"
CLOSE = 1e-4  # for the core: wrong values differ by more than any rounding error
EXACT = 1e-8  # needs float64 throughout; one float32 step is already further off
TYPES = ((np.float64, EXACT), (np.float32, 1e-5), (np.float16, 4e-3))

ONE_PAIR, PAIRS, POSITIONS = "one pair", "several pairs", "positions and base"
LEADING, CALLER = "leading axes", "caller"
ODD, NUMBERS, FAR, CALLS = "odd width", "types", "precision", "calls"


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


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


def draw(*shape: int, seed: int = 0) -> np.ndarray:
    """Random numbers in this shape."""
    return np.random.default_rng(2024 + seed).normal(size=shape)


def expect_turned(submission, x, positions=None, base=None, case="", atol=CLOSE):
    """The result equals the oracle's. Arguments that are None are not passed, except positions when a base follows."""
    expected = turned(
        x, positions, 10000.0 if base is None else base
    )  # computed first, before the learner's code can change an argument
    given = () if positions is None and base is None else (positions,) if base is None else (positions, base)
    result = submission.apply_rope(x, *given)
    expect_shape(result, x.shape, SYMBOLS, what="result")
    expect_close(result, expected, what=f"result for x of shape {x.shape}{case}", atol=atol, rtol=atol)
    return result


# ── one pair ─────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    ONE_PAIR,
    "the new columns are stacked along another axis",
    "the pairs still have an axis of their own",
    "the return statement is missing",
    see=ROPE,
)
def test_shape(submission):
    """The result has the shape of x"""
    for shape in ((3, 2), (5, 4), (2, 6)):
        expect_shape(submission.apply_rope(draw(*shape)), shape, "(T, d)", what="result")


@core(
    ONE_PAIR,
    "positions start at 1",
    "sine and cosine are swapped",
    "sines and cosines are added to x",
    "the columns are returned in the wrong order",
    see=ROPE,
)
def test_position_zero(submission):
    """Position 0 leaves its row unchanged"""
    for d in (2, 6, 8):
        x = draw(3, d)
        result = submission.apply_rope(x.copy())
        expect_shape(result, x.shape, "(T, d)", what="result")
        expect_close(result[0], x[0], what="row 0", atol=CLOSE)


@core(
    ONE_PAIR,
    "the minus sign is in the second line instead of the first",
    "sine and cosine are swapped",
    "the angle is multiplied by 2π or treated as degrees",
    "the first pair's frequency is not 1",
    see=ROPE,
)
def test_one_turn(submission):
    """[1, 0] at position 1 becomes [0.5403, 0.8415]"""
    result = submission.apply_rope(np.array([[1.0, 0.0], [1.0, 0.0]]))
    expect_close(result, np.array([[1.0, 0.0], [np.cos(1), np.sin(1)]]), what="result", atol=CLOSE)


@core(
    ONE_PAIR,
    "the minus sign is missing or in the second line",
    "the second line reads the new first column",
    "sine and cosine are swapped",
    see=ROPE,
)
def test_second_coordinate(submission):
    """[0, 1] at position 1 becomes [-0.8415, 0.5403]"""
    result = submission.apply_rope(np.array([[0.0, 1.0], [0.0, 1.0]]))
    expect_close(result, np.array([[0.0, 1.0], [-np.sin(1), np.cos(1)]]), what="result", atol=CLOSE)


@core(
    ONE_PAIR,
    "the second line reads the new first column",
    "one of the sine terms has the wrong sign",
    "the angle is not the position times the frequency",
    see=ROPE,
)
def test_every_position(submission):
    """A single pair at position p is rotated by p radians"""
    expect_turned(submission, draw(7, 2))


# ── several pairs ────────────────────────────────────────────────────────────────────────────────────────────


@core(
    PAIRS,
    "column i is paired with column i + d/2",
    "the new columns are concatenated instead of interleaved",
    "the columns are put back in the wrong order",
    see=ROPE,
)
def test_neighbours(submission):
    """Pair i consists of columns 2i and 2i + 1"""
    d = 6
    for column in range(d):
        x = np.zeros((3, d))
        x[:, column] = 1.0
        pair = column - column % 2
        result = submission.apply_rope(x)
        expect_shape(result, (3, d), "(T, d)", what="result")
        others = np.delete(np.asarray(result), [pair, pair + 1], axis=-1)
        what = f"all columns but {pair} and {pair + 1}, when x is 1 in column {column} and 0 elsewhere"
        expect_close(others, np.zeros((3, d - 2)), what=what, atol=CLOSE)


@core(
    PAIRS,
    "the exponent is -i/d, without the 2, or has the 2 twice",
    "the exponent has no minus sign",
    "every pair rotates by the same angle",
    "pairs are counted from 1",
    see=ROPE,
)
def test_frequencies(submission):
    """At position 1, pair i rotates by base^(-2i/d)"""
    for d in (4, 6, 10):
        x = np.zeros((2, d))
        x[:, 0::2] = 1.0
        angles = 10000.0 ** (-np.arange(0, d, 2) / d)
        result = submission.apply_rope(x)
        expect_shape(result, (2, d), "(T, d)", what="result")
        expect_close(result[1, 0::2], np.cos(angles), what=f"even columns of row 1, d = {d}", atol=CLOSE)
        expect_close(result[1, 1::2], np.sin(angles), what=f"odd columns of row 1, d = {d}", atol=CLOSE)


@core(
    PAIRS,
    "one of the sine terms has the wrong sign",
    "the sine terms of the formula are missing",
    "the two columns of a pair have different angles",
    see=ROPE,
)
def test_lengths_kept(submission):
    """Rotation keeps the length of every pair"""
    x = draw(7, 8)
    result = submission.apply_rope(x.copy())
    expect_shape(result, x.shape, "(T, d)", what="result")
    pairs = x.reshape(7, 4, 2), np.asarray(result).reshape(7, 4, 2)
    before, after = ((p**2).sum(axis=-1) for p in pairs)
    expect_close(after, before, what="squared length of each pair", atol=CLOSE, rtol=CLOSE)


@core(
    PAIRS,
    "column i is paired with column i + d/2",
    "the angles and the columns are in different orders",
    "the last pair is left out",
    "the exponent is not -2i/d",
    see=ROPE,
)
def test_values(submission):
    """Every pair of every row is rotated as in the formula"""
    for seed, shape in enumerate(((6, 8), (3, 4), (4, 6), (2, 10))):
        expect_turned(submission, draw(*shape, seed=seed))


@core(
    PAIRS,
    "positions run along the columns",
    "the angles have shape (d / 2, T) and fit only here",
    "rows and columns are exchanged at the end",
    see=ROPE,
)
def test_equal_sizes(submission):
    """The result is correct when T = d, and when T = d / 2"""
    for shape in ((4, 4), (6, 6), (3, 6), (4, 8)):
        expect_turned(submission, draw(*shape))


# ── positions and base ───────────────────────────────────────────────────────────────────────────────────────


@core(
    POSITIONS,
    "positions is not used",
    "positions are used to index a table of T rows",
    "the first position is subtracted from all of them",
    "positions are sorted, or counted up from the first one",
    see=ROPE,
)
def test_given_positions(submission):
    """positions sets the position of each row, in any order and with gaps"""
    for positions in ([3, 4, 5, 6], [10, 0, 250, 7], [0, 0, 0, 0], [7, 7, 0, 7], [3, 2, 1, 0]):
        for d in (6, 4, 2):
            expect_turned(submission, draw(4, d), np.array(positions), case=f", positions {positions}")


@core(
    POSITIONS,
    "positions is not used, so the row counts as position 0",
    "the first position is subtracted from all of them",
    "the position is used to index a table of T rows",
    see=ROPE,
)
def test_one_row(submission):
    """A single row is rotated according to its own position, as with a cache"""
    for position in (0.0, 1.0, 17.0, 300.0):
        expect_turned(submission, draw(1, 6), np.array([position]), case=f", position {position:g}")


@core(
    POSITIONS,
    "positions are converted to integers",
    "positions are used to index a table",
    "a test such as 'if not positions' replaces the given positions",
    see=ROPE,
)
def test_fractions(submission):
    """positions can be fractional or negative"""
    for positions in ([0.25, 1.5, -2.75, 100.125], [-3.0, -2.0, -1.0, 0.0], [0.0, 0.1, 0.2, 0.3]):
        expect_turned(submission, draw(4, 6), np.array(positions), case=f", positions {positions}")


@core(
    POSITIONS,
    "the length of the pairs changes",
    "the position is not used as an angle",
    "both sine terms have the same sign",
    see=ROPE,
)
def test_only_the_distance_counts(submission):
    """The score of a rotated query and key depends only on their distance"""
    query, key = draw(2, 8)

    def score(query_at: float, key_at: float) -> float:
        both = submission.apply_rope(np.stack([query, key]), np.array([query_at, key_at]))
        expect_shape(both, (2, 8), "(T, d)", what="result")
        return float(np.dot(both[0], both[1]))

    near, far = score(5, 2), score(35, 32)
    what = "score at positions (35, 32), which should be the score at (5, 2)"
    expect_close(np.array([far]), np.array([near]), what=what, atol=CLOSE)


@core(
    POSITIONS,
    "10000 is hard-coded",
    "np.log10(base) is used instead of np.log(base)",
    "the exponent is not -2i/d",
    see=ROPE,
)
def test_base(submission):
    """base sets how slowly the later pairs rotate"""
    for base in (100.0, 500000.0, 7.0):
        expect_turned(submission, draw(5, 8), None, base, case=f", base {base:g}")
        expect_turned(submission, draw(3, 4), np.array([2, 9, 400]), base, case=f", base {base:g}, positions")


# ── leading axes ─────────────────────────────────────────────────────────────────────────────────────────────


@core(
    LEADING,
    "T is read from x.shape[0], here the batch size",
    "columns are selected with x[:, 0::2], which selects tokens here",
    "the rotated rows are stacked along axis 0",
    see=BATCHES,
)
def test_batch(submission):
    """A batch (B, T, d) works"""
    for shape in ((3, 6, 4), (5, 2, 8), (2, 3, 2)):
        expect_turned(submission, draw(*shape))


@core(
    LEADING,
    "T is read from x.shape[1], here the number of heads",
    "the angles run along the heads instead of axis -2",
    "B, T, d = x.shape expects three axes",
    see=BATCHES,
)
def test_heads(submission):
    """Heads (B, n_heads, T, d) work: positions run along axis -2"""
    for shape in ((2, 3, 5, 6), (5, 3, 2, 10), (4, 2, 1, 8)):
        expect_turned(submission, draw(*shape))


@core(
    LEADING,
    "the code handles only certain numbers of axes",
    "the positions do not broadcast over the leading axes",
    "a reshape lists the axes one by one",
    see=BATCHES,
)
def test_leading_axes(submission):
    """Any number of leading axes works, with given positions too"""
    expect_turned(submission, draw(2, 1, 3, 4, 6))
    positions = np.array([3.0, 0.0, 40.0, 1.5])
    for shape in ((2, 4, 6), (3, 2, 4, 2), (2, 1, 3, 4, 6)):
        expect_turned(submission, draw(*shape), positions, case=", positions given")


@core(
    LEADING,
    "the angles run along the heads or the batch (equal sizes hide it)",
    "T is read from x.shape[0] or x.shape[1]",
    "two axes are exchanged at the end",
    see=BATCHES,
)
def test_all_sizes_equal(submission):
    """The result is correct when B = n_heads = T = d"""
    for shape in ((4, 4, 4, 4), (2, 6, 6, 6), (6, 6, 6)):
        expect_turned(submission, draw(*shape))
    expect_turned(submission, draw(4, 4, 4, 4), np.array([10, 0, 250, 7]), case=", positions given")


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "the result is written into x, as in x[..., 0::2] = …",
    "out = x makes no copy",
    "the code writes to a view or reshape of x",
    see=ROPE,
)
def test_x_unchanged(submission):
    """x is not changed"""
    for shape in ((4, 6), (2, 3, 4, 6)):
        x, positions = draw(*shape), np.array([4.0, 1.0, 2.5, 9.0])
        before = x.copy()
        submission.apply_rope(x)
        expect_unchanged(before, x, "x")
        submission.apply_rope(x, positions)
        expect_unchanged(before, x, "x")


@core(
    CALLER,
    "positions *= … or positions -= … changes the caller's array",
    "positions are sorted in place",
    see=ROPE,
)
def test_positions_unchanged(submission):
    """positions is not changed"""
    positions = np.array([4.0, 1.0, 2.5, 9.0])
    before = positions.copy()
    submission.apply_rope(draw(4, 6), positions)
    expect_unchanged(before, positions, "positions")


# ── robust: odd widths and number types ──────────────────────────────────────────────────────────────────────


@robust(
    ODD,
    "d % 2 is not tested",
    "assert raises AssertionError",
    "the last column is returned as it is",
    see=ROPE,
)
def test_odd_width(submission):
    """An odd d raises ValueError"""
    for shape in ((3, 1), (3, 5), (2, 4, 7), (2, 2, 4, 3)):
        expect_raises(
            ValueError, submission.apply_rope, draw(*shape), what=f"apply_rope with d = {shape[-1]}"
        )


@robust(
    NUMBERS,
    ".astype(x.dtype) is missing at the end",
    "the result is always float32 or float64",
    see=ROPE,
)
def test_dtype(submission):
    """The result has the dtype of x"""
    for dtype, _ in TYPES:
        for positions in ((), (np.arange(4.0),), (np.arange(4),)):
            result = submission.apply_rope(draw(2, 4, 6).astype(dtype), *positions)
            expect_dtype(result, dtype, what=f"result for {np.dtype(dtype)}")


@robust(NUMBERS, "the angles are computed in x's dtype", "an intermediate float16 value overflows", see=ROPE)
def test_number_types(submission):
    """float32 and float16 inputs are rotated by exact angles"""
    for dtype, atol in TYPES[1:]:
        for positions in (None, np.arange(4.0), np.arange(4)):
            x = draw(2, 4, 6).astype(dtype)
            expect_turned(submission, x, positions, case=f", {np.dtype(dtype)}", atol=atol)


@robust(NUMBERS, "an integer base is divided with //, or raised to a negative integer", see=ROPE)
def test_whole_base(submission):
    """base can be an integer"""
    for base in (1_000_000, 7):
        expect_turned(submission, draw(5, 8), None, base, case=f", base {base}")


# ── robust: precision ────────────────────────────────────────────────────────────────────────────────────────


@robust(FAR, "the angles, sines or cosines are float32", "the frequencies are float32", see=ROPE)
def test_exact(submission):
    """float64 inputs are rotated with an accuracy of 1e-8"""
    for seed, shape in enumerate(((6, 8), (7, 2), (3, 6, 4), (2, 3, 5, 6), (4, 4, 4, 4))):
        expect_turned(submission, draw(*shape, seed=seed), atol=EXACT)
    for base in (100.0, 500000.0):
        expect_turned(
            submission, draw(3, 4), np.array([2, 9, 400]), base, case=f", base {base:g}", atol=EXACT
        )


@robust(
    FAR,
    "the angles are float32: at position 100,000, they are off by about 0.003",
    "positions wrap around or stop at a maximum",
    "positions are converted to x's dtype",
    see=ROPE,
)
def test_far_positions(submission):
    """Distant positions are accurate, for float32 and float16 inputs too"""
    for positions in ([5000, 1, 2, 100000], [1_000_003, 8, 9, 0]):
        expect_turned(
            submission, draw(2, 4, 6), np.array(positions), case=f", positions {positions}", atol=EXACT
        )
    far = np.array([20001, 65537, 131071])
    for dtype, atol in TYPES:
        x = draw(3, 4).astype(dtype)
        expect_turned(submission, x, far, case=f", {np.dtype(dtype)}, far positions", atol=atol)
        expect_turned(submission, x, far + 0.3, case=f", {np.dtype(dtype)}, far fractions", atol=atol)


@robust(FAR, "the angles are float32", "positions wrap around", see=ROPE)
def test_distance_far_away(submission):
    """At distant positions, the score still depends only on the distance"""
    query, key = draw(2, 8)
    scores = []
    for query_at, key_at in ((5, 2), (1005, 1002)):
        both = submission.apply_rope(np.stack([query, key]), np.array([query_at, key_at]))
        expect_shape(both, (2, 8), "(T, d)", what="result")
        scores.append(np.array([float(np.dot(both[0], both[1]))]))
    what = "score at positions (1005, 1002), which should be the score at (5, 2)"
    expect_close(scores[1], scores[0], what=what, atol=EXACT)


# ── robust: calls ────────────────────────────────────────────────────────────────────────────────────────────


@robust(CALLS, "an argument is not named as in the task", "the arguments are in the wrong order", see=ROPE)
def test_names(submission):
    """x, positions and base can be passed by name or by position"""
    x, positions = draw(4, 6), np.array([4.0, 1.0, 2.5, 9.0])
    expected = turned(x, positions, 50.0)
    result = submission.apply_rope(base=50.0, positions=positions, x=x.copy())
    expect_close(result, expected, what="apply_rope(x=…, positions=…, base=50)", atol=CLOSE)
    result = submission.apply_rope(x.copy(), positions, 50.0)
    expect_close(result, expected, what="apply_rope(x, positions, 50)", atol=CLOSE)
    result = submission.apply_rope(x.copy(), positions=None)
    expect_close(result, turned(x), what="apply_rope(x, positions=None)", atol=CLOSE)


@robust(CALLS, "a table or the frequencies of an earlier call are reused", see=ROPE)
def test_again(submission):
    """No call depends on an earlier one"""
    far = np.array([9.0, 100.0, 3.5, 12.0, 1.0])
    for shape, positions, base in (
        ((5, 4), None, None),
        ((5, 8), None, None),
        ((7, 8), None, None),
        ((3, 8), None, None),
        ((2, 5, 8), far, None),
        ((5, 8), far[::-1].copy(), None),
        ((5, 8), None, 300.0),
        ((5, 8), far, 300.0),
        ((5, 4), None, None),
    ):
        expect_turned(submission, draw(*shape), positions, base, case=" in a series of calls")


@robust(CALLS, "the memory of x is read with .view", "the code writes into an argument", see=ROPE)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    x, positions = draw(2, 5, 3, 6).swapaxes(1, 2), np.arange(10.0)[::2]
    expect_turned(submission, x, positions, case=", a view with its axes exchanged")
    expect_turned(submission, draw(5, 12)[:, ::2], positions, case=", every second column of an array")
    x = np.asfortranarray(draw(5, 6))
    x.setflags(write=False)
    positions.setflags(write=False)
    expect_turned(submission, x, positions, case=", read-only")
