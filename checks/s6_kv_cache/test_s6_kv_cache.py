"""Checks of the KV cache: first the core lines, in the order in which people write the code, then the robust ones.

The oracle has no cache. It computes the whole text in plain loops, one score at a time, and rotates with complex numbers.
The learner's cache is passed on and never looked at.
"""

import cmath
import math

import numpy as np

from tutor.grading.compare import describe
from tutor.grading.expect import (
    CheckFailure,
    expect,
    expect_array,
    expect_close,
    expect_finite,
    expect_raises,
    expect_shape,
    expect_unchanged,
)
from tutor.grading.lines import core, robust

DEEP, REFERENCE = "step-1-attention-visual-deep-dive", "step-6-complete-reference"
CACHE, KV_HEADS, PAGED = (
    f"{REFERENCE}#prod-kv-cache",
    f"{REFERENCE}#prod-kv-heads",
    f"{REFERENCE}#prod-paged-attention",
)
SCALING, SOFTMAX, CAUSAL = f"{DEEP}#scaling", f"{DEEP}#softmax", f"{DEEP}#causal-masking"
POSITION, MERGE, COMMON = f"{DEEP}#rope-and-alibi", f"{DEEP}#split-and-merge", f"{DEEP}#common-mistakes"
WINDOWS = f"{REFERENCE}#arch-local-attention"

PREFILL, STEPS, POSITIONS, SHARED = "first call", "later calls", "positions", "shared heads"
WINDOW, WORK, CALLER = "window", "work", "caller"
LARGE, MEMORY, PAGES, CALLS = "large scores", "window memory", "pages", "calls"

CLOSE = 1e-5  # for the core: wrong values differ by more than any rounding error
EXACT = 1e-8  # needs float64 throughout


# ── the oracle, inputs, and what many lines ask ──────────────────────────────────────────────────────────────


def rotated(vector: np.ndarray, position: int) -> np.ndarray:
    """RoPE of one head's query or key: numbers i and i + half are one complex number."""
    half = len(vector) // 2
    turned = [
        complex(vector[i], vector[i + half]) * cmath.exp(1j * position * 100.0 ** (-i / half))
        for i in range(half)
    ]
    return np.array([z.real for z in turned] + [z.imag for z in turned])


def attended(x, layer, old=None, n_old=0):
    """The whole text at once. The keys and values of its first ``n_old`` tokens come from the layer ``old``."""
    n_heads, n_kv_heads, window = layer["n_heads"], layer["n_kv_heads"], layer["window"]
    d_head = layer["w_q"].shape[1] // n_heads
    keys, values = [], []  # of each key/value head, a list of one vector per token
    for kv in range(n_kv_heads):
        own = slice(kv * d_head, (kv + 1) * d_head)
        sources = [old if j < n_old else layer for j in range(len(x))]
        keys.append([rotated(x[j] @ source["w_k"][:, own], j) for j, source in enumerate(sources)])
        values.append([x[j] @ source["w_v"][:, own] for j, source in enumerate(sources)])
    outputs = []
    for i in range(len(x)):
        heads, first = [], 0 if window is None else max(0, i - window + 1)
        for h in range(n_heads):
            kv, own = h // (n_heads // n_kv_heads), slice(h * d_head, (h + 1) * d_head)
            query = rotated(x[i] @ layer["w_q"][:, own], i)
            scores = [float(query @ keys[kv][j]) / d_head**0.5 for j in range(first, i + 1)]
            powers = [math.exp(score - max(scores)) for score in scores]
            mixed = sum(p * v for p, v in zip(powers, values[kv][first : i + 1], strict=True))
            heads.append(mixed / sum(powers))
        outputs.append(np.concatenate(heads) @ layer["w_o"])
    return np.array(outputs)


def layer_of(n_heads=2, n_kv_heads=2, d_head=4, d_model=6, window=None, seed=0, size=1.0):
    """A layer with random weights."""
    rng = np.random.default_rng(seed)

    def matrix(rows, columns):
        return rng.normal(size=(rows, columns)) * size / np.sqrt(rows / 2)

    return {
        "w_q": matrix(d_model, n_heads * d_head),
        "w_k": matrix(d_model, n_kv_heads * d_head),
        "w_v": matrix(d_model, n_kv_heads * d_head),
        "w_o": matrix(n_heads * d_head, d_model),
        "n_heads": n_heads,
        "n_kv_heads": n_kv_heads,
        "window": window,
    }


def tokens(count, d_model=6, seed=0):
    """Random vectors of a text's tokens."""
    return np.random.default_rng(1000 + seed).normal(size=(count, d_model))


def step(submission, x, cache, layer):
    """The output and the cache of one call of attend."""
    result = submission.attend(x, cache, layer)
    if result is None:
        raise CheckFailure(
            "attend must return the output and the cache, but returns None. Is a return missing?"
        )
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CheckFailure(f"attend must return two values: output and cache; yours is {describe(result)}")
    return result


def read(submission, x, layer, sizes):
    """The outputs of a text that is read in calls of these sizes."""
    expect(sum(sizes) == len(x), "the sizes do not add up")
    cache, outputs, start = submission.start_cache(layer), [], 0
    for size in sizes:
        output, cache = step(submission, x[start : start + size].copy(), cache, layer)
        expect_shape(output, (size, x.shape[1]), "(T, d_model)", what="output")
        outputs.append(expect_array(output))
        start += size
    return np.concatenate(outputs)


def expect_read(submission, x, layer, *splits, case="", atol=CLOSE):
    """However a text is divided into calls, the outputs equal the oracle's, call by call."""
    expected = attended(x, layer)
    for sizes in splits:
        actual, start = read(submission, x, layer, sizes), 0
        for size in sizes:
            part = slice(start, start + size)
            before = f"after {start} cached token{'s' * (start != 1)}" if start else "with an empty cache"
            what = f"output of {size} new token{'s' * (size != 1)} {before}{case}"
            expect_close(actual[part], expected[part], what=what, atol=atol, rtol=atol)
            start += size


# ── core: the first call ─────────────────────────────────────────────────────────────────────────────────────


@core(PREFILL, "only the output is returned", "w_o is missing", "the head axis is still there", see=MERGE)
def test_shape(submission):
    """attend returns two things: an output of shape (T, d_model), and a cache"""
    for layer, count in ((layer_of(), 5), (layer_of(3, 3, 2, 5), 1), (layer_of(1, 1, 6, 4), 7)):
        d_model = len(layer["w_q"])
        output, _ = step(submission, tokens(count, d_model), submission.start_cache(layer), layer)
        expect_shape(output, (count, d_model), "(T, d_model)", what="output")


@core(
    PREFILL,
    "the output is not multiplied by w_o",
    "keys are used in place of values",
    "the first call also has tokens of an empty cache, which get weight",
    see=CACHE,
)
def test_one_token(submission):
    """The first token sees only itself, so its output is x @ w_v @ w_o"""
    for seed, layer in enumerate((layer_of(1, 1), layer_of(2, 2, 2, 5), layer_of(3, 3))):
        x = tokens(1, len(layer["w_q"]), seed)
        output, _ = step(submission, x, submission.start_cache(layer), layer)
        expect_close(output, x @ layer["w_v"] @ layer["w_o"], what="output of the first token", atol=CLOSE)


@core(
    PREFILL,
    "the scores are not divided by √d_head",
    "d_model is used in place of d_head",
    "queries or keys are not rotated",
    "values are rotated as well",
    "softmax runs over the queries",
    see=SCALING,
)
def test_one_head(submission):
    """With one head and an empty cache, the output is causal attention"""
    for seed, (count, d_head, d_model) in enumerate(((5, 4, 6), (4, 2, 4), (6, 6, 5))):
        layer = layer_of(1, 1, d_head, d_model, seed=seed)
        expect_read(submission, tokens(count, d_model, seed), layer, [count], case=", one head")


@core(
    PREFILL,
    "reshape(n_heads, T, d_head) mixes tokens and heads",
    "the heads are merged without moving the head axis back",
    "the columns are split as d_head × n_heads",
    see=MERGE,
)
def test_heads(submission):
    """Each head attends with its own columns of w_q, w_k and w_v"""
    for seed, (n_heads, d_head) in enumerate(((2, 4), (4, 2), (3, 2))):
        layer = layer_of(n_heads, n_heads, d_head, seed=seed)
        expect_read(submission, tokens(5, seed=seed), layer, [5], case=f", {n_heads} heads")


@core(
    PREFILL,
    "there is no mask for the tokens of one call",
    "a token does not see itself",
    "masked scores are set to 0",
    see=CAUSAL,
)
def test_causal(submission):
    """A token does not see later tokens of the same call"""
    layer, x = layer_of(2, 2, seed=3), tokens(6, seed=3)
    changed = x.copy()
    changed[4:] += 3.0
    for given in (x, changed):
        output, _ = step(submission, given, submission.start_cache(layer), layer)
        expect_close(output[:4], attended(x, layer)[:4], what="output of the first 4 of 6 tokens", atol=CLOSE)


# ── core: later calls ────────────────────────────────────────────────────────────────────────────────────────


@core(
    STEPS,
    "the old cache is returned, without the new tokens",
    "only the keys or only the values are added",
    "the new token itself is hidden",
    "the cached tokens are hidden: the mask is for T keys, not for S",
    see=CACHE,
)
def test_one_more_token(submission):
    """One token after several others gives the same output as the whole text"""
    for seed, (count, n_heads) in enumerate(((2, 1), (5, 2), (8, 3))):
        layer = layer_of(n_heads, n_heads, seed=seed)
        expect_read(submission, tokens(count, seed=seed), layer, [count - 1, 1])


@core(
    STEPS,
    "the cache holds only the previous call",
    "the keys are joined along the axis of the heads",
    "the new keys are put before the old ones",
    "the cache keeps a fixed number of tokens",
    see=CACHE,
)
def test_token_by_token(submission):
    """A text that is read one token at a time gives the same outputs as the whole text"""
    for seed, (count, n_heads) in enumerate(((4, 1), (7, 2), (20, 2))):
        layer = layer_of(n_heads, n_heads, seed=10 + seed)
        expect_read(submission, tokens(count, seed=10 + seed), layer, [1] * count)


@core(
    STEPS,
    "np.tril(np.ones((T, S))) hides cached tokens: it needs k = S − T",
    "the mask is left out as soon as the cache is not empty",
    "the mask lets new tokens see the new tokens after them",
    "only one new token is added to the cache",
    see=CAUSAL,
)
def test_several_more_tokens(submission):
    """Several new tokens see the cached ones, themselves, and the new tokens before them"""
    for seed, sizes in enumerate(([3, 4], [1, 5], [6, 2])):
        layer = layer_of(2, 2, seed=20 + seed)
        expect_read(submission, tokens(sum(sizes), seed=20 + seed), layer, sizes)


@core(
    STEPS,
    "the length of the cache is counted in calls, not in tokens",
    "the mask is right only for calls of one size",
    see=CACHE,
)
def test_any_split(submission):
    """The outputs are the same for every division of the text into calls"""
    layer, x = layer_of(2, 2, seed=4), tokens(9, seed=4)
    expect_read(submission, x, layer, [9], [4, 5], [2, 3, 4], [5, 1, 1, 2], [1, 7, 1], [3, 3, 3])


# ── core: positions ──────────────────────────────────────────────────────────────────────────────────────────


@core(
    POSITIONS,
    "the positions of each call start at 0",
    "the position is one too high or too low",
    "all new tokens of a call get the same position",
    "keys from the cache are rotated again",
    see=POSITION,
)
def test_positions(submission):
    """Queries and keys are rotated once, with their positions in the whole text"""
    layer = layer_of(2, 2, seed=5, size=1.6)
    x = np.repeat(tokens(1, seed=5), 12, axis=0) + 0.1 * tokens(12, seed=6)  # similar: so positions decide
    expect_read(submission, x, layer, [1] * 12, [5, 7], [3, 1, 1, 4, 3], case=", similar tokens")


# ── core: shared heads ───────────────────────────────────────────────────────────────────────────────────────


@core(
    SHARED,
    "np.tile pairs the heads in turns; np.repeat is right",
    "query head h reads head h % n_kv_heads",
    "n_kv_heads is taken to be n_heads",
    "d_head is computed from w_k and n_heads",
    see=KV_HEADS,
)
def test_shared_heads(submission):
    """Neighbouring query heads share a key/value head"""
    for seed, (n_heads, n_kv_heads) in enumerate(((4, 2), (6, 3), (6, 2), (3, 1))):
        layer = layer_of(n_heads, n_kv_heads, 2, seed=30 + seed)
        case = f", {n_heads} query heads and {n_kv_heads} key/value head{'s' * (n_kv_heads > 1)}"
        expect_read(submission, tokens(5, seed=seed), layer, [5], case=case)


@core(
    SHARED,
    "cached keys are repeated in each call",
    "only the new keys are repeated for the query heads",
    see=KV_HEADS,
)
def test_shared_heads_with_a_cache(submission):
    """The cache works with shared heads, for every division of the text"""
    for seed, (n_heads, n_kv_heads) in enumerate(((4, 2), (6, 3), (4, 1))):
        layer, x = layer_of(n_heads, n_kv_heads, 2, seed=40 + seed), tokens(7, seed=seed)
        case = f", {n_heads} query heads and {n_kv_heads} key/value head{'s' * (n_kv_heads > 1)}"
        expect_read(submission, x, layer, [1] * 7, [3, 4], [5, 1, 1], case=case)


# ── core: the window ─────────────────────────────────────────────────────────────────────────────────────────


@core(WINDOW, "the window is ignored", "only the tokens outside the window are visible", see=WINDOWS)
def test_worked_example(submission):
    """The worked example gives (2, 0), (3, 3), (5, 3), and (6.5, 4.5) for the last token with W = 2"""
    layer = layer_of(1, 1, 2, 2)
    layer |= {"w_q": np.zeros((2, 2)), "w_k": np.eye(2), "w_v": np.eye(2), "w_o": np.eye(2)}
    x = np.array([[2.0, 0.0], [4.0, 6.0], [9.0, 3.0]])
    for window in (None, 2):
        expect_read(
            submission, x, layer | {"window": window}, [2, 1], [1, 2], [3], [1, 1, 1], case=f", W = {window}"
        )


@core(
    WINDOW,
    "the window is one token too wide: W counts the token itself",
    "the window is one token too narrow",
    "the window is applied to the cache, but not inside one call",
    see=WINDOWS,
)
def test_window(submission):
    """With window W, a token sees itself and the W − 1 tokens before it"""
    for seed, (window, n_heads, n_kv_heads) in enumerate(((3, 1, 1), (4, 2, 2), (2, 4, 2), (1, 2, 1))):
        layer = layer_of(n_heads, n_kv_heads, 2, window=window, seed=50 + seed)
        expect_read(submission, tokens(9, seed=seed), layer, [9], case=f", W = {window}")


@core(
    WINDOW,
    "the cache keeps the first tokens instead of the last ones",
    "keys[-(W − 1):] keeps everything when W is 1",
    "the cache is cut before the new tokens have seen it",
    see=WINDOWS,
)
def test_window_with_a_cache(submission):
    """The window works for every division of the text"""
    for seed, window in enumerate((3, 4, 1)):
        layer, x = layer_of(2, 2, window=window, seed=60 + seed), tokens(9, seed=seed)
        expect_read(submission, x, layer, [1] * 9, [4, 5], [5, 1, 3], case=f", W = {window}")
    layer, x = layer_of(2, 2, window=9, seed=65), tokens(6, seed=65)
    expect_read(submission, x, layer, [1] * 6, [2, 4], case=", W = 9")


@core(
    WINDOW,
    "the position is taken from the length of a cache that has dropped tokens",
    "the columns of the mask count from 0 although tokens were dropped",
    see=POSITION,
)
def test_positions_beyond_the_window(submission):
    """Positions go on counting when old tokens have left the window"""
    layer = layer_of(2, 1, window=3, seed=7, size=1.6)
    x = np.repeat(tokens(1, seed=7), 14, axis=0) + 0.3 * tokens(14, seed=8)
    expect_read(
        submission,
        x,
        layer,
        [1] * 14,
        [3, 2, 1, 4, 1, 3],
        [8, 6],
        case=", W = 3, a text longer than the window",
    )


# ── core: work ───────────────────────────────────────────────────────────────────────────────────────────────


@core(
    WORK,
    "the cache holds x, and all keys are computed again in each call",
    "keys are projected again from the cached vectors",
    see=CACHE,
)
def test_old_keys_are_not_computed_again(submission):
    """Keys and values of earlier tokens are not computed again"""
    first, second, x = layer_of(2, 2, seed=70), layer_of(2, 2, seed=71), tokens(7, seed=70)
    _, cache = step(submission, x[:4].copy(), submission.start_cache(first), first)
    output, _ = step(submission, x[4:].copy(), cache, second)
    expected = attended(x, second, first, 4)[4:]
    if np.allclose(output, attended(x, second)[4:], atol=CLOSE) and not np.allclose(
        output, expected, atol=CLOSE
    ):
        raise CheckFailure(
            "This check reads 4 tokens with one layer and 3 more with another. Your output is that of the second "
            "layer's keys for all 7 tokens: the first 4 were computed again. Keep their keys and values"
        )
    expect_close(output, expected, what="output with other weights in the second call", atol=CLOSE)


@core(
    WORK,
    "the outputs of all tokens are computed, and all but the last are thrown away",
    "the queries of earlier tokens are kept and used again",
    see=CACHE,
)
def test_one_row_of_scores(submission):
    """One new token computes one row of scores per head, not a whole table"""
    layer, x = layer_of(2, 2, seed=72), tokens(31, seed=72)
    _, cache = step(submission, x[:30].copy(), submission.start_cache(layer), layer)
    _, seen = submission.exponents("attend", x[30:].copy(), cache, layer)
    count = sum(np.size(one) for one in seen)
    expect(
        count >= 62,
        f"This check counts the numbers passed to exp: with 2 heads and 31 visible tokens, 62. It saw {count}. Call "
        "np.exp or math.exp on each score",
    )
    expect(
        count < 4 * 62,
        f"With 2 heads and 31 visible tokens, one new token needs 62 scores. {count} numbers were passed to exp: the "
        "scores of earlier tokens are computed again, although nobody needs their outputs",
    )


# ── core: what the caller relies on ──────────────────────────────────────────────────────────────────────────


@core(CALLER, "x is changed in place", "the code writes into a weight matrix", see=COMMON)
def test_inputs_unchanged(submission):
    """x and the arrays of the layer are not changed"""
    layer, x = layer_of(4, 2, 2, window=3), tokens(5)
    before, given = {name: np.copy(value) for name, value in layer.items()}, x.copy()
    _, cache = step(submission, x, submission.start_cache(layer), layer)
    step(submission, x, cache, layer)
    expect_unchanged(given, x, "x")
    for name in ("w_q", "w_k", "w_v", "w_o"):
        expect_unchanged(before[name], layer[name], f'layer["{name}"]')


@core(
    CALLER,
    "the cache is a global variable",
    "start_cache returns the same object in each call",
    see=CACHE,
)
def test_two_texts(submission):
    """Two texts can be read in turns, each with its own cache"""
    layers, texts = (
        (layer_of(2, 2, seed=80), layer_of(4, 2, 2, seed=81)),
        (tokens(6, seed=80), tokens(6, seed=81)),
    )
    caches = [submission.start_cache(layer) for layer in layers]
    for start, size in ((0, 2), (2, 1), (3, 3)):
        for i, (layer, x) in enumerate(zip(layers, texts, strict=True)):
            output, caches[i] = step(submission, x[start : start + size].copy(), caches[i], layer)
            expected = attended(x, layer)[start : start + size]
            expect_close(output, expected, what=f"output of text {i + 1} of two, read in turns", atol=CLOSE)


# ── robust: large scores, the window's memory, types ─────────────────────────────────────────────────────────


@robust(LARGE, "the row's maximum is not subtracted before exp", "masked scores are -1e9 or 0", see=SOFTMAX)
def test_large_scores(submission):
    """Scores of ±10,000 do not overflow"""
    for window in (None, 2):
        layer, x = layer_of(2, 2, window=window, seed=90), tokens(6, seed=90)
        layer |= {"w_q": 100 * layer["w_q"], "w_k": 100 * layer["w_k"]}
        expect_finite(read(submission, x, layer, [3, 1, 2]), what="output with scores of ±10,000")
        expect_read(submission, x, layer, [3, 1, 2], case=", scores of ±10,000")


@robust(
    MEMORY,
    "tokens that have left the window stay in the cache",
    "all scores are computed, and those outside the window are masked",
    see=WINDOWS,
)
def test_window_limits_the_work(submission):
    """With window W, one new token computes W scores per head, however long the text is"""
    layer, x = layer_of(2, 2, window=4, seed=91), tokens(61, seed=91)
    _, cache = step(submission, x[:30].copy(), submission.start_cache(layer), layer)
    for i in range(30, 60):
        _, cache = step(submission, x[i : i + 1].copy(), cache, layer)
    _, seen = submission.exponents("attend", x[60:].copy(), cache, layer)
    count = sum(np.size(one) for one in seen)
    expect(
        8 <= count < 24,
        f"With 2 heads and W = 4, one new token after 60 others needs 8 scores. {count} numbers were passed to exp. "
        "Drop the keys and values that no later token can see",
    )


@robust(CALLS, "a size is computed from the new tokens, and there are none", see=CACHE)
def test_no_new_token(submission):
    """A call without new tokens returns an output of shape (0, d_model), and the cache works afterwards"""
    for window in (None, 3):
        layer, x = layer_of(4, 2, 2, window=window, seed=92), tokens(5, seed=92)
        expect_read(
            submission, x, layer, [3, 0, 2], [1, 4, 0], case=f", W = {window}, one of the calls has no token"
        )


@robust(CALLS, "one step is computed in float32", "a fixed dtype does not match the inputs", see=COMMON)
def test_types(submission):
    """float64 inputs are computed in float64 throughout; float32 and integer inputs work"""
    layer, x = layer_of(4, 2, 2, window=5, seed=93), tokens(8, seed=93)
    expect_read(submission, x, layer, [3, 1, 4], case=", float64", atol=EXACT)
    whole = np.round(2 * x).astype(int)
    expect_read(submission, whole, layer, [3, 1, 4], case=", integers")
    single = {k: v.astype(np.float32) if isinstance(v, np.ndarray) else v for k, v in layer.items()}
    expect_read(submission, x.astype(np.float32), single, [3, 1, 4], case=", float32", atol=1e-4)


@robust(CALLS, "an argument is not named as in the task", "the code writes into an argument", see=COMMON)
def test_calls(submission):
    """Arguments can be passed by name; views and read-only arrays work"""
    layer, wide = layer_of(4, 2, 2, window=3, seed=94), tokens(12, 12, seed=94)
    x = wide[::2, ::2]
    expected = attended(x, layer)
    for value in (wide, x, *layer.values()):
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    cache = submission.start_cache(layer=layer)
    for start in (0, 3):
        output, cache = submission.attend(layer=layer, cache=cache, x=x[start : start + 3])
        expect_close(
            output, expected[start : start + 3], what="output of attend(layer=…, cache=…, x=…)", atol=CLOSE
        )


# ── robust: pages ────────────────────────────────────────────────────────────────────────────────────────────


def written(submission, pool, table, free, length, rows):
    """The pool, table and free blocks after a call of write_pages that gets copies."""
    result = submission.write_pages(pool.copy(), list(table), list(free), length, rows.copy())
    if not isinstance(result, tuple | list) or len(result) != 3:
        raise CheckFailure(
            f"write_pages must return three values: pool, table and free; yours is {describe(result)}"
        )
    new_pool, new_table, new_free = result
    expect_shape(new_pool, pool.shape, "(n_blocks, block_size, d)", what="pool")
    new_table, new_free = [int(block) for block in new_table], [int(block) for block in new_free]
    blocks = -(-(length + len(rows)) // pool.shape[1])
    expect(
        len(new_table) == max(blocks, len(table)),
        f"{length + len(rows)} tokens need {blocks} blocks of {pool.shape[1]}; the table has {len(new_table)}",
    )
    expect(new_table[: len(table)] == list(table), f"The table must begin with its old blocks {list(table)}")
    expect(
        sorted(new_table + new_free) == sorted([*table, *free]),
        f"The blocks of the table were {list(table)}, and {list(free)} were free. Now they are {new_table} and {new_free}: "
        "a block that is taken must leave the list of free blocks",
    )
    return np.array(new_pool), new_table, new_free


def stored(pool, table, length):
    """The rows of a text, one token at a time."""
    size = pool.shape[1]
    return np.array([pool[table[t // size], t % size] for t in range(length)]).reshape(length, pool.shape[2])


@robust(
    PAGES,
    "each call begins a new block although the last one has room",
    "the block is t % n_blocks instead of table[t // block_size]",
    see=PAGED,
)
def test_write_pages(submission):
    """write_pages fills the last block first, and then takes free ones"""
    for size in (1, 2, 4, 5):
        rows, pool = tokens(13, 3, seed=size), np.full((16, size, 3), np.nan)
        table, free, length = [], [5, 2, 11, 7, 0, 9, 14, 3, 8, 1, 12, 4, 6, 10, 13, 15], 0
        for count in (3, 1, 6, 0, 3):
            pool, table, free = written(submission, pool, table, free, length, rows[length : length + count])
            length += count
            what = f"the rows of {length} tokens, block_size {size}"
            expect_close(stored(pool, table, length), rows[:length], what=what, atol=1e-12)


@robust(
    PAGES,
    "a row of another text is overwritten",
    "blocks are taken in order 0, 1, 2, … instead of from free",
    see=PAGED,
)
def test_pages_of_two_texts(submission):
    """The texts of one pool do not disturb each other"""
    texts = tokens(8, 2, seed=3), tokens(6, 2, seed=4)
    pool, free, tables, lengths = np.zeros((6, 3, 2)), [4, 1, 5, 0, 3, 2], [[], []], [0, 0]
    for one, count in ((0, 4), (1, 2), (0, 3), (1, 4), (0, 1)):
        rows = texts[one][lengths[one] : lengths[one] + count]
        pool, tables[one], free = written(submission, pool, tables[one], free, lengths[one], rows)
        lengths[one] += count
        for i in (0, 1):
            what = f"the rows of text {i + 1} of two"
            expect_close(stored(pool, tables[i], lengths[i]), texts[i][: lengths[i]], what=what, atol=1e-12)


@robust(
    PAGES,
    "the blocks are read in the order of the pool",
    "unused rows of the last block are returned",
    see=PAGED,
)
def test_read_pages(submission):
    """read_pages returns the rows of a text in order, without the empty rows of the last block"""
    pool = np.arange(6 * 4 * 2, dtype=float).reshape(6, 4, 2)
    for table, length in (([5, 0, 3], 12), ([5, 0, 3], 9), ([2], 1), ([1, 4], 8), ([], 0)):
        rows = submission.read_pages(pool.copy(), table, length)
        expect_shape(rows, (length, 2), "(length, d)", what="rows")
        expect_close(rows, stored(pool, table, length), what=f"rows of table {table}, {length} tokens")


@robust(PAGES, "the rows are written before the free blocks are counted", see=PAGED)
def test_pool_is_full(submission):
    """write_pages raises MemoryError if there are not enough free blocks, and changes nothing"""
    pool, rows = np.ones((3, 2, 2)), tokens(7, 2)
    for table, free, length, count in (([], [1, 0, 2], 0, 7), ([2], [1], 1, 4), ([0, 1, 2], [], 6, 1)):
        given = pool.copy(), list(table), list(free)
        expect_raises(
            MemoryError,
            lambda given=given, length=length, count=count: submission.write_pages(
                *given, length, rows[:count]
            ),
        )
        expect_unchanged(pool, given[0], "pool, after MemoryError,")
        expect(given[1] == table and given[2] == free, "After MemoryError, table and free must be as before")
