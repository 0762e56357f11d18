"""Ways of writing multi-head attention that the check of exercise 3 must pass, and ways that it must reject."""

SLICES = """
def split_heads(x, n_heads):
    d_model = x.shape[-1]
    if d_model % n_heads != 0:
        raise ValueError("no")
    size = d_model // n_heads
    return np.stack([x[:, :, h * size : (h + 1) * size] for h in range(n_heads)], axis=1)

def merge_heads(x):
    return np.concatenate([x[:, h] for h in range(x.shape[1])], axis=-1)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    B, T, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("no")
    size = d_model // n_heads
    x = x.astype(float)
    if mask is not None:
        mask = np.broadcast_to(mask, (B, n_heads, T, T))
    out = np.zeros((B, T, d_model))
    for b in range(B):
        for h in range(n_heads):
            c = slice(h * size, (h + 1) * size)
            q, k, v = x[b] @ w_q[:, c], x[b] @ w_k[:, c], x[b] @ w_v[:, c]
            s = q @ k.T / size**0.5
            for t in range(T):
                seen = np.arange(T) if mask is None else np.flatnonzero(mask[b, h, t])
                if len(seen):
                    e = np.exp(s[t, seen] - s[t, seen].max())
                    out[b, t, c] = (e / e.sum()) @ v[seen]
    return out @ w_o
"""

EINSUM = """
def split_heads(x, n_heads):
    return np.moveaxis(np.array(np.split(x, n_heads, axis=-1)), 0, 1)

def merge_heads(x):
    b, h, t, d = x.shape
    return np.moveaxis(x, 1, 2).reshape(b, t, -1)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    d_model = x.shape[2]
    if d_model % n_heads:
        raise ValueError("no")
    d = d_model // n_heads
    cut = lambda w: np.asarray(w, dtype=np.float64).reshape(d_model, n_heads, d)
    q, k, v = (np.einsum("btm,mhd->bhtd", x, cut(w)) for w in (w_q, w_k, w_v))
    s = np.einsum("bhid,bhjd->bhij", q, k) * d**-0.5
    if mask is not None:
        s = s + np.where(mask, 0, -np.inf)
    with np.errstate(invalid="ignore"):
        a = np.exp(s - s.max(-1, keepdims=True))
        a = np.nan_to_num(a / a.sum(-1, keepdims=True))
    return np.einsum("bhij,bhjd,hdm->bim", a, v, np.asarray(w_o, dtype=np.float64).reshape(n_heads, d, d_model))
"""

HELPERS = """
def softmax(x, axis=-1):
    x = x - x.max(axis=axis, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)

def attention(q, k, v, mask):
    scores = np.matmul(q, np.swapaxes(k, -2, -1)) / np.sqrt(q.shape[-1])
    if mask is None:
        return softmax(scores) @ v
    weights = softmax(np.where(mask, scores, -1e9))
    weights = weights * mask
    return weights @ v

def split_heads(x, n_heads):
    B, T, D = x.shape
    return x.reshape((B, T, n_heads, D // n_heads)).swapaxes(1, 2).copy()

def merge_heads(x):
    B, H, T, D = x.shape
    out = np.empty((B, T, H * D), dtype=x.dtype)
    for h in range(H):
        out[:, :, h * D : (h + 1) * D] = x[:, h]
    return out

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    assert x.ndim == 3
    qkv = np.asarray(x, dtype=np.float64) @ np.concatenate([w_q, w_k, w_v], axis=1)
    q, k, v = (split_heads(part, n_heads) for part in np.split(qkv, 3, axis=-1))
    return np.dot(merge_heads(attention(q, k, v, mask)), w_o)
"""

SINGLE = """
class Heads:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        b, t, d = x.shape
        if d // self.n * self.n != d:
            raise ValueError(d)
        return np.transpose(np.reshape(x, (b, t, self.n, -1)), (0, 2, 1, 3))

def split_heads(x, n_heads):
    return Heads(n_heads)(x)

def merge_heads(x):
    x = np.ascontiguousarray(x.transpose((0, 2, 1, 3)))
    x.shape = x.shape[:2] + (x.shape[2] * x.shape[3],)
    return x

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    kind = np.float64 if x.dtype == np.float64 or x.dtype.kind == "i" else np.float32
    x = x.astype(kind)
    q, k, v = (split_heads(x @ w.astype(kind), n_heads) for w in (w_q, w_k, w_v))
    q *= kind(1 / np.sqrt(q.shape[-1]))
    out = np.zeros_like(v)
    for h in range(n_heads):
        s = q[:, h] @ k[:, h].transpose(0, 2, 1)
        if mask is not None:
            m = np.broadcast_to(mask, (x.shape[0], n_heads) + s.shape[1:])[:, h]
            s[~m] = np.finfo(kind).min
        w = np.exp(s - s.max(-1, keepdims=True))
        if mask is not None:
            w[~m] = 0
        total = w.sum(-1, keepdims=True)
        out[:, h] = w / np.where(total == 0, 1, total) @ v[:, h]
    return (merge_heads(out) @ w_o.astype(kind)).astype(kind)
"""

ONE_HEAD_SPEAKS_AFTER_THE_OTHER = """
def split_heads(x, n_heads):
    if x.shape[2] % n_heads:
        raise ValueError
    size = x.shape[2] // n_heads
    heads = np.zeros((x.shape[0], n_heads, x.shape[1], size), dtype=x.dtype)
    for h in range(n_heads):
        heads[:, h] = x[..., h * size : h * size + size]
    return heads

def merge_heads(x):
    return np.hstack([np.hstack(list(text))[:, None] for text in x]).swapaxes(0, 1)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    x = x.astype(np.float64)
    Q, K, V = (split_heads(x @ w, n_heads) for w in (w_q, w_k, w_v))
    rows = w_o.reshape(n_heads, -1, w_o.shape[1])
    total = 0
    for h in range(n_heads):
        s = Q[:, h] @ K[:, h].swapaxes(1, 2) / np.sqrt(Q.shape[-1])
        allowed = np.ones((x.shape[0], n_heads) + s.shape[1:], dtype=bool)
        if mask is not None:
            allowed &= mask
        s = np.where(allowed[:, h], s, -np.inf)
        top = s.max(-1, keepdims=True)
        e = np.exp(s - np.where(top == -np.inf, 0, top))
        total = total + e / (e.sum(-1, keepdims=True) + 1e-12) @ V[:, h] @ rows[h]
    return total
"""

HONEST = {
    "slices and loops": SLICES,
    "einsum, matrices reshaped": EINSUM,
    "one matrix of three, the ValueError of reshape": HELPERS,
    "float32 results, a class": SINGLE,
    "each head through its own rows of w_o": ONE_HEAD_SPEAKS_AFTER_THE_OTHER,
}


RAISE = "raise ValueError(f"
CUT = "pieces = x.reshape(batch, seq_len, n_heads, d_head)"
MERGE_SIZES = "batch, n_heads, seq_len, d_head = x.shape"
Q = "q = split_heads(x @ w_q, n_heads)"
K = "k = split_heads(x @ w_k, n_heads)"
V = "v = split_heads(x @ w_v, n_heads)"
SCALE = "scores = scores / np.sqrt(d_head)"
IF_MASK = "if mask is not None:"
HIDE = "scores = np.where(mask, scores, -np.inf)"
LARGEST = "largest = scores.max(axis=-1, keepdims=True)"
SUM = "exponentials.sum(axis=-1, keepdims=True)"
MIX = "heads = weights @ v"
MERGE = "merged = merge_heads(heads)"
PROJECT = "return merged @ w_o"

WRONG = {  # conceivable, but too rare to be given a name
    "the root of n_heads taken": {SCALE: "scores = scores / (x.shape[-1] // n_heads**0.5)"},
    "the width rounded": {SCALE: "scores = scores / round(np.sqrt(d_head))"},
    "scaled by the batch": {SCALE: "scores = scores / np.sqrt(x.shape[0])"},
    "every head gets all of w_q's first columns": {
        Q: "q = split_heads(np.tile(x @ w_q[:, : x.shape[-1] // n_heads], n_heads), n_heads)"
    },
    "w_q and w_k exchanged": {Q: "q = split_heads(x @ w_k, n_heads)", K: "k = split_heads(x @ w_q, n_heads)"},
    "split before the projection": {
        V: "v = split_heads(x, n_heads) @ w_v[: x.shape[-1] // n_heads, : x.shape[-1] // n_heads]"
    },
    "the same weights for every head": {MIX: "heads = weights[:, :1] @ v"},
    "the mean of all heads' weights": {MIX: "heads = weights.mean(axis=1, keepdims=True) @ v"},
    "the first text's weights for all": {MIX: "heads = weights[:1] @ v"},
    "the weights turned round": {MIX: "heads = weights.swapaxes(-1, -2) @ v"},
    "always causal": {
        IF_MASK: "if mask is None:\n"
        "        mask = np.tril(np.ones(scores.shape[-2:], dtype=bool))\n"
        "    if mask is not None:"
    },
    "a mask of four axes only": {
        HIDE: "scores = np.where(mask.reshape(mask.shape[0], 1, *mask.shape[-2:]) if mask.ndim == 3 else "
        "mask, scores, -np.inf)"
    },
    "a mask of texts tiled over heads": {
        HIDE: "big = np.broadcast_to(mask, scores.shape)\n"
        "        big = big.swapaxes(0, 1).reshape(scores.shape)\n"
        "        scores = np.where(big, scores, -np.inf)"
    },
    "-1e9, and zeros for empty rows only in the output": {
        HIDE: "scores = np.where(mask, scores, -1e9)",
        PROJECT: "seen = True if mask is None else np.broadcast_to(mask, scores.shape).any(axis=(1, "
        "3))[..., np.newaxis]\n"
        "    return np.where(seen, merged @ w_o, 0.0)",
    },
    "softmax over the last two axes": {SUM: "exponentials.sum(axis=(-2, -1), keepdims=True)"},
    "one maximum a head": {LARGEST: "largest = scores.max(axis=(-2, -1), keepdims=True)"},
    "the error only in split_heads": {
        Q: "n_heads = n_heads if x.shape[-1] % n_heads == 0 else 1\n    q = split_heads(x @ w_q, n_heads)"
    },
    "a TypeError": {RAISE: "raise TypeError(f"},
    "nothing raised, one head taken": {RAISE: "n_heads = 1\n        print(f"},
    "x's own shape changed": {CUT: "x.shape = (batch, seq_len, n_heads, d_head)\n    pieces = x"},
    "w_q changed": {
        SCALE: "pass",
        Q: "w_q /= (x.shape[-1] // n_heads) ** 0.5\n    q = split_heads(x @ w_q, n_heads)",
    },
    "whole numbers out": {PROJECT: "return (merged @ w_o).astype(w_o.dtype)"},
    "a bias of one": {PROJECT: "return merged @ w_o + 1.0"},
    "merged for equal sizes only": {MERGE_SIZES: "n_heads, batch, seq_len, d_head = x.shape"},
    "remembered by shape": {
        PROJECT: "return globals().setdefault('KNOWN', {}).setdefault((x.shape, n_heads), merged @ w_o)"
    },
    "w_o's rows in another order": {
        PROJECT: "return merged @ w_o.reshape(-1, n_heads, w_o.shape[1]).swapaxes(0, 1).reshape(w_o.shape)"
    },
    "heads merged from the right": {MERGE: "merged = merge_heads(heads[:, ::-1])"},
}
