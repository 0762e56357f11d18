"""What the causal mask and causal attention must do. The oracle has no mask: it cuts the future off."""

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

WEIGHTS, OUTPUT = "(..., T, T)", "(..., T, d_v)"


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Output and weights: every position is given its past and itself, and nothing else exists."""
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


# ── inputs, and what is asked again and again ────────────────────────────────────────────────────────────────


def inputs(lead: tuple[int, ...], seq_len: int, d_k: int, d_v: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(*lead, seq_len, width)) for width in (d_k, d_k, d_v)]


def sizes_in_words(lead: tuple[int, ...], seq_len: int, d_k: int, d_v: int) -> str:
    """Which sizes a message is about."""
    front = f"leading axes {lead}, " if lead else ""
    return f" for {front}T = {seq_len}, d_k = {d_k}, d_v = {d_v}"


def attend(submission, *args, **kwargs):
    """The learner's output and weights."""
    result = submission.causal_attention(*args, **kwargs)
    two = isinstance(result, tuple | list) and len(result) == 2
    expect(two, "causal_attention returns two arrays: return output, weights")
    return result


def expect_attended(submission, q, k, v, case="", atol=1e-6):
    """Both results equal the oracle's. ``case`` says which inputs these were."""
    expected_output, expected_weights = attended(q, k, v)  # first: q, k and v are not changed yet
    output, weights = attend(submission, q, k, v)
    expect_shape(weights, expected_weights.shape, WEIGHTS, what="weights")
    expect_shape(output, expected_output.shape, OUTPUT, what="output")
    expect_close(weights, expected_weights, what=f"weights{case}", atol=atol)
    expect_close(output, expected_output, what=f"output{case}", atol=atol)
    return output, weights


SIZES = (  # leading axes, T, d_k, d_v: all different, then equal where a swapped axis could hide
    ((), 4, 3, 2),
    ((), 6, 5, 8),
    ((2,), 5, 3, 4),
    ((2, 3), 4, 6, 5),
    ((3, 1, 2), 3, 2, 4),
    ((), 4, 4, 4),
    ((5,), 3, 2, 4),
    ((3,), 5, 3, 3),
    ((4,), 4, 4, 4),
    ((2, 2), 2, 2, 2),
)


# ── the mask ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_mask_shape(submission):
    """causal_mask(n) is a table of True and False, (n, n)"""
    for n in (3, 1, 7):
        mask = submission.causal_mask(n)
        expect_shape(mask, (n, n), "(n, n)", what=f"causal_mask({n})")
        expect_dtype(mask, bool, what=f"causal_mask({n})")


def test_mask_of_three(submission):
    """causal_mask(3) is True on the diagonal and below it"""
    mask = submission.causal_mask(3)
    expect_shape(mask, (3, 3), "(n, n)", what="causal_mask(3)")
    expected = np.array([[True, False, False], [True, True, False], [True, True, True]])
    expect_close(mask, expected, what="causal_mask(3)")


def test_mask_of_any_size(submission):
    """query i may attend to key j where j ≤ i, for any n"""
    for n in (1, 2, 5, 12, 33):
        mask = submission.causal_mask(n)
        expect_shape(mask, (n, n), "(n, n)", what=f"causal_mask({n})")
        expected = np.array([[j <= i for j in range(n)] for i in range(n)])
        expect_close(mask, expected, what=f"causal_mask({n})")


# ── causal attention ─────────────────────────────────────────────────────────────────────────────────────────


def test_brief(submission):
    """the tiny example of the brief comes out"""
    q, k, v = (
        np.array([[1.0], [1.0], [2.0]]),
        np.array([[1.0], [0.0], [1.0]]),
        np.array([[10.0], [20.0], [60.0]]),
    )
    output, weights = attend(submission, q, k, v)
    expected = np.array([[1.0, 0.0, 0.0], [0.7311, 0.2689, 0.0], [0.4683, 0.0634, 0.4683]])
    expect_close(weights, expected, what="weights", atol=1e-4)
    expect_close(output, np.array([[10.0], [12.6894], [34.0493]]), what="output", atol=1e-3)


def test_shapes(submission):
    """output is (..., T, d_v) and weights are (..., T, T), whatever the leading axes"""
    for lead, seq_len, d_k, d_v in SIZES:
        output, weights = attend(submission, *inputs(lead, seq_len, d_k, d_v))
        expect_shape(weights, (*lead, seq_len, seq_len), WEIGHTS, what="weights")
        expect_shape(output, (*lead, seq_len, d_v), OUTPUT, what="output")


def test_nothing_above_the_diagonal(submission):
    """above the diagonal every weight is exactly 0"""
    for lead, seq_len, d_k, d_v in SIZES:
        _, weights = attend(submission, *inputs(lead, seq_len, d_k, d_v, seed=1))
        expect_shape(weights, (*lead, seq_len, seq_len), WEIGHTS, what="weights")
        expect_finite(weights, what="weights")
        largest = np.abs(np.triu(weights, k=1)).max(initial=0.0)
        expect(largest == 0, f"a later key has the weight {largest:.3g}; it must be exactly 0")


def test_rows_sum_to_one(submission):
    """each row of the weights sums to 1"""
    for lead, seq_len, d_k, d_v in SIZES:
        _, weights = attend(submission, *inputs(lead, seq_len, d_k, d_v, seed=2))
        expect_shape(weights, (*lead, seq_len, seq_len), WEIGHTS, what="weights")
        expect_rows_sum_to_one(weights, what="weights")


def test_first_row(submission):
    """the first row of the output is the first value: position 0 sees only itself"""
    for lead, seq_len, d_k, d_v in SIZES:
        q, k, v = inputs(lead, seq_len, d_k, d_v, seed=3)
        first = v[..., 0, :].copy()
        output, _ = attend(submission, q, k, v)
        expect_shape(output, (*lead, seq_len, d_v), OUTPUT, what="output")
        expect_close(output[..., 0, :], first, what="the first row of the output")


def test_future_does_not_matter(submission):
    """changing a token changes nothing before it: neither through its key nor through its value"""
    for lead in ((), (3,)):
        q, k, v = inputs(lead, 6, 3, 4, seed=4)
        before_output, before_weights = attend(submission, q.copy(), k.copy(), v.copy())
        expect_shape(before_output, v.shape, OUTPUT, what="output")
        for t in range(1, 6):
            for size in (3.0, -40.0):
                later_q, later_k, later_v = q.copy(), k.copy(), v.copy()
                later_q[..., t:, :] -= size
                later_k[..., t:, :] += size
                later_v[..., t:, :] *= size
                output, weights = attend(submission, later_q, later_k, later_v)
                expect_shape(output, v.shape, OUTPUT, what="output")
                case = f" before position {t}, which was changed"
                expect_close(weights[..., :t, :], before_weights[..., :t, :], what=f"weights{case}")
                expect_close(output[..., :t, :], before_output[..., :t, :], what=f"output{case}")


def test_appending_a_token(submission):
    """appending tokens leaves the earlier rows as they were"""
    q, k, v = inputs((2,), 7, 3, 4, seed=5)
    whole, _ = attend(submission, q.copy(), k.copy(), v.copy())
    expect_shape(whole, v.shape, OUTPUT, what="output")
    for n in range(1, 7):
        part, _ = attend(submission, q[:, :n].copy(), k[:, :n].copy(), v[:, :n].copy())
        expect_close(part, whole[:, :n], what=f"output for the first {n} of 7 tokens")


def test_values(submission):
    """weights are the softmax of q @ kᵀ / √d_k over what each position may see, and output is weights @ v"""
    for seed, sizes in enumerate(SIZES):
        expect_attended(submission, *inputs(*sizes, seed=seed), case=sizes_in_words(*sizes))


def test_scaling(submission):
    """scores are divided by √d_k, for every d_k"""
    for d_k in (1, 2, 7, 16, 50, 64, 128):
        q, k, v = inputs((2,), 4, d_k, 5, seed=d_k)
        expect_attended(submission, 2 * q, k, v, case=f" with d_k = {d_k}")


def test_one_token(submission):
    """a single token reads its own value"""
    for lead in ((), (2,), (1, 3)):
        expect_attended(submission, *inputs(lead, 1, 3, 2, seed=6), case=" with T = 1")


def test_longer_texts(submission):
    """T may be any length, and may differ from call to call"""
    for seq_len in (2, 17, 130, 3):
        expect_attended(submission, *inputs((), seq_len, 3, 2, seed=seq_len), case=f" with T = {seq_len}")


# ── numbers of every size and type ───────────────────────────────────────────────────────────────────────────


def test_large_scores(submission):
    """scores of ±10000, and rows of very different size, give the right weights"""
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


def test_large_future(submission):
    """however large the score of a later key is, the past keeps all the weight"""
    q, k, v = inputs((2,), 5, 3, 4, seed=11)
    _, before = attend(submission, q.copy(), k.copy(), v.copy())
    expect_shape(before, (2, 5, 5), WEIGHTS, what="weights")
    for size in (100.0, 5e3, -5e3):
        k[:, 3] = size * np.sign(q[:, 2])  # a score of up to ±10000 for query 2, just ahead of it
        _, weights = attend(submission, q.copy(), k.copy(), v.copy())
        expect_close(weights[:, :3], before[:, :3], what="weights before position 3, whose key was changed")


def test_whole_numbers(submission):
    """integer q, k and v are not cut back to integers on the way"""
    q, k, v = (np.round(2 * x).astype(int) for x in inputs((2,), 4, 3, 5, seed=12))
    expect_attended(submission, q, k, v, case=" with integers")


def test_single_precision(submission):
    """float32 inputs work; the answer may be float32 or float64"""
    q, k, v = (x.astype(np.float32) for x in inputs((2,), 5, 4, 2, seed=13))
    expect_attended(submission, q, k, v, case=" with float32", atol=1e-5)


def test_half_precision(submission):
    """float16 inputs whose scores do not fit float16 give finite, right results"""
    rng = np.random.default_rng(14)
    q, k = (rng.integers(-400, 401, size=(2, 4, 4)).astype(np.float16) for _ in range(2))
    q[..., 0], k[..., 0] = 600, 600  # 600 · 600 is more than 65504, where float16 ends
    v = rng.integers(-4, 5, size=(2, 4, 3)).astype(np.float16)
    output, weights = expect_attended(submission, q, k, v, case=" with float16", atol=1e-2)
    expect_finite(weights, what="weights")
    expect_finite(output, what="output")


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_names(submission):
    """n, q, k and v can be given by name"""
    q, k, v = inputs((2,), 3, 4, 2, seed=15)
    expect_shape(submission.causal_mask(n=2), (2, 2), "(n, n)", what="causal_mask(n=2)")
    expected_output, expected_weights = attended(q, k, v)
    output, weights = attend(submission, v=v, k=k, q=q)
    expect_close(weights, expected_weights, what="weights")
    expect_close(output, expected_output, what="output")


def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    for lead in ((), (2,)):
        arrays = inputs(lead, 4, 3, 2, seed=16)
        before = [array.copy() for array in arrays]
        attend(submission, *arrays)
        for name, old, new in zip("qkv", before, arrays, strict=True):
            expect_unchanged(old, new, name)


def test_same_array_three_times(submission):
    """self-attention may pass one array as q, k and v"""
    x = np.random.default_rng(17).normal(size=(2, 4, 3))
    expect_attended(submission, x, x, x, case=" with q = k = v")


def test_twice(submission):
    """asking again gives the same answer: nothing is remembered from call to call"""
    q, k, v = inputs((2,), 4, 3, 2, seed=18)
    expect_attended(submission, q, k, v, case=" of the first call")
    expect_attended(submission, 3 * q, k + 1, v, case=" of a second call")
    expect_attended(submission, q, k, v + 1, case=" of a third call")
    mask = submission.causal_mask(4)
    expect_shape(mask, (4, 4), "(n, n)", what="causal_mask(4)")
    expect_close(mask, np.array([[j <= i for j in range(4)] for i in range(4)]), what="causal_mask(4)")


def test_views(submission):
    """views, Fortran order and read-only arrays work like any other"""
    q, k, v = inputs((2,), 5, 4, 2, seed=19)
    exchanged = [x.swapaxes(0, 1).copy().swapaxes(0, 1) for x in (q, k, v)]
    expect_attended(submission, *exchanged, case=" with views with their axes exchanged")
    expect_attended(submission, *(np.asfortranarray(x) for x in (q, k, v)), case=" with Fortran order")
    expect_attended(submission, q[:, ::-1], k[:, ::-1], v[:, ::-1], case=" with views turned round")
    for array in (q, k, v):
        array.setflags(write=False)
    expect_attended(submission, q, k, v, case=" with read-only inputs")
