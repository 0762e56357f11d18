"""What softmax and attention must do. The oracle takes one query at a time, in plain Python numbers."""

import math

import numpy as np

from tutor.grading.expect import (
    expect,
    expect_close,
    expect_finite,
    expect_rows_sum_to_one,
    expect_shape,
    expect_unchanged,
)

WEIGHTS, OUTPUT = "(..., T_q, T_k)", "(..., T_q, d_v)"


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def shares(numbers: list[float]) -> list[float]:
    """The softmax of a few Python numbers."""
    top = max(numbers)
    parts = [math.exp(number - top) for number in numbers]
    return [part / math.fsum(parts) for part in parts]


def shares_along(x: np.ndarray, axis: int) -> np.ndarray:
    """The softmax along an axis, one line of numbers after the other."""
    result = np.empty(x.shape)
    moved, lines = np.moveaxis(result, axis, -1), np.moveaxis(x, axis, -1)
    for index in np.ndindex(lines.shape[:-1]):
        moved[index] = shares([float(number) for number in lines[index]])
    return result


def attended(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Output and weights, one query after the other (Vaswani et al. 2017, equation 1)."""
    *lead, n_queries, d_k = q.shape
    n_keys, d_v = v.shape[-2:]
    output, weights = np.zeros((*lead, n_queries, d_v)), np.zeros((*lead, n_queries, n_keys))
    visible = np.broadcast_to(True if mask is None else mask, weights.shape)
    for row in np.ndindex(*lead, n_queries):
        keys = [(*row[:-1], j) for j in range(n_keys) if visible[(*row, j)]]
        if not keys:
            continue
        dots = [math.fsum(float(a) * float(b) for a, b in zip(q[row], k[key], strict=True)) for key in keys]
        for key, share in zip(keys, shares([dot / math.sqrt(d_k) for dot in dots]), strict=True):
            weights[(*row, key[-1])] = share
            for column in range(d_v):
                output[(*row, column)] += share * float(v[(*key, column)])
    return output, weights


# ── inputs, and what is asked again and again ────────────────────────────────────────────────────────────────


def inputs(lead: tuple[int, ...], n_queries: int, n_keys: int, d_k: int, d_v: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    shapes = (n_queries, d_k), (n_keys, d_k), (n_keys, d_v)
    return [rng.normal(size=(*lead, *shape)) for shape in shapes]


def sizes_in_words(lead: tuple[int, ...], n_queries: int, n_keys: int, d_k: int, d_v: int) -> str:
    """Which sizes a message is about."""
    front = f"leading axes {lead}, " if lead else ""
    return f" for {front}T_q = {n_queries}, T_k = {n_keys}, d_k = {d_k}, d_v = {d_v}"


def attend(submission, *args, **kwargs):
    """The learner's output and weights."""
    result = submission.scaled_dot_product_attention(*args, **kwargs)
    two = isinstance(result, tuple | list) and len(result) == 2
    expect(two, "scaled_dot_product_attention returns two arrays: return output, weights")
    return result


def expect_attended(submission, q, k, v, mask=None, case="", atol=1e-6):
    """Both results equal the oracle's. ``case`` says which inputs these were."""
    expected_output, expected_weights = attended(q, k, v, mask)  # first: q, k and v are not changed yet
    masked = () if mask is None else (mask,)
    output, weights = attend(submission, q, k, v, *masked)
    expect_shape(weights, expected_weights.shape, WEIGHTS, what="weights")
    expect_shape(output, expected_output.shape, OUTPUT, what="output")
    expect_close(weights, expected_weights, what=f"weights{case}", atol=atol)
    expect_close(output, expected_output, what=f"output{case}", atol=atol)
    return output, weights


# ── softmax ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_softmax_of_one_row(submission):
    """softmax([0, 1]) is [0.2689, 0.7311]"""
    for row in ([0.0, 1.0], [0.0, math.log(3.0)], [2.0, -1.0, 0.5, 0.5, -3.0], [7.0]):
        x = np.array(row)
        expect_close(submission.softmax(x), np.array(shares(row)), what=f"softmax of {np.round(x, 4)}")


def test_softmax_sums_to_one(submission):
    """softmax keeps the shape, and its rows sum to 1"""
    for shape in ((3, 5), (4, 4), (2, 3, 4), (3, 3, 3), (2, 1, 3, 2)):
        x = np.random.default_rng(1).normal(size=shape) * 3
        result = submission.softmax(x)
        expect_shape(result, shape, "the shape of x", what="softmax(x)")
        expect_rows_sum_to_one(result, what="softmax(x)")


def test_softmax_values(submission):
    """each share is exp(x) divided by the sum of its own row"""
    for shape in ((3, 5), (4, 4), (2, 3, 4), (3, 3, 3), (5, 1)):
        x = np.random.default_rng(2).normal(size=shape) * 2
        expect_close(submission.softmax(x), shares_along(x, -1), what=f"softmax(x), x of shape {shape}")


def test_softmax_axis(submission):
    """axis says along which axis the shares sum to 1: 0, 1, 2, -1, -2"""
    for shape in ((3, 5), (4, 4), (2, 3, 4), (3, 3, 3)):
        x = np.random.default_rng(3).normal(size=shape) * 2
        for axis in range(-len(shape), len(shape)):
            result = submission.softmax(x, axis=axis)
            expect_close(result, shares_along(x, axis), what=f"softmax(x, axis={axis}), x of shape {shape}")
    result = submission.softmax(x, 0)
    expect_close(result, shares_along(x, 0), what="softmax(x, 0)")


def test_softmax_large_numbers(submission):
    """numbers of ±10000 give the same shares as small ones: only differences count"""
    x = np.array([[0.0, 1.0, 2.0], [0.0, -3.0, 0.5]])
    for shift in (800.0, -800.0, 1e4, -1e4):
        expect_close(submission.softmax(x + shift), shares_along(x, -1), what=f"softmax(x + {shift:g})")
    x = np.array([[1e4, -1e4, 0.0, 9999.0], [-1e4, -1e4, -1e4, -1e4], [0.0, 0.0, 3000.0, 2999.0]])
    for axis in (-1, 0):
        expect_close(submission.softmax(x, axis=axis), shares_along(x, axis), what=f"softmax(x, axis={axis})")


def test_softmax_rows_of_different_size(submission):
    """a row of huge numbers does not disturb a row of small ones"""
    x = np.array([[0.3, -0.2, 1.1], [2000.0, 2001.0, 1999.0], [-3000.0, -3001.0, -3000.5]])
    expect_close(submission.softmax(x), shares_along(x, -1), what="softmax(x)")
    expect_close(submission.softmax(x.T, axis=0), shares_along(x.T, 0), what="softmax(x.T, axis=0)")
    stack = np.stack([x * 0.01, x])
    expect_close(submission.softmax(stack), shares_along(stack, -1), what="softmax of two tables")


def test_softmax_minus_infinity(submission):
    """a number of −∞ gets the share 0, and the others share the rest"""
    x = np.array([[-np.inf, 0.0, 1.0], [2.0, -np.inf, -np.inf]])
    expected = np.array([[0.0, *shares([0.0, 1.0])], [1.0, 0.0, 0.0]])
    expect_close(submission.softmax(x), expected, what="softmax(x)")


def test_softmax_number_types(submission):
    """whole numbers and float16 go in, proper shares come out"""
    whole = np.array([[1, 2, 4], [0, 0, 3]])
    expect_close(submission.softmax(whole), shares_along(whole, -1), what="softmax of whole numbers")
    single = np.array([[0.5, 2.0, -4.0], [1.0, 1.0, 30.0]], dtype=np.float32)
    expect_close(submission.softmax(single), shares_along(single, -1), what="softmax of float32", atol=1e-5)
    half = np.array([[12.0, 11.0, 12.5], [300.0, 301.0, -300.0]], dtype=np.float16)
    expect_close(submission.softmax(half), shares_along(half, -1), what="softmax of float16", atol=3e-3)


# ── attention without a mask ─────────────────────────────────────────────────────────────────────────────────


def test_brief(submission):
    """the tiny example of the brief comes out"""
    q = np.array([[2.0, 0.0, 2.0, 0.0]])
    k = np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    v = np.array([[10.0, 0.0], [0.0, 10.0]])
    output, weights = attend(submission, q, k, v)
    expect_close(weights, np.array([[0.8808, 0.1192]]), what="weights", atol=1e-4)
    expect_close(output, np.array([[8.808, 1.192]]), what="output", atol=1e-3)


SIZES = (  # leading axes, T_q, T_k, d_k, d_v: all different, then equal where a swapped axis could hide
    ((), 3, 5, 4, 2),
    ((), 5, 2, 3, 7),
    ((2,), 4, 6, 5, 3),
    ((2, 3), 4, 5, 6, 7),
    ((3, 1, 2), 2, 3, 5, 4),
)


def test_shapes(submission):
    """output is (..., T_q, d_v) and weights are (..., T_q, T_k), whatever the leading axes"""
    for lead, n_queries, n_keys, d_k, d_v in SIZES:
        output, weights = attend(submission, *inputs(lead, n_queries, n_keys, d_k, d_v))
        expect_shape(weights, (*lead, n_queries, n_keys), WEIGHTS, what="weights")
        expect_shape(output, (*lead, n_queries, d_v), OUTPUT, what="output")


def test_rows_sum_to_one(submission):
    """each row of the weights sums to 1"""
    for lead, n_queries, n_keys, d_k, d_v in SIZES:
        _, weights = attend(submission, *inputs(lead, n_queries, n_keys, d_k, d_v))
        expect_shape(weights, (*lead, n_queries, n_keys), WEIGHTS, what="weights")
        expect_rows_sum_to_one(weights, what="weights")


def test_values(submission):
    """weights are softmax(q @ kᵀ / √d_k), and output is weights @ v"""
    for seed, sizes in enumerate(SIZES):
        expect_attended(submission, *inputs(*sizes, seed=seed), case=sizes_in_words(*sizes))


def test_scaling(submission):
    """scores are divided by √d_k, for every d_k"""
    for d_k in (1, 2, 7, 16, 50, 64, 128):
        q, k, v = inputs((2,), 3, 4, d_k, 5, seed=d_k)
        expect_attended(submission, 2 * q, k, v, case=f" with d_k = {d_k}")


def test_equal_sizes(submission):
    """equal sizes hide nothing: T_q = T_k = d_k = d_v, and as many in the batch"""
    for sizes in (
        ((), 4, 4, 4, 4),
        ((3,), 3, 3, 3, 3),
        ((2, 2), 2, 2, 2, 2),
        ((4,), 5, 5, 4, 4),
        ((5,), 5, 3, 3, 3),
    ):
        expect_attended(submission, *inputs(*sizes, seed=6), case=sizes_in_words(*sizes))


def test_one_of_each(submission):
    """one query, or one key, works too: a single key gets all the weight"""
    for sizes in (
        ((), 1, 1, 1, 1),
        ((), 1, 4, 3, 2),
        ((2,), 3, 1, 4, 2),
        ((1,), 1, 5, 2, 3),
        ((1, 1), 1, 1, 3, 2),
    ):
        expect_attended(submission, *inputs(*sizes, seed=7), case=sizes_in_words(*sizes))


# ── with a mask ──────────────────────────────────────────────────────────────────────────────────────────────


def some_mask(shape: tuple[int, ...], seed: int, *, share: float = 0.6) -> np.ndarray:
    """A random mask that leaves every query at least one key."""
    rng = np.random.default_rng(seed)
    mask = rng.random(shape) < share
    mask[..., rng.integers(shape[-1])] = True
    return mask


def test_true_may_attend(submission):
    """True in the mask means may attend: the brief's example with only its second key"""
    q, k = np.array([[2.0, 0.0, 2.0, 0.0]]), np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    v = np.array([[10.0, 0.0], [0.0, 10.0]])
    output, weights = attend(submission, q, k, v, np.array([[False, True]]))
    expect_close(weights, np.array([[0.0, 1.0]]), what="weights")
    expect_close(output, np.array([[0.0, 10.0]]), what="output")


def test_masked_rows_sum_to_one(submission):
    """with a mask the rows still sum to 1: the visible keys share everything"""
    q, k, v = inputs((2,), 4, 6, 3, 5, seed=9)
    _, weights = attend(submission, q, k, v, some_mask((2, 4, 6), 9))
    expect_shape(weights, (2, 4, 6), WEIGHTS, what="weights")
    expect_rows_sum_to_one(weights, what="weights")


def test_masked_values(submission):
    """masked keys have weight exactly 0, and the others are the softmax among themselves"""
    for seed, (lead, n_queries, n_keys, d_k, d_v) in enumerate(SIZES):
        q, k, v = inputs(lead, n_queries, n_keys, d_k, d_v, seed=seed)
        mask = some_mask((*lead, n_queries, n_keys), seed)
        _, weights = expect_attended(submission, 2 * q, k, v, mask, case=" with a mask")
        hidden = np.abs(np.asarray(weights)[~mask]).max(initial=0.0)
        expect(hidden == 0, f"a masked key has the weight {hidden:.3g}; it must be exactly 0")


def test_mask_of_true(submission):
    """a mask of nothing but True changes nothing"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=10)
    expect_attended(submission, q, k, v, np.ones((3, 5), dtype=bool), case=" with mask all True")


def test_masked_key_does_not_matter(submission):
    """what stands in a masked key and its value changes nothing"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=11)
    mask = np.ones((3, 5), dtype=bool)
    mask[:, [1, 4]] = False
    before_output, before_weights = attend(submission, q.copy(), k.copy(), v.copy(), mask.copy())
    for size in (5.0, -5.0, 1e4):
        changed_k, changed_v = k.copy(), v.copy()
        changed_k[:, [1, 4]] += size
        changed_v[:, [1, 4]] -= size
        output, weights = attend(submission, q.copy(), changed_k, changed_v, mask.copy())
        expect_close(weights, before_weights, what="weights after a masked key was changed")
        expect_close(output, before_output, what="output after a masked key was changed")


def test_mask_broadcasts(submission):
    """a smaller mask stretches over queries, batch and heads: (T_k,), (T_q, 1), (B, 1, 1, T_k) …"""
    q, k, v = inputs((2, 3), 4, 5, 6, 7, seed=12)
    shapes = ((4, 5), (1, 5), (5,), (3, 1, 5), (3, 4, 5), (1, 4, 5), (2, 1, 1, 5), (2, 1, 4, 5), (1, 3, 4, 5))
    for seed, shape in enumerate(shapes):
        expect_attended(submission, q, k, v, some_mask(shape, seed), case=f" with mask of shape {shape}")
    q, k, v = inputs((4,), 4, 4, 4, 4, seed=13)
    for seed, shape in enumerate(((4, 4), (1, 4), (4,), (4, 1, 4), (1, 4, 4))):
        expect_attended(
            submission, q, k, v, some_mask(shape, seed), case=f" with mask of shape {shape}, all sizes 4"
        )


def test_fully_masked(submission):
    """a query that may attend to nothing has zero weights and zero output, never NaN"""
    for lead, n_queries, n_keys in (((), 3, 4), ((2,), 3, 1), ((2, 1), 1, 3)):
        q, k, v = inputs(lead, n_queries, n_keys, 5, 2, seed=14)
        output, weights = attend(submission, q, k, v, np.zeros((n_queries, n_keys), dtype=bool))
        case = " with nothing but False in the mask"
        expect_close(weights, np.zeros((*lead, n_queries, n_keys)), what=f"weights{case}")
        expect_close(output, np.zeros((*lead, n_queries, 2)), what=f"output{case}")


def test_some_rows_fully_masked(submission):
    """a fully masked row stands beside rows that see all, some or one key, in any batch element"""
    q, k, v = inputs((3,), 4, 5, 3, 2, seed=15)
    mask = np.random.default_rng(15).random((3, 4, 5)) < 0.6
    mask[0, 1] = mask[2, 3] = False
    mask[1, 2] = [False, False, True, False, False]
    mask[1, 0] = True
    expect_attended(submission, q, k, v, mask, case=" with one row fully masked")
    q, k, v = inputs((), 4, 4, 4, 4, seed=16)
    mask = np.array([[0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 0, 0]], dtype=bool)
    expect_attended(submission, q, k, v, mask, case=" with row 1 fully masked, nobody sees key 0")


def test_fully_masked_by_broadcasting(submission):
    """a broadcast mask can hide everything from a query, or from a whole batch element"""
    q, k, v = inputs((2, 3), 4, 5, 3, 2, seed=17)
    queries = np.array([True, False, True, False])[:, np.newaxis]
    expect_attended(submission, q, k, v, queries, case=" with mask of shape (4, 1)")
    padding = some_mask((2, 1, 1, 5), 17)
    padding[1] = False
    expect_attended(submission, q, k, v, padding, case=" with mask of shape (2, 1, 1, 5)")
    expect_attended(submission, q, k, v, np.zeros(5, dtype=bool), case=" with mask of shape (5,)")
    heads = np.array([True, False, True]).reshape(3, 1, 1)
    expect_attended(submission, q, k, v, heads, case=" with mask of shape (3, 1, 1)")


# ── numbers of every size and type ───────────────────────────────────────────────────────────────────────────


def spread(seed: int, lead: tuple[int, ...] = (2,), n_queries: int = 5, n_keys: int = 6):
    """q, k, v with scores between about -10000 and 10000: rows of very different size, all of them exact."""
    rng = np.random.default_rng(seed)
    sizes = np.array([1.0, 2000.0, 16.0, 500.0, 4.0])[:n_queries, np.newaxis]
    q = rng.integers(-3, 4, size=(*lead, n_queries, 4)) * sizes
    q[..., 0] += sizes[..., 0]
    return q, rng.integers(-2, 3, size=(*lead, n_keys, 4)).astype(float), rng.normal(size=(*lead, n_keys, 3))


def test_large_scores(submission):
    """scores of ±10000, and rows of very different size, give the right weights"""
    for seed in (18, 19):
        q, k, v = spread(seed)
        for sign in (1.0, -1.0):
            output, weights = expect_attended(submission, sign * q, k, v, case=" with large scores")
            expect_finite(weights, what="weights")
            expect_finite(output, what="output")
    rng = np.random.default_rng(20)
    q, k, v = (
        rng.integers(-2, 3, size=(3, 4)).astype(float),
        rng.integers(-1, 2, size=(4, 4)).astype(float),
        np.eye(4),
    )
    for far in (2e4, -2e4):  # every score of every row is far from 0, their differences are small
        q[:, 0], k[:, 0] = 1.0, far
        expect_attended(submission, q, k, v, case=f" with every score near {far / 2:g}")


def test_large_scores_with_a_mask(submission):
    """with scores of ±10000 a masked key still counts for nothing, however large its score is"""
    for seed in (21, 22, 23):
        q, k, v = spread(seed)
        mask = some_mask((2, 5, 6), seed, share=0.4)
        mask[1, 1] = False  # fully masked, where the scores are largest
        expect_attended(submission, q, k, v, mask, case=" with large scores")
        expect_attended(submission, -q, k, v, mask, case=" with large scores")
    q, v = np.array([[1.0, 1.0, 0.0, 0.0]]), np.eye(3)
    for far in (2e4, -2e4):
        k = np.array([[far, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [1.0, 2.0, 0.0, 0.0]])
        expect_attended(submission, q, k, v, np.array([[False, True, True]]), case=" with a far key masked")
        expect_attended(
            submission, q, far / 2 + k, v, np.array([[False, True, True]]), case=" with all keys far"
        )
        expect_attended(
            submission, q, -far - k, v, np.array([[True, False, True]]), case=" with all keys far"
        )


def test_whole_numbers(submission):
    """integer q, k and v are not cut back to integers on the way"""
    q, k, v = (np.round(2 * x).astype(int) for x in inputs((2,), 3, 5, 3, 4, seed=24))
    expect_attended(submission, q, k, v, case=" with integers")
    mask = some_mask((3, 5), 24)
    mask[1] = False
    expect_attended(submission, q, k, v, mask, case=" with integers and a mask")


def test_single_precision(submission):
    """float32 inputs work; the answer may be float32 or float64"""
    q, k, v = (x.astype(np.float32) for x in inputs((2,), 3, 5, 4, 2, seed=25))
    expect_attended(submission, q, k, v, some_mask((2, 3, 5), 25), case=" with float32", atol=1e-5)


def test_half_precision(submission):
    """float16 inputs whose scores do not fit float16 give finite, right results"""
    rng = np.random.default_rng(26)
    q, k = (rng.integers(-400, 401, size=(2, size, 4)).astype(np.float16) for size in (3, 5))
    q[..., 0], k[..., 0] = 600, 600  # 600 · 600 is more than 65504, where float16 ends
    v = rng.integers(-4, 5, size=(2, 5, 3)).astype(np.float16)
    masked = some_mask((2, 3, 5), 26)
    masked[1, 0] = False
    for mask in (None, masked):
        output, weights = expect_attended(submission, q, k, v, mask, case=" with float16", atol=1e-2)
        expect_finite(weights, what="weights")
        expect_finite(output, what="output")


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_names(submission):
    """q, k, v and mask can be given by name"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=8)
    mask = np.random.default_rng(8).random((2, 3, 5)) < 0.7
    expected_output, expected_weights = attended(q, k, v, mask)
    output, weights = attend(submission, v=v.copy(), mask=mask, k=k.copy(), q=q.copy())
    expect_close(weights, expected_weights, what="weights")
    expect_close(output, expected_output, what="output")
    expected_output, _ = attended(q, k, v)
    output, _ = attend(submission, q, k, v, mask=None)
    expect_close(output, expected_output, what="output with mask=None")


def test_softmax_input_unchanged(submission):
    """softmax does not change x"""
    for x in (np.array([[1.0, 3.0, 2.0], [5.0, -1.0, 0.0]]), np.array([0.5, 2.5])):
        before = x.copy()
        submission.softmax(x)
        expect_unchanged(before, x, "x")


def test_inputs_unchanged(submission):
    """q, k, v and mask are not changed"""
    for lead in ((), (2,)):
        for shape in (None, (4, 5), (*lead, 4, 5), (1, 5)):
            arrays = inputs(lead, 4, 5, 3, 2, seed=27)
            if shape is not None:
                mask = some_mask(shape, 27)
                mask[..., :1, :] &= shape[-2] == 1  # where the mask has rows, the first is fully masked
                arrays.append(mask)
            before = [array.copy() for array in arrays]
            attend(submission, *arrays)
            for name, old, new in zip(("q", "k", "v", "mask"), before, arrays, strict=False):
                expect_unchanged(old, new, name)


def test_same_array_three_times(submission):
    """self-attention may pass one array as q, k and v"""
    x = np.random.default_rng(28).normal(size=(2, 4, 3))
    expect_attended(submission, x, x, x, case=" with q = k = v")


def test_twice(submission):
    """asking again gives the same answer: nothing is remembered from call to call"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=29)
    expect_attended(submission, q, k, v, case=" of the first call")
    expect_attended(submission, 3 * q, k, v, some_mask((2, 3, 5), 29), case=" of a second call, with a mask")
    expect_attended(submission, q, k, v + 1, case=" of a third call, without a mask")


def test_views(submission):
    """views, Fortran order and read-only arrays work like any other"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=30)
    mask = some_mask((2, 3, 5), 30)
    exchanged = [x.swapaxes(0, 1).copy().swapaxes(0, 1) for x in (q, k, v, mask)]
    expect_attended(submission, *exchanged, case=" with views with their axes exchanged")
    expect_attended(submission, *(np.asfortranarray(x) for x in (q, k, v, mask)), case=" with Fortran order")
    expect_attended(
        submission, q[:, ::-1], k[:, ::-1], v[:, ::-1], mask[:, ::-1, ::-1], case=" with views turned round"
    )
    for array in (q, k, v, mask):
        array.setflags(write=False)
    expect_attended(submission, q, k, v, mask, case=" with read-only inputs")
