"""What RoPE must do. The oracle turns one pair at a time, as a complex number."""

import cmath

import numpy as np

from tutor.grading.expect import (
    expect_close,
    expect_dtype,
    expect_raises,
    expect_shape,
    expect_unchanged,
)

SYMBOLS = "(..., T, d)"
EXACT = 1e-8  # float64 all the way; what was float32 for a moment is further off


# ── the oracle, inputs, and what is asked again and again ────────────────────────────────────────────────────


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


def expect_turned(submission, x, positions=None, base=None, case="", atol=EXACT):
    """The result equals the oracle's. What is None is not given at all."""
    given = {} if base is None else {"base": base}
    expected = turned(x, positions, **given)  # first: nothing is changed yet
    result = submission.apply_rope(x, *(() if positions is None else (positions,)), **given)
    expect_shape(result, x.shape, SYMBOLS, what="result")
    expect_close(result, expected, what=f"result for x of shape {x.shape}{case}", atol=atol, rtol=atol)
    return result


SHAPES = (  # T, d and leading axes: all different, then equal where a swapped axis could hide
    (6, 8),
    (7, 2),
    (3, 6, 4),
    (2, 3, 5, 6),
    (2, 6, 6, 6),
    (4, 4, 4, 4),
    (5, 3, 2, 10),
    (4, 2, 1, 8),
    (2, 1, 3, 4, 6),
)


# ── default positions ────────────────────────────────────────────────────────────────────────────────────────


def test_shape(submission):
    """the result has the shape of x, whatever leading axes there are"""
    for shape in SHAPES:
        expect_shape(submission.apply_rope(draw(*shape)), shape, SYMBOLS, what="result")


def test_position_zero(submission):
    """position 0 leaves its row as it is"""
    x = draw(3, 6)
    result = submission.apply_rope(x.copy())
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


def test_values(submission):
    """neighbouring columns are turned as pairs, each pair with its own speed"""
    for seed, shape in enumerate(SHAPES):
        expect_turned(submission, draw(*shape, seed=seed))


def test_odd_width(submission):
    """an odd d raises ValueError"""
    for shape in ((3, 1), (3, 5), (2, 4, 7), (2, 2, 4, 3)):
        expect_raises(
            ValueError, submission.apply_rope, draw(*shape), what=f"apply_rope with d = {shape[-1]}"
        )


# ── given positions, given base ──────────────────────────────────────────────────────────────────────────────


def test_given_positions(submission):
    """positions decide the turn, with gaps and in any order"""
    for shape in ((2, 4, 6), (4, 4), (4, 4, 4, 4), (3, 2, 4, 2)):
        for positions in (
            [0, 0, 0, 0],
            [3, 4, 5, 6],
            [10, 0, 250, 7],
            [7, 7, 0, 7],
            [5000, 1, 2, 100000],
            [1_000_003, 8, 9, 0],
        ):
            case = f", positions {positions}"
            expect_turned(submission, draw(*shape), np.array(positions), case=case)


def test_fractions(submission):
    """positions may be fractions, and negative"""
    for positions in ([0.25, 1.5, -2.75, 1000.125], [-3.0, -2.0, -1.0, 0.0], [0.0, 0.1, 0.2, 0.3]):
        expect_turned(submission, draw(4, 6), np.array(positions), case=f", positions {positions}")


def test_one_row(submission):
    """a single row is turned by its own position, as while generating with a cache"""
    for position in (0.0, 1.0, 17.0, 300.5):
        case = f", position {position:g}"
        expect_turned(submission, draw(2, 3, 1, 6), np.array([position]), case=case)


def test_base(submission):
    """base sets the slowest speed"""
    for base in (100.0, 500000.0, 1000000, 7):
        expect_turned(submission, draw(5, 8), base=base, case=f", base {base:g}")
        expect_turned(submission, draw(3, 4), np.array([2, 9, 400]), base, case=f", base {base:g}, positions")


# ── what turning means ───────────────────────────────────────────────────────────────────────────────────────


def test_lengths_kept(submission):
    """turning keeps the length of every pair"""
    x = draw(2, 3, 7, 8)
    result = submission.apply_rope(x.copy())
    expect_shape(result, x.shape, SYMBOLS, what="result")
    pairs = x.reshape(2, 3, 7, 4, 2), np.asarray(result).reshape(2, 3, 7, 4, 2)
    before, after = ((p**2).sum(axis=-1) for p in pairs)
    expect_close(after, before, what="squared length of each pair", atol=1e-9)


def test_only_the_distance_counts(submission):
    """the dot product of a query and a key feels only how far apart they are"""
    query, key = draw(2, 8)

    def score(query_at: float, key_at: float) -> float:
        both = submission.apply_rope(np.stack([query, key]), np.array([query_at, key_at]))
        expect_shape(both, (2, 8), "(T, d)", what="result")
        return float(np.dot(both[0], both[1]))

    near, far = score(5, 2), score(1005, 1002)
    expect_close(
        np.array([far]), np.array([near]), what="score of positions (1005, 1002), beside (5, 2)", atol=1e-8
    )


# ── number types ─────────────────────────────────────────────────────────────────────────────────────────────


def test_precision(submission):
    """angles are computed in float64, also for float32 or float16 input far away"""
    positions = np.array([20001, 65537, 131071])
    for dtype, atol in ((np.float64, EXACT), (np.float32, 1e-5), (np.float16, 4e-3)):
        x = draw(3, 4).astype(dtype)
        expect_turned(submission, x, positions, case=f", {np.dtype(dtype)}, far positions", atol=atol)
        expect_turned(submission, x, positions + 0.3, case=f", {np.dtype(dtype)}, far fractions", atol=atol)


def test_dtype(submission):
    """the result has x's dtype"""
    for dtype, atol in ((np.float64, EXACT), (np.float32, 1e-5), (np.float16, 4e-3)):
        x = draw(2, 4, 6).astype(dtype)
        for positions in (None, np.arange(4.0), np.arange(4)):
            result = expect_turned(submission, x, positions, case=f", {np.dtype(dtype)}", atol=atol)
            expect_dtype(result, dtype, what=f"result for {np.dtype(dtype)}")


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_names(submission):
    """all arguments can be given by name, and by place"""
    x, positions = draw(4, 6), np.array([4.0, 1.0, 2.5, 9.0])
    expected = turned(x, positions, 50.0)
    result = submission.apply_rope(base=50.0, positions=positions, x=x.copy())
    expect_close(result, expected, what="apply_rope(x=…, positions=…, base=50)", atol=EXACT)
    result = submission.apply_rope(x.copy(), positions, 50.0)
    expect_close(result, expected, what="apply_rope(x, positions, 50)", atol=EXACT)
    result = submission.apply_rope(x.copy(), positions=None)
    expect_close(result, turned(x), what="apply_rope(x, positions=None)", atol=EXACT)


def test_inputs_unchanged(submission):
    """x and positions are not changed"""
    for shape in ((4, 6), (2, 3, 4, 6)):
        x, positions = draw(*shape), np.array([4.0, 1.0, 2.5, 9.0])
        x_before, positions_before = x.copy(), positions.copy()
        submission.apply_rope(x)
        expect_unchanged(x_before, x, "x")
        submission.apply_rope(x, positions)
        expect_unchanged(x_before, x, "x")
        expect_unchanged(positions_before, positions, "positions")


def test_again(submission):
    """asking again, with other sizes, positions or base, is answered anew: nothing is kept from call to call"""
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
        expect_turned(submission, draw(*shape), positions, base, case=" in a row of calls")


def test_views(submission):
    """views, Fortran order and read-only arrays are turned like any other"""
    x, positions = draw(2, 5, 3, 6).swapaxes(1, 2), np.arange(10.0)[::2]
    expect_turned(submission, x, positions, case=", a view with its axes exchanged")
    expect_turned(submission, draw(5, 12)[:, ::2], positions, case=", every second column of an array")
    x = np.asfortranarray(draw(5, 6))
    x.setflags(write=False)
    positions.setflags(write=False)
    expect_turned(submission, x, positions, case=", read-only")
