"""Checks of softmax and attention: the core in the order in which people write it, then the robust lines.

The oracle takes one query at a time, in plain Python numbers. Inputs of core lines are float64 and of moderate size,
and every query may attend to at least one key.
"""

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
from tutor.grading.lines import core, robust

LESSON = "step-1-attention-visual-deep-dive"
SCORES, SCALING, SOFTMAX = f"{LESSON}#scores", f"{LESSON}#scaling", f"{LESSON}#softmax"
SUM, BATCHES, MASKING = f"{LESSON}#weighted-sum", f"{LESSON}#batches", f"{LESSON}#masking-in-general"
COMMON = f"{LESSON}#common-mistakes"

WEIGHTS, OUTPUT = "(..., T_q, T_k)", "(..., T_q, d_v)"
ONE_SEQUENCE = (((), 3, 5, 4, 2), ((), 5, 2, 3, 7))  # leading axes, T_q, T_k, d_k, d_v: all different


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def softmax_row(numbers: list[float]) -> list[float]:
    """The softmax of a list of Python numbers."""
    top = max(numbers)
    parts = [math.exp(number - top) for number in numbers]
    return [part / math.fsum(parts) for part in parts]


def softmax_along(x: np.ndarray, axis: int) -> np.ndarray:
    """The softmax along an axis, row by row."""
    result = np.empty(x.shape)
    moved, lines = np.moveaxis(result, axis, -1), np.moveaxis(x, axis, -1)
    for index in np.ndindex(lines.shape[:-1]):
        moved[index] = softmax_row([float(number) for number in lines[index]])
    return result


def attended(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Output and weights, query by query (Vaswani et al. 2017, equation 1)."""
    *lead, n_queries, d_k = q.shape
    n_keys, d_v = v.shape[-2:]
    output, weights = np.zeros((*lead, n_queries, d_v)), np.zeros((*lead, n_queries, n_keys))
    visible = np.broadcast_to(True if mask is None else mask, weights.shape)
    for row in np.ndindex(*lead, n_queries):
        keys = [(*row[:-1], j) for j in range(n_keys) if visible[(*row, j)]]
        if not keys:
            continue
        dots = [math.fsum(float(a) * float(b) for a, b in zip(q[row], k[key], strict=True)) for key in keys]
        for key, weight in zip(keys, softmax_row([dot / math.sqrt(d_k) for dot in dots]), strict=True):
            weights[(*row, key[-1])] = weight
            for column in range(d_v):
                output[(*row, column)] += weight * float(v[(*key, column)])
    return output, weights


# ── inputs and shared assertions ─────────────────────────────────────────────────────────────────────────────


def inputs(lead: tuple[int, ...], n_queries: int, n_keys: int, d_k: int, d_v: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    shapes = (n_queries, d_k), (n_keys, d_k), (n_keys, d_v)
    return [rng.normal(size=(*lead, *shape)) for shape in shapes]


def worked_example():
    """The q, k and v of the brief."""
    q, k = np.array([[2.0, 0.0, 2.0, 0.0]]), np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    return q, k, np.array([[10.0, 0.0], [0.0, 10.0]])


def some_mask(shape: tuple[int, ...], seed: int, *, visible: float = 0.6) -> np.ndarray:
    """A random mask in which every query may attend to at least one key."""
    rng = np.random.default_rng(seed)
    mask = rng.random(shape) < visible
    mask[..., rng.integers(shape[-1])] = True
    return mask


def sizes_in_words(lead: tuple[int, ...], n_queries: int, n_keys: int, d_k: int, d_v: int) -> str:
    """The sizes of the inputs, for a message."""
    front = f"leading axes {lead}, " if lead else ""
    return f" for {front}T_q = {n_queries}, T_k = {n_keys}, d_k = {d_k}, d_v = {d_v}"


def attend(submission, *args, **kwargs):
    """The learner's output and weights."""
    result = submission.scaled_dot_product_attention(*args, **kwargs)
    two = isinstance(result, tuple | list) and len(result) == 2
    expect(two, "scaled_dot_product_attention must return two arrays: return output, weights")
    return result


def attend_in_shape(submission, q, k, v, *mask):
    """The learner's weights as an array of the right shape."""
    _, weights = attend(submission, q, k, v, *mask)
    expect_shape(weights, (*q.shape[:-1], k.shape[-2]), WEIGHTS, what="weights")
    return np.asarray(weights)


def expect_weights(submission, q, k, v, mask=None, case="", atol=1e-6):
    """The weights equal the oracle's. ``case`` says which inputs these were."""
    _, expected = attended(q, k, v, mask)  # first: q, k and v are not changed yet
    weights = attend_in_shape(submission, q, k, v, *(() if mask is None else (mask,)))
    expect_close(weights, expected, what=f"weights{case}", atol=atol)


def expect_attended(submission, q, k, v, mask=None, case="", atol=1e-6):
    """Both results equal the oracle's."""
    expected_output, expected_weights = attended(q, k, v, mask)
    masked = () if mask is None else (mask,)
    output, weights = attend(submission, q, k, v, *masked)
    expect_shape(weights, expected_weights.shape, WEIGHTS, what="weights")
    expect_shape(output, expected_output.shape, OUTPUT, what="output")
    expect_close(weights, expected_weights, what=f"weights{case}", atol=atol)
    expect_close(output, expected_output, what=f"output{case}", atol=atol)
    return output, weights


# ── core: softmax ────────────────────────────────────────────────────────────────────────────────────────────

SHAPES = ((3, 5), (4, 4), (2, 3, 4), (3, 3, 3), (2, 1, 3, 2))


@core(
    "softmax",
    "exp is missing",
    "the base is not e",
    "the division by the sum is missing",
    see=SOFTMAX,
)
def test_softmax_of_one_row(submission):
    """softmax([0, 1]) is [0.2689, 0.7311]"""
    for row in ([0.0, 1.0], [0.0, math.log(3.0)]):
        x = np.array(row)
        expect_close(submission.softmax(x), np.array(softmax_row(row)), what=f"softmax of {np.round(x, 4)}")


@core(
    "softmax",
    "keepdims=True is missing in max or sum",
    "only one row is returned",
    "the result is flattened",
    see=SOFTMAX,
)
def test_softmax_keeps_the_shape(submission):
    """softmax(x) has the same shape as x"""
    for shape in SHAPES:
        x = np.random.default_rng(1).normal(size=shape) * 3
        expect_shape(submission.softmax(x), shape, "the shape of x", what="softmax(x)")


@core(
    "softmax",
    "the sum runs over the whole array",
    "the sum runs down the columns",
    "keepdims=True is missing, which a square array hides",
    see=SOFTMAX,
)
def test_softmax_sums_to_one(submission):
    """Each row of softmax(x) sums to 1"""
    for shape in SHAPES:
        x = np.random.default_rng(1).normal(size=shape) * 3
        result = submission.softmax(x)
        expect_shape(result, shape, "the shape of x", what="softmax(x)")
        expect_rows_sum_to_one(result, what="softmax(x)")


@core(
    "softmax",
    "max and sum use different axes",
    "keepdims=True is missing",
    "the same sum divides every row",
    see=SOFTMAX,
)
def test_softmax_values(submission):
    """Each entry is exp(x) divided by the sum of its own row"""
    for shape in ((3, 5), (4, 4), (2, 3, 4), (3, 3, 3), (5, 1)):
        x = np.random.default_rng(2).normal(size=shape) * 2
        expect_close(submission.softmax(x), softmax_along(x, -1), what=f"softmax(x), x of shape {shape}")
    for row in ([2.0, -1.0, 0.5, 0.5, -3.0], [7.0]):
        expect_close(submission.softmax(np.array(row)), np.array(softmax_row(row)), what=f"softmax of {row}")


@core(
    "softmax",
    "axis=-1 is hard-coded",
    "axis is passed to only one of max and sum",
    "keepdims=True is missing",
    see=SOFTMAX,
)
def test_softmax_axis(submission):
    """axis selects the axis along which the numbers sum to 1"""
    for shape in ((3, 5), (4, 4), (2, 3, 4), (3, 3, 3)):
        x = np.random.default_rng(3).normal(size=shape) * 2
        for axis in range(-len(shape), len(shape)):
            result = submission.softmax(x, axis=axis)
            expect_close(result, softmax_along(x, axis), what=f"softmax(x, axis={axis}), x of shape {shape}")
    result = submission.softmax(x, 0)
    expect_close(result, softmax_along(x, 0), what="softmax(x, 0)")


@core(
    "softmax",
    "the input is clipped before exp",
    "a small constant is added to every weight",
    "the maximum is taken along another axis",
    see=SOFTMAX,
)
def test_softmax_minus_infinity(submission):
    """An entry of −∞ becomes exactly 0"""
    x = np.array([[-np.inf, 0.0, 1.0], [2.0, -np.inf, -np.inf]])
    expected = np.array([[0.0, *softmax_row([0.0, 1.0])], [1.0, 0.0, 0.0]])
    result = submission.softmax(x.copy())
    expect_close(result, expected, what="softmax(x)")
    largest = np.abs(np.asarray(result)[np.isneginf(x)]).max()
    expect(largest == 0, f"An entry of −∞ becomes {largest:.3g}; it must be exactly 0")


@core(
    "softmax",
    "x -= … changes x",
    "x[...] = … writes into x",
    "np.exp(x, out=x) writes into x",
    see=COMMON,
)
def test_softmax_input_unchanged(submission):
    """softmax does not change x"""
    for x in (np.array([[1.0, 3.0, 2.0], [5.0, -1.0, 0.0]]), np.array([0.5, 2.5])):
        before = x.copy()
        submission.softmax(x)
        expect_unchanged(before, x, "x")


# ── core: attention, one sequence ────────────────────────────────────────────────────────────────────────────


@core(
    "attention",
    "only the output is returned",
    "the return statement is missing",
    "both arrays are stacked into one",
    see=SUM,
)
def test_two_arrays(submission):
    """Attention returns two arrays"""
    attend(submission, *worked_example())


@core(
    "attention",
    "the scores are not divided, or divided by d_k instead of √d_k",
    "weights and output are returned in the wrong order",
    "the softmax runs over the queries",
    "weights @ k instead of weights @ v",
    see=SCORES,
)
def test_brief(submission):
    """The worked example gives the numbers in the brief"""
    output, weights = attend(submission, *worked_example())
    expect_close(weights, np.array([[0.8808, 0.1192]]), what="weights", atol=1e-4)
    expect_close(output, np.array([[8.808, 1.192]]), what="output", atol=1e-3)


@core(
    "attention",
    "k @ qᵀ instead of q @ kᵀ",
    "the scores compare q with itself",
    "weights and output are returned in the wrong order",
    see=SCORES,
)
def test_shape_of_the_weights(submission):
    """weights has shape (T_q, T_k)"""
    for sizes in ONE_SEQUENCE:
        _, weights = attend(submission, *inputs(*sizes))
        expect_shape(weights, sizes[1:3], "(T_q, T_k)", what="weights")


@core(
    "attention",
    "weights @ k instead of weights @ v",
    "weightsᵀ @ v instead of weights @ v",
    "the output is allocated with the shape of q",
    see=SUM,
)
def test_shape_of_the_output(submission):
    """output has shape (T_q, d_v)"""
    for sizes in ONE_SEQUENCE:
        output, _ = attend(submission, *inputs(*sizes))
        expect_shape(output, (sizes[1], sizes[4]), "(T_q, d_v)", what="output")


@core(
    "attention",
    "the softmax runs over the queries",
    "the softmax is missing",
    "the weights are divided by √d_k",
    "the scores are returned as weights",
    see=SOFTMAX,
)
def test_rows_sum_to_one(submission):
    """Each row of the weights sums to 1"""
    for sizes in ONE_SEQUENCE:
        weights = attend_in_shape(submission, *inputs(*sizes))
        expect_rows_sum_to_one(weights, what="weights")


@core(
    "attention",
    "the root of d_k is missing",
    "the root of another size is taken, such as T_k or d_v",
    "the root is rounded down",
    "the scores are divided by a fixed number such as 8",
    see=SCALING,
)
def test_scaling(submission):
    """Scores are divided by √d_k, for every d_k"""
    for d_k in (1, 2, 7, 16, 50, 64, 128):
        q, k, v = inputs((), 3, 4, d_k, 5, seed=d_k)
        expect_weights(submission, 2 * q, k, v, case=f" with d_k = {d_k}")


@core(
    "attention",
    "k is reshaped, not transposed",
    "the softmax is applied twice",
    "the scaling comes after the softmax",
    see=SCORES,
)
def test_weights(submission):
    """Each row of weights is the softmax of its scaled scores"""
    for seed, sizes in enumerate(ONE_SEQUENCE):
        expect_weights(submission, *inputs(*sizes, seed=seed), case=sizes_in_words(*sizes))


@core(
    "attention",
    "weightsᵀ @ v instead of weights @ v",
    "weights @ k instead of weights @ v",
    "the output is scaled too",
    "the second array returned is not the weights",
    see=SUM,
)
def test_output(submission):
    """output is weights @ v"""
    for seed, sizes in enumerate(ONE_SEQUENCE):
        q, k, v = inputs(*sizes, seed=seed)
        output, weights = attend(submission, q, k, v.copy())
        expect_shape(weights, sizes[1:3], "(T_q, T_k)", what="weights")
        expect_close(output, np.asarray(weights) @ v, what=f"output{sizes_in_words(*sizes)}")


@core(
    "attention",
    "the transpose of k is missing (q @ k)",
    "k @ qᵀ instead of q @ kᵀ",
    "weightsᵀ @ v instead of weights @ v (equal sizes hide all three)",
    see=SCORES,
)
def test_equal_sizes(submission):
    """The result is correct when T_q = T_k = d_k = d_v"""
    sizes = ((), 4, 4, 4, 4)
    expect_attended(submission, *inputs(*sizes, seed=6), case=sizes_in_words(*sizes))


@core(
    "attention",
    "squeeze removes the query axis",
    "the softmax runs over the queries",
    "the maximum is taken along axis 0",
    see=SOFTMAX,
)
def test_one_query(submission):
    """A single query works"""
    for sizes in (((), 1, 4, 3, 2), ((), 1, 1, 1, 1)):
        expect_attended(submission, *inputs(*sizes, seed=7), case=sizes_in_words(*sizes))


@core(
    "attention",
    "the softmax runs over the queries",
    "squeeze removes the key axis",
    "the weights are scaled after the softmax",
    see=SOFTMAX,
)
def test_one_key(submission):
    """A single key gets all the weight"""
    sizes = ((), 3, 1, 4, 2)
    expect_attended(submission, *inputs(*sizes, seed=7), case=sizes_in_words(*sizes))


# ── core: mask, one sequence ─────────────────────────────────────────────────────────────────────────────────


@core(
    "mask",
    "True is read as blocked",
    "the mask is not used",
    "the mask is applied after the softmax",
    "the scores are multiplied by the mask",
    see=MASKING,
)
def test_true_may_attend(submission):
    """True in the mask means "may attend\""""
    output, weights = attend(submission, *worked_example(), np.array([[False, True]]))
    expect_close(weights, np.array([[0.0, 1.0]]), what="weights")
    expect_close(output, np.array([[0.0, 10.0]]), what="output")


def masked_inputs(sizes, seed):
    """q, k, v and a mask that hides some keys from some queries."""
    q, k, v = inputs(*sizes, seed=seed)
    return 2 * q, k, v, some_mask((*sizes[0], *sizes[1:3]), seed)


@core(
    "mask",
    "masked scores are set to 0",
    "the fill value is too small, such as -10",
    "True is read as blocked",
    see=MASKING,
)
def test_masked_weight_is_zero(submission):
    """A masked key gets weight exactly 0"""
    for seed, sizes in enumerate(ONE_SEQUENCE):
        q, k, v, mask = masked_inputs(sizes, seed)
        weights = attend_in_shape(submission, q, k, v, mask.copy())
        hidden = np.abs(weights[~mask]).max(initial=0.0)
        expect(hidden == 0, f"A masked key has weight {hidden:.3g}; it must be exactly 0")


@core(
    "mask",
    "the mask is applied after the softmax",
    "True is read as blocked, which leaves rows empty",
    see=MASKING,
)
def test_masked_rows_sum_to_one(submission):
    """With a mask, each row still sums to 1"""
    for seed, sizes in enumerate((*ONE_SEQUENCE, ((), 4, 6, 3, 5))):
        weights = attend_in_shape(submission, *masked_inputs(sizes, seed))
        expect_rows_sum_to_one(weights, what="weights")


@core(
    "mask",
    "the mask is applied after the softmax",
    "masked scores are set to 0",
    "the masked branch skips the scaling",
    see=MASKING,
)
def test_masked_values(submission):
    """Visible keys get the softmax of their own scaled scores"""
    for seed, sizes in enumerate((*ONE_SEQUENCE, ((), 4, 4, 4, 4))):
        expect_attended(submission, *masked_inputs(sizes, seed), case=" with a mask")


@core(
    "mask",
    "True is read as blocked",
    "the masked branch skips the scaling",
    "the test for empty rows is reversed",
    see=MASKING,
)
def test_mask_of_true(submission):
    """A mask of all True changes nothing"""
    q, k, v = inputs((), 3, 5, 4, 2, seed=10)
    expect_attended(submission, q, k, v, np.ones((3, 5), dtype=bool), case=" with a mask of all True")


@core(
    "mask",
    "weights are zeroed after the softmax",
    "masked scores are set to 0",
    "the mask is not used",
    see=MASKING,
)
def test_masked_key_does_not_matter(submission):
    """The contents of a masked key and its value do not matter"""
    q, k, v = inputs((), 3, 5, 4, 2, seed=11)
    mask = np.ones((3, 5), dtype=bool)
    mask[:, [1, 4]] = False
    before_output, before_weights = attend(submission, q.copy(), k.copy(), v.copy(), mask.copy())
    for size in (5.0, -5.0, 10.0):
        changed_k, changed_v = k.copy(), v.copy()
        changed_k[[1, 4]] += size
        changed_v[[1, 4]] -= size
        output, weights = attend(submission, q.copy(), changed_k, changed_v, mask.copy())
        expect_close(weights, before_weights, what="weights after a masked key was changed")
        expect_close(output, before_output, what="output after a masked key was changed")


@core(
    "mask",
    "scores[~mask] needs the full shape",
    "a loop reads mask[i, j]",
    "the mask is reshaped to the scores' shape",
    see=MASKING,
)
def test_mask_of_one_row(submission):
    """A mask of shape (T_k,) or (1, T_k) applies to every query"""
    for sizes in (((), 3, 5, 4, 2), ((), 4, 4, 4, 4)):
        q, k, v = inputs(*sizes, seed=12)
        for seed, shape in enumerate(((sizes[2],), (1, sizes[2]))):
            case = f" with a mask of shape {shape}"
            expect_attended(submission, q, k, v, some_mask(shape, seed), case=case)


# ── core: batches ────────────────────────────────────────────────────────────────────────────────────────────


@core(
    "batches",
    "k.T reverses the batch axis too",
    "np.dot pairs every batch element with every other",
    "the softmax runs over axis 1",
    "d_k is read from q.shape[1]",
    see=BATCHES,
)
def test_a_batch(submission):
    """A batch (B, T, d) works"""
    for seed, sizes in enumerate((((2,), 4, 6, 5, 3), ((2,), 3, 1, 4, 2), ((1,), 1, 5, 2, 3)), start=2):
        expect_attended(submission, *inputs(*sizes, seed=seed), case=sizes_in_words(*sizes))


@core(
    "batches",
    'einsum with "bqd,bkd->bqk" allows only one leading axis',
    "k.transpose(0, 2, 1) allows only one leading axis",
    "B, T, d = q.shape allows only one leading axis",
    see=BATCHES,
)
def test_leading_axes(submission):
    """Any number of leading axes works"""
    cases = (((2, 3), 4, 5, 6, 7), ((3, 1, 2), 2, 3, 5, 4), ((1, 1), 1, 1, 3, 2), ((), 3, 5, 4, 2))
    for seed, sizes in enumerate(cases, start=3):
        expect_attended(submission, *inputs(*sizes, seed=seed), case=sizes_in_words(*sizes))


@core(
    "batches",
    "k.T has a shape that fits but is wrong",
    "the softmax runs over axis 1",
    "d_k is read from q.shape[1]",
    see=BATCHES,
)
def test_equal_sizes_of_a_batch(submission):
    """The result is correct when B = T_q = T_k = d_k"""
    for sizes in (((3,), 3, 3, 3, 3), ((2, 2), 2, 2, 2, 2), ((4,), 5, 5, 4, 4), ((5,), 5, 3, 3, 3)):
        expect_attended(submission, *inputs(*sizes, seed=6), case=sizes_in_words(*sizes))


@core(
    "batches",
    "scores[~mask] needs the full shape",
    "an axis is added to the mask",
    "the mask is reshaped",
    see=MASKING,
)
def test_mask_broadcasts(submission):
    """A smaller mask applies to every batch element and head"""
    q, k, v = inputs((2, 3), 4, 5, 6, 7, seed=12)
    shapes = (
        (2, 3, 4, 5),
        (4, 5),
        (1, 5),
        (5,),
        (3, 1, 5),
        (3, 4, 5),
        (1, 4, 5),
        (2, 1, 1, 5),
        (2, 1, 4, 5),
        (1, 3, 4, 5),
    )
    for seed, shape in enumerate(shapes):
        expect_attended(submission, q, k, v, some_mask(shape, seed), case=f" with a mask of shape {shape}")
    q, k, v = inputs((4,), 4, 4, 4, 4, seed=13)
    for seed, shape in enumerate(((4, 4, 4), (4, 4), (1, 4), (4,), (4, 1, 4), (1, 4, 4))):
        case = f" with a mask of shape {shape}, all sizes 4"
        expect_attended(submission, q, k, v, some_mask(shape, seed), case=case)


# ── core: what the caller relies on ──────────────────────────────────────────────────────────────────────────


@core(
    "caller",
    "q /= np.sqrt(d_k) changes q",
    "k *= … changes k",
    "a result is written into q, k or v",
    see=COMMON,
)
def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    for mask in ((), (some_mask((4, 5), 27),)):
        arrays = inputs((), 4, 5, 3, 2, seed=27)
        before = [array.copy() for array in arrays]
        attend(submission, *arrays, *mask)
        for name, old, new in zip(("q", "k", "v"), before, arrays, strict=True):
            expect_unchanged(old, new, name)


@core(
    "caller",
    "np.logical_not(mask, out=mask) changes the mask",
    "mask[...] = ~mask changes the mask",
    "mask &= … changes the mask",
    see=COMMON,
)
def test_mask_unchanged(submission):
    """mask is not changed"""
    for shape in ((4, 5), (1, 5)):
        mask = some_mask(shape, 27)
        before = mask.copy()
        attend(submission, *inputs((), 4, 5, 3, 2, seed=27), mask)
        expect_unchanged(before, mask, "mask")


@core(
    "caller",
    "q is scaled in place, so k and v shrink too",
    "k is changed in place, so q changes too",
    see=COMMON,
)
def test_same_array_three_times(submission):
    """The same array can be q, k and v"""
    x = np.random.default_rng(28).normal(size=(4, 3))
    expect_attended(submission, x, x, x, case=" with q = k = v")


# ── robust: large numbers ────────────────────────────────────────────────────────────────────────────────────


@robust("large numbers", "the maximum of each row is not subtracted before exp", see=SOFTMAX)
def test_softmax_large_numbers(submission):
    """softmax of numbers near ±10,000 does not overflow"""
    x = np.array([[0.0, 1.0, 2.0], [0.0, -3.0, 0.5]])
    for shift in (800.0, -800.0, 1e4, -1e4):
        expect_close(submission.softmax(x + shift), softmax_along(x, -1), what=f"softmax(x + {shift:g})")
    x = np.array([[1e4, -1e4, 0.0, 9999.0], [-1e4, -1e4, -1e4, -1e4], [0.0, 0.0, 3000.0, 2999.0]])
    for axis in (-1, 0):
        expect_close(
            submission.softmax(x, axis=axis), softmax_along(x, axis), what=f"softmax(x, axis={axis})"
        )


@robust("large numbers", "the same maximum is subtracted from every row", see=SOFTMAX)
def test_softmax_rows_of_different_size(submission):
    """A row of huge numbers leaves the other rows correct"""
    x = np.array([[0.3, -0.2, 1.1], [2000.0, 2001.0, 1999.0], [-3000.0, -3001.0, -3000.5]])
    expect_close(submission.softmax(x), softmax_along(x, -1), what="softmax(x)")
    expect_close(submission.softmax(x.T, axis=0), softmax_along(x.T, 0), what="softmax(x.T, axis=0)")


def spread(seed: int, lead: tuple[int, ...] = (2,), n_queries: int = 5, n_keys: int = 6):
    """q, k, v with scores between about -10000 and 10000: rows of very different size, all of them exact."""
    rng = np.random.default_rng(seed)
    sizes = np.array([1.0, 2000.0, 16.0, 500.0, 4.0])[:n_queries, np.newaxis]
    q = rng.integers(-3, 4, size=(*lead, n_queries, 4)) * sizes
    q[..., 0] += sizes[..., 0]
    return q, rng.integers(-2, 3, size=(*lead, n_keys, 4)).astype(float), rng.normal(size=(*lead, n_keys, 3))


@robust("large numbers", "the maximum of each row is not subtracted before exp", see=SOFTMAX)
def test_large_scores(submission):
    """Scores of ±10,000 give correct weights"""
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


@robust(
    "large numbers",
    "the fill value is too small, such as -10000",
    "weights are zeroed after the softmax, then rescaled",
    see=MASKING,
)
def test_large_scores_with_a_mask(submission):
    """A masked key gets weight 0 however large the scores are"""
    for seed in (21, 22, 23):
        q, k, v = spread(seed)
        mask = some_mask((2, 5, 6), seed, visible=0.4)
        expect_attended(submission, q, k, v, mask, case=" with large scores")
        expect_attended(submission, -q, k, v, mask, case=" with large scores")
    q, v = np.array([[1.0, 1.0, 0.0, 0.0]]), np.eye(3)
    without_first, without_second = np.array([[False, True, True]]), np.array([[True, False, True]])
    for far in (2e4, -2e4):
        k = np.array([[far, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [1.0, 2.0, 0.0, 0.0]])
        expect_attended(submission, q, k, v, without_first, case=" with a far key masked")
        expect_attended(submission, q, far / 2 + k, v, without_first, case=" with all keys far")
        expect_attended(submission, q, -far - k, v, without_second, case=" with all keys far")


# ── robust: empty rows ───────────────────────────────────────────────────────────────────────────────────────


def masks_with_empty_rows():
    """q, k, v, mask: every row empty, or an empty row beside rows that see all, some or one key."""
    for lead, n_queries, n_keys in (((), 3, 4), ((2,), 3, 1), ((2, 1), 1, 3)):
        q, k, v = inputs(lead, n_queries, n_keys, 5, 2, seed=14)
        yield q, k, v, np.zeros((*lead, n_queries, n_keys), dtype=bool)
    q, k, v = inputs((), 4, 4, 4, 4, seed=16)
    yield q, k, v, np.array([[0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 0, 0]], dtype=bool)
    q, k, v = inputs((3,), 4, 5, 3, 2, seed=15)
    mask = np.random.default_rng(15).random((3, 4, 5)) < 0.6
    mask[0, 1] = mask[2, 3] = False
    mask[1, 2] = [False, False, True, False, False]
    mask[1, 0] = True
    yield q, k, v, mask


@robust(
    "empty rows",
    "every score of the row is −∞, and −∞ − (−∞) is NaN",
    "masked scores are filled with a number such as -1e9",
    see=MASKING,
)
def test_empty_row_has_zero_weights(submission):
    """A query that may attend to no key (an empty row) has zero weights"""
    for q, k, v, mask in masks_with_empty_rows():
        empty = ~mask.any(axis=-1)
        weights = attend_in_shape(submission, q, k, v, mask)[empty]
        expect_close(weights, np.zeros_like(weights), what="weights of the empty rows")


@robust("empty rows", "the empty row's NaN or equal weights reach the output", see=MASKING)
def test_empty_row_has_a_zero_output(submission):
    """An empty row has a zero output"""
    for q, k, v, mask in masks_with_empty_rows():
        empty = ~mask.any(axis=-1)
        output, _ = attend(submission, q, k, v, mask)
        expect_shape(output, (*q.shape[:-1], v.shape[-1]), OUTPUT, what="output")
        found = np.asarray(output)[empty]
        expect_close(found, np.zeros_like(found), what="output of the empty rows")


@robust("empty rows", "one empty row sets everything to 0", see=MASKING)
def test_rows_beside_an_empty_row(submission):
    """Empty rows do not change the other rows"""
    for q, k, v, mask in list(masks_with_empty_rows())[3:]:
        seeing = mask.any(axis=-1)
        expected_output, expected_weights = attended(q, k, v, mask)
        output, weights = attend(submission, q, k, v, mask)
        expect_shape(weights, expected_weights.shape, WEIGHTS, what="weights")
        expect_shape(output, expected_output.shape, OUTPUT, what="output")
        expect_close(np.asarray(weights)[seeing], expected_weights[seeing], what="weights of the other rows")
        expect_close(np.asarray(output)[seeing], expected_output[seeing], what="output of the other rows")


@robust("empty rows", "the mask is searched for empty rows before it is broadcast", see=MASKING)
def test_empty_rows_of_a_broadcast_mask(submission):
    """Empty rows are also found in a broadcast mask"""
    q, k, v = inputs((2, 3), 4, 5, 3, 2, seed=17)
    queries = np.array([True, False, True, False])[:, np.newaxis]
    expect_attended(submission, q, k, v, queries, case=" with a mask of shape (4, 1)")
    padding = some_mask((2, 1, 1, 5), 17)
    padding[1] = False
    expect_attended(submission, q, k, v, padding, case=" with a mask of shape (2, 1, 1, 5)")
    expect_attended(submission, q, k, v, np.zeros(5, dtype=bool), case=" with a mask of shape (5,)")
    expect_attended(submission, q, k, v, np.zeros((4, 5), dtype=bool), case=" with a mask of shape (4, 5)")
    heads = np.array([True, False, True]).reshape(3, 1, 1)
    expect_attended(submission, q, k, v, heads, case=" with a mask of shape (3, 1, 1)")


# ── robust: types ────────────────────────────────────────────────────────────────────────────────────────────


@robust("types", "a result is stored in an integer array, which cannot hold fractions or −∞", see=SUM)
def test_whole_numbers(submission):
    """Integer inputs give fractional results"""
    whole = np.array([[1, 2, 4], [0, 0, 3]])
    expect_close(submission.softmax(whole), softmax_along(whole, -1), what="softmax of integers")
    q, k, v = (np.round(2 * x).astype(int) for x in inputs((2,), 3, 5, 3, 4, seed=24))
    expect_attended(submission, q, k, v, case=" for integers")
    expect_attended(submission, q, k, v, some_mask((3, 5), 24), case=" for integers and a mask")


@robust("types", "float16 inputs are multiplied as they are: scores above 65,504 become inf", see=SOFTMAX)
def test_half_precision(submission):
    """float16 inputs do not overflow"""
    half = np.array([[12.0, 11.0, 12.5], [300.0, 301.0, -300.0]], dtype=np.float16)
    expect_close(submission.softmax(half), softmax_along(half, -1), what="softmax of float16", atol=3e-3)
    rng = np.random.default_rng(26)
    q, k = (rng.integers(-400, 401, size=(2, size, 4)).astype(np.float16) for size in (3, 5))
    q[..., 0], k[..., 0] = 600, 600  # 600 · 600 is more than 65504, where float16 ends
    v = rng.integers(-4, 5, size=(2, 5, 3)).astype(np.float16)
    for mask in (None, some_mask((2, 3, 5), 26)):
        output, weights = expect_attended(submission, q, k, v, mask, case=" for float16", atol=1e-2)
        expect_finite(weights, what="weights")
        expect_finite(output, what="output")


# ── robust: calls ────────────────────────────────────────────────────────────────────────────────────────────


@robust("calls", "the arguments are not named q, k, v and mask", see=SCORES)
def test_names(submission):
    """q, k, v and mask can be passed by name"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=8)
    mask = some_mask((2, 3, 5), 8)
    expected_output, expected_weights = attended(q, k, v, mask)
    output, weights = attend(submission, v=v.copy(), mask=mask, k=k.copy(), q=q.copy())
    expect_close(weights, expected_weights, what="weights")
    expect_close(output, expected_output, what="output")
    expected_output, _ = attended(q, k, v)
    output, _ = attend(submission, q, k, v, mask=None)
    expect_close(output, expected_output, what="output with mask=None")


@robust("calls", "a result is written into an argument", see=COMMON)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=30)
    mask = some_mask((2, 3, 5), 30)
    exchanged = [x.swapaxes(0, 1).copy().swapaxes(0, 1) for x in (q, k, v, mask)]
    expect_attended(submission, *exchanged, case=" for views with swapped axes")
    expect_attended(
        submission, *(np.asfortranarray(x) for x in (q, k, v, mask)), case=" for arrays in Fortran order"
    )
    expect_attended(
        submission, q[:, ::-1], k[:, ::-1], v[:, ::-1], mask[:, ::-1, ::-1], case=" for reversed views"
    )
    for array in (q, k, v, mask):
        array.setflags(write=False)
    expect_attended(submission, q, k, v, mask, case=" for read-only inputs")


@robust("calls", "a value is kept from one call to the next", see=COMMON)
def test_twice(submission):
    """No call depends on an earlier one"""
    q, k, v = inputs((2,), 3, 5, 4, 2, seed=29)
    expect_attended(submission, q, k, v, case=" in the first call")
    expect_attended(submission, 3 * q, k, v, some_mask((2, 3, 5), 29), case=" in a second call, with a mask")
    expect_attended(submission, q, k, v + 1, case=" in a third call, without a mask")
