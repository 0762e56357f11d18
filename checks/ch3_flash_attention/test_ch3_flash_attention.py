"""What flash attention must do. The oracle attends one query at a time, in plain loops."""

import numpy as np
import pytest

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = False) -> np.ndarray:
    """softmax(q · k / √d) over the visible keys, one query after the other, in float64."""
    q, k, v = (np.asarray(x, dtype=np.float64) for x in (q, k, v))
    result = np.zeros((len(q), v.shape[1]))
    for i, query in enumerate(q):
        seen = i + 1 if causal else len(k)
        scores = np.array([query @ key for key in k[:seen]]) / q.shape[1] ** 0.5
        shares = np.exp(scores - scores.max())
        result[i] = (shares / shares.sum()) @ v[:seen]
    return result


def inputs(seq_len: int, d: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=(seq_len, d)) for _ in range(3))


@pytest.mark.parametrize(("seq_len", "d"), [(8, 4), (5, 3), (40, 6)])
def test_shape(submission, seq_len, d):
    """the output has the shape of q"""
    expect_shape(submission.flash_attention(*inputs(seq_len, d)), (seq_len, d), "(T, d)", what="output")


def test_one_block(submission):
    """with a single block it is ordinary attention"""
    q, k, v = inputs(6, 4)
    expect_close(submission.flash_attention(q, k, v, 6), attended(q, k, v), what="output")


def test_values(submission):
    """over several blocks the output is softmax(q @ kᵀ / √d) @ v"""
    q, k, v = inputs(40, 5)
    expect_close(submission.flash_attention(q, k, v), attended(q, k, v), what="output")


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("block_size", [1, 2, 3, 4, 5, 7, 12, 13, 14, 100])
def test_any_block_size(submission, block_size, causal):
    """every block size gives the same, also one that does not divide T"""
    q, k, v = inputs(13, 4, seed=1)
    output = submission.flash_attention(q, k, v, block_size=block_size, causal=causal)
    expect_close(output, attended(q, k, v, causal), what=f"output, block_size={block_size}, causal={causal}")


@pytest.mark.parametrize("order", ["growing", "falling"])
@pytest.mark.parametrize("causal", [False, True])
def test_maximum_moves(submission, order, causal):
    """a larger score in a later block corrects what was summed before"""
    q, k, v = inputs(24, 4, seed=2)
    ramp = np.linspace(0.1, 6.0, 24)[:, np.newaxis]
    k = k * (ramp if order == "growing" else ramp[::-1])
    output = submission.flash_attention(q, k, v, block_size=5, causal=causal)
    expect_close(output, attended(q, k, v, causal), what=f"output, {order} keys, causal={causal}")


@pytest.mark.parametrize("causal", [False, True])
def test_large_scores(submission, causal):
    """scores of ±10000 and rows of very different size stay finite"""
    q, k, v = inputs(19, 4, seed=3)
    q = q * np.where(np.arange(19) % 3 == 0, 1e4, 1e-2)[:, np.newaxis]
    for sign in (1.0, -1.0):
        for keys in (k, np.abs(k) + 1):
            output = submission.flash_attention(sign * q, keys, v, block_size=4, causal=causal)
            expect_finite(output, what="output")
            expect_close(output, attended(sign * q, keys, v, causal), what="output")


def test_all_scores_far_below_zero(submission):
    """a row whose scores are all about -5000 is attended like any other"""
    q, k, v = inputs(9, 4, seed=4)
    q, k = -(np.abs(q) + 1) * 1000, np.abs(k) + 1
    output = submission.flash_attention(q, k, v, block_size=4)
    expect_finite(output, what="output")
    expect_close(output, attended(q, k, v), what="output")


def test_future_does_not_matter(submission):
    """with causal=True, changing the last token changes nothing before it"""
    q, k, v = inputs(18, 4, seed=5)
    before = submission.flash_attention(q, k, v, block_size=4, causal=True)
    k, v = k.copy(), v.copy()
    k[-1] += 9.0
    v[-1] -= 40.0
    after = submission.flash_attention(q, k, v, block_size=4, causal=True)
    expect_shape(after, (18, 4), "(T, d)", what="output")
    expect_close(after[:-1], before[:-1], what="output before the changed token")


@pytest.mark.parametrize("causal", [False, True])
def test_one_token(submission, causal):
    """a single token reads its own value"""
    q, k, v = inputs(1, 3)
    expect_close(submission.flash_attention(q, k, v, causal=causal), v, what="output")


def test_small_floats(submission):
    """float16 inputs whose scores do not fit float16 give finite output"""
    q, k, v = (np.round(250 * x).astype(np.float16) for x in inputs(12, 4, seed=6))
    output = submission.flash_attention(q, k, v, block_size=5)
    expect_finite(output, what="output")
    expect_close(output, attended(q, k, v), what="output", atol=0.6)


def test_whole_numbers(submission):
    """integer inputs are not cut back to integers on the way"""
    q, k, v = (np.round(3 * x).astype(int) for x in inputs(12, 4, seed=7))
    expect_close(submission.flash_attention(q, k, v, block_size=5), attended(q, k, v), what="output")


def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    arrays = inputs(9, 4)
    before = [x.copy() for x in arrays]
    submission.flash_attention(*arrays, block_size=4, causal=True)
    for name, old, new in zip("qkv", before, arrays, strict=True):
        expect_unchanged(old, new, name)


@pytest.mark.parametrize("causal", [False, True])
def test_memory(submission, causal):
    """no (T, T) array is made: four times the tokens need about four times the memory, not sixteen times"""
    small, large = 192, 768
    peaks = {}
    for seq_len in (small, large):
        q, k, v = inputs(seq_len, 4, seed=8)
        measured = submission.measure("flash_attention", q, k, v, block_size=32, causal=causal)
        expect_close(
            measured.result[-3:], attended(q, k, v, causal)[-3:], what=f"last rows of output, T={seq_len}"
        )
        peaks[seq_len] = measured.peak_bytes
    grid = large * large  # bytes of a (T, T) array of booleans, the smallest that there is
    expect(
        peaks[large] < grid,
        f"at T = {large} your function held {peaks[large] / 1e6:.1f} MB at its peak; a ({large}, {large}) array of booleans alone "
        f"is {grid / 1e6:.1f} MB. Work on one block of keys at a time, also for the mask",
    )
