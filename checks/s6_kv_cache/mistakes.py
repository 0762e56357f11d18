"""Mistakes that people make in a KV cache, and inputs on which no two of them give the same answers."""

from typing import Any

import numpy as np

from tutor.course.model import HANDED, Mistake, Probe

DEEP, REFERENCE = "step-1-attention-visual-deep-dive", "step-6-complete-reference"
CACHE, KV_HEADS, PAGED = (
    f"{REFERENCE}#prod-kv-cache",
    f"{REFERENCE}#prod-kv-heads",
    f"{REFERENCE}#prod-paged-attention",
)
SCALING, SOFTMAX, CAUSAL = f"{DEEP}#scaling", f"{DEEP}#softmax", f"{DEEP}#causal-masking"
POSITION, MERGE, ROLES = f"{DEEP}#rope-and-alibi", f"{DEEP}#split-and-merge", f"{DEEP}#queries-keys-values"
WINDOWS = f"{REFERENCE}#arch-local-attention"

SEEN = 'seen = cache["seen"] + n_new'
PLACES = 'positions = np.arange(cache["seen"], seen)'
Q = 'q = (x @ layer["w_q"]).reshape(n_new, n_heads, d_head).swapaxes(0, 1)'
K = 'k = (x @ layer["w_k"]).reshape(n_new, n_kv_heads, d_head).swapaxes(0, 1)'
V = 'v = (x @ layer["w_v"]).reshape(n_new, n_kv_heads, d_head).swapaxes(0, 1)'
ROTATED = "q, k = rotate(q, positions), rotate(k, positions)"
KEYS = 'keys = np.concatenate([cache["keys"], k], axis=1)  # (n_kv_heads, S, d_head)'
VALUES = 'values = np.concatenate([cache["values"], v], axis=1)'
COLUMNS = "columns = np.arange(seen - keys.shape[1], seen)  # the position of each key in the whole text"
VISIBLE = "visible = columns <= rows  # (T, S)"
INSIDE = 'visible &= columns > rows - layer["window"]'
GROUPED = "grouped = q.reshape(n_kv_heads, n_heads // n_kv_heads, n_new, d_head)"
SCORES = (
    "scores = grouped @ keys[:, np.newaxis].swapaxes(-1, -2) / np.sqrt(d_head)  # (n_kv_heads, group, T, S)"
)
HIDE = "scores = np.where(visible, scores, -np.inf)"
POWERS = "shares = np.exp(scores - scores.max(axis=-1, keepdims=True))"
DIVIDED = "shares = shares / shares.sum(axis=-1, keepdims=True)"
MIXED = "mixed = (shares @ values[:, np.newaxis]).reshape(n_heads, n_new, d_head)"
OUTPUT = 'output = mixed.swapaxes(0, 1).reshape(n_new, n_heads * d_head) @ layer["w_o"]'
OLDEST = 'oldest = max(keys.shape[1] - (layer["window"] - 1), 0)'
CUT = "keys, values = keys[:, oldest:], values[:, oldest:]"
RETURN = 'return output, {"keys": keys, "values": values, "seen": seen}'
NEEDED = "needed = -(-(length + len(rows)) // block_size) - len(table)"
TAKEN = "table, free = [*table, *free[:needed]], free[needed:]"
WRITE = "pool[table[t // block_size], t % block_size] = row"
COPIED = "pool = pool.copy()\n        pool[table[t // block_size], t % block_size] = row"
FULL = "if needed > len(free):"
IN_PLACE = {
    TAKEN: "table.extend(free[:needed])\n    del free[:needed]"
}  # the caller's lists are changed, not copied
READ = "return pool[np.asarray(table, dtype=int)].reshape(-1, pool.shape[-1])[:length]"


def cut_to(width: str, columns: str = "arange(seen - keys.shape[1], seen)") -> dict[str, str]:
    """The keys are cut to their last ``width`` before the new tokens have seen them."""
    size = f"keys.shape[1] if layer['window'] is None else {width}"
    return {
        COLUMNS: f"size = {size}\n    keys, values = keys[:, -size:], values[:, -size:]\n    columns = np.{columns}",
    }


ALL_AGAIN = """
def start_cache(layer):
    return {"x": None}

def attend(x, cache, layer):
    n_new, n_heads, n_kv_heads = len(x), layer["n_heads"], layer["n_kv_heads"]
    d_head = layer["w_q"].shape[1] // n_heads
    x = x if cache["x"] is None else np.concatenate([cache["x"], x])
    positions = np.arange(len(x))
    q, k, v = ((x @ layer[name]).reshape(len(x), -1, d_head).swapaxes(0, 1) for name in ("w_q", "w_k", "w_v"))
    q, k = rotate(q, positions), rotate(k, positions)
    k, v = (np.repeat(one, n_heads // n_kv_heads, axis=0) for one in (k, v))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_head)
    apart = positions[:, np.newaxis] - positions
    visible = (apart >= 0) & (apart < (layer["window"] or len(x)))
    scores = np.where(visible, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    output = (shares @ v).swapaxes(0, 1).reshape(len(x), -1) @ layer["w_o"]
    return output[len(x) - n_new :], {"x": x}
"""

OLD_QUERIES = """
def start_cache(layer):
    d_head = layer["w_q"].shape[1] // layer["n_heads"]
    return [np.zeros((layer[name], 0, d_head)) for name in ("n_heads", "n_kv_heads", "n_kv_heads")]

def attend(x, cache, layer):
    n_new, n_heads, n_kv_heads = len(x), layer["n_heads"], layer["n_kv_heads"]
    d_head = layer["w_q"].shape[1] // n_heads
    start = cache[0].shape[1]
    new = [(x @ layer[name]).reshape(n_new, -1, d_head).swapaxes(0, 1) for name in ("w_q", "w_k", "w_v")]
    for i in (0, 1):
        new[i] = rotate(new[i], np.arange(start, start + n_new))
    cache = [np.concatenate(pair, axis=1) for pair in zip(cache, new)]
    q, k, v = cache
    positions = np.arange(start + n_new)
    k, v = (np.repeat(one, n_heads // n_kv_heads, axis=0) for one in (k, v))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_head)
    apart = positions[:, np.newaxis] - positions
    visible = (apart >= 0) & (apart < (layer["window"] or len(positions)))
    scores = np.where(visible, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    output = (shares @ v).swapaxes(0, 1).reshape(len(positions), -1) @ layer["w_o"]
    return output[start:], cache
"""

FIRST_CALL = [
    Mistake(
        id="no-scaling",
        name="does not scale the scores",
        diagnosis="Your code leaves out the division by √d_head. Without it, the scores grow with d_head and softmax "
        "puts nearly all the weight on one key. Write / np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: SCORES.replace(" / np.sqrt(d_head)", "")},
    ),
    Mistake(
        id="scaled-by-d",
        name="divides by d_head, not its root",
        diagnosis="Your code divides the scores by d_head, which makes the weights too uniform. Divide by √d_head: "
        "np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: SCORES.replace("np.sqrt(d_head)", "d_head")},
    ),
    Mistake(
        id="scaled-by-d-model",
        name="divides by √d_model",
        diagnosis="Your code divides the scores by √d_model. A score is the dot product of two vectors of one head, so "
        "its spread grows with √d_head. Divide by np.sqrt(d_head).",
        see=SCALING,
        change={SCORES: SCORES.replace("np.sqrt(d_head)", "np.sqrt(x.shape[1])")},
    ),
    Mistake(
        id="softmax-over-queries",
        name="runs softmax over the queries",
        diagnosis="Your softmax divides by sums over the new tokens. The weights of one query must sum to 1 over the "
        "keys, the last axis. Use axis=-1.",
        see=SOFTMAX,
        change={
            POWERS: POWERS.replace("axis=-1", "axis=-2"),
            DIVIDED: DIVIDED.replace("axis=-1", "axis=-2"),
        },
        also=({DIVIDED: DIVIDED.replace("axis=-1", "axis=-2")},),
    ),
    Mistake(
        id="heads-by-reshape",
        name="reshapes tokens into heads",
        diagnosis="Your code reshapes (T, n_heads · d_head) directly to (n_heads, T, d_head). That mixes tokens and heads. "
        "Reshape to (T, n_heads, d_head), then exchange the first two axes.",
        see=MERGE,
        change={
            Q: Q.replace("n_new, n_heads, d_head).swapaxes(0, 1)", "n_heads, n_new, d_head)"),
            K: K.replace("n_new, n_kv_heads, d_head).swapaxes(0, 1)", "n_kv_heads, n_new, d_head)"),
            V: V.replace("n_new, n_kv_heads, d_head).swapaxes(0, 1)", "n_kv_heads, n_new, d_head)"),
        },
    ),
    Mistake(
        id="heads-not-merged-back",
        name="merges heads without moving the axis",
        diagnosis="Your code reshapes (n_heads, T, d_head) directly to (T, n_heads · d_head). A row then has numbers of "
        "several tokens. Exchange the first two axes before you reshape.",
        see=MERGE,
        change={OUTPUT: OUTPUT.replace(".swapaxes(0, 1)", "")},
    ),
    Mistake(
        id="columns-interleaved",
        name="splits columns as d_head × n_heads",
        diagnosis="Your code gives head h every n_heads-th column. Head h has d_head neighbouring columns: reshape to "
        "(T, n_heads, d_head).",
        see=MERGE,
        change={
            one: one.replace(
                f"n_new, {heads}, d_head).swapaxes(0, 1)", f"n_new, d_head, {heads}).transpose(2, 0, 1)"
            )
            for one, heads in ((Q, "n_heads"), (K, "n_kv_heads"), (V, "n_kv_heads"))
        },
    ),
    Mistake(
        id="no-output-matrix",
        name="leaves out w_o",
        diagnosis="Your code returns the merged heads. The layer's output is their product with w_o, of shape (T, d_model).",
        see=MERGE,
        change={OUTPUT: OUTPUT.replace(' @ layer["w_o"]', "")},
    ),
    Mistake(
        id="keys-as-values",
        name="mixes keys instead of values",
        diagnosis="Your output is a weighted sum of keys. The scores use the keys; the weights then apply to the values.",
        see=ROLES,
        change={MIXED: MIXED.replace("values", "keys")},
        also=({VALUES: 'values = np.concatenate([cache["values"], k], axis=1)'},),
    ),
    Mistake(
        id="values-cached-as-keys",
        name="puts keys into the values' cache",
        diagnosis="Your first call is right, but the cache then has keys where the values should be. Store the values as the "
        "cached values.",
        see=CACHE,
        change={RETURN: RETURN.replace('"values": values', '"values": keys')},
    ),
    Mistake(
        id="no-mask",
        name="lets tokens see later ones",
        diagnosis="Your code has no mask, so the tokens of one call see the tokens after them. Read one at a time, the same "
        "text gives other outputs. Set the scores of later tokens to −∞.",
        see=CAUSAL,
        change={VISIBLE: "visible = columns >= 0 * rows"},
    ),
    Mistake(
        id="itself-hidden",
        name="hides a token from itself",
        diagnosis="Your mask hides each token from itself. The first token then sees nothing, and the others miss their own "
        "value. Position i sees 0 … i: columns <= rows.",
        see=CAUSAL,
        change={VISIBLE: "visible = columns < rows"},
        also=({VISIBLE: "visible = (columns < rows) | (rows == 0)"},),
    ),
    Mistake(
        id="mask-inverted",
        name="shows the future, hides the past",
        diagnosis="Your mask is the wrong way round: tokens see themselves and later tokens. Position i sees 0 … i: "
        "columns <= rows.",
        see=CAUSAL,
        change={VISIBLE: "visible = columns >= rows"},
        also=({HIDE: HIDE.replace("visible", "~visible")},),
    ),
    Mistake(
        id="masked-by-zero",
        name="masks scores with 0",
        diagnosis="Your code sets hidden scores to 0, and exp(0) is 1, so hidden tokens get weight. Set them to −∞ before "
        "softmax.",
        see=CAUSAL,
        change={HIDE: HIDE.replace("-np.inf", "0.0")},
        also=({HIDE: "scores = scores * visible"},),
    ),
    Mistake(
        id="masked-after-softmax",
        name="masks after the softmax",
        diagnosis="Your code sets the weights of hidden tokens to 0 after softmax, so the rest no longer sum to 1. Set the "
        "scores to −∞ before softmax.",
        see=CAUSAL,
        change={HIDE: "pass", DIVIDED: "shares = shares / shares.sum(axis=-1, keepdims=True) * visible"},
    ),
]

ROTATION = [
    Mistake(
        id="positions-restart",
        name="starts positions at 0 each call",
        diagnosis="Your code counts the positions of each call from 0. Cached keys were rotated with positions in the whole "
        "text, so the distances are wrong. Start at the number of tokens read so far.",
        see=POSITION,
        change={ROTATED: "q, k = rotate(q, np.arange(n_new)), rotate(k, np.arange(n_new))"},
    ),
    Mistake(
        id="query-positions-restart",
        name="starts only query positions at 0",
        diagnosis="Your keys are rotated with positions in the whole text, but your queries with positions that start at 0 in "
        "each call. Use the same positions for both.",
        see=POSITION,
        change={ROTATED: "q, k = rotate(q, np.arange(n_new)), rotate(k, positions)"},
    ),
    Mistake(
        id="key-positions-restart",
        name="starts only key positions at 0",
        diagnosis="Your queries are rotated with positions in the whole text, but your new keys with positions that start at 0 in "
        "each call. Use the same positions for both.",
        see=POSITION,
        change={ROTATED: "q, k = rotate(q, positions), rotate(k, np.arange(n_new))"},
    ),
    Mistake(
        id="positions-count-calls",
        name="counts calls instead of tokens",
        diagnosis="Your code adds 1 to the position in each call, even if the call has several tokens. Add the number of new "
        "tokens: len(x).",
        see=POSITION,
        change={
            ROTATED: 'calls = cache.get("calls", 0)\n    positions = np.arange(calls, calls + n_new)\n    '
            f"{ROTATED}\n    positions = np.arange(cache['seen'], seen)",
            RETURN: RETURN.replace('"seen": seen', '"seen": seen, "calls": calls + 1'),
        },
    ),
    Mistake(
        id="one-position-for-all",
        name="gives all new tokens one position",
        diagnosis="Your code rotates all tokens of a call with the same position. Each has its own: seen, seen + 1, … Use "
        "np.arange(seen, seen + T).",
        see=POSITION,
        change={ROTATED: 'same = np.full(n_new, cache["seen"])\n    q, k = rotate(q, same), rotate(k, same)'},
        also=({ROTATED: "same = np.full(n_new, seen - 1)\n    q, k = rotate(q, same), rotate(k, same)"},),
    ),
    Mistake(
        id="not-rotated",
        name="does not rotate queries and keys",
        diagnosis="Your code does not rotate queries and keys, so attention knows nothing of the order of tokens. Call rotate "
        "on both, with their positions in the whole text.",
        see=POSITION,
        change={ROTATED: "pass"},
    ),
    Mistake(
        id="only-queries-rotated",
        name="rotates queries but not keys",
        diagnosis="Your code rotates the queries only. The dot product depends on the distance of two tokens only if both are "
        "rotated. Rotate the new keys too.",
        see=POSITION,
        change={ROTATED: "q = rotate(q, positions)"},
    ),
    Mistake(
        id="only-keys-rotated",
        name="rotates keys but not queries",
        diagnosis="Your code rotates the keys only. The dot product depends on the distance of two tokens only if both are "
        "rotated. Rotate the new queries too.",
        see=POSITION,
        change={ROTATED: "k = rotate(k, positions)"},
    ),
    Mistake(
        id="values-rotated",
        name="rotates the values too",
        diagnosis="Your code rotates the values as well. Positions belong in the scores, so only queries and keys are rotated.",
        see=POSITION,
        change={ROTATED: "q, k, v = (rotate(one, positions) for one in (q, k, v))"},
    ),
    Mistake(
        id="cached-keys-rotated-again",
        name="rotates cached keys again",
        diagnosis="Your code rotates all keys in each call, but the cache already has rotated ones. They turn further with every "
        "call. Rotate only the new keys, before they go into the cache.",
        see=POSITION,
        change={
            ROTATED: "q = rotate(q, positions)",
            KEYS: f"{KEYS}\n    keys = rotate(keys, np.arange(seen - keys.shape[1], seen))",
        },
    ),
]

LATER_CALLS = [
    Mistake(
        id="old-cache-returned",
        name="forgets the cached tokens",
        diagnosis="In your code, the tokens of a call see only each other. Either it returns the old cache (np.concatenate "
        "makes a new array: put the joined keys and values into the one that you return), or the cached keys are hidden.",
        see=CACHE,
        change={RETURN: "return output, cache"},
        also=({VISIBLE: 'visible = (columns <= rows) & (columns >= cache["seen"])'},),
    ),
    Mistake(
        id="only-the-last-call-cached",
        name="caches only the newest call",
        diagnosis="Your cache holds the keys and values of the newest call only. Return the old ones and the new ones together.",
        see=CACHE,
        change={
            RETURN: RETURN.replace('"keys": keys, "values": values', '"keys": k, "values": v'),
            COLUMNS: COLUMNS,
        },
        also=(
            {
                RETURN: RETURN.replace('"keys": keys, "values": values', '"keys": k, "values": v').replace(
                    '"seen": seen', '"seen": n_new'
                )
            },
        ),
    ),
    Mistake(
        id="only-the-last-token-cached",
        name="caches one token per call",
        diagnosis="Your cache gets only the last token of each call. A call can have several new tokens: add all their keys and "
        "values.",
        see=CACHE,
        change={
            CUT: "pass",
            RETURN: 'keys = np.concatenate([cache["keys"], k[:, -1:]], axis=1)\n'
            '    values = np.concatenate([cache["values"], v[:, -1:]], axis=1)\n'
            '    return output, {"keys": keys, "values": values, "seen": seen}',
            COLUMNS: "columns = np.arange(seen - keys.shape[1], seen)",
        },
        also=(
            {
                CUT: "pass",
                RETURN: 'keys = np.concatenate([cache["keys"], k[:, -1:]], axis=1)\n'
                '    values = np.concatenate([cache["values"], v[:, -1:]], axis=1)\n'
                '    return output, {"keys": keys, "values": values, "seen": keys.shape[1]}',
            },
        ),
    ),
    Mistake(
        id="new-before-old",
        name="puts new keys before old ones",
        diagnosis="Your code puts the new keys and values in front of the cached ones. The mask and the window then count from "
        "the wrong end. Append them: [old, new].",
        see=CACHE,
        change={
            KEYS: 'keys = np.concatenate([k, cache["keys"]], axis=1)',
            VALUES: 'values = np.concatenate([v, cache["values"]], axis=1)',
        },
    ),
    Mistake(
        id="only-keys-in-order",
        name="joins keys and values differently",
        diagnosis="Your code appends the new keys, but puts the new values in front. Each weight then applies to the value of "
        "another token. Join both in the same order.",
        see=CACHE,
        change={VALUES: 'values = np.concatenate([v, cache["values"]], axis=1)'},
    ),
    Mistake(
        id="triangle-without-offset",
        name="uses a triangle without an offset",
        diagnosis="Your mask is the triangle of the first call: new token 0 sees only key 0. After cached tokens it must see all "
        "of these: np.tril(np.ones((T, S)), k=S − T).",
        see=CAUSAL,
        change={VISIBLE: "visible = np.tril(np.ones((n_new, keys.shape[1]), dtype=bool))"},
    ),
    Mistake(
        id="mask-only-in-the-first-call",
        name="masks only with an empty cache",
        diagnosis="Your code leaves out the mask when the cache has tokens. That is right for one new token, but several new "
        "tokens must not see the ones after them.",
        see=CAUSAL,
        change={VISIBLE: 'visible = (columns <= rows) | (cache["seen"] > 0)'},
    ),
    Mistake(
        id="offset-one-too-large",
        name="shows one token too many",
        diagnosis="Your mask lets each new token see the one after it. Row i of T new tokens sees the S − T cached tokens and new "
        "tokens 0 … i.",
        see=CAUSAL,
        change={VISIBLE: "visible = columns <= rows + 1"},
    ),
]

HEADS = [
    Mistake(
        id="heads-in-turns",
        name="assigns key heads round-robin",
        diagnosis="Your query head h reads key/value head h % n_kv_heads. Neighbours share a head: h // (n_heads // n_kv_heads). "
        "Repeat with np.repeat, not np.tile.",
        see=KV_HEADS,
        change={
            GROUPED: "grouped = q.reshape(n_heads // n_kv_heads, n_kv_heads, n_new, d_head).swapaxes(0, 1)",
            MIXED: "mixed = (shares @ values[:, np.newaxis]).swapaxes(0, 1).reshape(n_heads, n_new, d_head)",
        },
    ),
    Mistake(
        id="first-head-for-all",
        name="reads only the first key head",
        diagnosis="All your query heads read the first key/value head. With n_kv_heads heads, query head h reads head "
        "h // (n_heads // n_kv_heads).",
        see=KV_HEADS,
        change={
            SCORES: SCORES.replace("keys[:, np.newaxis]", "keys[:1, np.newaxis]"),
            MIXED: MIXED.replace("values[:, np.newaxis]", "values[:1, np.newaxis]"),
        },
    ),
]

SLIDING = [
    Mistake(
        id="window-ignored",
        name="ignores the window",
        diagnosis='Your code does not use layer["window"]. If it is a number W, a token sees only itself and the W − 1 tokens '
        "before it.",
        see=WINDOWS,
        change={INSIDE: "pass", CUT: "pass"},
    ),
    Mistake(
        id="window-one-too-wide",
        name="shows one token too many",
        diagnosis="Your window lets a token see W tokens before it. W counts the token itself, so the farthest visible one is "
        "W − 1 back: columns > rows − W.",
        see=WINDOWS,
        change={
            INSIDE: INSIDE.replace(">", ">="),
            OLDEST: OLDEST.replace('layer["window"] - 1', 'layer["window"]'),
        },
        also=({INSIDE: INSIDE.replace(">", ">=")},),
    ),
    Mistake(
        id="window-one-too-narrow",
        name="makes the window too narrow",
        diagnosis="Your window shows W − 2 tokens before a token. W counts the token itself and the W − 1 before it: "
        "columns > rows − W.",
        see=WINDOWS,
        change={INSIDE: "visible &= columns > np.minimum(rows - layer['window'] + 1, rows - 1)"},
        also=(
            {INSIDE: "visible &= columns > rows - layer['window'] + 1"},
            {
                INSIDE: "visible &= columns > np.minimum(rows - layer['window'] + 1, rows - 1)",
                OLDEST: OLDEST.replace('layer["window"] - 1', 'layer["window"] - 2'),
            },
        ),
    ),
    Mistake(
        id="window-only-in-the-cache",
        name="limits only the cache",
        diagnosis="Your code drops old tokens from the cache, but the tokens of one call see each other without limit. Apply "
        "the window in the mask too: columns > rows − W.",
        see=WINDOWS,
        change={INSIDE: "pass"},
        also=({INSIDE: "pass", OLDEST: OLDEST.replace('layer["window"] - 1', 'layer["window"]')},),
    ),
    Mistake(
        id="window-only-in-the-first-call",
        name="forgets the window with a cache",
        diagnosis="Your window does not apply to cached tokens, so the tokens of later calls see the whole text. The mask of "
        "each call needs it, for cached keys too: columns > rows − W.",
        see=WINDOWS,
        change={INSIDE: f"{INSIDE} - 10**6 * (cache['seen'] > 0)", CUT: "pass"},
        also=(
            {INSIDE: INSIDE.replace("columns", "(columns") + ') | (columns < cache["seen"])', CUT: "pass"},
        ),
    ),
    Mistake(
        id="cut-before-use",
        name="cuts the cache too early",
        diagnosis="Your code cuts keys and values to W tokens before the new tokens have used them. With several new tokens, the "
        "first ones need older keys. Compute the output first, then cut.",
        see=WINDOWS,
        change=cut_to("layer['window']"),
        also=(cut_to("layer['window']") | {HIDE: HIDE.replace("-np.inf", "-1e10")},),
    ),
    Mistake(
        id="first-tokens-kept",
        name="keeps the first tokens",
        diagnosis="Your code drops the newest tokens and keeps the oldest. The next token sees the last W − 1: cut from the "
        "front, keys[:, -(W − 1):], and nothing is kept if W is 1.",
        see=WINDOWS,
        change={CUT: "keys, values = keys[:, : layer['window'] - 1], values[:, : layer['window'] - 1]"},
        also=(
            {
                CUT: "keys, values = keys[:, : layer['window'] - 1], values[:, : layer['window'] - 1]",
                SEEN: 'seen = cache["keys"].shape[1] + n_new',
                PLACES: "positions = np.arange(seen - n_new, seen)",
            },
        ),
    ),
    Mistake(
        id="cache-too-short",
        name="keeps one token too few",
        diagnosis="Your cache keeps W − 2 tokens. The next token sees itself and W − 1 before it, so W − 1 must stay.",
        see=WINDOWS,
        change={OLDEST: 'oldest = max(keys.shape[1] - max(layer["window"] - 2, 0), 0)'},
    ),
    Mistake(
        id="position-from-the-length",
        name="takes positions from the cache's length",
        diagnosis="Your positions start at the number of cached tokens. With a window, that number stops growing, so new tokens "
        "get positions that old ones have. Count the tokens that you have read.",
        see=POSITION,
        change={
            SEEN: 'seen = cache["keys"].shape[1] + n_new',
            PLACES: "positions = np.arange(seen - n_new, seen)",
        },
        also=(
            {
                SEEN: 'seen = cache["keys"].shape[1] + n_new',
                PLACES: "positions = np.arange(seen - n_new, seen)",
                OLDEST: OLDEST.replace('layer["window"] - 1', 'layer["window"]'),
            },
            {
                ROTATED: "at = np.minimum(cache['keys'].shape[1] + np.arange(n_new), layer['window'] or 10**9)\n    "
                "q, k = rotate(q, at), rotate(k, at)",
                OLDEST: OLDEST.replace('layer["window"] - 1', 'layer["window"]'),
            },
        ),
    ),
    Mistake(
        id="columns-from-zero",
        name="numbers kept keys from 0",
        diagnosis="Your mask numbers the keys from 0, although the cache has dropped the first tokens. They then look older than "
        "they are. The first key's position is S minus the number of keys.",
        see=WINDOWS,
        change={COLUMNS: "columns = np.arange(keys.shape[1])"},
        also=(
            {COLUMNS: "columns = np.arange(keys.shape[1])", HIDE: HIDE.replace("-np.inf", "-1e10")},
            {
                COLUMNS: "columns = np.arange(keys.shape[1])",
                OLDEST: OLDEST.replace('layer["window"] - 1', 'layer["window"]'),
            },
        ),
    ),
]

WASTE = [
    Mistake(
        id="everything-again",
        name="reads the whole text again",
        diagnosis="Your cache holds the tokens' vectors, and each call projects all of them again. Step n then costs as much as "
        "reading n tokens. Keep the keys and values, and project only the new tokens.",
        see=CACHE,
        code=ALL_AGAIN,
    ),
    Mistake(
        id="old-queries-kept",
        name="computes the old outputs again",
        diagnosis="Your code keeps the queries too and computes the outputs of all tokens, then returns the last ones. Earlier "
        "outputs are known. Keep only keys and values, and compute T rows of scores.",
        see=CACHE,
        code=OLD_QUERIES,
    ),
]

LAPSES = [
    Mistake(
        id="exp-without-maximum",
        name="takes exp of the raw scores",
        diagnosis="Your code takes exp of the raw scores. Above about 700 the result is infinite, and inf / inf is NaN. Subtract "
        "each row's maximum first; the weights stay the same.",
        see=SOFTMAX,
        change={POWERS: "shares = np.exp(scores)"},
    ),
    Mistake(
        id="new-block-in-each-call",
        name="starts a block in each call",
        diagnosis="Your write_pages takes new blocks although the last block has room. Token t belongs in block "
        "table[t // block_size]; take blocks only for tokens beyond the table.",
        see=PAGED,
        change={NEEDED: "needed = -(-len(rows) // block_size)"},
        also=(
            {NEEDED: "needed = -(-len(rows) // block_size)"} | IN_PLACE,
            {NEEDED: "needed = -(-len(rows) // block_size)", WRITE: COPIED},
        ),
    ),
    Mistake(
        id="blocks-not-taken-from-free",
        name="leaves taken blocks in free",
        diagnosis="Your write_pages returns the list of free blocks with the blocks that it has taken. The next text overwrites "
        "them. Remove them from free.",
        see=PAGED,
        change={TAKEN: "table = [*table, *free[:needed]]"},
        also=(
            {TAKEN: "table.extend(free[:needed])"},
            {TAKEN: "table = [*table, *free[:needed]]", WRITE: COPIED},
        ),
    ),
    Mistake(
        id="table-not-used",
        name="writes to block t // block_size",
        diagnosis="Your write_pages uses t // block_size as the block's number in the pool. That is its place in the table: write "
        "to table[t // block_size].",
        see=PAGED,
        change={WRITE: "pool[t // block_size, t % block_size] = row"},
        also=(
            {WRITE: "pool[t // block_size, t % block_size] = row"} | IN_PLACE,
            {WRITE: COPIED.replace("table[t // block_size]", "t // block_size")},
        ),
    ),
    Mistake(
        id="full-pool-not-noticed",
        name="does not notice a full pool",
        diagnosis="Your write_pages does not count the free blocks before it writes. Compare the number that it needs with "
        "len(free), and raise MemoryError before anything is changed.",
        see=PAGED,
        change={FULL: "if False:"},
        also=({FULL: "if False:"} | IN_PLACE,),
    ),
    Mistake(
        id="whole-blocks-read",
        name="reads the empty rows too",
        diagnosis="Your read_pages returns whole blocks. The last one may not be full: return only the first length rows.",
        see=PAGED,
        change={READ: READ.replace("[:length]", "")},
    ),
    Mistake(
        id="pool-order-read",
        name="reads blocks in the pool's order",
        diagnosis="Your read_pages reads the blocks in the order of the pool. The table has the order of the text: pool[table].",
        see=PAGED,
        change={READ: READ.replace("np.asarray(table, dtype=int)", "np.sort(np.asarray(table, dtype=int))")},
    ),
]

MISTAKES = [*FIRST_CALL, *ROTATION, *LATER_CALLS, *HEADS, *SLIDING, *WASTE, *LAPSES]


# ── probes ───────────────────────────────────────────────────────────────────────────────────────────────────


def layer_of(
    seed: int,
    n_heads: int = 2,
    n_kv_heads: int = 2,
    d_head: int = 4,
    window: int | None = None,
    d_model: int = 6,
) -> dict[str, Any]:
    """A layer with random weights."""
    rng = np.random.default_rng(seed)
    shapes = {
        "w_q": (d_model, n_heads * d_head),
        "w_k": (d_model, n_kv_heads * d_head),
        "w_v": (d_model, n_kv_heads * d_head),
        "w_o": (n_heads * d_head, d_model),
    }
    layer: dict[str, Any] = {name: rng.normal(scale=0.7, size=shape) for name, shape in shapes.items()}
    return layer | {"n_heads": n_heads, "n_kv_heads": n_kv_heads, "window": window}


def read(
    layer: dict[str, Any], sizes: list[int], seed: int, facet: str, *others: dict[str, Any], **about: Any
) -> Probe:
    """The last of these calls; each gets the cache that the previous one returned. ``others`` are layers of later calls."""
    x = np.random.default_rng(100 + seed).normal(size=(sum(sizes), len(layer["w_q"])))
    after, start = Probe("start_cache", (layer,)), 0
    for number, size in enumerate(sizes):
        used = others[number - 1] if number and others else layer
        after = Probe(
            "attend", (x[start : start + size], HANDED, used), opaque=1, after=after, facet=facet, **about
        )
        start += size
    return after


def probes() -> list[Probe]:
    """Inputs on which no two mistakes give the same answers."""
    one, plain, four = layer_of(1, 1, 1), layer_of(2), layer_of(3, 4, 2, 2)
    sizes = ([1, 1], [1, 1, 1], [4, 1], [3, 1, 1], [2, 3], [3, 4], [2, 3, 2])
    found = [
        read(one, [1], 0, "first call"),
        read(one, [4], 1, "first call"),
        read(plain, [1], 2, "first call"),
        read(plain, [5], 3, "first call"),
        *(read(plain, one, 4 + i, "later calls") for i, one in enumerate(sizes)),
        read(four, [5], 20, "shared heads"),
        read(layer_of(4, 6, 3, 2), [4], 21, "shared heads"),
        read(four, [3, 1], 22, "shared heads"),
        read(four, [3, 3, 1], 23, "shared heads"),
    ]
    windows = ([5], [7], [1] * 5, [1] * 7, [4, 1], [5, 1, 1], [2, 4], [4, 3], [3, 3, 2])
    for width, seed in ((3, 30), (4, 50), (2, 70)):
        layer = layer_of(seed, 2, 2, 4, width)
        found += [read(layer, one, seed + i, "window") for i, one in enumerate(windows)]
    found += [
        read(layer_of(90, 2, 1, 2, 1), [3], 90, "window"),
        read(layer_of(90, 2, 1, 2, 1), [1, 1, 2], 91, "window"),
        read(layer_of(92, 2, 1, 2, 9), [2, 1, 2], 92, "window"),
        read(plain, [4, 1], 93, "work", layer_of(94)),
        read(plain, [3, 3, 1], 95, "work", layer_of(94), layer_of(96)),
    ]
    return found + robust_probes()


def robust_probes() -> list[Probe]:
    """Inputs beyond what a textbook solution handles."""
    steep = layer_of(5)
    steep |= {"w_q": 100 * steep["w_q"], "w_k": 100 * steep["w_k"]}
    rows, pool = np.arange(1.0, 15.0).reshape(7, 2), np.zeros((5, 2, 2))
    pages: dict[str, Any] = {
        "facet": "pages",
        "tier": "robust",
    }  # each needs at most one new block, so its number is known
    numbered = np.arange(30.0).reshape(5, 3, 2)
    return [
        read(steep, [3, 1, 2], 97, "large scores", tier="robust"),
        Probe("write_pages", (pool, [], [3], 0, rows[:1]), **pages),
        Probe("write_pages", (pool + 0.5, [4, 1], [2], 3, rows[:2]), **pages),
        Probe("write_pages", (numbered, [4, 1], [2], 4, rows[:1]), **pages),
        Probe("write_pages", (numbered, [4, 1], [2], 4, rows[:4]), **pages),
        Probe("write_pages", (pool, [4], [], 2, rows[:1]), facet="full pool", tier="robust"),
        Probe("read_pages", (numbered, [4, 0, 2], 7), facet="reading pages", tier="robust"),
        Probe("read_pages", (numbered, [2, 3], 6), facet="reading pages", tier="robust"),
    ]
