"""Checks of causal_mask and causal_attention: the core in the order in which people write it, then the robust lines.

The oracle has no mask: it gives each query only the keys up to its own. Inputs of core lines are float64 and of
moderate size.
"""

import math

import numpy as np

from tutor.grading.expect import (
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_rows_sum_to_one,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

LESSON = "step-1-attention-visual-deep-dive"
CAUSAL, MASKING = f"{LESSON}#causal-masking", f"{LESSON}#masking-in-general"
SCORES_SECTION, SCALING, SOFTMAX = f"{LESSON}#scores", f"{LESSON}#scaling", f"{LESSON}#softmax"
SUM, BATCHES, COMMON = f"{LESSON}#weighted-sum", f"{LESSON}#batches", f"{LESSON}#common-mistakes"

WEIGHTS, OUTPUT = "(..., T, T)", "(..., T, d_v)"


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Output and weights: each query sees only the keys up to its own position."""
    *lead, seq_len, d_k = q.shape
    output, weights = np.zeros((*lead, seq_len, v.shape[-1])), np.zeros((*lead, seq_len, seq_len))
    for place in np.ndindex(*lead):
        keys = [[float(a) for a in row] for row in k[place]]
        values = [[float(a) for a in row] for row in v[place]]
        for i in range(seq_len):
            query = [float(a) for a in q[(*place, i)]]
            scores = [math.fsum(a * b for a, b in zip(query, key, strict=True)) for key in keys[: i + 1]]
            top = max(scores)
            parts = [math.exp((score - top) / math.sqrt(d_k)) for score in scores]
            for j, part in enumerate(parts):
                weights[(*place, i, j)] = part / math.fsum(parts)
                output[(*place, i)] += part / math.fsum(parts) * np.array(values[j])
    return output, weights


# ── inputs and shared assertions ─────────────────────────────────────────────────────────────────────────────


def inputs(lead: tuple[int, ...], seq_len: int, d_k: int, d_v: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(*lead, seq_len, width)) for width in (d_k, d_k, d_v)]


def worked_example():
    """The q, k and v of the brief."""
    return (
        np.array([[1.0], [1.0], [2.0]]),
        np.array([[1.0], [0.0], [1.0]]),
        np.array([[10.0], [20.0], [60.0]]),
    )


def triangle(n: int) -> np.ndarray:
    """The right mask."""
    return np.array([[j <= i for j in range(n)] for i in range(n)])


def sizes_in_words(lead: tuple[int, ...], seq_len: int, d_k: int, d_v: int) -> str:
    """The sizes of the inputs, for a message."""
    front = f"leading axes {lead}, " if lead else ""
    return f" for {front}T = {seq_len}, d_k = {d_k}, d_v = {d_v}"


def attend(submission, *args, **kwargs):
    """The learner's output and weights."""
    result = submission.causal_attention(*args, **kwargs)
    two = isinstance(result, tuple | list) and len(result) == 2
    expect(two, "causal_attention must return two arrays: return output, weights")
    return result


def attend_in_shape(submission, q, k, v):
    """The learner's weights as an array of the right shape."""
    _, weights = attend(submission, q, k, v)
    expect_shape(weights, (*q.shape[:-1], q.shape[-2]), WEIGHTS, what="weights")
    return np.asarray(weights)


def output_in_shape(submission, q, k, v):
    """The learner's output as an array of the right shape."""
    output, _ = attend(submission, q, k, v)
    expect_shape(output, v.shape, OUTPUT, what="output")
    return np.asarray(output)


def expect_weights(submission, q, k, v, case=""):
    """The weights equal the oracle's. ``case`` says which inputs these were."""
    _, expected = attended(q, k, v)  # first: q, k and v are not changed yet
    expect_close(attend_in_shape(submission, q, k, v), expected, what=f"weights{case}")


def expect_attended(submission, q, k, v, case="", atol=1e-6):
    """Both results equal the oracle's."""
    expected_output, expected_weights = attended(q, k, v)
    output, weights = attend(submission, q, k, v)
    expect_shape(weights, expected_weights.shape, WEIGHTS, what="weights")
    expect_shape(output, expected_output.shape, OUTPUT, what="output")
    expect_close(weights, expected_weights, what=f"weights{case}", atol=atol)
    expect_close(output, expected_output, what=f"output{case}", atol=atol)
    return output, weights


ONE_SEQUENCE = (((), 4, 3, 2), ((), 6, 5, 8))  # leading axes, T, d_k, d_v: all different


# ── core: the mask ───────────────────────────────────────────────────────────────────────────────────────────


@core(
    "mask",
    "np.triu keeps the wrong triangle",
    "True is read as blocked",
    "the diagonal is missing (< instead of <=)",
    see=CAUSAL,
)
def test_mask_of_three(submission):
    """causal_mask(3) is True on the diagonal and below it"""
    mask = submission.causal_mask(3)
    expect_shape(mask, (3, 3), "(n, n)", what="causal_mask(3)")
    expect_close(mask, triangle(3), what="causal_mask(3)")


@core(
    "mask",
    "an axis for the batch is added",
    "the mask covers n − 1 or n + 1 positions",
    see=MASKING,
)
def test_mask_shape(submission):
    """causal_mask(n) has shape (n, n)"""
    for n in (3, 1, 7):
        expect_shape(submission.causal_mask(n), (n, n), "(n, n)", what=f"causal_mask({n})")


@core(
    "mask",
    "np.ones((n, n)) without dtype=bool contains 0 and 1",
    "the mask contains 0 and −∞, to be added to the scores",
    see=MASKING,
)
def test_mask_type(submission):
    """causal_mask(n) is boolean"""
    for n in (3, 1):
        expect_dtype(submission.causal_mask(n), bool, what=f"causal_mask({n})")


@core(
    "mask",
    "rows and columns are swapped",
    "the diagonal is shifted (k=1, k=-1)",
    "a mask of fixed size is cut to n at the wrong end",
    see=CAUSAL,
)
def test_mask_of_any_size(submission):
    """Query i may attend to key j exactly when j ≤ i, for any n"""
    for n in (1, 2, 5, 12, 33):
        mask = submission.causal_mask(n)
        expect_shape(mask, (n, n), "(n, n)", what=f"causal_mask({n})")
        expect_close(mask, triangle(n), what=f"causal_mask({n})")


# ── core: attention, one sequence ────────────────────────────────────────────────────────────────────────────


@core(
    "attention",
    "only the output is returned",
    "the return statement is missing",
    "both arrays are stacked into one",
    see=SUM,
)
def test_two_arrays(submission):
    """Causal attention returns two arrays"""
    attend(submission, *worked_example())


@core(
    "attention",
    "the mask is not used",
    "the mask is inverted",
    "weights and output are returned in the wrong order",
    "weights @ k instead of weights @ v",
    see=CAUSAL,
)
def test_brief(submission):
    """The worked example gives the numbers in the brief"""
    output, weights = attend(submission, *worked_example())
    expected = np.array([[1.0, 0.0, 0.0], [0.7311, 0.2689, 0.0], [0.4683, 0.0634, 0.4683]])
    expect_close(weights, expected, what="weights", atol=1e-4)
    expect_close(output, np.array([[10.0], [12.6894], [34.0493]]), what="output", atol=1e-3)


@core(
    "attention",
    "the mask has size d_k instead of T",
    "k is not transposed",
    "weights and output are returned in the wrong order",
    see=SCORES_SECTION,
)
def test_shape_of_the_weights(submission):
    """weights has shape (T, T)"""
    for sizes in ONE_SEQUENCE:
        attend_in_shape(submission, *inputs(*sizes))


@core(
    "attention",
    "weights @ k instead of weights @ v",
    "the output is allocated with the shape of q",
    see=SUM,
)
def test_shape_of_the_output(submission):
    """output has shape (T, d_v)"""
    for sizes in ONE_SEQUENCE:
        output_in_shape(submission, *inputs(*sizes))


@core(
    "attention",
    "masked scores are set to 0, and exp(0) is 1",
    "the mask is not used",
    "the triangle is one diagonal too large",
    "the fill value is too small, such as -10",
    see=CAUSAL,
)
def test_nothing_above_the_diagonal(submission):
    """Every weight above the diagonal is exactly 0"""
    for sizes in (*ONE_SEQUENCE, ((), 4, 4, 4)):
        weights = attend_in_shape(submission, *inputs(*sizes, seed=1))
        expect_finite(weights, what="weights")
        largest = np.abs(np.triu(weights, k=1)).max(initial=0.0)
        expect(largest == 0, f"A later key has weight {largest:.3g}; it must be exactly 0")


@core(
    "attention",
    "the mask is applied after the softmax",
    "the softmax runs over the queries",
    "the division by the sum is missing",
    see=CAUSAL,
)
def test_rows_sum_to_one(submission):
    """Each row of the weights sums to 1"""
    for sizes in (*ONE_SEQUENCE, ((), 4, 4, 4)):
        expect_rows_sum_to_one(attend_in_shape(submission, *inputs(*sizes, seed=2)), what="weights")


@core(
    "attention",
    "the diagonal is hidden too",
    "the mask is not used",
    "weightsᵀ @ v instead of weights @ v",
    see=CAUSAL,
)
def test_first_row(submission):
    """The first row of the output is the first value"""
    for sizes in (*ONE_SEQUENCE, ((), 4, 4, 4)):
        q, k, v = inputs(*sizes, seed=3)
        first = v[0].copy()
        expect_close(output_in_shape(submission, q, k, v)[0], first, what="the first row of the output")


@core(
    "attention",
    "the mask is applied after the softmax",
    "masked scores are set to 0",
    "the triangle is one diagonal too large",
    see=CAUSAL,
)
def test_future_does_not_matter(submission):
    """Changing a token changes nothing before it"""
    q, k, v = inputs((), 6, 3, 4, seed=4)
    before_output, before_weights = attend(submission, q.copy(), k.copy(), v.copy())
    expect_shape(before_output, v.shape, OUTPUT, what="output")
    for t in range(1, 6):
        for size in (3.0, -5.0):
            later_q, later_k, later_v = q.copy(), k.copy(), v.copy()
            later_q[t:] -= size
            later_k[t:] += size
            later_v[t:] *= size
            output, weights = attend(submission, later_q, later_k, later_v)
            expect_shape(output, v.shape, OUTPUT, what="output")
            case = f" before position {t}, which was changed"
            expect_close(weights[:t], before_weights[:t], what=f"weights{case}")
            expect_close(output[:t], before_output[:t], what=f"output{case}")


@core(
    "attention",
    "the mask is applied after the softmax",
    "the scores are divided by √T",
    "the mask is not used",
    see=CAUSAL,
)
def test_appending_a_token(submission):
    """Appending a token changes nothing before it"""
    q, k, v = inputs((), 7, 3, 4, seed=5)
    whole = output_in_shape(submission, q.copy(), k.copy(), v.copy())
    for n in range(1, 7):
        part, _ = attend(submission, q[:n].copy(), k[:n].copy(), v[:n].copy())
        expect_close(part, whole[:n], what=f"output for the first {n} of 7 tokens")


@core(
    "attention",
    "the root of d_k is missing",
    "the root of another size is taken, such as T or d_v",
    "the root is rounded down",
    "the scores are divided by a fixed number such as 8",
    see=SCALING,
)
def test_scaling(submission):
    """Scores are divided by √d_k, for every d_k"""
    for d_k in (1, 2, 7, 16, 50, 64, 128):
        q, k, v = inputs((), 4, d_k, 5, seed=d_k)
        expect_weights(submission, 2 * q, k, v, case=f" with d_k = {d_k}")


@core(
    "attention",
    "the mask is applied after the softmax",
    "masked scores are set to 0",
    "k is reshaped, not transposed",
    "k @ qᵀ instead of q @ kᵀ",
    see=SOFTMAX,
)
def test_weights(submission):
    """Each row of weights is the softmax of its visible scores"""
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
        expect_shape(weights, (sizes[1], sizes[1]), "(T, T)", what="weights")
        expect_close(output, np.asarray(weights) @ v, what=f"output{sizes_in_words(*sizes)}")


@core(
    "attention",
    "the transpose of k is missing (q @ k)",
    "k is reshaped, not transposed",
    "T is read from q.shape[-1] (equal sizes hide all three)",
    see=SCORES_SECTION,
)
def test_equal_sizes(submission):
    """The result is correct when T = d_k = d_v"""
    sizes = ((), 4, 4, 4)
    expect_attended(submission, *inputs(*sizes, seed=6), case=sizes_in_words(*sizes))


@core("attention", "squeeze removes the query axis", "the diagonal is hidden too", see=CAUSAL)
def test_one_token(submission):
    """A single token attends only to itself: the output is v"""
    expect_attended(submission, *inputs((), 1, 3, 2, seed=6), case=" with T = 1")


@core(
    "attention",
    "the mask has a fixed size",
    "a mask made in one call is reused in the next",
    see=CAUSAL,
)
def test_longer_sequences(submission):
    """T can be any length"""
    for seq_len in (2, 17, 130, 3):
        expect_attended(submission, *inputs((), seq_len, 3, 2, seed=seq_len), case=f" with T = {seq_len}")


# ── core: batches ────────────────────────────────────────────────────────────────────────────────────────────


@core(
    "batches",
    "k.T reverses the batch axis too",
    "T is read from q.shape[0]",
    "the softmax runs over axis 1",
    "scores[~mask] applies to the first axes",
    see=BATCHES,
)
def test_a_batch(submission):
    """A batch (B, T, d) works"""
    for seed, sizes in enumerate((((2,), 5, 3, 4), ((5,), 3, 2, 4), ((2,), 1, 3, 2)), start=2):
        expect_attended(submission, *inputs(*sizes, seed=seed), case=sizes_in_words(*sizes))


@core(
    "batches",
    "T is read from q.shape[1]",
    "k.transpose(0, 2, 1) allows only one leading axis",
    "B, T, d = q.shape allows only one leading axis",
    see=BATCHES,
)
def test_leading_axes(submission):
    """Any number of leading axes works"""
    cases = (((2, 3), 4, 6, 5), ((3, 1, 2), 3, 2, 4), ((1, 3), 1, 3, 2), ((), 4, 3, 2))
    for seed, sizes in enumerate(cases, start=3):
        expect_attended(submission, *inputs(*sizes, seed=seed), case=sizes_in_words(*sizes))


@core(
    "batches",
    "k.T has a shape that fits but is wrong",
    "the softmax runs over axis 1",
    "T is read from q.shape[0]",
    see=BATCHES,
)
def test_equal_sizes_of_a_batch(submission):
    """The result is correct when B = T = d_k"""
    for sizes in (((4,), 4, 4, 4), ((3,), 5, 3, 3), ((2, 2), 2, 2, 2)):
        expect_attended(submission, *inputs(*sizes, seed=6), case=sizes_in_words(*sizes))


@core(
    "batches",
    "only the first sequence of a batch is masked",
    "scores[~mask] applies to the first axes",
    see=CAUSAL,
)
def test_future_of_every_sequence(submission):
    """In every sequence of a batch, no position sees a later one"""
    q, k, v = inputs((3,), 6, 3, 4, seed=4)
    before = output_in_shape(submission, q.copy(), k.copy(), v.copy())
    for t in range(1, 6):
        later_k, later_v = k.copy(), v.copy()
        later_k[:, t:] += 3.0
        later_v[:, t:] *= 3.0
        output, _ = attend(submission, q.copy(), later_k, later_v)
        expect_shape(output, v.shape, OUTPUT, what="output")
        expect_close(output[:, :t], before[:, :t], what=f"output before position {t}, which was changed")


# ── core: what the caller relies on ──────────────────────────────────────────────────────────────────────────


@core(
    "caller",
    "q /= np.sqrt(d_k) changes q",
    "k *= … changes k",
    "the output is written into v",
    see=COMMON,
)
def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    for lead in ((), (2,)):
        arrays = inputs(lead, 4, 3, 2, seed=16)
        before = [array.copy() for array in arrays]
        attend(submission, *arrays)
        for name, old, new in zip("qkv", before, arrays, strict=True):
            expect_unchanged(old, new, name)


@core("caller", "q is scaled in place, so k and v shrink too", see=COMMON)
def test_same_array_three_times(submission):
    """The same array can be q, k and v"""
    for shape in ((4, 3), (2, 4, 3)):
        x = np.random.default_rng(17).normal(size=shape)
        expect_attended(submission, x, x, x, case=" with q = k = v")


# ── robust: large numbers ────────────────────────────────────────────────────────────────────────────────────


@robust("large numbers", "the maximum of each row is not subtracted before exp", see=SOFTMAX)
def test_large_scores(submission):
    """Scores of ±10,000 give correct weights"""
    sizes = np.array([1.0, 2000.0, 16.0, 500.0, 4.0])[:, np.newaxis]
    for seed in (7, 8, 9):
        rng = np.random.default_rng(seed)
        q = rng.integers(-3, 4, size=(2, 5, 4)) * sizes
        k, v = rng.integers(-2, 3, size=(2, 5, 4)).astype(float), rng.normal(size=(2, 5, 3))
        for sign in (1.0, -1.0):
            output, weights = expect_attended(submission, sign * q, k, v, case=" with large scores")
            expect_finite(weights, what="weights")
            expect_finite(output, what="output")
    rng = np.random.default_rng(10)
    q, k = (rng.integers(-1, 2, size=(4, 4)).astype(float) for _ in range(2))
    for far in (2e4, -2e4):  # every score of every row is far from 0, their differences are small
        q[:, 0], k[:, 0] = 1.0, far
        expect_attended(submission, q, k, np.eye(4), case=f" with every score near {far / 2:g}")


@robust("large numbers", "weights are zeroed after the softmax, then rescaled", see=CAUSAL)
def test_large_future(submission):
    """A later key gets weight 0 however large its score is"""
    q, k, v = inputs((2,), 5, 3, 4, seed=11)
    before = attend_in_shape(submission, q.copy(), k.copy(), v.copy())
    for size in (100.0, 5e3, -5e3):
        k[:, 3] = size * np.sign(q[:, 2])  # a score of up to ±10000 for query 2, just ahead of it
        _, weights = attend(submission, q.copy(), k.copy(), v.copy())
        expect_close(weights[:, :3], before[:, :3], what="weights before position 3, whose key was changed")
    for lead in ((), (3,)):
        q, k, v = inputs(lead, 6, 3, 4, seed=4)
        before_output, _ = attend(submission, q.copy(), k.copy(), v.copy())
        for t in range(1, 6):
            later_q, later_k, later_v = q.copy(), k.copy(), v.copy()
            later_q[..., t:, :] += 40.0
            later_k[..., t:, :] -= 40.0
            later_v[..., t:, :] *= -40.0
            output, _ = attend(submission, later_q, later_k, later_v)
            case = f" before position {t}, which was changed"
            expect_close(output[..., :t, :], before_output[..., :t, :], what=f"output{case}")


# ── robust: types ────────────────────────────────────────────────────────────────────────────────────────────


@robust("types", "a result is stored in an integer array, which cannot hold fractions or −∞", see=SUM)
def test_whole_numbers(submission):
    """Integer inputs give fractional results"""
    q, k, v = (np.round(2 * x).astype(int) for x in inputs((2,), 4, 3, 5, seed=12))
    expect_attended(submission, q, k, v, case=" for integers")


@robust("types", "a result is stored in an array with too little precision, such as float16", see=SOFTMAX)
def test_single_precision(submission):
    """float32 inputs give float32 or float64 results"""
    q, k, v = (x.astype(np.float32) for x in inputs((2,), 5, 4, 2, seed=13))
    expect_attended(submission, q, k, v, case=" for float32", atol=1e-5)


@robust("types", "float16 inputs are multiplied as they are: scores above 65,504 become inf", see=SOFTMAX)
def test_half_precision(submission):
    """float16 inputs do not overflow"""
    rng = np.random.default_rng(14)
    q, k = (rng.integers(-400, 401, size=(2, 4, 4)).astype(np.float16) for _ in range(2))
    q[..., 0], k[..., 0] = 600, 600  # 600 · 600 is more than 65504, where float16 ends
    v = rng.integers(-4, 5, size=(2, 4, 3)).astype(np.float16)
    output, weights = expect_attended(submission, q, k, v, case=" for float16", atol=1e-2)
    expect_finite(weights, what="weights")
    expect_finite(output, what="output")


# ── robust: calls ────────────────────────────────────────────────────────────────────────────────────────────


@robust("calls", "the arguments are not named n, q, k and v", see=CAUSAL)
def test_names(submission):
    """n, q, k and v can be passed by name"""
    q, k, v = inputs((2,), 3, 4, 2, seed=15)
    expect_shape(submission.causal_mask(n=2), (2, 2), "(n, n)", what="causal_mask(n=2)")
    expected_output, expected_weights = attended(q, k, v)
    output, weights = attend(submission, v=v, k=k, q=q)
    expect_close(weights, expected_weights, what="weights")
    expect_close(output, expected_output, what="output")


@robust("calls", "a result is written into an argument", see=COMMON)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    q, k, v = inputs((2,), 5, 4, 2, seed=19)
    exchanged = [x.swapaxes(0, 1).copy().swapaxes(0, 1) for x in (q, k, v)]
    expect_attended(submission, *exchanged, case=" for views with swapped axes")
    expect_attended(
        submission, *(np.asfortranarray(x) for x in (q, k, v)), case=" for arrays in Fortran order"
    )
    expect_attended(submission, q[:, ::-1], k[:, ::-1], v[:, ::-1], case=" for reversed views")
    for array in (q, k, v):
        array.setflags(write=False)
    expect_attended(submission, q, k, v, case=" for read-only inputs")


@robust("calls", "a value is kept from one call to the next", see=COMMON)
def test_twice(submission):
    """No call depends on an earlier one"""
    q, k, v = inputs((2,), 4, 3, 2, seed=18)
    expect_attended(submission, q, k, v, case=" in the first call")
    expect_attended(submission, 3 * q, k + 1, v, case=" in a second call")
    expect_attended(submission, q, k, v + 1, case=" in a third call")
    mask = submission.causal_mask(4)
    expect_shape(mask, (4, 4), "(n, n)", what="causal_mask(4)")
    expect_close(mask, triangle(4), what="causal_mask(4)")
