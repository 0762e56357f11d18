"""Checks of grouped-query attention: first the core lines, in the order in which people write the code, then the robust ones.

The oracle computes one query at a time, in plain loops. Inputs of core lines are float64 and of moderate size.
"""

import numpy as np

from tutor.grading.expect import (
    expect_close,
    expect_finite,
    expect_raises,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

LESSON = "step-1-attention-visual-deep-dive"
GROUPS, SPLIT, BATCHES = f"{LESSON}#cost", f"{LESSON}#split-and-merge", f"{LESSON}#batches"
SCORES, SCALING, SOFTMAX = f"{LESSON}#scores", f"{LESSON}#scaling", f"{LESSON}#softmax"
SUM, CAUSAL = f"{LESSON}#weighted-sum", f"{LESSON}#causal-masking"

HEADS, ATTENTION, MASK = "groups", "attention", "causal"
LEADING, CALLER = "batches", "caller"
UNEVEN, LARGE, TYPES, CALLS = "uneven heads", "large numbers", "types", "calls"

SYMBOLS = "(B, H, T, d)"
EXACT = 1e-8  # needs float64 throughout; one float32 step is already further off
CLOSE = 1e-5  # for the core: wrong values differ by more than any rounding error


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = True) -> np.ndarray:
    """softmax(q · k / √d) over the visible keys, one query at a time, in float64."""
    q, k, v = (np.asarray(x, dtype=np.float64) for x in (q, k, v))
    batch, n_heads, seq_len, d = q.shape
    members = n_heads // k.shape[1]
    result = np.zeros((batch, n_heads, seq_len, d))
    for b, head, i in np.ndindex(batch, n_heads, seq_len):
        shared = head // members
        seen = i + 1 if causal else seq_len
        scores = k[b, shared, :seen] @ q[b, head, i] / d**0.5
        powers = np.exp(scores - scores.max())
        result[b, head, i] = (powers / powers.sum()) @ v[b, shared, :seen]
    return result


def inputs(batch: int, n_heads: int, n_kv_heads: int, seq_len: int, d: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    shape = (batch, n_kv_heads, seq_len, d)
    return rng.normal(size=(batch, n_heads, seq_len, d)), rng.normal(size=shape), rng.normal(size=shape)


def expect_attended(submission, arrays, causal=True, case="", atol=CLOSE):
    """The output equals the oracle's. ``case`` names the inputs in the message."""
    expected = attended(*arrays, causal)  # computed first, before the learner's code can change an argument
    output = submission.grouped_query_attention(*arrays, causal)
    expect_shape(output, arrays[0].shape, SYMBOLS, what="output")
    expect_close(output, expected, what=f"output, causal={causal}{case}", atol=atol, rtol=atol)


def answered(submission, q, k, v):
    """The learner's output for copies of these arrays, to compare one call with another."""
    output = submission.grouped_query_attention(q.copy(), k.copy(), v.copy())
    expect_shape(output, q.shape, SYMBOLS, what="output")
    return np.asarray(output)


SIZES = (  # B, H, H_kv, T, d: all different, then equal where that hides a swapped axis
    (2, 6, 2, 5, 4),
    (1, 8, 2, 4, 3),
    (2, 6, 3, 6, 5),
    (4, 4, 2, 4, 4),
    (3, 2, 2, 2, 2),
    (1, 12, 3, 7, 2),
    (3, 8, 4, 4, 7),
    (2, 4, 2, 2, 2),
    (2, 1, 1, 3, 5),
    (2, 2, 1, 5, 3),
    (3, 3, 3, 4, 2),
    (1, 2, 1, 130, 3),
)


# ── groups: with one token every weight is 1, so only the choice of the head counts ──────────────────────────


@core(
    HEADS,
    "the groups and their members still have separate axes",
    "the heads are merged or moved after the tokens",
    "the weights are returned as well",
    "the return statement is missing",
    see=SPLIT,
)
def test_shape(submission):
    """The output has the shape of q"""
    for batch, n_heads, n_kv_heads, seq_len, d in ((1, 4, 2, 1, 3), (1, 6, 2, 5, 4), (1, 3, 3, 4, 2)):
        output = submission.grouped_query_attention(*inputs(batch, n_heads, n_kv_heads, seq_len, d))
        expect_shape(output, (batch, n_heads, seq_len, d), SYMBOLS, what="output")


@core(
    HEADS,
    "the heads are assigned round-robin, as with np.tile",
    "h is divided by H_kv instead of H // H_kv",
    "the heads are counted backwards",
    see=GROUPS,
)
def test_neighbours_share(submission):
    """The worked example gives [10, 10, 20, 20]: one token, values 10 and 20"""
    for n_heads in (4, 6, 10):
        q, k, _ = inputs(1, n_heads, 2, 1, 2)
        v = np.array([10.0, 20.0]).reshape(1, 2, 1, 1) * np.ones((1, 2, 1, 2))
        output = submission.grouped_query_attention(q, k, v)
        expect_shape(output, (1, n_heads, 1, 2), SYMBOLS, what="output")
        expected = np.array([10.0] * (n_heads // 2) + [20.0] * (n_heads // 2))
        expect_close(output[0, :, 0, 0], expected, what="the value that each query head read", atol=CLOSE)


@core(
    HEADS,
    "the softmax does not run over the keys",
    "the rows of the weights do not sum to 1",
    "keys are used as values",
    see=GROUPS,
)
def test_one_token(submission):
    """With a single token, the output is the value of the shared head"""
    for sizes in ((1, 4, 2, 1, 3), (1, 2, 1, 1, 1), (1, 6, 3, 1, 4)):
        for causal in (True, False):
            expect_attended(submission, inputs(*sizes), causal, ", T = 1")


@core(
    HEADS,
    "keys and values of different heads are combined",
    "all key/value heads are averaged or added",
    "a reshape mixes heads and tokens",
    see=GROUPS,
)
def test_head_moves_its_group_only(submission):
    """Changing key/value head 1 changes only the outputs of its own group"""
    q, k, v = inputs(1, 6, 3, 4, 4)
    before = answered(submission, q, k, v)
    more_v, more_k = v.copy(), k.copy()
    more_v[:, 1] += 3.0
    more_k[:, 1] *= -2.0
    for name, after in (("v", answered(submission, q, k, more_v)), ("k", answered(submission, q, more_k, v))):
        moved = np.abs(after - before).max(axis=(0, 2, 3)) > 1e-9
        what = f"which query heads changed with {name}[:, 1] (1 = changed)"
        expect_close(moved.astype(float), np.array([0.0, 0, 1, 1, 0, 0]), what=what)


# ── attention without a mask ─────────────────────────────────────────────────────────────────────────────────


@core(
    ATTENTION,
    "the scores are not divided by √d",
    "the softmax runs over another axis",
    "the weights multiply k instead of v",
    "k is reshaped instead of transposed",
    see=SCALING,
)
def test_one_head(submission):
    """With one query head and causal=False, the output is softmax(q @ kᵀ / √d) @ v"""
    for seed, sizes in enumerate(((1, 1, 1, 3, 4), (1, 1, 1, 4, 2), (1, 1, 1, 3, 3))):
        expect_attended(submission, inputs(*sizes, seed=seed), False, ", H = H_kv = 1")


@core(
    ATTENTION,
    "d is read from another axis",
    "one head's result overwrites another's",
    "the softmax runs over the heads",
    see=SPLIT,
)
def test_as_many_heads_is_multi_head(submission):
    """With H_kv = H, every query head has its own keys and values"""
    for sizes in ((1, 4, 4, 5, 3), (1, 3, 3, 3, 3)):
        expect_attended(submission, inputs(*sizes), False, ", H_kv = H")


@core(
    ATTENTION,
    "the single head is not repeated for all query heads",
    "the query heads of the group are averaged",
    see=GROUPS,
)
def test_one_head_is_multi_query(submission):
    """With H_kv = 1, all query heads read the same head"""
    for sizes in ((1, 5, 1, 4, 3), (1, 2, 1, 2, 2)):
        expect_attended(submission, inputs(*sizes), False, ", H_kv = 1")


@core(
    ATTENTION,
    "the heads are assigned round-robin, as with np.tile",
    "groups and members are exchanged in a reshape",
    "positions and heads are mixed in a reshape",
    "the outputs are returned in the wrong order",
    see=GROUPS,
)
def test_groups_attend(submission):
    """Every query head uses the key/value head of its group"""
    for seed, (_, *sizes) in enumerate(SIZES):
        expect_attended(submission, inputs(1, *sizes, seed=seed), False, f", H, H_kv, T, d = {tuple(sizes)}")


# ── causal ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    MASK,
    "np.triu, which keeps the future, is used instead of np.tril",
    "masked scores are set to 0, so they still get weight",
    "the mask is one column too wide",
    see=CAUSAL,
)
def test_future_does_not_matter(submission):
    """Changing the last token changes nothing before it"""
    q, k, v = inputs(1, 6, 3, 6, 4)
    before = answered(submission, q, k, v)
    k, v = k.copy(), v.copy()
    k[:, :, -1] += 7.0
    v[:, :, -1] -= 50.0
    after = answered(submission, q, k, v)
    expect_close(after[:, :, :-1], before[:, :, :-1], what="output before the changed token", atol=CLOSE)


@core(
    MASK,
    "the diagonal is hidden too",
    "the mask is inverted",
    "the mask is applied after the softmax",
    see=CAUSAL,
)
def test_first_position(submission):
    """Position 0 sees only itself, so its output is its own value"""
    q, k, v = inputs(1, 4, 2, 5, 3, seed=2)
    output = submission.grouped_query_attention(q, k, v, True)
    expect_shape(output, q.shape, SYMBOLS, what="output")
    expect_close(np.asarray(output)[:, :, 0], v[:, [0, 0, 1, 1], 0], what="output at position 0", atol=CLOSE)


@core(
    MASK,
    "the mask is applied after the softmax",
    "the mask's size is read from an axis other than T",
    "only some heads are masked",
    "np.triu, which keeps the future, is used instead of np.tril",
    see=CAUSAL,
)
def test_values(submission):
    """With causal=True, position i attends to 0 … i"""
    for seed, (_, *sizes) in enumerate(SIZES):
        expect_attended(submission, inputs(1, *sizes, seed=seed), True, f", H, H_kv, T, d = {tuple(sizes)}")


@core(MASK, "the default of causal is False", "the mask is never applied", see=CAUSAL)
def test_causal_by_default(submission):
    """Without the causal argument, attention is causal"""
    q, k, v = inputs(1, 4, 2, 5, 3)
    expected = attended(q, k, v, True)
    expect_close(submission.grouped_query_attention(q, k, v), expected, what="output", atol=CLOSE)


# ── batches ──────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    LEADING,
    "k.T reverses every axis, including the batch",
    "the head is used as an index into the batch axis",
    "only the first sequence is used",
    see=BATCHES,
)
def test_batch(submission):
    """A batch of sequences works, even when B, H, T and d are equal"""
    for seed, sizes in enumerate(SIZES):
        if sizes[0] > 1:
            for causal in (True, False):
                expect_attended(
                    submission, inputs(*sizes, seed=seed), causal, f", B, H, H_kv, T, d = {sizes}"
                )


@core(
    LEADING,
    "the batch is folded into the sequence",
    "a sum or maximum runs over the whole array",
    "every sequence reads the keys of the first one",
    see=BATCHES,
)
def test_sequences_do_not_meet(submission):
    """Each sequence gives the same output in a batch as on its own"""
    q, k, v = inputs(3, 4, 2, 5, 3, seed=1)
    together = answered(submission, q, k, v)
    for b in range(3):
        alone = answered(submission, q[b : b + 1], k[b : b + 1], v[b : b + 1])
        expect_close(alone, together[b : b + 1], what=f"output for sequence {b} alone", atol=CLOSE)


# ── caller ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "q /= … or *= changes the caller's array",
    "np.exp(x, out=x) writes into an argument",
    see=SCALING,
)
def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    for causal in (True, False):
        for sizes in ((2, 4, 2, 5, 3), (1, 3, 3, 4, 2), (1, 2, 1, 3, 4)):
            arrays = inputs(*sizes)
            before = [x.copy() for x in arrays]
            submission.grouped_query_attention(*arrays, causal)
            for name, old, new in zip("qkv", before, arrays, strict=True):
                expect_unchanged(old, new, name)


# ── robust: uneven heads, large numbers, types, calls ────────────────────────────────────────────────────────


@robust(
    UNEVEN,
    "H % H_kv is not tested",
    "left-over query heads are dropped",
    "the test is H_kv % H, the wrong way round",
    "assert raises AssertionError",
    see=GROUPS,
)
def test_uneven_heads(submission):
    """An H that is not a multiple of H_kv raises ValueError"""
    for n_heads, n_kv_heads in ((5, 2), (2, 4), (7, 3), (3, 6), (6, 4), (1, 2)):
        arrays = inputs(1, n_heads, n_kv_heads, 3, 4)
        case = f"H = {n_heads}, H_kv = {n_kv_heads}"
        expect_raises(ValueError, submission.grouped_query_attention, *arrays, what=case)


@robust(LARGE, "the row's maximum is not subtracted before exp", see=SOFTMAX)
def test_large_scores(submission):
    """Scores of ±10,000 give finite outputs"""
    q, k, v = inputs(2, 4, 2, 6, 4, seed=3)
    q = q * 3e3
    for causal in (True, False):
        for sign in (1.0, -1.0):
            given = sign * q, np.abs(k), v
            output = submission.grouped_query_attention(*given, causal)
            expect_finite(output, what="output")
            expect_close(output, attended(*given, causal), what="output")


@robust(LARGE, "one maximum is subtracted from every row", "the row's maximum is not subtracted", see=SOFTMAX)
def test_rows_of_different_size(submission):
    """A row of huge scores leaves the other rows correct"""
    q, k, v = inputs(2, 4, 2, 6, 4, seed=3)
    q = q * np.array([1.0, 5e3, 1e-3, 1e4, 1.0, 3e3])[:, np.newaxis]
    for causal in (True, False):
        for sign in (1.0, -1.0):
            given = sign * q, np.abs(k), v
            output = submission.grouped_query_attention(*given, causal)
            expect_finite(output, what="output")
            expect_close(output, attended(*given, causal), what="output")


@robust(LARGE, "masked scores are set to a number such as -1e9 or -1e4", see=CAUSAL)
def test_all_scores_far_below_zero(submission):
    """Scores near -100,000 give correct weights, and the future stays hidden"""
    q, k, v = inputs(1, 4, 2, 6, 4, seed=6)
    q, k = -(np.abs(q) + 1) * 3e4, np.abs(k) + 1
    for causal in (True, False):
        expect_attended(submission, (q, k, v), causal, ", scores far below 0", atol=1e-6)


@robust(TYPES, "the code writes in place to an array of another type", see=SCORES)
def test_single_precision(submission):
    """float32 inputs work"""
    arrays = tuple(x.astype(np.float32) for x in inputs(2, 6, 2, 5, 4, seed=7))
    expect_attended(submission, arrays, case=", float32", atol=1e-4)


@robust(TYPES, "the scores are computed in float16, whose largest number is 65,504", see=SCORES)
def test_small_floats(submission):
    """float16 inputs do not overflow"""
    arrays = tuple(np.round(250 * x).astype(np.float16) for x in inputs(1, 4, 2, 5, 4, seed=4))
    output = submission.grouped_query_attention(*arrays)
    expect_finite(output, what="output")
    expect_close(output, attended(*arrays), what="output", atol=0.6)


@robust(TYPES, "results are written into an integer array", "/= is applied to integers", see=SCORES)
def test_whole_numbers(submission):
    """Integer inputs give fractional results"""
    expect_attended(
        submission,
        tuple(np.round(3 * x).astype(int) for x in inputs(1, 4, 2, 5, 4, seed=5)),
        case=", integers",
        atol=EXACT,
    )


@robust(TYPES, "one step is computed in float32", see=SCORES)
def test_double_precision(submission):
    """float64 inputs are computed in float64 throughout"""
    for seed, sizes in enumerate(SIZES):
        for causal in (True, False):
            expect_attended(submission, inputs(*sizes, seed=seed), causal, ", float64", atol=EXACT)


@robust(CALLS, "an argument is not named as in the task", see=GROUPS)
def test_names(submission):
    """All arguments can be passed by name"""
    q, k, v = inputs(2, 4, 2, 5, 3, seed=8)
    expected = attended(q, k, v, False)
    output = submission.grouped_query_attention(causal=False, v=v.copy(), k=k.copy(), q=q.copy())
    expect_close(output, expected, what="output", atol=CLOSE)


@robust(CALLS, "a mask or a size of an earlier call is reused", see=CAUSAL)
def test_again(submission):
    """No call depends on an earlier one"""
    for seed, (sizes, causal) in enumerate(
        (
            ((2, 4, 2, 4, 3), True),
            ((2, 4, 2, 6, 3), True),
            ((2, 4, 1, 3, 3), True),
            ((2, 4, 2, 4, 3), False),
            ((2, 4, 2, 4, 3), True),
            ((2, 4, 4, 4, 3), True),
        )
    ):
        expect_attended(submission, inputs(*sizes, seed=seed), causal, " in a series of calls")


@robust(CALLS, "the code writes to a view of an argument", see=GROUPS)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    arrays = tuple(x.swapaxes(1, 2).copy().swapaxes(1, 2) for x in inputs(2, 6, 2, 5, 4))
    expect_attended(submission, arrays, case=", views with their axes exchanged")
    arrays = tuple(np.asfortranarray(x) for x in inputs(2, 6, 2, 5, 4))
    for array in arrays:
        array.setflags(write=False)
    expect_attended(submission, arrays, case=", Fortran order and read-only")
