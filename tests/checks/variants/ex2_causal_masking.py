"""Ways of hiding the future that the check of exercise 2 must pass, and ways that it must reject."""

TRIL = """
def causal_mask(n):
    return np.tril(np.ones((n, n), dtype=bool))

def causal_attention(q, k, v):
    T = q.shape[-2]
    s = np.einsum("...id,...jd->...ij", q.astype(float), k) / q.shape[-1] ** 0.5
    s = s + np.triu(np.full((T, T), -np.inf), k=1)
    s -= s.max(-1, keepdims=True)
    w = np.exp(s)
    w /= w.sum(-1, keepdims=True)
    return np.einsum("...ij,...jd->...id", w, v), w
"""

LOOPS = """
import math

def causal_mask(n):
    table = []
    for i in range(n):
        table.append([True] * (i + 1) + [False] * (n - i - 1))
    return np.array(table)

def one(q, k, v):
    T = len(q)
    out, w = np.zeros((T, v.shape[1])), np.zeros((T, T))
    for i in range(T):
        s = [sum(float(a) * float(b) for a, b in zip(q[i], k[j])) for j in range(i + 1)]
        s = [x / math.sqrt(q.shape[1]) for x in s]
        e = [math.exp(x - max(s)) for x in s]
        for j in range(i + 1):
            w[i, j] = e[j] / sum(e)
        out[i] = w[i] @ v
    return out, w

def causal_attention(q, k, v):
    T = q.shape[-2]
    out, w = np.zeros(v.shape), np.zeros(q.shape[:-2] + (T, T))
    for b in np.ndindex(*q.shape[:-2]):
        out[b], w[b] = one(q[b], k[b], v[b])
    return out, w
"""

INDICES = """
def softmax(x):
    top = x.max(axis=-1, keepdims=True)
    return np.exp(x - (top + np.log(np.exp(x - top).sum(axis=-1, keepdims=True))))

def attention(q, k, v, mask=None):
    scores = np.asarray(q, dtype=np.float64) @ np.moveaxis(k, -1, -2) * q.shape[-1] ** -0.5
    if mask is not None:
        scores[..., ~mask] = -1e9
    weights = softmax(scores)
    return [np.matmul(weights, v), weights]

def causal_mask(n):
    i, j = np.indices((n, n))
    return i >= j

def causal_attention(q, k, v):
    return attention(q, k, v, mask=causal_mask(k.shape[-2]))
"""

SINGLE = """
def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, : i + 1] = True
    return mask

def causal_attention(q, k, v):
    kind = np.float32 if q.dtype in (np.float32, np.float16) else np.float64
    q, k, v = q.astype(kind), k.astype(kind), v.astype(kind)
    q *= kind(1 / np.sqrt(q.shape[-1]))
    scores = np.matmul(q, k.swapaxes(-2, -1))
    hidden = np.broadcast_to(~causal_mask(q.shape[-2]), scores.shape)
    scores = np.ma.masked_array(scores, hidden).filled(-np.inf)
    weights = np.exp(scores - np.max(scores, axis=-1)[..., None])
    weights = weights / np.sum(weights, axis=-1)[..., None]
    return (weights @ v).astype(np.float32), weights.astype(np.float32)
"""

ROW_AFTER_ROW = """
def causal_mask(n):
    return ~np.triu(np.ones((n, n)), 1).astype(bool)

def causal_attention(q, k, v):
    q = q.astype(np.float64)
    outputs, weights = [], []
    T = q.shape[-2]
    for t in range(T):
        seen = (k[..., : t + 1, :] * q[..., t : t + 1, :]).sum(-1) / np.sqrt(q.shape[-1])
        e = np.exp(seen - seen.max(-1, keepdims=True))
        e = e / (e.sum(-1, keepdims=True) + 1e-12)
        outputs.append((e[..., None] * v[..., : t + 1, :]).sum(-2))
        weights.append(np.concatenate([e, np.zeros(e.shape[:-1] + (T - t - 1,))], axis=-1))
    return np.stack(outputs, axis=-2), np.stack(weights, axis=-2)
"""

HONEST = {
    "np.tril and an added -inf": TRIL,
    "plain loops": LOOPS,
    "np.indices, -1e9, a list returned": INDICES,
    "float32 results": SINGLE,
    "one row after the other": ROW_AFTER_ROW,
}


MASK = "mask = causal_mask(seq_len)"
POSITIONS = "positions = np.arange(n)"
COMPARE = "return keys <= queries"
HIDE = "scores = np.where(mask, scores, -np.inf)"
LARGEST = "largest = scores.max(axis=-1, keepdims=True)"
EXP = "exponentials = np.exp(scores - largest)"
WEIGHTS = "weights = exponentials / exponentials.sum(axis=-1, keepdims=True)"
OUTPUT = "output = weights @ v"

WRONG = {  # conceivable, but too rare to be given a name
    "T read from axis 1": {MASK: "mask = causal_mask(q.shape[1])"},
    "T counted in d_v": {MASK: "mask = causal_mask(v.shape[-1])"},
    "a mask of at most 64": {MASK: "mask = causal_mask(64)[:seq_len, :seq_len]"},
    "a mask made once": {MASK: "mask = globals().setdefault('MASK', causal_mask(seq_len))"},
    "a window of four": {HIDE: "scores = np.where(mask & ~np.tril(mask, -4), scores, -np.inf)"},
    "positions counted from the end": {POSITIONS: "positions = np.arange(n)[::-1]"},
    "the last row hidden": {
        HIDE: "scores = np.where(mask & (np.arange(seq_len) < seq_len - 1), scores, -np.inf)"
    },
    "hidden scores a little too high": {HIDE: "scores = np.where(mask, scores, scores.min() - 40)"},
    "an added mask of -1": {HIDE: "scores = scores - ~mask"},
    "-1e9 in the visible half": {HIDE: "scores = np.where(mask, -1e9, scores)"},
    "np.tril of what went through exp, with the wrong sum": {
        WEIGHTS: "weights = np.tril(exponentials) / exponentials.sum(axis=-1, keepdims=True)",
        HIDE: "pass",
    },
    "one maximum a text": {LARGEST: "largest = scores.max(axis=(-2, -1), keepdims=True)"},
    "the maximum of the future, too": {
        HIDE: "all_scores = scores\n    scores = np.where(mask, scores, -np.inf)",
        LARGEST: "largest = all_scores.max(axis=-1, keepdims=True)",
    },
    "averages of the past": {EXP: "exponentials = np.isfinite(scores).astype(float)"},
    "output cut to whole numbers": {OUTPUT: "output = (weights @ v).astype(v.dtype)"},
    "the output a token late": {OUTPUT: "output = np.roll(weights @ v, 1, axis=-2)"},
    "v changed": {OUTPUT: "output = v\n    output[...] = weights @ v"},
    "the mask as text": {COMPARE: "return np.where(keys <= queries, 'yes', '')"},
    "a list of lists": {COMPARE: "return (keys <= queries).tolist()"},
    "one row too many": {POSITIONS: "positions = np.arange(n + 1)"},
}
