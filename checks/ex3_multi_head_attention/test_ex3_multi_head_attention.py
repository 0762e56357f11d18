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
    """The output, one query of one head after the other: what each head says goes through its own rows of w_o."""
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


# ── inputs, and what is asked again and again ────────────────────────────────────────────────────────────────


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
    """An array in which every number tells where it stands: 0, 1, 2 …"""
    return np.arange(math.prod(shape), dtype=float).reshape(shape)


SIZES = (  # B, T, d_model, n_heads: all different, then equal where a swapped axis could hide
    (2, 5, 12, 3),
    (1, 4, 6, 2),
    (3, 2, 10, 5),
    (5, 6, 8, 2),
    (2, 4, 8, 2),
    (3, 3, 9, 3),
    (4, 4, 16, 4),
    (2, 2, 4, 2),
    (3, 2, 6, 3),
    (2, 3, 6, 6),
    (2, 5, 7, 1),
)
UNEVEN = ((2, 5, 12, 5), (4, 4, 10, 4), (1, 4, 6, 4), (4, 3, 7, 2), (3, 6, 9, 2), (1, 3, 4, 8), (2, 4, 15, 4))


# ── split_heads ──────────────────────────────────────────────────────────────────────────────────────────────


def test_split_example(submission):
    """split_heads gives head 0 the left columns of every token and head 1 the right ones"""
    x = np.array([[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]])
    heads = submission.split_heads(x, 2)
    expect_shape(heads, (1, 2, 2, 2), SPLIT, what="split_heads(x, 2)")
    expect_close(heads, np.array([[[[1.0, 2], [5, 6]], [[3, 4], [7, 8]]]]), what="split_heads(x, 2)")


def test_split_shape(submission):
    """split_heads turns (B, T, d_model) into (B, n_heads, T, d_head)"""
    for batch, seq_len, d_model, n_heads in SIZES:
        heads = submission.split_heads(numbered(batch, seq_len, d_model), n_heads)
        expect_shape(
            heads, (batch, n_heads, seq_len, d_model // n_heads), SPLIT, what="split_heads(x, n_heads)"
        )


def test_split_values(submission):
    """head h of token t is x[b, t, h*d_head : (h+1)*d_head]"""
    for batch, seq_len, d_model, n_heads in SIZES:
        x = numbered(batch, seq_len, d_model)
        expected, case = split(x, n_heads), f"split_heads(x, {n_heads}), x of shape {x.shape}"
        expect_close(submission.split_heads(x, n_heads), expected, what=case)


def test_split_uneven(submission):
    """split_heads raises ValueError when n_heads does not divide d_model"""
    for batch, seq_len, d_model, n_heads in UNEVEN:
        x, case = (
            numbered(batch, seq_len, d_model),
            f"split_heads with d_model = {d_model}, n_heads = {n_heads}",
        )
        expect_raises(ValueError, submission.split_heads, x, n_heads, what=case)


# ── merge_heads ──────────────────────────────────────────────────────────────────────────────────────────────


def test_merge_shape(submission):
    """merge_heads turns (B, n_heads, T, d_head) back into (B, T, d_model)"""
    for batch, seq_len, d_model, n_heads in SIZES:
        merged = submission.merge_heads(numbered(batch, n_heads, seq_len, d_model // n_heads))
        expect_shape(merged, (batch, seq_len, d_model), MERGED, what="merge_heads(x)")


def test_merge_values(submission):
    """merge_heads puts the heads of a token side by side, head 0 leftmost"""
    for batch, seq_len, d_model, n_heads in SIZES:
        x = numbered(batch, n_heads, seq_len, d_model // n_heads)
        case = f"merge_heads(x), x of shape {x.shape}"
        rows = [[np.concatenate(list(x[b, :, t])) for t in range(seq_len)] for b in range(batch)]
        expect_close(submission.merge_heads(x), np.array(rows), what=case)


def test_merge_undoes_split(submission):
    """merging what was split gives x again"""
    for batch, seq_len, d_model, n_heads in SIZES:
        x = numbered(batch, seq_len, d_model)
        heads = submission.split_heads(x, n_heads)
        expect_shape(
            heads, (batch, n_heads, seq_len, d_model // n_heads), SPLIT, what="split_heads(x, n_heads)"
        )
        merged = submission.merge_heads(heads)
        expect_close(merged, numbered(batch, seq_len, d_model), what="merge_heads(split_heads(x, n_heads))")


# ── multi_head_attention without a mask ──────────────────────────────────────────────────────────────────────


def test_brief(submission):
    """the tiny example of the brief comes out"""
    x, same = np.array([[[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]]]), np.eye(4)
    output = submission.multi_head_attention(x, same, same, same, same, 2)
    expect_shape(output, (1, 2, 4), MERGED, what="output")
    expected = np.array([[[0.6698, 0.3302, 0.3302, 0.6698], [0.3302, 0.6698, 0.6698, 0.3302]]])
    expect_close(output, expected, what="output", atol=1e-4)


def test_shape(submission):
    """the output has the shape of x, (B, T, d_model)"""
    for batch, seq_len, d_model, n_heads in SIZES:
        output = submission.multi_head_attention(*inputs(batch, seq_len, d_model), n_heads)
        expect_shape(output, (batch, seq_len, d_model), MERGED, what="output")


def test_one_head(submission):
    """with one head it is ordinary attention, projected"""
    for batch, seq_len, d_model in ((2, 5, 4), (1, 3, 7)):
        expect_attended(submission, inputs(batch, seq_len, d_model, seed=1), 1, case=" with n_heads = 1")


def test_one_token(submission):
    """a single token reads its own value: the output is x @ w_v @ w_o"""
    for batch, d_model, n_heads in ((2, 6, 3), (1, 4, 1), (3, 6, 6)):
        x, w_q, w_k, w_v, w_o = inputs(batch, 1, d_model, seed=2)
        output = answered(submission, [x, w_q, w_k, w_v, w_o], n_heads)
        expect_close(output, x @ w_v @ w_o, what=f"output with T = 1, n_heads = {n_heads}")


def test_values(submission):
    """each head attends with its own columns, divided by √d_head; the pieces go through w_o"""
    for seed, (batch, seq_len, d_model, n_heads) in enumerate(SIZES):
        case = f" for B = {batch}, T = {seq_len}, d_model = {d_model}, n_heads = {n_heads}"
        expect_attended(submission, inputs(batch, seq_len, d_model, seed=seed), n_heads, case=case)


def test_scaling(submission):
    """scores are divided by √d_head, for every number of heads"""
    for n_heads in (1, 2, 3, 4, 6, 12):
        x, *weights = inputs(2, 4, 12, seed=n_heads)
        expect_attended(
            submission, [2 * x, *weights], n_heads, case=f" with d_model = 12, n_heads = {n_heads}"
        )


def test_a_head_minds_its_own_columns(submission):
    """changing head 1's columns of w_q, w_k and w_v moves only head 1's columns of what reaches w_o"""
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


def test_order_of_heads(submission):
    """exchanging two heads, in the columns of w_q, w_k, w_v and the rows of w_o, changes nothing"""
    x, w_q, w_k, w_v, w_o = inputs(2, 5, 12, seed=4)
    order = [*range(8, 12), *range(4, 8), *range(4)]
    before = answered(submission, [x, w_q, w_k, w_v, w_o], 3)
    after = answered(submission, [x, w_q[:, order], w_k[:, order], w_v[:, order], w_o[order]], 3)
    expect_close(after, before, what="output with heads 0 and 2 exchanged")


def test_texts_do_not_meet(submission):
    """each text of a batch is treated as if it were alone"""
    x, *weights = inputs(3, 4, 6, seed=5)
    together = answered(submission, [x, *weights], 3)
    expect_shape(together, (3, 4, 6), MERGED, what="output")
    for b in range(3):
        alone = answered(submission, [x[b : b + 1], *weights], 3)
        expect_close(alone, together[b : b + 1], what=f"output for text {b} alone")


def test_uneven(submission):
    """multi_head_attention raises ValueError when n_heads does not divide d_model"""
    for batch, seq_len, d_model, n_heads in UNEVEN:
        arrays, case = inputs(batch, seq_len, d_model), f"d_model = {d_model}, n_heads = {n_heads}"
        expect_raises(ValueError, submission.multi_head_attention, *arrays, n_heads, what=case)


# ── with a mask ──────────────────────────────────────────────────────────────────────────────────────────────


def some_mask(shape: tuple[int, ...], seed: int, *, share: float = 0.6) -> np.ndarray:
    """A random mask that leaves every query at least one key."""
    rng = np.random.default_rng(seed)
    mask = rng.random(shape) < share
    mask[..., rng.integers(shape[-1])] = True
    return mask


def test_causal(submission):
    """with a causal mask, changing the last token changes nothing before it"""
    x, *weights = inputs(2, 5, 6, seed=6)
    mask = np.tril(np.ones((5, 5), dtype=bool))
    before = answered(submission, [x, *weights], 3, mask)
    expect_shape(before, (2, 5, 6), MERGED, what="output")
    expect_close(before, attended(x, *weights, 3, mask), what="output with a causal mask")
    changed = x.copy()
    changed[:, -1] += 3.0
    after = answered(submission, [changed, *weights], 3, mask)
    expect_shape(after, (2, 5, 6), MERGED, what="output")
    expect_close(after[:, :-1], before[:, :-1], what="output before the last token, which was changed")


def test_full_mask(submission):
    """True in the mask means may attend, for every text, head, query and key on its own"""
    for seed, (batch, seq_len, d_model, n_heads) in enumerate(SIZES):
        mask = some_mask((batch, n_heads, seq_len, seq_len), seed)
        expect_attended(
            submission, inputs(batch, seq_len, d_model, seed=seed), n_heads, mask, case=" with a mask"
        )


def test_mask_broadcasts(submission):
    """a smaller mask stretches: (T, T), (B, 1, 1, T) for padding, (n_heads, 1, T) …"""
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
        expect_attended(submission, arrays, 3, some_mask(shape, seed), case=f" with mask of shape {shape}")


def test_mask_with_as_many_texts_as_heads(submission):
    """(n_heads, T, T) belongs to the heads and (B, 1, T, T) to the texts, also when B = n_heads = T"""
    for size in (2, 3):
        arrays = inputs(size, size, 2 * size, seed=8)
        for seed, shape in enumerate(
            ((size,) * 3, (size, 1, size, size), (size, 1, 1, size), (1, size), (size, 1, size))
        ):
            mask = some_mask(shape, 10 * size + seed, share=0.4)
            expect_attended(
                submission, arrays, size, mask, case=f" with B = n_heads = {size}, mask of shape {shape}"
            )


def test_fully_masked(submission):
    """where everything is masked the output is zero, never NaN"""
    x, *weights = inputs(2, 4, 6, seed=9)
    for shape in ((4, 4), (2, 2, 4, 4), (4,)):
        output = answered(submission, [x, *weights], 2, np.zeros(shape, dtype=bool))
        expect_close(output, np.zeros((2, 4, 6)), what="output with nothing but False in the mask")


def test_some_rows_fully_masked(submission):
    """a query that may attend to nothing gets zeros from that head, and the other heads speak on"""
    arrays = inputs(2, 4, 6, seed=10)
    mask = np.random.default_rng(10).random((2, 3, 4, 4)) < 0.7
    mask[0, 1, 2] = mask[1, :, 0] = False
    mask[1, 2, 3] = [False, False, True, False]
    expect_attended(submission, arrays, 3, mask, case=" with some rows fully masked")
    expect_attended(
        submission, arrays, 3, np.tril(np.ones((4, 4), dtype=bool), k=-1), case=" with row 0 fully masked"
    )
    padding = np.array([[True, True, False, True], [False] * 4])[:, np.newaxis, np.newaxis]
    expect_attended(submission, arrays, 3, padding, case=" with text 1 all padding")
    heads = np.array([True, False, True]).reshape(3, 1, 1)
    expect_attended(submission, arrays, 3, heads, case=" with head 1 fully masked")
    queries = np.array([True, False, False, True])[:, np.newaxis]
    expect_attended(submission, arrays, 3, queries, case=" with mask of shape (4, 1)")


# ── numbers of every size and type ───────────────────────────────────────────────────────────────────────────


def spread(seed: int):
    """x and weights whose scores reach ±10000 and more, from tokens of very different size."""
    rng = np.random.default_rng(seed)
    x = rng.integers(-2, 3, size=(2, 5, 8)) * np.array([1.0, 60.0, 4.0, 20.0, 2.0])[:, np.newaxis]
    w_q, w_k = (rng.integers(-1, 2, size=(8, 8)).astype(float) for _ in range(2))
    return [x, w_q, w_k, *(rng.normal(size=(8, 8)) / 8 for _ in range(2))]


def test_large_scores(submission):
    """scores of ±10000, and tokens of very different size, give the right output"""
    for seed in (11, 12):
        x, w_q, *others = spread(seed)
        for sign in (1.0, -1.0):
            output = expect_attended(submission, [x, sign * w_q, *others], 2, case=" with large scores")
            expect_finite(output, what="output")
    same, x = np.eye(4), np.zeros((1, 3, 4))
    x[0, :, 0], x[0, :, 1:] = 120.0, np.random.default_rng(13).integers(-2, 3, size=(3, 3))
    for w_q in (same, -same):  # in head 0 every score is far from 0, and their differences are small
        expect_attended(
            submission, [x, w_q, same, same, same], 2, case=" with every score of head 0 far from 0"
        )


def test_large_scores_with_a_mask(submission):
    """with scores of ±10000 a masked key still counts for nothing, however large its score is"""
    for seed in (14, 15):
        x, w_q, *others = spread(seed)
        mask = some_mask((2, 2, 5, 5), seed, share=0.4)
        mask[1, 0, 1] = False  # fully masked, where the scores are largest
        expect_attended(submission, [x, w_q, *others], 2, mask, case=" with large scores")
        expect_attended(submission, [x, -w_q, *others], 2, mask, case=" with large scores")
    x, same = np.array([[[200.0, 1.0], [200.0, 2.0], [1.0, 200.0]]]), np.eye(2)
    for w_q in (same, -same):
        for hidden in range(3):
            mask = np.arange(3) != hidden
            expect_attended(
                submission, [x, w_q, same, same, same], 1, mask, case=f" with key {hidden} masked"
            )


def test_whole_numbers(submission):
    """integer x and weights are not cut back to integers on the way"""
    x, *weights = inputs(2, 4, 6, seed=16)
    whole = [np.round(2 * x).astype(int), *(np.round(1.5 * w).astype(int) for w in weights)]
    expect_attended(submission, whole, 3, case=" with integers")
    expect_attended(submission, [whole[0], *weights], 2, some_mask((4, 4), 16), case=" with an integer x")


def test_single_precision(submission):
    """float32 inputs work; the answer may be float32 or float64"""
    arrays = [a.astype(np.float32) for a in inputs(2, 5, 6, seed=17)]
    expect_attended(submission, arrays, 3, some_mask((2, 1, 5, 5), 17), case=" with float32", atol=2e-5)


def test_half_precision(submission):
    """float16 inputs whose scores do not fit float16 give finite, right results"""
    rng = np.random.default_rng(18)
    x = rng.integers(-30, 31, size=(2, 4, 8)).astype(np.float16)
    x[..., 0] = 60
    w_q, w_k = (rng.integers(-2, 3, size=(8, 8)).astype(np.float16) for _ in range(2))
    w_q[0] = w_k[0] = 5  # 300 · 300 is more than 65504, where float16 ends
    w_v, w_o = (np.eye(8)[rng.permutation(8)].astype(np.float16) for _ in range(2))
    masked = some_mask((4, 4), 18)
    masked[2] = False
    for mask in (None, masked):
        output = expect_attended(
            submission, [x, w_q, w_k, w_v, w_o], 2, mask, case=" with float16", atol=0.05
        )
        expect_finite(output, what="output")


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_names(submission):
    """all arguments can be given by name"""
    x, w_q, w_k, w_v, w_o = inputs(2, 4, 6, seed=19)
    mask = some_mask((4, 4), 19)
    pieces, expected = split(x, 3), attended(x, w_q, w_k, w_v, w_o, 3, mask)
    expect_close(submission.split_heads(n_heads=3, x=x.copy()), pieces, what="split_heads(x=…, n_heads=3)")
    expect_close(submission.merge_heads(x=pieces.copy()), x, what="merge_heads(x=…)")
    output = submission.multi_head_attention(mask=mask, n_heads=3, w_o=w_o, w_v=w_v, w_k=w_k, w_q=w_q, x=x)
    expect_close(output, expected, what="output")


def test_split_and_merge_inputs_unchanged(submission):
    """split_heads and merge_heads do not change x, nor its shape"""
    x, heads = numbered(2, 4, 6), numbered(2, 3, 4, 2)
    before, before_heads = x.copy(), heads.copy()
    submission.split_heads(x, 3)
    submission.merge_heads(heads)
    expect_unchanged(before, x, "x of split_heads")
    expect_unchanged(before_heads, heads, "x of merge_heads")


def test_inputs_unchanged(submission):
    """x, the four matrices and the mask are not changed"""
    for shape in (None, (4, 4), (2, 3, 4, 4), (2, 1, 1, 4)):
        arrays = inputs(2, 4, 6, seed=20)
        mask = () if shape is None else (some_mask(shape, 20),)
        for m in mask:
            m[..., 0, :] &= shape[-2] == 1  # where the mask has rows, the first is fully masked
        given = [*arrays, *mask]
        before = [array.copy() for array in given]
        submission.multi_head_attention(*arrays, 3, *mask)
        for name, old, new in zip(("x", "w_q", "w_k", "w_v", "w_o", "mask"), before, given, strict=False):
            expect_unchanged(old, new, name)


def test_same_matrix_four_times(submission):
    """one array may be given for all four matrices"""
    x, w, *_ = inputs(2, 4, 6, seed=21)
    expect_attended(submission, [x, w, w, w, w], 3, case=" with w_q = w_k = w_v = w_o")


def test_twice(submission):
    """asking again gives the same answer: nothing is remembered from call to call"""
    arrays = inputs(2, 4, 6, seed=22)
    expect_attended(submission, arrays, 3, case=" of the first call")
    expect_attended(submission, arrays, 3, some_mask((4, 4), 22), case=" of a second call, with a mask")
    expect_attended(submission, inputs(2, 4, 6, seed=23), 2, case=" of a third call, without a mask")


def test_views(submission):
    """views, Fortran order and read-only arrays work like any other"""
    x, *weights = inputs(2, 5, 6, seed=24)
    mask = some_mask((2, 3, 5, 5), 24)
    views = [x.swapaxes(0, 1).copy().swapaxes(0, 1), *(w.T.copy().T for w in weights)]
    expect_attended(submission, views, 3, mask[..., ::-1], case=" with views with their axes exchanged")
    expect_close(submission.split_heads(views[0], 3), split(x, 3), what="split_heads of a view")
    heads = np.asfortranarray(split(x, 3))
    expect_close(submission.merge_heads(heads), x, what="merge_heads of an array in Fortran order")
    for array in (x, *weights, mask):
        array.setflags(write=False)
    expect_attended(submission, [x, *weights], 3, mask, case=" with read-only inputs")
