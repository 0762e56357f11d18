"""Checks of flash attention: first the core lines, in the order in which people write the code, then the robust ones.

The oracle computes one query at a time, in plain loops. Inputs of core lines are float64. Large scores are core here,
because the running maximum exists for them.
"""

import numpy as np

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged
from tutor.grading.lines import core, robust

LESSON = "step-1-attention-visual-deep-dive"
COST, SCALING, SOFTMAX = f"{LESSON}#cost", f"{LESSON}#scaling", f"{LESSON}#softmax"
SUM, CAUSAL_MASK = f"{LESSON}#weighted-sum", f"{LESSON}#causal-masking"

BLOCKS, MAXIMUM, LARGE = "blocks", "running maximum", "large scores"
MASK, CAUSAL, MEMORY, CALLER = "causal mask", "causal blocks", "memory", "caller"
TYPES, CALLS = "types", "calls"

EXACT = 1e-8  # needs float64 throughout; one float32 step is already further off
CLOSE = 1e-5  # for the core: wrong values differ by more than any rounding error
APART = 1e-2  # the smallest difference between two keys' exponents in ``distinct_keys``


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def attended(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = False) -> np.ndarray:
    """softmax(q · k / √d) over the visible keys, one query at a time, in float64."""
    q, k, v = (np.asarray(x, dtype=np.float64) for x in (q, k, v))
    result = np.zeros((len(q), v.shape[1]))
    for i, query in enumerate(q):
        seen = i + 1 if causal else len(k)
        scores = k[:seen] @ query / q.shape[1] ** 0.5
        powers = np.exp(scores - scores.max())
        result[i] = (powers / powers.sum()) @ v[:seen]
    return result


def inputs(seq_len: int, d: int, seed: int = 0):
    """Random q, k, v."""
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=(seq_len, d)) for _ in range(3))


def expect_attended(submission, arrays, block_size, causal=False, case="", atol=CLOSE):
    """The output equals the oracle's. ``case`` names the inputs in the message."""
    expected = attended(*arrays, causal)  # computed first, before the learner's code can change an argument
    output = submission.flash_attention(*arrays, block_size, causal)
    expect_shape(output, arrays[0].shape, "(T, d)", what="output")
    what = f"output, T = {len(arrays[0])}, block_size={block_size}, causal={causal}{case}"
    expect_close(output, expected, what=what, atol=atol, rtol=atol)


# ── blocks of keys and queries, every score of moderate size ─────────────────────────────────────────────────


@core(
    BLOCKS,
    "the blocks are joined along the wrong axis",
    "only the last block is returned",
    "the totals are returned as well",
    "the return statement is missing",
    see=COST,
)
def test_shape(submission):
    """The output has shape (T, d)"""
    for seq_len, d in ((8, 4), (5, 3), (40, 6), (3, 7)):
        expect_shape(submission.flash_attention(*inputs(seq_len, d)), (seq_len, d), "(T, d)", what="output")


@core(
    BLOCKS,
    "the old sums are not multiplied by exp(old maximum − new maximum)",
    "the sum is not divided by the total",
    "each block is divided by its own total",
    see=COST,
)
def test_worked_example(submission):
    """The worked example gives 18.8080: scores 1 and 3, values 10 and 20, blocks of one key"""
    q, k, v = np.ones((2, 1)), np.array([[1.0], [3.0]]), np.array([[10.0], [20.0]])
    output = submission.flash_attention(q, k, v, 1)
    expect_shape(output, (2, 1), "(T, d)", what="output")
    expect_close(output, attended(q, k, v), what="output", atol=1e-4)


@core(
    BLOCKS,
    "the scores are not divided by √d",
    "the sum is not divided by the total",
    "the softmax runs over the queries",
    "keys and values are exchanged",
    see=SCALING,
)
def test_one_block(submission):
    """With one block, the output is softmax(q @ kᵀ / √d) @ v"""
    for seed, (seq_len, d) in enumerate(((6, 4), (4, 4), (5, 2), (3, 9))):
        expect_attended(submission, inputs(seq_len, d, seed), 16)


@core(
    BLOCKS,
    "the output is not divided by the total",
    "the total does not start at 0",
    "squeeze removes an axis",
    see=SUM,
)
def test_one_token(submission):
    """A single token returns its own value"""
    q, k, v = inputs(1, 3)
    for block_size in (1, 16):
        output = submission.flash_attention(q, k, v, block_size)
        expect_close(output, v, what=f"output, T = 1, block_size={block_size}", atol=CLOSE)


@core(
    BLOCKS,
    "each block is divided by its own total",
    "the sums are not corrected when the maximum grows",
    "queries read only the keys of their own block",
    "the running state is not reset for the next queries",
    see=COST,
)
def test_several_blocks(submission):
    """Over several blocks, the output is still softmax(q @ kᵀ / √d) @ v"""
    for seed, (seq_len, d, block_size) in enumerate(
        ((8, 4, 4), (12, 5, 3), (9, 3, 3), (16, 4, 4), (40, 6, 8))
    ):
        expect_attended(submission, inputs(seq_len, d, seed), block_size)


@core(
    BLOCKS,
    "a loop over T // block_size blocks leaves out the rest",
    "the last block is padded with zeros, which get weight",
    "arrays have block_size rows although the last block is shorter",
    see=COST,
)
def test_shorter_last_block(submission):
    """The result is correct when block_size does not divide T"""
    for seed, (seq_len, block_size) in enumerate(((7, 3), (11, 4), (13, 5), (5, 4), (9, 8))):
        expect_attended(submission, inputs(seq_len, 4, seed), block_size)


@core(
    BLOCKS,
    "a fixed number is used instead of block_size",
    "the code assumes that block_size is at most T",
    "the scores are divided by √block_size",
    see=COST,
)
def test_any_block_size(submission):
    """Every block size gives the same output"""
    for seq_len, d in ((13, 4), (12, 5)):
        arrays = inputs(seq_len, d, seed=1)
        for block_size in (1, 2, 3, 4, 5, 7, 11, 12, 13, 14, 16, 100):
            expect_attended(submission, arrays, block_size)


# ── the running maximum ──────────────────────────────────────────────────────────────────────────────────────


@core(
    MAXIMUM,
    "only one of the two sums is corrected",
    "the correction is exp(new − old)",
    "the new block is corrected as well",
    see=COST,
)
def test_growing_maximum(submission):
    """When a later block has a larger score, the earlier sums are corrected"""
    q, k, v = inputs(24, 4, seed=2)
    growing = k * np.linspace(0.1, 6.0, 24)[:, np.newaxis]
    for block_size in (1, 5, 8):
        expect_attended(submission, (q, growing, v), block_size, case=", scores that grow")


@core(
    MAXIMUM,
    "the block's own maximum is used instead of the largest so far",
    "the last block's maximum is used for all blocks",
    see=COST,
)
def test_falling_maximum(submission):
    """Smaller scores in later blocks leave the maximum as it is"""
    q, k, v = inputs(24, 4, seed=2)
    falling = k * np.linspace(6.0, 0.1, 24)[:, np.newaxis]
    for block_size in (1, 5, 8):
        expect_attended(submission, (q, falling, v), block_size, case=", scores that fall")


@core(
    MAXIMUM,
    "each block has its own softmax, and the results are averaged or added",
    "the old output is added without being multiplied by its total",
    see=COST,
)
def test_one_block_of_large_scores(submission):
    """A block of large scores gets nearly all the weight"""
    q, _k, v = inputs(12, 3, seed=9)
    q = np.abs(q) + 0.5
    for large in (slice(0, 4), slice(4, 8), slice(8, 12)):
        keys = np.zeros((12, 3))
        keys[large] = 8.0
        expect_attended(submission, (q, keys, v), 4, case=f", keys {large.start} to {large.stop - 1} large")


@core(
    LARGE,
    "no maximum is subtracted before exp",
    "the maximum starts at 0",
    "all rows of a block share one maximum",
    see=SOFTMAX,
)
def test_large_scores(submission):
    """Scores of ±10,000 give finite and correct outputs"""
    q, k, v = inputs(19, 4, seed=3)
    q = q * np.where(np.arange(19) % 3 == 0, 1e4, 1e-2)[:, np.newaxis]
    for sign in (1.0, -1.0):
        for keys in (k, np.abs(k) + 1):
            expect_attended(submission, (sign * q, keys, v), 4, case=", large scores")


@core(
    LARGE,
    "the maximum starts at 0 instead of −∞",
    "the maximum starts at a fixed negative number",
    "a small constant is added to the total",
    see=COST,
)
def test_all_scores_far_below_zero(submission):
    """A row whose scores are all far below zero gets correct weights"""
    q, k, v = inputs(9, 4, seed=4)
    k = np.abs(k) + 1
    for size in (1e3, 1e5):
        for block_size in (1, 4):
            arrays = -(np.abs(q) + 1) * size, k, v
            expect_attended(submission, arrays, block_size, case=", scores far below 0")


# ── causal ───────────────────────────────────────────────────────────────────────────────────────────────────


@core(
    MASK,
    "the mask is applied even with causal=False",
    "causal=True is the default",
    "the code masks only if causal is False",
    see=CAUSAL_MASK,
)
def test_not_causal_unless_asked(submission):
    """Without causal=True, every query sees all keys"""
    for seq_len, d in ((40, 5), (33, 16), (16, 3), (4, 4), (16, 16)):
        q, k, v = inputs(seq_len, d)
        what = f"output of (q, k, v), T = {seq_len}"
        expect_close(submission.flash_attention(q, k, v), attended(q, k, v), what=what, atol=CLOSE)


@core(
    MASK,
    "the diagonal is hidden too",
    "np.triu, which keeps the future, is used instead of np.tril",
    "masked scores are set to 0",
    "causal is not used",
    see=CAUSAL_MASK,
)
def test_causal_one_block(submission):
    """With causal=True, position i sees positions 0 … i, in one block"""
    for seed, (seq_len, d) in enumerate(((6, 4), (4, 4), (1, 3))):
        expect_attended(submission, inputs(seq_len, d, seed), 16, True)


@core(
    CAUSAL,
    "the same triangle is applied to every block",
    "positions are counted from 0 in each block",
    "a query's own block is skipped or read in full",
    see=CAUSAL_MASK,
)
def test_causal_several_blocks(submission):
    """With causal=True, position i sees positions 0 … i, over several blocks"""
    for seed, (seq_len, block_size) in enumerate(((8, 4), (9, 3), (11, 4), (13, 5))):
        expect_attended(submission, inputs(seq_len, 4, seed), block_size, True)


@core(
    CAUSAL,
    "later blocks are not skipped and not masked",
    "a query sees later positions inside its own block",
    "masked scores are set to 0, so they still get weight",
    see=CAUSAL_MASK,
)
def test_future_does_not_matter(submission):
    """With causal=True, changing the last token changes nothing before it"""
    q, k, v = inputs(18, 4, seed=5)
    for block_size in (4, 6):
        before = submission.flash_attention(q.copy(), k.copy(), v.copy(), block_size, True)
        expect_shape(before, (18, 4), "(T, d)", what="output")
        changed_k, changed_v = k.copy(), v.copy()
        changed_k[-1] += 9.0
        changed_v[-1] -= 40.0
        after = submission.flash_attention(q.copy(), changed_k, changed_v, block_size, True)
        expect_shape(after, (18, 4), "(T, d)", what="output")
        expect_close(after[:-1], before[:-1], what="output before the changed token", atol=CLOSE)


@core(
    CAUSAL,
    "the test for skipping later blocks is off by one",
    "the positions of the shorter last block have the wrong length",
    see=CAUSAL_MASK,
)
def test_causal_any_block_size(submission):
    """With causal=True, every block size gives the same output"""
    for seq_len, d in ((13, 4), (12, 5)):
        arrays = inputs(seq_len, d, seed=1)
        for block_size in (1, 2, 3, 4, 5, 7, 11, 12, 13, 14, 16, 100):
            expect_attended(submission, arrays, block_size, True)


@core(
    CAUSAL,
    "masked scores are set to a number such as −10,000, but visible scores can be lower",
    "the maximum includes masked scores",
    "a completely masked block gives −∞ − (−∞)",
    see=CAUSAL_MASK,
)
def test_causal_large_scores(submission):
    """With causal=True, large scores give correct outputs too"""
    q, k, v = inputs(19, 4, seed=3)
    uneven = q * np.where(np.arange(19) % 3 == 0, 1e4, 1e-2)[:, np.newaxis]
    for sign in (1.0, -1.0):
        for keys in (k, np.abs(k) + 1):
            expect_attended(submission, (sign * uneven, keys, v), 4, True, ", large scores")
    far_below = -(np.abs(q) + 1) * 1e5
    for block_size in (1, 4):
        expect_attended(submission, (far_below, np.abs(k) + 1, v), block_size, True, ", scores far below 0")
    ramp = np.linspace(0.1, 6.0, 19)[:, np.newaxis]
    for name, keys in (("grow", k * ramp), ("fall", k * ramp[::-1])):
        expect_attended(submission, (q, keys, v), 5, True, f", scores that {name}")


# ── memory, and how many scores there are at once ────────────────────────────────────────────────────────────


def peak(submission, seq_len: int, causal: bool) -> int:
    """The peak memory in bytes of a call with blocks of 4, whose result must be right."""
    q, k, v = inputs(seq_len, 2, seed=8)
    measured = submission.measure("flash_attention", q, k, v, 4, causal)
    expect_shape(measured.result, (seq_len, 2), "(T, d)", what="output")
    what = f"last rows of output, T = {seq_len}, block_size=4"
    expect_close(measured.result[-3:], attended(q, k, v, causal)[-3:], what=what, atol=CLOSE)
    return measured.peak_bytes


def held(seq_len: int, peak_bytes: int) -> str:
    """The peak memory, as the beginning of a message."""
    return f"At T = {seq_len} and block_size=4 your function held {peak_bytes / 1e3:.0f} kB at its peak"


@core(
    MEMORY,
    "all the scores are computed before the loop",
    "the scores of every block are kept",
    "blocks are larger than block_size",
    see=COST,
)
def test_no_grid_of_scores(submission):
    """No (T, T) array of scores is created"""
    seq_len = 130
    peak(submission, 16, False)  # memory that only the first call allocates
    most = peak(submission, seq_len, False)
    expect(
        most <= 6 * seq_len**2,  # bytes: enough for the blocks, too little for all scores in float64
        f"{held(seq_len, most)}. A ({seq_len}, {seq_len}) array of scores takes {8 * seq_len**2 / 1e3:.0f} kB. "
        "Compute the scores of one block of keys at a time",
    )


@core(
    MEMORY,
    "the mask has shape (T, T)",
    "all positions are compared before the loop",
    see=CAUSAL_MASK,
)
def test_no_grid_when_causal(submission):
    """With causal=True, memory grows with T, not with T²"""
    instead = "Compare the positions of one block at a time and make only its mask"
    small, large = 48, 192
    peak(submission, 16, True)  # memory that only the first call allocates
    least, most = (peak(submission, seq_len, True) for seq_len in (small, large))
    expect(
        most <= 1.5 * large**2,  # bytes: enough for the blocks, too little for a boolean (T, T) mask
        f"{held(large, most)}. A ({large}, {large}) mask takes {large**2 / 1e3:.0f} kB. {instead}",
    )
    times = f"{most / least:.1f} times as much as at T = {small}"
    expect(most <= 5 * least, f"{held(large, most)}, {times}: it grows with T². {instead}")


def distinct_keys(exponents) -> int:
    """How many keys these exponents belong to: with equal queries, as many as there are distinct numbers."""
    if np.size(exponents) == 1:
        return 1
    numbers = np.sort(np.asarray(exponents, dtype=np.float64).ravel())
    numbers = numbers[np.isfinite(numbers)]
    return 1 + int((np.diff(numbers) > APART).sum()) if len(numbers) else 0


def scores_at_once(submission, seq_len: int, *block_size: int) -> tuple[int, int]:
    """The largest number of keys whose scores one call of exp got, and the number of scores all calls got."""
    _, _, v = inputs(seq_len, 2, seed=8)
    queries = np.full((seq_len, 2), 2**0.5)  # all queries equal, so each key has a single score
    heights = np.linspace(0.0, -8.0, seq_len)[:, np.newaxis]  # 0 first, so the maximum never changes
    keys = np.concatenate([heights * 0.25, heights * 0.75], axis=1)
    output, seen = submission.exponents("flash_attention", queries, keys, v, *block_size)
    expect_shape(output, (seq_len, 2), "(T, d)", what="output")
    most = max(map(distinct_keys, seen), default=0)
    return most, sum(np.size(exponents) for exponents in seen)


@core(
    MEMORY,
    "a query, or a block of queries, takes one ordinary softmax over all keys",
    "only the queries are split into blocks",
    "blocks are larger than block_size",
    see=COST,
)
def test_scores_at_once(submission):
    """No call to exp receives the scores of more than block_size keys"""
    for seq_len, block_size in ((64, 16), (48, 4)):
        most, count = scores_at_once(submission, seq_len, block_size)
        expect(
            most <= block_size + 1,  # the array may also hold the running maximum
            f"exp got the scores of {most} keys at once; block_size is {block_size}. Loop over blocks of keys and keep "
            "each row's running maximum, total and weighted sum",
        )
        expect(
            count >= seq_len * seq_len,
            f"This check counts the numbers passed to exp. At T = {seq_len} it saw {count} of the "
            f"{seq_len * seq_len} scores. Call np.exp or math.exp on each of them",
        )


# ── what the caller relies on ────────────────────────────────────────────────────────────────────────────────


@core(
    CALLER,
    "q /= np.sqrt(d) changes the caller's array",
    "the results are written into q",
    "the code writes into a block, which is a view of the whole array",
    see=SCALING,
)
def test_inputs_unchanged(submission):
    """q, k and v are not changed"""
    for causal in (False, True):
        arrays = inputs(9, 4)
        before = [x.copy() for x in arrays]
        submission.flash_attention(*arrays, 4, causal)
        for name, old, new in zip("qkv", before, arrays, strict=True):
            expect_unchanged(old, new, name)


# ── robust: types and calls ──────────────────────────────────────────────────────────────────────────────────


@robust(TYPES, "one step is computed in float32", see=SOFTMAX)
def test_double_precision(submission):
    """float64 inputs are computed in float64 throughout"""
    for causal in (False, True):
        expect_attended(submission, inputs(13, 4, seed=1), 4, causal, atol=EXACT)


@robust(TYPES, "a hard-coded dtype does not match that of the inputs", see=SOFTMAX)
def test_single_precision(submission):
    """float32 inputs work"""
    arrays = tuple(x.astype(np.float32) for x in inputs(13, 4, seed=10))
    for causal in (False, True):
        expect_attended(submission, arrays, 4, causal, ", float32", atol=1e-4)


@robust(TYPES, "the scores are computed in float16, whose largest number is 65,504", see=SOFTMAX)
def test_half_precision(submission):
    """float16 inputs do not overflow"""
    arrays = tuple(np.round(250 * x).astype(np.float16) for x in inputs(12, 4, seed=6))
    output = submission.flash_attention(*arrays, 5)
    expect_finite(output, what="output")
    expect_close(output, attended(*arrays), what="output, float16 inputs", atol=0.6)


@robust(TYPES, "the output is allocated with the type of q", see=SUM)
def test_integers(submission):
    """Integer inputs give fractional outputs"""
    expect_attended(submission, tuple(np.round(3 * x).astype(int) for x in inputs(12, 4, seed=7)), 5)


@robust(CALLS, "an argument is not named as in the task", see=COST)
def test_names(submission):
    """q, k, v, block_size and causal can be passed by name"""
    q, k, v = inputs(11, 4, seed=11)
    output = submission.flash_attention(causal=True, block_size=3, v=v.copy(), k=k.copy(), q=q.copy())
    expect_close(output, attended(q, k, v, True), what="output", atol=CLOSE)
    output = submission.flash_attention(q, k, v, causal=True)
    expect_close(output, attended(q, k, v, True), what="output of (q, k, v, causal=True)", atol=CLOSE)


@robust(CALLS, "the def line has a different default", see=COST)
def test_default_block_size(submission):
    """The default of block_size is 16"""
    (given, _), (default, _) = (scores_at_once(submission, 64, *size) for size in ((16,), ()))
    expect(
        given == default,
        f"exp gets the scores of {given} keys at once with block_size=16, and of {default} without a block_size",
    )


@robust(CALLS, "a value is kept from one call to the next", see=COST)
def test_again(submission):
    """No call depends on an earlier one"""
    for seed, (seq_len, block_size, causal) in enumerate(
        ((9, 4, True), (12, 4, True), (7, 4, True), (9, 3, True), (9, 4, False), (9, 4, True))
    ):
        expect_attended(
            submission, inputs(seq_len, 4, seed=seed), block_size, causal, " in a series of calls"
        )


@robust(CALLS, "the code writes into q, k or v", see=COST)
def test_views(submission):
    """Views, Fortran order and read-only arrays work"""
    arrays = tuple(x[::2, ::-1] for x in inputs(22, 4, seed=12))
    expect_attended(submission, arrays, 4, True, ", views")
    arrays = tuple(np.asfortranarray(x) for x in inputs(11, 4, seed=12))
    for array in arrays:
        array.setflags(write=False)
    expect_attended(submission, arrays, 4, False, ", Fortran order and read-only")
