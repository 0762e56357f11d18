"""What splitting, merging and multi-head attention must do. The oracle takes one token of one head at a time."""

import math

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
HEADS, SPLITTING, PROJECTION = (
    f"{LESSON}#multi-head",
    f"{LESSON}#split-and-merge",
    f"{LESSON}#output-projection",
)
QKV, SCALING, SOFTMAX = f"{LESSON}#queries-keys-values", f"{LESSON}#scaling", f"{LESSON}#softmax"
MASKING, BATCHES, COMMON = f"{LESSON}#masking-in-general", f"{LESSON}#batches", f"{LESSON}#common-mistakes"
SPLIT, MERGED = "(B, n_heads, T, d_head)", "(B, T, d_model)"


# ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────


def split(x: np.ndarray, n_heads: int) -> np.ndarray:
    """Head h owns the columns h * d_head … (h + 1) * d_head, copied one number after the other."""
    batch, seq_len, d_model = x.shape
    d_head = d_model // n_heads
    heads = np.zeros((batch, n_heads, seq_len, d_head), dtype=x.dtype)
    for b, t, column in np.ndindex(x.shape):
        heads[b, column // d_head, t, column % d_head] = x[b, t, column]
    return heads


def attended(x, w_q, w_k, w_v, w_o, n_heads, mask=None) -> np.ndarray:
    """The output, one query of one head at a time; each head is multiplied by its own rows of w_o."""
    x, w_q, w_k, w_v, w_o = (np.asarray(a, dtype=np.float64) for a in (x, w_q, w_k, w_v, w_o))
    batch, seq_len, d_model = x.shape
    d_head = d_model // n_heads
    visible = np.broadcast_to(True if mask is None else mask, (batch, n_heads, seq_len, seq_len))
    output = np.zeros((batch, seq_len, d_model))
    for b, h in np.ndindex(batch, n_heads):
        own = slice(h * d_head, (h + 1) * d_head)
        queries, keys, values = ([token @ w[:, own] for token in x[b]] for w in (w_q, w_k, w_v))
        for i, query in enumerate(queries):
            seen = [j for j in range(seq_len) if visible[b, h, i, j]]
            scores = [float(np.dot(query, keys[j])) / math.sqrt(d_head) for j in seen]
            parts = [math.exp(score - max(scores)) for score in scores]
            for j, part in zip(seen, parts, strict=True):
                output[b, i] += part / math.fsum(parts) * (values[j] @ w_o[own])
    return output


# ── inputs and shared assertions ─────────────────────────────────────────────────────────────────────────────


def inputs(batch: int, seq_len: int, d_model: int, seed: int = 0):
    """Random x, w_q, w_k, w_v, w_o: nothing is symmetric, or the identity."""
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=(d_model, d_model)) / math.sqrt(d_model) * 1.5 for _ in range(4)]
    return [rng.normal(size=(batch, seq_len, d_model)), *weights]


def expect_attended(submission, arrays, n_heads, mask=None, case="", atol=1e-6):
    """The output equals the oracle's. ``case`` says which inputs these were."""
    shape, expected = arrays[0].shape, attended(*arrays, n_heads, mask)  # first: nothing is changed yet
    masked = () if mask is None else (mask,)
    output = submission.multi_head_attention(*arrays, n_heads, *masked)
    expect_shape(output, shape, MERGED, what="output")
    expect_close(output, expected, what=f"output{case}", atol=atol)
    return output


def answered(submission, arrays, n_heads, *mask):
    """The learner's output for copies of these arrays, for comparing one call with another."""
    copies = [array.copy() for array in (*arrays, *mask)]
    return submission.multi_head_attention(*copies[:5], n_heads, *copies[5:])


def numbered(*shape: int) -> np.ndarray:
    """0, 1, 2 … in this shape, so that every number shows where it came from."""
    return np.arange(math.prod(shape), dtype=float).reshape(shape)


SIZES = (  # B, T, d_model, n_heads: all different, and one head
    (2, 5, 12, 3),
    (1, 4, 6, 2),
    (3, 2, 10, 5),
    (5, 6, 8, 2),
    (2, 3, 6, 6),
    (2, 5, 7, 1),
)
EQUAL = (  # where a swapped axis could hide
    (2, 2, 4, 2),
    (3, 3, 9, 3),
    (4, 4, 16, 4),
    (2, 4, 8, 2),
    (3, 2, 6, 3),
)
UNEVEN = ((2, 5, 12, 5), (4, 4, 10, 4), (1, 4, 6, 4), (4, 3, 7, 2), (3, 6, 9, 2), (1, 3, 4, 8), (2, 4, 15, 4))


def some_mask(shape: tuple[int, ...], seed: int, *, visible: float = 0.6) -> np.ndarray:
    """A random mask in which every query may attend to at least one key."""
    rng = np.random.default_rng(seed)
    mask = rng.random(shape) < visible
    mask[..., rng.integers(shape[-1])] = True
    return mask


def spread(seed: int):
    """x and weights whose scores exceed ±10000, from tokens of very different size."""
    rng = np.random.default_rng(seed)
    x = rng.integers(-2, 3, size=(2, 5, 8)) * np.array([1.0, 60.0, 4.0, 20.0, 2.0])[:, np.newaxis]
    w_q, w_k = (rng.integers(-1, 2, size=(8, 8)).astype(float) for _ in range(2))
    return [x, w_q, w_k, *(rng.normal(size=(8, 8)) / 8 for _ in range(2))]


def expect_split(submission, sizes):
    """split_heads copies the right columns for all these sizes."""
    for batch, seq_len, d_model, n_heads in sizes:
        x = numbered(batch, seq_len, d_model)
        expected, case = split(x, n_heads), f"split_heads(x, {n_heads}), x of shape {x.shape}"
        expect_close(submission.split_heads(x, n_heads), expected, what=case)


def expect_merged(submission, sizes):
    """merge_heads puts the heads of every token side by side for all these sizes."""
    for batch, seq_len, d_model, n_heads in sizes:
        x = numbered(batch, n_heads, seq_len, d_model // n_heads)
        case = f"merge_heads(x), x of shape {x.shape}"
        rows = [[np.concatenate(list(x[b, :, t])) for t in range(seq_len)] for b in range(batch)]
        expect_close(submission.merge_heads(x), np.array(rows), what=case)


def expect_refused(function, *args, what):
    """The call raises an error, of whatever kind."""
    expect_raises(Exception, function, *args, what=what)


# ── core: split_heads ────────────────────────────────────────────────────────────────────────────────────────


@core(
    "split_heads",
    "one reshape straight to (B, n_heads, T, d_head)",
    "head h takes every n_heads-th column",
    "the tokens, not the columns, are split among the heads",
    see=SPLITTING,
)
def test_split_example(submission):
    """split_heads gives head 0 the left columns of every token, head 1 the right ones"""
    x = np.array([[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]])
    heads = submission.split_heads(x, 2)
    expect_shape(heads, (1, 2, 2, 2), SPLIT, what="split_heads(x, 2)")
    expect_close(heads, np.array([[[[1.0, 2], [5, 6]], [[3, 4], [7, 8]]]]), what="split_heads(x, 2)")


@core(
    "split_heads",
    "the heads stay after the tokens",
    "the heads come before the batch",
    "n_heads and d_head are swapped",
    "a list of heads is returned",
    see=SPLITTING,
)
def test_split_shape(submission):
    """split_heads returns shape (B, n_heads, T, d_head)"""
    for batch, seq_len, d_model, n_heads in SIZES:
        heads = submission.split_heads(numbered(batch, seq_len, d_model), n_heads)
        expect_shape(
            heads, (batch, n_heads, seq_len, d_model // n_heads), SPLIT, what="split_heads(x, n_heads)"
        )


@core(
    "split_heads",
    "a reshape without a transpose",
    "head h takes every n_heads-th column",
    "the heads overlap, or one is used twice",
    "a slice is one column too short",
    see=SPLITTING,
)
def test_split_values(submission):
    """heads[b, h, t] is x[b, t, h*d_head : (h+1)*d_head]"""
    expect_split(submission, SIZES)


@core(
    "split_heads",
    "two axes are swapped, which equal sizes hide",
    "a reshape without a transpose",
    "the heads come before the batch",
    see=SPLITTING,
)
def test_split_equal_sizes(submission):
    """split_heads is correct when B = n_heads = T = d_head"""
    expect_split(submission, EQUAL)


# ── core: merge_heads ────────────────────────────────────────────────────────────────────────────────────────


@core(
    "merge_heads",
    "the heads are averaged or added up",
    "the heads are stacked below each other",
    "np.concatenate is called without axis=-1",
    see=SPLITTING,
)
def test_merge_shape(submission):
    """merge_heads returns shape (B, T, n_heads * d_head)"""
    for batch, seq_len, d_model, n_heads in SIZES:
        merged = submission.merge_heads(numbered(batch, n_heads, seq_len, d_model // n_heads))
        expect_shape(merged, (batch, seq_len, d_model), MERGED, what="merge_heads(x)")


@core(
    "merge_heads",
    "one reshape straight to (B, T, d_model), without a transpose",
    "one column is taken from each head in turn",
    "the last head comes first",
    see=SPLITTING,
)
def test_merge_values(submission):
    """merge_heads puts the heads of a token side by side, head 0 leftmost"""
    expect_merged(submission, SIZES)


@core(
    "merge_heads",
    "two axes are swapped, which equal sizes hide",
    "a reshape without a transpose",
    "the batch axis is used as the heads' axis",
    see=SPLITTING,
)
def test_merge_equal_sizes(submission):
    """merge_heads is correct when B = n_heads = T = d_head"""
    expect_merged(submission, EQUAL)


@core(
    "merge_heads",
    "the transpose is missing in one of the two functions",
    "the two functions order the columns differently",
    see=SPLITTING,
)
def test_merge_undoes_split(submission):
    """merge_heads(split_heads(x, n_heads)) is x"""
    for batch, seq_len, d_model, n_heads in (*SIZES, *EQUAL):
        x = numbered(batch, seq_len, d_model)
        heads = submission.split_heads(x, n_heads)
        expect_shape(
            heads, (batch, n_heads, seq_len, d_model // n_heads), SPLIT, what="split_heads(x, n_heads)"
        )
        merged = submission.merge_heads(heads)
        expect_close(merged, numbered(batch, seq_len, d_model), what="merge_heads(split_heads(x, n_heads))")


# ── core: multi_head_attention without a mask ────────────────────────────────────────────────────────────────


@core(
    "attention",
    "the merge is missing",
    "the weights are returned too",
    "the return statement is missing, or is inside the loop",
    see=HEADS,
)
def test_shape(submission):
    """The output has the shape of x, (B, T, d_model)"""
    for batch, seq_len, d_model, n_heads in SIZES:
        output = submission.multi_head_attention(*inputs(batch, seq_len, d_model), n_heads)
        expect_shape(output, (batch, seq_len, d_model), MERGED, what="output")


@core(
    "attention",
    "the scores are not divided, or divided by √d_model or d_head",
    "the softmax runs over another axis",
    "x is added to the output",
    see=HEADS,
)
def test_brief(submission):
    """The worked example gives the numbers in the brief"""
    x, same = np.array([[[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]]]), np.eye(4)
    output = submission.multi_head_attention(x, same, same, same, same, 2)
    expect_shape(output, (1, 2, 4), MERGED, what="output")
    expected = np.array([[[0.6698, 0.3302, 0.3302, 0.6698], [0.3302, 0.6698, 0.6698, 0.3302]]])
    expect_close(output, expected, what="output", atol=1e-4)


@core(
    "attention",
    "a matrix is applied as x @ w.T",
    "w_o is not applied, or applied twice",
    "the values are not x @ w_v",
    "a head is multiplied by the wrong rows of w_o",
    see=PROJECTION,
)
def test_one_token(submission):
    """A single token attends only to itself: the output is x @ w_v @ w_o"""
    for batch, d_model, n_heads in ((2, 6, 3), (1, 4, 1), (3, 6, 6), (2, 8, 2)):
        x, w_q, w_k, w_v, w_o = inputs(batch, 1, d_model, seed=2)
        output = answered(submission, [x, w_q, w_k, w_v, w_o], n_heads)
        expect_close(output, x @ w_v @ w_o, what=f"output with T = 1, n_heads = {n_heads}")


@core(
    "attention",
    "queries and keys are swapped",
    "the queries or keys use the wrong matrix",
    "w_q or w_k is applied as w.T",
    "the softmax runs over the queries",
    see=QKV,
)
def test_one_head(submission):
    """With one head, the result is ordinary attention with projections"""
    for batch, seq_len, d_model in ((2, 5, 4), (1, 3, 7)):
        expect_attended(submission, inputs(batch, seq_len, d_model, seed=1), 1, case=" with n_heads = 1")


@core(
    "attention",
    "the root of another size is taken, such as d_model, n_heads, T or B",
    "the root of d_head is missing",
    "the root is rounded down",
    "one weight matrix is used for all columns",
    see=SCALING,
)
def test_scaling(submission):
    """Scores are divided by √d_head, for every number of heads"""
    for n_heads in (1, 2, 3, 4, 6, 12):
        x, *weights = inputs(1, 5, 12, seed=n_heads)
        expect_attended(
            submission, [1.5 * x, *weights], n_heads, case=f" with d_model = 12, n_heads = {n_heads}"
        )


@core(
    "attention",
    "split_heads or merge_heads is wrong",
    "the softmax runs over another axis",
    "all heads use the same queries, values or weights",
    "the loop leaves a head out",
    see=HEADS,
)
def test_values(submission):
    """Each head attends with its own columns, and w_o combines the heads"""
    for seed, (batch, seq_len, d_model, n_heads) in enumerate(SIZES):
        case = f" for B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}"
        expect_attended(submission, inputs(batch, seq_len, d_model, seed=seed), n_heads, case=case)


@core(
    "attention",
    "two axes are swapped, which equal sizes hide",
    "k.T reverses every axis",
    "the softmax runs over the batch, the heads or the queries",
    see=COMMON,
)
def test_equal_sizes(submission):
    """The result is correct when B = n_heads = T = d_head"""
    for seed, (batch, seq_len, d_model, n_heads) in enumerate(EQUAL):
        case = f" for B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}"
        expect_attended(submission, inputs(batch, seq_len, d_model, seed=seed), n_heads, case=case)


@core(
    "attention",
    "one weight matrix is used for all columns",
    "split_heads gives the heads their columns in the wrong order",
    "the heads are mixed before w_o",
    see=HEADS,
)
def test_a_head_minds_its_own_columns(submission):
    """Head 1's columns of w_q, w_k and w_v affect only head 1's columns before w_o"""
    x, w_q, w_k, w_v, _ = inputs(2, 4, 12, seed=3)
    before = answered(submission, [x, w_q, w_k, w_v, np.eye(12)], 3)
    expect_shape(before, (2, 4, 12), MERGED, what="output")
    for number, name in enumerate(("w_q", "w_k", "w_v")):
        changed = [w.copy() for w in (w_q, w_k, w_v)]
        changed[number][:, 4:8] += 1.0
        after = answered(submission, [x, *changed, np.eye(12)], 3)
        expect_shape(after, (2, 4, 12), MERGED, what="output")
        moved = np.abs(np.asarray(after) - np.asarray(before)).max(axis=(0, 1)) > 1e-6
        expected = np.repeat([0.0, 1.0, 0.0], 4)
        expect_close(
            moved.astype(float), expected, what=f"columns that moved with {name}[:, 4:8] (1 = moved)"
        )


@core(
    "attention",
    "one weight matrix is used for all columns",
    "a head is multiplied by another head's rows of w_o",
    see=HEADS,
)
def test_order_of_heads(submission):
    """Swapping two heads, in w_q, w_k, w_v and the rows of w_o, changes nothing"""
    x, w_q, w_k, w_v, w_o = inputs(2, 5, 12, seed=4)
    order = [*range(8, 12), *range(4, 8), *range(4)]
    before = answered(submission, [x, w_q, w_k, w_v, w_o], 3)
    after = answered(submission, [x, w_q[:, order], w_k[:, order], w_v[:, order], w_o[order]], 3)
    expect_close(after, before, what="output with heads 0 and 2 swapped")


@core(
    "attention",
    "the batch is folded into the sequence",
    "the softmax runs over axis 0",
    "only the first sequence is used",
    see=BATCHES,
)
def test_texts_do_not_meet(submission):
    """Each sequence of a batch is treated as if it were alone"""
    x, *weights = inputs(3, 4, 6, seed=5)
    together = answered(submission, [x, *weights], 3)
    expect_shape(together, (3, 4, 6), MERGED, what="output")
    for b in range(3):
        alone = answered(submission, [x[b : b + 1], *weights], 3)
        expect_close(alone, together[b : b + 1], what=f"output for sequence {b} alone")


# ── core: with a mask ────────────────────────────────────────────────────────────────────────────────────────


@core(
    "mask",
    "True is read as blocked",
    "the mask is not used",
    "masked scores are set to a small number, such as 0 or -1",
    "the mask is applied after the softmax",
    see=MASKING,
)
def test_causal(submission):
    """With a causal mask (T, T), each query sees only itself and earlier keys"""
    x, *weights = inputs(2, 5, 6, seed=6)
    expect_attended(
        submission, [x, *weights], 3, np.tril(np.ones((5, 5), dtype=bool)), case=" with a causal mask"
    )


@core(
    "mask",
    "True is read as blocked",
    "the mask is transposed",
    "every head uses the first head's mask",
    "the mask is applied after the softmax",
    see=MASKING,
)
def test_full_mask(submission):
    """True in a (B, n_heads, T, T) mask means "may attend", for each head separately"""
    for seed, (batch, seq_len, d_model, n_heads) in enumerate((*SIZES, *EQUAL)):
        mask = some_mask((batch, n_heads, seq_len, seq_len), seed)
        expect_attended(
            submission, inputs(batch, seq_len, d_model, seed=seed), n_heads, mask, case=" with a mask"
        )


@core(
    "mask",
    "True is read as blocked",
    "the mask is added to the scores",
    "the masked branch skips the scaling",
    see=MASKING,
)
def test_mask_of_true(submission):
    """A mask of all True changes nothing"""
    arrays = inputs(2, 4, 6, seed=25)
    for shape in ((4, 4), (2, 3, 4, 4), (2, 1, 1, 4)):
        mask = np.ones(shape, dtype=bool)
        expect_attended(submission, arrays, 3, mask, case=f" with an all-True mask of shape {shape}")


@core(
    "mask",
    "the mask is not used",
    "masked scores are set to 0",
    "the mask is transposed",
    see=MASKING,
)
def test_masked_key_does_not_matter(submission):
    """Changing a token that no other may attend to changes no other output"""
    x, *weights = inputs(2, 5, 6, seed=26)
    mask = np.tril(np.ones((5, 5), dtype=bool))
    before = answered(submission, [x, *weights], 3, mask)
    expect_shape(before, (2, 5, 6), MERGED, what="output")
    changed = x.copy()
    changed[:, -1] += 3.0
    after = answered(submission, [changed, *weights], 3, mask)
    expect_shape(after, (2, 5, 6), MERGED, what="output")
    kept = np.asarray(before)[:, :-1]
    expect_close(np.asarray(after)[:, :-1], kept, what="output before the last token, which was changed")


@core(
    "mask",
    "scores[~mask] needs the full shape",
    "an axis is added to the mask",
    "a loop reads mask[b, h] from a smaller mask",
    see=MASKING,
)
def test_mask_broadcasts(submission):
    """A smaller mask broadcasts: (T,), (T, T), (B, 1, 1, T) for padding, (n_heads, 1, T)"""
    arrays = inputs(2, 5, 12, seed=7)
    shapes = (
        (5, 5),
        (1, 5),
        (5,),
        (2, 1, 1, 5),
        (2, 1, 5, 5),
        (1, 3, 5, 5),
        (3, 5, 5),
        (3, 1, 5),
        (1, 5, 5),
        (2, 3, 1, 5),
    )
    for seed, shape in enumerate(shapes):
        expect_attended(submission, arrays, 3, some_mask(shape, seed), case=f" with a mask of shape {shape}")


@core(
    "mask",
    "a head axis is added to a three-axis mask",
    "mask[h] is used instead of mask[:, h]",
    "one sequence's mask is used for all",
    see=MASKING,
)
def test_mask_with_as_many_texts_as_heads(submission):
    """(n_heads, T, T) is one mask per head, (B, 1, T, T) one per sequence, even when B = n_heads"""
    for size in (2, 3):
        arrays = inputs(size, size, 2 * size, seed=8)
        for seed, shape in enumerate(
            ((size,) * 3, (size, 1, size, size), (size, 1, 1, size), (1, size), (size, 1, size))
        ):
            mask = some_mask(shape, 10 * size + seed, visible=0.4)
            expect_attended(
                submission, arrays, size, mask, case=f" with B = n_heads = {size}, mask of shape {shape}"
            )


# ── core: what the caller relies on ──────────────────────────────────────────────────────────────────────────


@core("caller", "a result is written into x", "x.shape = … or x.resize(…) changes x in place", see=COMMON)
def test_split_and_merge_inputs_unchanged(submission):
    """split_heads and merge_heads do not change x"""
    x, heads = numbered(2, 4, 6), numbered(2, 3, 4, 2)
    before, before_heads = x.copy(), heads.copy()
    submission.split_heads(x, 3)
    submission.merge_heads(heads)
    expect_unchanged(before, x, "x of split_heads")
    expect_unchanged(before_heads, heads, "x of merge_heads")


@core(
    "caller",
    "the output is written into x",
    "x += … changes x in place",
    "w_q /= … changes w_q in place",
    see=COMMON,
)
def test_inputs_unchanged(submission):
    """x and the four matrices are not changed"""
    for masked in (False, True):
        arrays = inputs(2, 4, 6, seed=20)
        mask = (some_mask((4, 4), 20),) if masked else ()
        before = [array.copy() for array in arrays]
        submission.multi_head_attention(*arrays, 3, *mask)
        for name, old, new in zip(("x", "w_q", "w_k", "w_v", "w_o"), before, arrays, strict=True):
            expect_unchanged(old, new, name)


@core(
    "caller",
    "np.logical_not(mask, out=mask) changes the mask",
    "mask[...] = ~mask changes the mask",
    "mask &= … changes the mask",
    see=COMMON,
)
def test_mask_unchanged(submission):
    """The mask is not changed"""
    for shape in ((4, 4), (2, 3, 4, 4), (2, 1, 1, 4)):
        mask = some_mask(shape, 20)
        before = mask.copy()
        submission.multi_head_attention(*inputs(2, 4, 6, seed=20), 3, mask)
        expect_unchanged(before, mask, "mask")


@core(
    "caller",
    "a matrix is changed in place, so the others change too",
    "the matrices are compared by identity (is)",
    see=COMMON,
)
def test_same_matrix_four_times(submission):
    """The same array can be all four matrices"""
    x, w, *_ = inputs(2, 4, 6, seed=21)
    expect_attended(submission, [x, w, w, w, w], 3, case=" with w_q = w_k = w_v = w_o")


# ── core: heads that do not fit ──────────────────────────────────────────────────────────────────────────────


@core(
    "errors",
    "the left-over columns are dropped",
    "a reshape with -1 takes columns from another token",
    "the check tests the wrong sizes",
    see=SPLITTING,
)
def test_split_refuses(submission):
    """split_heads raises an error when n_heads does not divide d_model"""
    for batch, seq_len, d_model, n_heads in UNEVEN:
        case = f"split_heads with d_model = {d_model}, n_heads = {n_heads}"
        expect_refused(submission.split_heads, numbered(batch, seq_len, d_model), n_heads, what=case)


@core(
    "errors",
    "only split_heads makes the check, and it is not called",
    "the left-over columns are dropped",
    "np.array_split makes heads of different widths",
    see=SPLITTING,
)
def test_refuses(submission):
    """multi_head_attention raises an error when n_heads does not divide d_model"""
    for batch, seq_len, d_model, n_heads in UNEVEN:
        case = f"d_model = {d_model}, n_heads = {n_heads}"
        expect_refused(submission.multi_head_attention, *inputs(batch, seq_len, d_model), n_heads, what=case)


# ── robust: large numbers ────────────────────────────────────────────────────────────────────────────────────


@robust("large numbers", "the maximum of each row is not subtracted before exp", see=SOFTMAX)
def test_large_scores(submission):
    """Scores of ±10,000 do not overflow"""
    for seed in (11, 12):
        x, w_q, *others = spread(seed)
        for sign in (1.0, -1.0):
            output = expect_attended(submission, [x, sign * w_q, *others], 2, case=" with large scores")
            expect_finite(output, what="output")


@robust("large numbers", "the same maximum is subtracted from every row", see=SOFTMAX)
def test_scores_far_from_zero(submission):
    """Large scores that differ only a little give correct weights"""
    same, x = np.eye(4), np.zeros((1, 3, 4))
    x[0, :, 0], x[0, :, 1:] = 120.0, np.random.default_rng(13).integers(-2, 3, size=(3, 3))
    for w_q in (same, -same):  # in head 0 every score is far from 0, and their differences are small
        expect_attended(
            submission, [x, w_q, same, same, same], 2, case=" with every score of head 0 far from 0"
        )


@robust(
    "large numbers",
    "the fill value is too small, such as -10000",
    "weights are zeroed after the softmax, then rescaled",
    see=MASKING,
)
def test_large_scores_with_a_mask(submission):
    """A masked key gets weight 0 however large the scores are"""
    for seed in (14, 15):
        x, w_q, *others = spread(seed)
        mask = some_mask((2, 2, 5, 5), seed, visible=0.4)
        expect_attended(submission, [x, w_q, *others], 2, mask, case=" with large scores")
        expect_attended(submission, [x, -w_q, *others], 2, mask, case=" with large scores")
    x, same = np.array([[[200.0, 1.0], [200.0, 2.0], [1.0, 200.0]]]), np.eye(2)
    for w_q in (same, -same):
        for hidden in range(3):
            mask = np.arange(3) != hidden
            expect_attended(
                submission, [x, w_q, same, same, same], 1, mask, case=f" with key {hidden} masked"
            )


# ── robust: empty rows ───────────────────────────────────────────────────────────────────────────────────────


def partly_empty():
    """Masks with empty rows, and what to call them."""
    mask = np.random.default_rng(10).random((2, 3, 4, 4)) < 0.7
    mask[0, 1, 2] = mask[1, :, 0] = False
    mask[1, 2, 3] = [False, False, True, False]
    yield mask, "some rows empty"
    yield np.tril(np.ones((4, 4), dtype=bool), k=-1), "row 0 empty"
    yield (
        np.array([[True, True, False, True], [False] * 4])[:, np.newaxis, np.newaxis],
        "sequence 1 all padding",
    )
    yield np.array([True, False, True]).reshape(3, 1, 1), "head 1 empty"
    yield np.array([True, False, False, True])[:, np.newaxis], "a mask of shape (4, 1)"


@robust(
    "empty rows",
    "every score of the row is −∞, and −∞ − (−∞) is NaN",
    "masked scores are filled with a number such as -1e9",
    see=MASKING,
)
def test_fully_masked(submission):
    """A mask of all False gives a zero output, not NaN"""
    x, *weights = inputs(2, 4, 6, seed=9)
    for shape in ((4, 4), (2, 2, 4, 4), (4,)):
        output = answered(submission, [x, *weights], 2, np.zeros(shape, dtype=bool))
        expect_close(output, np.zeros((2, 4, 6)), what="output with a mask of all False")


@robust(
    "empty rows",
    "every score of the row is −∞, and −∞ − (−∞) is NaN",
    "masked scores are filled with a number such as -1e9",
    see=MASKING,
)
def test_some_rows_fully_masked(submission):
    """A query that may attend to no key (an empty row) gets zeros from that head"""
    arrays = inputs(2, 4, 6, seed=10)
    for mask, case in partly_empty():
        expect_attended(submission, arrays, 3, mask, case=f" with {case}")


@robust("empty rows", "one empty row sets everything to 0", see=MASKING)
def test_the_other_rows_keep_their_weights(submission):
    """Empty rows do not change the other rows"""
    arrays = inputs(2, 4, 6, seed=10)
    for mask, case in partly_empty():
        expected = attended(*arrays, 3, mask)
        sees = np.broadcast_to(mask, (2, 3, 4, 4)).any(axis=-1).all(axis=1)  # (B, T): in every head
        output = answered(submission, arrays, 3, mask)
        expect_shape(output, (2, 4, 6), MERGED, what="output")
        expect_close(
            np.asarray(output)[sees], expected[sees], what=f"the other rows of the output with {case}"
        )


# ── robust: types ────────────────────────────────────────────────────────────────────────────────────────────


@robust("types", "a result is stored in an integer array, which cannot hold fractions or −∞", see=COMMON)
def test_whole_numbers(submission):
    """Integer x and matrices give fractional results"""
    x, *weights = inputs(2, 4, 6, seed=16)
    whole = [np.round(2 * x).astype(int), *(np.round(1.5 * w).astype(int) for w in weights)]
    expect_attended(submission, whole, 3, case=" for integers")
    expect_attended(submission, [whole[0], *weights], 2, some_mask((4, 4), 16), case=" for an integer x")


@robust("types", see=COMMON)
def test_single_precision(submission):
    """float32 inputs give float32 or float64 results"""
    arrays = [a.astype(np.float32) for a in inputs(2, 5, 6, seed=17)]
    expect_attended(submission, arrays, 3, some_mask((2, 1, 5, 5), 17), case=" for float32", atol=2e-5)


@robust("types", "float16 inputs are multiplied as they are: scores above 65,504 become inf", see=SOFTMAX)
def test_half_precision(submission):
    """float16 inputs do not overflow"""
    rng = np.random.default_rng(18)
    x = rng.integers(-30, 31, size=(2, 4, 8)).astype(np.float16)
    x[..., 0] = 60
    w_q, w_k = (rng.integers(-2, 3, size=(8, 8)).astype(np.float16) for _ in range(2))
    w_q[0] = w_k[0] = 5  # 300 · 300 is more than 65504, where float16 ends
    w_v, w_o = (np.eye(8)[rng.permutation(8)].astype(np.float16) for _ in range(2))
    for mask in (None, some_mask((4, 4), 18)):
        output = expect_attended(submission, [x, w_q, w_k, w_v, w_o], 2, mask, case=" for float16", atol=0.05)
        expect_finite(output, what="output")


# ── robust: calls ────────────────────────────────────────────────────────────────────────────────────────────


@robust("calls", "assert raises AssertionError", "another type of exception is raised", see=SPLITTING)
def test_split_uneven(submission):
    """split_heads raises ValueError when n_heads does not divide d_model"""
    for batch, seq_len, d_model, n_heads in UNEVEN:
        x, case = (
            numbered(batch, seq_len, d_model),
            f"split_heads with d_model = {d_model}, n_heads = {n_heads}",
        )
        expect_raises(ValueError, submission.split_heads, x, n_heads, what=case)


@robust("calls", "assert raises AssertionError", "another type of exception is raised", see=SPLITTING)
def test_uneven(submission):
    """multi_head_attention raises ValueError when n_heads does not divide d_model"""
    for batch, seq_len, d_model, n_heads in UNEVEN:
        arrays, case = inputs(batch, seq_len, d_model), f"d_model = {d_model}, n_heads = {n_heads}"
        expect_raises(ValueError, submission.multi_head_attention, *arrays, n_heads, what=case)


@robust("calls", "the arguments are not named as in the task", see=HEADS)
def test_names(submission):
    """All arguments can be passed by name"""
    x, w_q, w_k, w_v, w_o = inputs(2, 4, 6, seed=19)
    mask = some_mask((4, 4), 19)
    pieces, expected = split(x, 3), attended(x, w_q, w_k, w_v, w_o, 3, mask)
    expect_close(submission.split_heads(n_heads=3, x=x.copy()), pieces, what="split_heads(x=…, n_heads=3)")
    expect_close(submission.merge_heads(x=pieces.copy()), x, what="merge_heads(x=…)")
    output = submission.multi_head_attention(mask=mask, n_heads=3, w_o=w_o, w_v=w_v, w_k=w_k, w_q=w_q, x=x)
    expect_close(output, expected, what="output")


@robust("calls", "a value is kept from one call to the next", see=COMMON)
def test_twice(submission):
    """No call depends on an earlier one"""
    arrays = inputs(2, 4, 6, seed=22)
    expect_attended(submission, arrays, 3, case=" in the first call")
    expect_attended(submission, arrays, 3, some_mask((4, 4), 22), case=" in a second call, with a mask")
    expect_attended(submission, inputs(2, 4, 6, seed=23), 2, case=" in a third call, without a mask")


@robust("calls", "a result is written into an argument", "a view's shape is changed in place", see=COMMON)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    x, *weights = inputs(2, 5, 6, seed=24)
    mask = some_mask((2, 3, 5, 5), 24)
    views = [x.swapaxes(0, 1).copy().swapaxes(0, 1), *(w.T.copy().T for w in weights)]
    expect_attended(submission, views, 3, mask[..., ::-1], case=" for views with swapped axes")
    expect_close(submission.split_heads(views[0], 3), split(x, 3), what="split_heads of a view")
    heads = np.asfortranarray(split(x, 3))
    expect_close(submission.merge_heads(heads), x, what="merge_heads of an array in Fortran order")
    for array in (x, *weights, mask):
        array.setflags(write=False)
    expect_attended(submission, [x, *weights], 3, mask, case=" for read-only inputs")
