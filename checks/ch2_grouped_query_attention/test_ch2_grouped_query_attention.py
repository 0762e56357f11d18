"""What grouped-query attention must do. The oracle attends one query at a time, in plain loops."""

import numpy as np
import pytest

from tutor.grading.expect import expect_close, expect_finite, expect_raises, expect_shape, expect_unchanged

SYMBOLS = "(B, H, T, d)"


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = True) -> np.ndarray:
    """softmax(q · k / √d) over the visible keys, one query after the other, in float64."""
    q, k, v = (np.asarray(x, dtype=np.float64) for x in (q, k, v))
    batch, n_heads, seq_len, d = q.shape
    members = n_heads // k.shape[1]
    result = np.zeros((batch, n_heads, seq_len, d))
    for b, head, i in np.ndindex(batch, n_heads, seq_len):
        shared = head // members
        seen = i + 1 if causal else seq_len
        scores = [float(q[b, head, i] @ k[b, shared, j]) / d**0.5 for j in range(seen)]
        largest = max(scores)
        shares = [np.exp(score - largest) for score in scores]
        for j, share in enumerate(shares):
            result[b, head, i] += share / sum(shares) * v[b, shared, j]
    return result


def inputs(batch: int, n_heads: int, n_kv_heads: int, seq_len: int, d: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    shape = (batch, n_kv_heads, seq_len, d)
    return rng.normal(size=(batch, n_heads, seq_len, d)), rng.normal(size=shape), rng.normal(size=shape)


SIZES = [
    (2, 6, 2, 5, 4),
    (1, 8, 2, 4, 3),
    (2, 6, 3, 6, 5),
    (4, 4, 2, 4, 4),
    (3, 2, 2, 2, 2),
    (1, 12, 3, 7, 2),
]


@pytest.mark.parametrize("sizes", SIZES)
def test_shape(submission, sizes):
    """the output has one vector for every query head and position"""
    batch, n_heads, _, seq_len, d = sizes
    output = submission.grouped_query_attention(*inputs(*sizes))
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


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("sizes", SIZES)
def test_values(submission, sizes, causal):
    """the output is softmax(q @ kᵀ / √d) @ v with the shared heads"""
    q, k, v = inputs(*sizes)
    output = submission.grouped_query_attention(q, k, v, causal=causal)
    expect_close(output, attended(q, k, v, causal), what=f"output, causal={causal}")


def test_causal_by_default(submission):
    """without a word, attention is causal"""
    q, k, v = inputs(2, 4, 2, 5, 3)
    expect_close(submission.grouped_query_attention(q, k, v), attended(q, k, v, True), what="output")


def test_future_does_not_matter(submission):
    """changing the last token changes nothing before it"""
    q, k, v = inputs(2, 6, 3, 6, 4)
    before = submission.grouped_query_attention(q, k, v, causal=True)
    k, v = k.copy(), v.copy()
    k[:, :, -1] += 7.0
    v[:, :, -1] -= 50.0
    after = submission.grouped_query_attention(q, k, v, causal=True)
    expect_shape(after, q.shape, SYMBOLS, what="output")
    expect_close(after[:, :, :-1], before[:, :, :-1], what="output before the changed token")


def test_as_many_heads_is_multi_head(submission):
    """with H_kv = H every query head has its own keys and values"""
    q, k, v = inputs(2, 4, 4, 5, 3)
    expect_close(submission.grouped_query_attention(q, k, v), attended(q, k, v), what="output")


def test_one_head_is_multi_query(submission):
    """with H_kv = 1 all query heads read the same head"""
    q, k, v = inputs(2, 5, 1, 4, 3)
    expect_close(submission.grouped_query_attention(q, k, v), attended(q, k, v), what="output")


def test_head_moves_its_group_only(submission):
    """changing key/value head 1 changes the outputs of its own group and of no other"""
    q, k, v = inputs(1, 6, 3, 4, 4)
    before = submission.grouped_query_attention(q, k, v)
    changed = v.copy()
    changed[:, 1] += 3.0
    after = submission.grouped_query_attention(q, k, changed)
    expect_shape(after, q.shape, SYMBOLS, what="output")
    moved = np.abs(np.asarray(after) - np.asarray(before)).max(axis=(0, 2, 3)) > 1e-9
    expect_close(
        moved.astype(float), np.array([0.0, 0, 1, 1, 0, 0]), what="which query heads changed (1 = changed)"
    )


@pytest.mark.parametrize("sizes", [(1, 4, 2, 1, 3), (2, 2, 1, 1, 1)])
def test_one_token(submission, sizes):
    """a single token reads its own value"""
    q, k, v = inputs(*sizes)
    expect_close(submission.grouped_query_attention(q, k, v), attended(q, k, v), what="output")


@pytest.mark.parametrize("causal", [True, False])
def test_large_scores(submission, causal):
    """scores of ±10000 and rows of very different size stay finite"""
    q, k, v = inputs(2, 4, 2, 6, 4, seed=3)
    q = q * np.array([1.0, 5e3, 1e-3, 1e4, 1.0, 3e3])[:, np.newaxis]
    for sign in (1.0, -1.0):
        output = submission.grouped_query_attention(sign * q, np.abs(k), v, causal=causal)
        expect_finite(output, what="output")
        expect_close(output, attended(sign * q, np.abs(k), v, causal), what="output")


def test_small_floats(submission):
    """float16 inputs whose scores do not fit float16 give finite output"""
    q, k, v = (np.round(250 * x).astype(np.float16) for x in inputs(1, 4, 2, 5, 4, seed=4))
    output = submission.grouped_query_attention(q, k, v)
    expect_finite(output, what="output")
    expect_close(output, attended(q, k, v), what="output", atol=0.6)


def test_whole_numbers(submission):
    """integer inputs are not cut back to integers on the way"""
    q, k, v = (np.round(3 * x).astype(int) for x in inputs(1, 4, 2, 5, 4, seed=5))
    expect_close(submission.grouped_query_attention(q, k, v), attended(q, k, v), what="output")


def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    arrays = inputs(2, 4, 2, 5, 3)
    before = [x.copy() for x in arrays]
    submission.grouped_query_attention(*arrays)
    for name, old, new in zip("qkv", before, arrays, strict=True):
        expect_unchanged(old, new, name)


@pytest.mark.parametrize(("n_heads", "n_kv_heads"), [(5, 2), (2, 4), (7, 3)])
def test_uneven_heads(submission, n_heads, n_kv_heads):
    """H that is no multiple of H_kv raises ValueError"""
    q, k, v = inputs(1, n_heads, n_kv_heads, 3, 4)
    expect_raises(
        ValueError, submission.grouped_query_attention, q, k, v, what=f"H = {n_heads}, H_kv = {n_kv_heads}"
    )


def test_strided_inputs(submission):
    """views with their axes exchanged work like any other arrays"""
    q, k, v = (x.swapaxes(1, 2).copy().swapaxes(1, 2) for x in inputs(2, 6, 2, 5, 4))
    expect_close(submission.grouped_query_attention(q, k, v), attended(q, k, v), what="output")
