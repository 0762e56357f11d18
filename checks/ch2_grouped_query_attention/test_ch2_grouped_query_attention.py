"""What grouped-query attention must do. The oracle attends one query at a time, in plain loops."""

import numpy as np

from tutor.grading.expect import expect_close, expect_finite, expect_raises, expect_shape, expect_unchanged

SYMBOLS = "(B, H, T, d)"
EXACT = 1e-8  # float64 all the way; what was float32 for a moment is further off


# ── the oracle, inputs, and what is asked again and again ────────────────────────────────────────────────────


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = True) -> np.ndarray:
    """softmax(q · k / √d) over the visible keys, one query after the other, in float64."""
    q, k, v = (np.asarray(x, dtype=np.float64) for x in (q, k, v))
    batch, n_heads, seq_len, d = q.shape
    members = n_heads // k.shape[1]
    result = np.zeros((batch, n_heads, seq_len, d))
    for b, head, i in np.ndindex(batch, n_heads, seq_len):
        shared = head // members
        seen = i + 1 if causal else seq_len
        scores = k[b, shared, :seen] @ q[b, head, i] / d**0.5
        shares = np.exp(scores - scores.max())
        result[b, head, i] = (shares / shares.sum()) @ v[b, shared, :seen]
    return result


def inputs(batch: int, n_heads: int, n_kv_heads: int, seq_len: int, d: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    shape = (batch, n_kv_heads, seq_len, d)
    return rng.normal(size=(batch, n_heads, seq_len, d)), rng.normal(size=shape), rng.normal(size=shape)


def expect_attended(submission, arrays, causal=True, case="", atol=EXACT):
    """The output equals the oracle's. ``case`` says which inputs these were."""
    expected = attended(*arrays, causal)  # first: nothing is changed yet
    output = submission.grouped_query_attention(*arrays, causal=causal)
    expect_shape(output, arrays[0].shape, SYMBOLS, what="output")
    expect_close(output, expected, what=f"output, causal={causal}{case}", atol=atol, rtol=atol)


def answered(submission, q, k, v):
    """The learner's output for copies of these arrays, for comparing one call with another."""
    output = submission.grouped_query_attention(q.copy(), k.copy(), v.copy())
    expect_shape(output, q.shape, SYMBOLS, what="output")
    return np.asarray(output)


SIZES = (  # B, H, H_kv, T, d: all different, then equal where a swapped axis could hide
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


# ── which head reads which ───────────────────────────────────────────────────────────────────────────────────


def test_shape(submission):
    """the output has one vector for every query head and position"""
    for batch, n_heads, n_kv_heads, seq_len, d in SIZES:
        output = submission.grouped_query_attention(*inputs(batch, n_heads, n_kv_heads, seq_len, d))
        expect_shape(output, (batch, n_heads, seq_len, d), SYMBOLS, what="output")


def test_neighbours_share(submission):
    """neighbouring query heads share a key/value head: 0, 0, 0, 1, 1, 1"""
    q, k, _ = inputs(1, 6, 2, 1, 2)
    v = np.array([10.0, 20.0]).reshape(1, 2, 1, 1) * np.ones((1, 2, 1, 2))
    output = submission.grouped_query_attention(q, k, v)
    expect_shape(output, (1, 6, 1, 2), SYMBOLS, what="output")
    expect_close(
        output[0, :, 0, 0], np.array([10.0, 10, 10, 20, 20, 20]), what="the value that each query head read"
    )


def test_values(submission):
    """the output is softmax(q @ kᵀ / √d) @ v with the shared heads"""
    for seed, sizes in enumerate(SIZES):
        case = f", B, H, H_kv, T, d = {sizes}"
        for causal in (True, False):
            expect_attended(submission, inputs(*sizes, seed=seed), causal, case)


def test_as_many_heads_is_multi_head(submission):
    """with H_kv = H every query head has its own keys and values"""
    expect_attended(submission, inputs(2, 4, 4, 5, 3), case=", H_kv = H")


def test_one_head_is_multi_query(submission):
    """with H_kv = 1 all query heads read the same head"""
    expect_attended(submission, inputs(2, 5, 1, 4, 3), case=", H_kv = 1")


def test_head_moves_its_group_only(submission):
    """changing key/value head 1 changes the outputs of its own group and of no other"""
    q, k, v = inputs(1, 6, 3, 4, 4)
    before = answered(submission, q, k, v)
    more_v, more_k = v.copy(), k.copy()
    more_v[:, 1] += 3.0
    more_k[:, 1] *= -2.0
    for name, after in (("v", answered(submission, q, k, more_v)), ("k", answered(submission, q, more_k, v))):
        moved = np.abs(after - before).max(axis=(0, 2, 3)) > 1e-9
        what = f"which query heads changed with {name}[:, 1] (1 = changed)"
        expect_close(moved.astype(float), np.array([0.0, 0, 1, 1, 0, 0]), what=what)


def test_texts_do_not_meet(submission):
    """each text of a batch is treated as if it were alone"""
    q, k, v = inputs(3, 4, 2, 5, 3, seed=1)
    together = answered(submission, q, k, v)
    for b in range(3):
        alone = answered(submission, q[b : b + 1], k[b : b + 1], v[b : b + 1])
        expect_close(alone, together[b : b + 1], what=f"output for text {b} alone")


def test_uneven_heads(submission):
    """H that is no multiple of H_kv raises ValueError"""
    for n_heads, n_kv_heads in ((5, 2), (2, 4), (7, 3), (3, 6), (6, 4), (1, 2)):
        q, k, v = inputs(1, n_heads, n_kv_heads, 3, 4)
        case = f"H = {n_heads}, H_kv = {n_kv_heads}"
        expect_raises(ValueError, submission.grouped_query_attention, q, k, v, what=case)


# ── causal ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_causal_by_default(submission):
    """without a word, attention is causal"""
    q, k, v = inputs(2, 4, 2, 5, 3)
    expect_close(submission.grouped_query_attention(q, k, v), attended(q, k, v, True), what="output")


def test_future_does_not_matter(submission):
    """changing the last token changes nothing before it"""
    q, k, v = inputs(2, 6, 3, 6, 4)
    before = answered(submission, q, k, v)
    k, v = k.copy(), v.copy()
    k[:, :, -1] += 7.0
    v[:, :, -1] -= 50.0
    after = answered(submission, q, k, v)
    expect_close(after[:, :, :-1], before[:, :, :-1], what="output before the changed token")


def test_one_token(submission):
    """a single token reads its own value"""
    for sizes in ((1, 4, 2, 1, 3), (2, 2, 1, 1, 1)):
        for causal in (True, False):
            expect_attended(submission, inputs(*sizes), causal, ", T = 1")


# ── numbers of every size and type ───────────────────────────────────────────────────────────────────────────


def test_large_scores(submission):
    """scores of ±10000 and rows of very different size stay finite"""
    q, k, v = inputs(2, 4, 2, 6, 4, seed=3)
    q = q * np.array([1.0, 5e3, 1e-3, 1e4, 1.0, 3e3])[:, np.newaxis]
    for causal in (True, False):
        for sign in (1.0, -1.0):
            given = sign * q, np.abs(k), v
            output = submission.grouped_query_attention(*given, causal=causal)
            expect_finite(output, what="output")
            expect_close(output, attended(*given, causal), what="output")


def test_all_scores_far_below_zero(submission):
    """a query whose scores are all about -100000 is attended like any other, and the future stays hidden"""
    q, k, v = inputs(1, 4, 2, 6, 4, seed=6)
    q, k = -(np.abs(q) + 1) * 3e4, np.abs(k) + 1
    for causal in (True, False):
        expect_attended(submission, (q, k, v), causal, ", scores far below 0", atol=1e-6)


def test_single_precision(submission):
    """float32 inputs work as well"""
    arrays = tuple(x.astype(np.float32) for x in inputs(2, 6, 2, 5, 4, seed=7))
    expect_attended(submission, arrays, case=", float32", atol=1e-4)


def test_small_floats(submission):
    """float16 inputs whose scores do not fit float16 give finite output"""
    arrays = tuple(np.round(250 * x).astype(np.float16) for x in inputs(1, 4, 2, 5, 4, seed=4))
    output = submission.grouped_query_attention(*arrays)
    expect_finite(output, what="output")
    expect_close(output, attended(*arrays), what="output", atol=0.6)


def test_whole_numbers(submission):
    """integer inputs are not cut back to integers on the way"""
    expect_attended(submission, tuple(np.round(3 * x).astype(int) for x in inputs(1, 4, 2, 5, 4, seed=5)))


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_names(submission):
    """all arguments can be given by name, causal also by place"""
    q, k, v = inputs(2, 4, 2, 5, 3, seed=8)
    expected = attended(q, k, v, False)
    output = submission.grouped_query_attention(causal=False, v=v.copy(), k=k.copy(), q=q.copy())
    expect_close(output, expected, what="output")
    expect_close(submission.grouped_query_attention(q, k, v, False), expected, what="output")


def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    for causal in (True, False):
        arrays = inputs(2, 4, 2, 5, 3)
        before = [x.copy() for x in arrays]
        submission.grouped_query_attention(*arrays, causal=causal)
        for name, old, new in zip("qkv", before, arrays, strict=True):
            expect_unchanged(old, new, name)


def test_again(submission):
    """asking again, with other sizes, is answered anew: nothing is kept from call to call"""
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
        expect_attended(submission, inputs(*sizes, seed=seed), causal, " in a row of calls")


def test_views(submission):
    """views, Fortran order and read-only arrays work like any other"""
    arrays = tuple(x.swapaxes(1, 2).copy().swapaxes(1, 2) for x in inputs(2, 6, 2, 5, 4))
    expect_attended(submission, arrays, case=", views with their axes exchanged")
    arrays = tuple(np.asfortranarray(x) for x in inputs(2, 6, 2, 5, 4))
    for array in arrays:
        array.setflags(write=False)
    expect_attended(submission, arrays, case=", Fortran order and read-only")
