"""Ways of writing attention that the check of exercise 1 must pass, and ways that it must reject."""

SOFTMAX = """
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
"""

FLOAT_SOFTMAX = """
def softmax(x, axis=-1):
    x = np.array(x, dtype=float)
    x -= x.max(axis=axis, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=axis, keepdims=True)
    return x
"""

LOG_SOFTMAX = """
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    top = np.max(x, axis=axis, keepdims=True)
    log_sum = top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))
    return np.exp(x - log_sum)
"""

LOOPS = """
import math

def softmax(x, axis=-1):
    x = np.asarray(x)
    result = np.zeros(x.shape)
    moved_in, moved_out = np.moveaxis(x, axis, -1), np.moveaxis(result, axis, -1)
    for index in np.ndindex(*moved_in.shape[:-1]):
        row = [float(number) for number in moved_in[index]]
        top = max(row)
        parts = [math.exp(number - top) for number in row]
        moved_out[index] = [part / sum(parts) for part in parts]
    return result

def scaled_dot_product_attention(q, k, v, mask=None):
    lead, n, m, d = q.shape[:-2], q.shape[-2], k.shape[-2], q.shape[-1]
    allowed = np.ones(lead + (n, m), dtype=bool) if mask is None else np.broadcast_to(mask, lead + (n, m))
    out, w = np.zeros(lead + (n, v.shape[-1])), np.zeros(lead + (n, m))
    for b in np.ndindex(*lead):
        for i in range(n):
            seen = [j for j in range(m) if allowed[b + (i, j)]]
            if not seen:
                continue
            s = [sum(float(q[b + (i, c)]) * float(k[b + (j, c)]) for c in range(d)) for j in seen]
            s = [number / math.sqrt(d) for number in s]
            top = max(s)
            e = [math.exp(number - top) for number in s]
            for j, part in zip(seen, e):
                w[b + (i, j)] = part / sum(e)
                for c in range(v.shape[-1]):
                    out[b + (i, c)] += part / sum(e) * float(v[b + (j, c)])
    return out, w
"""

EINSUM = (
    FLOAT_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    q, k, v = (np.asarray(a, dtype=np.float64) for a in (q, k, v))
    logits = np.einsum("...id,...jd->...ij", q, k) * q.shape[-1] ** -0.5
    if mask is None:
        probs = softmax(logits)
    else:
        mask = np.broadcast_to(mask, logits.shape)
        logits[~mask] = -np.inf
        dead = ~mask.any(-1)
        logits[dead] = 0
        probs = softmax(logits)
        probs[dead] = 0
    return np.einsum("...ij,...jd->...id", probs, v), probs
"""
)

ADDITIVE = (
    FLOAT_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = np.matmul(q / 1.0 if q.dtype == np.float64 else q.astype(np.float64), np.swapaxes(k, -1, -2))
    scores /= np.sqrt(k.shape[-1])
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -np.inf)
    with np.errstate(invalid="ignore"):
        weights = np.nan_to_num(softmax(scores), nan=0.0)
    return np.matmul(weights, v), weights
"""
)

LARGE_NEGATIVE = (
    FLOAT_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = (q.astype(float) / np.sqrt(q.shape[-1])) @ np.moveaxis(k, -1, -2)
    if mask is not None:
        scores = scores + (1.0 - mask) * -1e9
    weights = softmax(scores)
    if mask is not None:
        weights = weights * mask
    return weights @ v, weights
"""
)

VISIBLE_MAXIMUM = (
    LOG_SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q.astype(float) @ k.swapaxes(-2, -1) / np.sqrt(q.shape[-1])
    visible = np.ones(scores.shape, dtype=bool) if mask is None else mask & np.ones(scores.shape, dtype=bool)
    top = np.max(scores, axis=-1, keepdims=True, where=visible, initial=-np.inf)
    e = np.where(visible, np.exp(np.minimum(scores - np.where(np.isinf(top), 0, top), 0)), 0.0)
    weights = e / (e.sum(-1, keepdims=True) + 1e-12)
    return [weights @ v, weights]
"""
)

SINGLE = """
def softmax(x, axis=-1):
    x = np.asarray(x).astype(np.float32)
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    kind = np.float64 if q.dtype == np.float64 else np.float32
    q, k, v = (a.astype(kind) for a in (q, k, v))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(np.array(q.shape[-1], dtype=kind))
    lowest = np.finfo(kind).min
    if mask is not None:
        scores = np.where(mask, scores, lowest)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    if mask is not None:
        e = e * mask
    total = e.sum(-1, keepdims=True)
    weights = np.divide(e, total, out=np.zeros_like(e), where=total != 0)
    return (weights @ v).astype(np.float32), weights.astype(np.float32)
"""

ONE_TABLE_AT_A_TIME = (
    SOFTMAX
    + """
def scaled_dot_product_attention(q, k, v, mask=None):
    if mask is not None:
        mask = np.broadcast_to(mask, q.shape[:-1] + (k.shape[-2],))
    if q.ndim > 2:
        masks = [None] * len(q) if mask is None else mask
        parts = [scaled_dot_product_attention(*four) for four in zip(q, k, v, masks)]
        return np.stack([p[0] for p in parts]), np.stack([p[1] for p in parts])
    q = q.astype(np.float64)
    scores = q @ k.T
    scores = scores / d_root(q)
    if mask is None:
        weights = softmax(scores)
    else:
        weights = np.zeros_like(scores)
        for i, allowed in enumerate(mask):
            if allowed.any():
                weights[i, allowed] = softmax(scores[i, allowed])
    return weights @ v, weights

def d_root(q):
    return np.sqrt(q.shape[1])
"""
)

HONEST = {
    "plain loops": LOOPS,
    "einsum": EINSUM,
    "additive minus infinity": ADDITIVE,
    "minus 1e9, then zeros": LARGE_NEGATIVE,
    "maximum over the visible keys, a list returned": VISIBLE_MAXIMUM,
    "float32 results": SINGLE,
    "one table after the other": ONE_TABLE_AT_A_TIME,
}


LARGEST = "x.max(axis=axis, keepdims=True)"
EXP = "np.exp(x - largest)"
QUOTIENT = "return exponentials / exponentials.sum(axis=axis, keepdims=True)"
SCORES = "scores = q.astype(np.float64) @ k.swapaxes(-1, -2)"
SCALE = "scores = scores / np.sqrt(d_k)"
IF_MASK = "if mask is not None:"
HIDE = "scores = np.where(mask, scores, -np.inf)"
EMPTY_ROWS = "empty = np.isneginf(scores).all(axis=-1, keepdims=True)"
WEIGHTS = "weights = softmax(scores, axis=-1)"
ZERO = "weights = np.where(empty, 0.0, weights)"
OUTPUT = "output = weights @ v"

WRONG = {  # conceivable, but too rare to be given a name
    "the mean subtracted": {LARGEST: "x.mean(axis=axis, keepdims=True)"},
    "the smallest subtracted": {LARGEST: "x.min(axis=axis, keepdims=True)"},
    "the largest or 0 subtracted": {LARGEST: "x.max(axis=axis, keepdims=True, initial=0)"},
    "one maximum for the last two axes": {
        LARGEST: "x.max(axis=tuple(range(max(0, x.ndim - 2), x.ndim)), keepdims=True)"
    },
    "powers of 2": {EXP: "np.exp2(x - largest)"},
    "a large epsilon in the sum": {
        QUOTIENT: "return exponentials / (exponentials.sum(axis=axis, keepdims=True) + 1e-4)"
    },
    "overflow turned into 0": {
        EXP: "np.exp(x)",
        QUOTIENT: "return np.nan_to_num(exponentials / exponentials.sum(axis=axis, keepdims=True))",
    },
    "clipped at 700": {EXP: "np.exp(np.clip(x, -700, 700))"},
    "rounded": {QUOTIENT: "return np.round(exponentials / exponentials.sum(axis=axis, keepdims=True), 4)"},
    "log-sum-exp without a shift": {
        QUOTIENT: "return np.exp(x - np.log(np.exp(x).sum(axis=axis, keepdims=True)))"
    },
    "scaled only without a mask": {SCALE: "scores = scores / np.sqrt(d_k) if mask is None else scores"},
    "scaled only with a mask": {SCALE: "scores = scores if mask is None else scores / np.sqrt(d_k)"},
    "scaled twice": {SCALE: "scores = scores / d_k**0.5 / d_k**0.5"},
    "scaled by the rounded root": {SCALE: "scores = scores / round(np.sqrt(d_k))"},
    "scaled by the first axis": {SCALE: "scores = scores / np.sqrt(q.shape[0])"},
    "scaled by the key's length": {SCALE: "scores = scores / np.linalg.norm(k, axis=-1)[..., np.newaxis, :]"},
    "distances for products": {
        SCORES: "scores = -((q.astype(float)[..., :, None, :] - k[..., None, :, :]) ** 2).sum(-1)"
    },
    "einsum for 2, 3 and 4 axes only": {
        SCORES: "scores = np.einsum({2: 'qd,kd->qk', 3: 'bqd,bkd->bqk', 4: 'bhqd,bhkd->bhqk'}[q.ndim], q, k)"
    },
    "a mask of one axis taken for the queries": {
        HIDE: "scores = np.where(mask[:, None] if mask.ndim == 1 else mask, scores, -np.inf)"
    },
    "a mask of one axis ignored": {IF_MASK: "if mask is not None and mask.ndim > 1:"},
    "axes put into the mask's middle": {
        HIDE: "while mask.ndim < scores.ndim:\n"
        "            mask = mask[:, None]\n"
        "        scores = np.where(mask, scores, -np.inf)"
    },
    "square masks turned round": {
        HIDE: "scores = np.where(mask.T if mask.ndim == 2 and len(mask) == mask.shape[1] else mask, "
        "scores, -np.inf)"
    },
    "the first text's mask for all": {
        HIDE: "scores = np.where(mask[:1] if mask.ndim > 2 else mask, scores, -np.inf)"
    },
    "True added as 1": {HIDE: "scores = scores + mask"},
    "1e-9 for -1e9": {HIDE: "scores = np.where(mask, scores, 1e-9)"},
    "-1e9 where the mask is True": {HIDE: "scores = scores + mask * -1e9"},
    "-100 for hidden": {HIDE: "scores = np.where(mask, scores, -100.0)"},
    "a little below the lowest": {HIDE: "scores = np.where(mask, scores, scores.min() - 50)"},
    "False times infinity": {HIDE: "scores = scores + -np.inf * ~mask"},
    "a mask without any True ignored": {IF_MASK: "if mask is not None and mask.any():"},
    "only the output of an empty row put to 0": {
        HIDE: "scores = np.where(mask, scores, -1e9)",
        OUTPUT: "output = weights @ v * (1 if mask is None else np.any(mask, axis=-1, keepdims=True))",
    },
    "only the weights of an empty row put to 0": {
        HIDE: "scores = np.where(mask, scores, -1e9)",
        OUTPUT: "output = weights @ v\n    weights = weights if mask is None else weights * mask",
    },
    "empty where the first key is hidden": {EMPTY_ROWS: "empty = np.isneginf(scores)[..., :1]"},
    "empty where only one key is left": {
        EMPTY_ROWS: "empty = np.isneginf(scores).sum(-1, keepdims=True) >= scores.shape[-1] - 1"
    },
    "the largest over hidden keys, too": {
        EMPTY_ROWS: "top = (q.astype(float) @ k.swapaxes(-1, -2) / d_k**0.5).max(-1, keepdims=True)\n"
        "    empty = np.isneginf(scores).all(axis=-1, keepdims=True)",
        WEIGHTS: "e = np.exp(scores - top)\n    weights = e / np.maximum(e.sum(-1, keepdims=True), 1e-300)",
    },
    "k changed": {SCALE: "k /= np.sqrt(d_k)\n    scores = q.astype(float) @ k.swapaxes(-1, -2)"},
    "v changed where nobody looks": {
        OUTPUT: "v[~np.any(weights > 0, axis=-2)] = 0\n    output = weights @ v"
    },
    "remembered by shape": {
        OUTPUT: "known = globals().setdefault('KNOWN', {})\n"
        "    output = known.setdefault((q.shape, mask is None), weights @ v)"
    },
    "the last mask remembered": {
        IF_MASK: "last = globals().get('LAST')\n"
        "    if mask is None and last is not None and last.shape == scores.shape:\n"
        "        mask = last\n"
        "    globals()['LAST'] = mask\n"
        "    if mask is not None:"
    },
    "two axes exchanged where they are equal": {
        OUTPUT: "output = weights @ v\n"
        "    if output.ndim == 4 and output.shape[0] == output.shape[1]:\n"
        "        output = output.swapaxes(0, 1)"
    },
    "the weights as whole numbers": {ZERO: "weights = np.where(empty, 0.0, weights).astype(q.dtype)"},
}
