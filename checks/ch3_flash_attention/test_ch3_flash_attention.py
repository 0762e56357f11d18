"""What flash attention must do. The oracle attends one query at a time, in plain loops."""

import numpy as np

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged

EXACT = 1e-8  # float64 all the way; what was float32 for a moment is further off


# ── the oracle, inputs, and what is asked again and again ────────────────────────────────────────────────────


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = False) -> np.ndarray:
    """softmax(q · k / √d) over the visible keys, one query after the other, in float64."""
    q, k, v = (np.asarray(x, dtype=np.float64) for x in (q, k, v))
    result = np.zeros((len(q), v.shape[1]))
    for i, query in enumerate(q):
        seen = i + 1 if causal else len(k)
        scores = k[:seen] @ query / q.shape[1] ** 0.5
        shares = np.exp(scores - scores.max())
        result[i] = (shares / shares.sum()) @ v[:seen]
    return result


def inputs(seq_len: int, d: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=(seq_len, d)) for _ in range(3))


def expect_attended(submission, arrays, block_size, causal=False, case="", atol=EXACT):
    """The output equals the oracle's. ``case`` says which inputs these were."""
    expected = attended(*arrays, causal)  # first: nothing is changed yet
    output = submission.flash_attention(*arrays, block_size=block_size, causal=causal)
    expect_shape(output, arrays[0].shape, "(T, d)", what="output")
    expect_finite(output, what="output")
    what = f"output, T = {len(arrays[0])}, block_size={block_size}, causal={causal}{case}"
    expect_close(output, expected, what=what, atol=atol, rtol=atol)


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_shape(submission):
    """the output has the shape of q"""
    for seq_len, d in ((8, 4), (5, 3), (40, 6), (3, 7)):
        expect_shape(submission.flash_attention(*inputs(seq_len, d)), (seq_len, d), "(T, d)", what="output")


def test_one_block(submission):
    """with a single block it is ordinary attention"""
    for causal in (False, True):
        expect_attended(submission, inputs(6, 4), 6, causal)


def test_values(submission):
    """over several blocks the output is softmax(q @ kᵀ / √d) @ v, without a mask unless asked for"""
    for seq_len, d in ((40, 5), (33, 16), (16, 3), (4, 4), (16, 16)):
        q, k, v = inputs(seq_len, d)
        what = f"output, T = {seq_len}, d = {d}"
        expect_close(submission.flash_attention(q, k, v), attended(q, k, v), what=what, atol=EXACT)


def test_any_block_size(submission):
    """every block size gives the same, also one that does not divide T"""
    for seq_len, d in ((13, 4), (12, 5)):
        arrays = inputs(seq_len, d, seed=1)
        for block_size in (1, 2, 3, 4, 5, 7, 11, 12, 13, 14, 16, 100):
            for causal in (False, True):
                expect_attended(submission, arrays, block_size, causal)


def test_maximum_moves(submission):
    """a larger score in a later block corrects what was summed before"""
    q, k, v = inputs(24, 4, seed=2)
    ramp = np.linspace(0.1, 6.0, 24)[:, np.newaxis]
    for order, keys in (("growing", k * ramp), ("falling", k * ramp[::-1])):
        for causal in (False, True):
            for block_size in (1, 5, 8):
                expect_attended(submission, (q, keys, v), block_size, causal, f", {order} keys")


def test_one_token(submission):
    """a single token reads its own value"""
    for causal in (False, True):
        q, k, v = inputs(1, 3)
        for block_size in (1, 16):
            output = submission.flash_attention(q, k, v, block_size=block_size, causal=causal)
            expect_close(output, v, what="output")


def test_future_does_not_matter(submission):
    """with causal=True, changing the last token changes nothing before it"""
    q, k, v = inputs(18, 4, seed=5)
    for block_size in (4, 6):
        before = submission.flash_attention(q.copy(), k.copy(), v.copy(), block_size=block_size, causal=True)
        expect_shape(before, (18, 4), "(T, d)", what="output")
        changed_k, changed_v = k.copy(), v.copy()
        changed_k[-1] += 9.0
        changed_v[-1] -= 40.0
        after = submission.flash_attention(q.copy(), changed_k, changed_v, block_size=block_size, causal=True)
        expect_shape(after, (18, 4), "(T, d)", what="output")
        expect_close(after[:-1], before[:-1], what="output before the changed token")


# ── numbers of every size and type ───────────────────────────────────────────────────────────────────────────


def test_large_scores(submission):
    """scores of ±10000 and rows of very different size stay finite"""
    q, k, v = inputs(19, 4, seed=3)
    q = q * np.where(np.arange(19) % 3 == 0, 1e4, 1e-2)[:, np.newaxis]
    for causal in (False, True):
        for sign in (1.0, -1.0):
            for keys in (k, np.abs(k) + 1):
                expect_attended(submission, (sign * q, keys, v), 4, causal, ", large scores", atol=1e-6)


def test_all_scores_far_below_zero(submission):
    """a row whose scores are all about -5000, or -500000, is attended like any other"""
    q, k, v = inputs(9, 4, seed=4)
    k = np.abs(k) + 1
    for size in (1e3, 1e5):
        for causal in (False, True):
            for block_size in (1, 4):
                arrays = -(np.abs(q) + 1) * size, k, v
                expect_attended(submission, arrays, block_size, causal, ", scores far below 0", atol=1e-6)


def test_a_block_of_nothing_but_large_scores(submission):
    """blocks of equal, of small and of large scores are weighed against each other, not each for itself"""
    q, _k, v = inputs(12, 3, seed=9)
    q = np.abs(q) + 0.5
    for loud in (slice(0, 4), slice(4, 8), slice(8, 12)):
        keys = np.zeros((12, 3))
        keys[loud] = 8.0
        for causal in (False, True):
            expect_attended(submission, (q, keys, v), 4, causal, ", one loud block")


def test_single_precision(submission):
    """float32 inputs work as well"""
    arrays = tuple(x.astype(np.float32) for x in inputs(13, 4, seed=10))
    for causal in (False, True):
        expect_attended(submission, arrays, 4, causal, ", float32", atol=1e-4)


def test_small_floats(submission):
    """float16 inputs whose scores do not fit float16 give finite output"""
    arrays = tuple(np.round(250 * x).astype(np.float16) for x in inputs(12, 4, seed=6))
    output = submission.flash_attention(*arrays, block_size=5)
    expect_finite(output, what="output")
    expect_close(output, attended(*arrays), what="output", atol=0.6)


def test_whole_numbers(submission):
    """integer inputs are not cut back to integers on the way"""
    expect_attended(submission, tuple(np.round(3 * x).astype(int) for x in inputs(12, 4, seed=7)), 5)


# ── what a caller may rely on ────────────────────────────────────────────────────────────────────────────────


def test_names(submission):
    """all arguments can be given by name, block_size and causal also by place"""
    q, k, v = inputs(11, 4, seed=11)
    expected = attended(q, k, v, True)
    output = submission.flash_attention(causal=True, block_size=3, v=v.copy(), k=k.copy(), q=q.copy())
    expect_close(output, expected, what="output")
    expect_close(submission.flash_attention(q, k, v, 3, True), expected, what="output of (q, k, v, 3, True)")
    expected_all = attended(q, k, v)
    expect_close(
        submission.flash_attention(q, k, v, 3, False), expected_all, what="output of (q, k, v, 3, False)"
    )
    expect_close(
        submission.flash_attention(q, k, v, causal=True), expected, what="output of (…, causal=True)"
    )


def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    for causal in (True, False):
        arrays = inputs(9, 4)
        before = [x.copy() for x in arrays]
        submission.flash_attention(*arrays, block_size=4, causal=causal)
        for name, old, new in zip("qkv", before, arrays, strict=True):
            expect_unchanged(old, new, name)


def test_again(submission):
    """asking again, with other sizes, is answered anew: nothing is kept from call to call"""
    for seed, (seq_len, block_size, causal) in enumerate(
        ((9, 4, True), (12, 4, True), (7, 4, True), (9, 3, True), (9, 4, False), (9, 4, True))
    ):
        expect_attended(submission, inputs(seq_len, 4, seed=seed), block_size, causal, " in a row of calls")


def test_views(submission):
    """views, Fortran order and read-only arrays work like any other"""
    arrays = tuple(x[::2, ::-1] for x in inputs(22, 4, seed=12))
    expect_attended(submission, arrays, 4, True, ", views")
    arrays = tuple(np.asfortranarray(x) for x in inputs(11, 4, seed=12))
    for array in arrays:
        array.setflags(write=False)
    expect_attended(submission, arrays, 4, False, ", Fortran order and read-only")


# ── memory ───────────────────────────────────────────────────────────────────────────────────────────────────


def peak(submission, seq_len: int, d: int, causal: bool, **block_size: int) -> int:
    """The most bytes that a call held; what it returned must be right."""
    q, k, v = inputs(seq_len, d, seed=8)
    measured = submission.measure("flash_attention", q, k, v, causal=causal, **block_size)
    what = f"last rows of output, T={seq_len}"
    expect_shape(measured.result, (seq_len, d), "(T, d)", what="output")
    expect_close(measured.result[-3:], attended(q, k, v, causal)[-3:], what=what)
    return measured.peak_bytes


def test_memory(submission):
    """no (T, T) array is made: four times the tokens need about four times the memory, not sixteen times"""
    for small, causal in ((128, True), (129, False)):
        large = 4 * small
        peak(submission, 16, 2, causal, block_size=8)  # what only the first call needs
        least, most = (peak(submission, length, 2, causal, block_size=8) for length in (small, large))
        grid = large * large  # bytes of a (T, T) array of booleans, the smallest that there is
        held = f"at T = {large} your function held {most / 1e3:.0f} kB at its peak"
        expect(
            most <= 1.5 * grid,
            f"{held}; a ({large}, {large}) array of booleans alone is {grid / 1e3:.0f} kB. Work on one block of keys at "
            "a time, also for the mask",
        )
        expect(
            most <= 5 * least,
            f"{held}, {most / least:.1f} times as much as at T = {small}. Something grows with T² (the mask?): make it "
            "block by block as well",
        )


def test_default_block_size(submission):
    """without a word, a block has 16 rows"""
    peak(submission, 16, 2, False)
    given, default = (peak(submission, 256, 2, False, **size) for size in ({"block_size": 16}, {}))
    expect(
        given <= 1.4 * default and default <= 1.4 * given,
        f"at T = 256 your function holds {default / 1e3:.0f} kB when no block_size is given, and {given / 1e3:.0f} kB with "
        "block_size=16: is that the default in your def line?",
    )
