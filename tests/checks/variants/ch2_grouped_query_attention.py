"""Ways of writing grouped-query attention that the check of challenge 2 must pass, and ways that it must reject."""

REPEAT = """
def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def grouped_query_attention(q, k, v, causal=True):
    H, H_kv = q.shape[1], k.shape[1]
    if H % H_kv != 0:
        raise ValueError("uneven")
    q = q.astype(np.float64)
    k = np.repeat(k, H // H_kv, axis=1)
    v = np.repeat(v, H // H_kv, axis=1)
    scores = np.matmul(q, np.swapaxes(k, -2, -1)) / np.sqrt(q.shape[-1])
    if causal:
        T = q.shape[2]
        scores = np.where(np.tri(T, dtype=bool), scores, -1e9)
    return softmax(scores) @ v
"""

LOOPS = """
def grouped_query_attention(q, k, v, causal=True):
    B, H, T, d = q.shape
    H_kv = k.shape[1]
    if H < H_kv or H % H_kv:
        raise ValueError(f"{H} {H_kv}")
    out = np.zeros(q.shape)
    for b in range(B):
        for h in range(H):
            g = h // (H // H_kv)
            for i in range(T):
                n = i + 1 if causal else T
                s = [float(np.dot(q[b, h, i].astype(float), k[b, g, j].astype(float))) / math.sqrt(d) for j in range(n)]
                e = [math.exp(x - max(s)) for x in s]
                for w, row in zip(e, v[b, g]):
                    out[b, h, i] += w / sum(e) * row
    return out
"""

EINSUM = """
def grouped_query_attention(q, k, v, causal=True):
    if q.shape[1] % k.shape[1]:
        raise ValueError
    b, h, t, d = q.shape
    q, k, v = (np.asarray(x, dtype=float) for x in (q, k, v))
    q = q.reshape(b, k.shape[1], -1, t, d)
    s = np.einsum("bngid,bnjd->bngij", q, k) * d**-0.5
    if causal:
        s += np.triu(np.full((t, t), -np.inf), k=1)
    w = np.exp(s - s.max(-1, keepdims=True))
    w /= w.sum(-1)[..., None]
    return np.einsum("bngij,bnjd->bngid", w, v).reshape(b, h, t, d)
"""

INDEX = """
def grouped_query_attention(q, k, v, causal=True):
    heads, shared = q.shape[1], k.shape[1]
    try:
        assert heads % shared == 0
    except AssertionError:
        raise ValueError("H must be a multiple of H_kv")
    kind = np.float64 if q.dtype.itemsize != 4 else np.float32
    q, k, v = q.astype(kind), k.astype(kind), v.astype(kind)
    reads = np.array([h * shared // heads for h in range(heads)])
    logits = q @ k[:, reads].transpose(0, 1, 3, 2)
    logits *= kind(1 / math.sqrt(q.shape[-1]))
    if causal:
        i, j = np.indices(logits.shape[-2:])
        logits[..., j > i] = -np.inf
    np.exp(logits - logits.max(axis=-1, keepdims=True), out=logits)
    return (logits / logits.sum(axis=-1, keepdims=True)) @ v[:, reads]
"""

GROUPS = """
class Group:
    def __init__(self, k, v):
        self.k, self.v = k.astype(np.float64), v.astype(np.float64)

    def answer(self, q, causal):
        s = np.tensordot(q.astype(np.float64), self.k, axes=(1, 1)) / q.shape[1] ** 0.5
        seen = np.arange(len(s))[:, None] >= np.arange(len(s)) if causal else np.True_
        s = np.ma.array(s, mask=np.broadcast_to(~seen, s.shape))
        e = np.ma.exp(s - s.max(axis=1, keepdims=True)).filled(0.0)
        return e @ self.v / e.sum(axis=1, keepdims=True)

def grouped_query_attention(q, k, v, causal=True):
    size, rest = divmod(q.shape[1], k.shape[1])
    if rest:
        raise ValueError(rest)
    texts = []
    for one_q, one_k, one_v in zip(q, k, v):
        groups = [Group(a, b) for a, b in zip(one_k, one_v)]
        texts.append(np.stack([groups[h // size].answer(one, causal) for h, one in enumerate(one_q)]))
    return np.stack(texts)
"""

BROADCAST = """
def grouped_query_attention(q, k, v, causal=True):
    B, H, T, d = q.shape
    n = k.shape[1]
    if (H // n) * n != H:
        raise ValueError("H, H_kv")
    wide = lambda x: np.broadcast_to(x[:, :, None], (B, n, H // n, T, d)).reshape(q.shape).astype(np.float64)
    scores = q @ wide(k).swapaxes(2, 3) / math.sqrt(d)
    hidden = np.triu(np.ones((T, T), dtype=bool), 1) & causal
    scores = scores - 1e30 * hidden
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True))
    return weights @ wide(v)
"""

HONEST = {
    "np.repeat, -1e9": REPEAT,
    "four loops": LOOPS,
    "einsum, additive -inf": EINSUM,
    "an index per head, float32 kept": INDEX,
    "a class for a group, masked arrays": GROUPS,
    "broadcast and reshape, log-sum-exp": BROADCAST,
}

DEF = "v: np.ndarray, causal: bool = True)"
KV = "n_kv_heads = k.shape[1]"
GUARD = "if n_heads % n_kv_heads:"
RAISE = "raise ValueError(f"
GROUP = "group = n_heads // n_kv_heads\n"
GROUPED = "grouped = q.reshape(batch, n_kv_heads, group, seq_len, d).astype(np.float64)"
SHARED = "k, v = k[:, :, np.newaxis], v[:, :, np.newaxis]"
SCORES = "scores = grouped @ k.swapaxes(-1, -2) / np.sqrt(d)"
IF_CAUSAL = "if causal:"
VISIBLE = "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool))"
HIDE = "scores = np.where(visible, scores, -np.inf)"
EXP = "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"
SUM = "weights = weights / weights.sum(axis=-1, keepdims=True)"
OUTPUT = "output = weights @ v"
RETURN = "return output.reshape(batch, n_heads, seq_len, d)"
KNOWN = "globals().setdefault('KNOWN', {}).setdefault"

WRONG = {  # conceivable, but too rare to be given a name
    "causal False by default": {DEF: DEF.replace("True", "False")},
    "causal asked for as is_causal": {DEF: DEF.replace("causal", "is_causal"), KV: "causal = is_causal\n    n_kv_heads = k.shape[1]"},
    "k and v exchanged": {SHARED: "k, v = v[:, :, np.newaxis], k[:, :, np.newaxis]"},
    "values are keys": {SHARED: "k, v = k[:, :, np.newaxis], k[:, :, np.newaxis]"},
    "mask kept from the first call": {VISIBLE: f"visible = {KNOWN}('m', np.tril(np.ones((seq_len, seq_len), dtype=bool)))[:seq_len, :seq_len]"},
    "a mask of 128 positions": {VISIBLE: "visible = np.tril(np.ones((128, 128), dtype=bool))[:seq_len, :seq_len]"},
    "a mask once set stays": {IF_CAUSAL: f"if {KNOWN}((seq_len, 'c'), causal):"},
    "keys kept for a shape": {SHARED: f"k, v = {KNOWN}(k.shape, k)[:, :, np.newaxis], v[:, :, np.newaxis]"},
    "the group's size kept": {GROUP: f"group = {KNOWN}('g', n_heads // n_kv_heads)\n"},
    "answers kept for the shape of q": {RETURN: f"return {KNOWN}((q.shape, causal), output.reshape(batch, n_heads, seq_len, d))"},
    "groups of two for ever": {RETURN: "return output.reshape(batch, n_heads, seq_len, d)", SHARED: "h = np.minimum(np.arange(n_heads) // 2, n_kv_heads - 1)\n    grouped = q.astype(np.float64)\n    k, v = k[:, h], v[:, h]"},
    "the last group one head larger": {GUARD: "if n_heads < n_kv_heads:", GROUPED: "h = np.minimum(np.arange(n_heads) // group, n_kv_heads - 1)\n    grouped = q.astype(np.float64)", SHARED: "k, v = k[:, h], v[:, h]"},
    "an error only for fewer query heads": {GUARD: "if n_heads < n_kv_heads:", GROUPED: "n_heads = group * n_kv_heads\n    grouped = q[:, :n_heads].reshape(batch, n_kv_heads, group, seq_len, d).astype(np.float64)"},
    "fewer query heads than keys accepted": {GUARD: "if n_heads % n_kv_heads and n_kv_heads % n_heads:", GROUP: "if n_kv_heads > n_heads:\n        k, v, n_kv_heads = k[:, :n_heads], v[:, :n_heads], n_heads\n    group = n_heads // n_kv_heads\n"},
    "an assert": {RAISE: "raise AssertionError(f"},
    "a TypeError": {RAISE: "raise TypeError(f"},
    "only a warning": {RAISE: "print(f", GROUP: "n_kv_heads = 1\n    k, v = k[:, :1], v[:, :1]\n    group = n_heads\n", GUARD: "if n_heads % n_kv_heads:\n        n_heads = n_heads\n    if n_heads % n_kv_heads:"},
    "heads taken from the third axis": {KV: "n_kv_heads = k.shape[2] if k.shape[2] < k.shape[1] else k.shape[1]"},
    "-1e4": {HIDE: "scores = np.where(visible, scores, -1e4)"},
    "-100 added": {HIDE: "scores = scores + np.where(visible, 0.0, -100.0)"},
    "-10 ** 5 added": {HIDE: "scores = np.where(visible, scores, -1e5)"},
    "the mask times the score": {HIDE: "scores = scores * visible"},
    "a mask turned round when B equals H": {HIDE: "scores = np.where(visible.T if batch == n_heads else visible, scores, -np.inf)"},
    "the mask over heads": {VISIBLE: "visible = np.tril(np.ones((group, seq_len, seq_len), dtype=bool), k=0)\n        visible[1:] |= np.eye(seq_len, k=1, dtype=bool)"},
    "a window of 64": {VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool)) & ~np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-64)"},
    "int(√d)": {SCORES: "scores = grouped @ k.swapaxes(-1, -2) / int(np.sqrt(d))"},
    "√T": {SCORES: "scores = grouped @ k.swapaxes(-1, -2) / np.sqrt(seq_len)"},
    "√(d · H_kv)": {SCORES: "scores = grouped @ k.swapaxes(-1, -2) / np.sqrt(d * n_kv_heads)"},
    "√64": {SCORES: "scores = grouped @ k.swapaxes(-1, -2) / 8.0"},
    "√d after the mask only": {SCORES: "scores = grouped @ k.swapaxes(-1, -2) / (np.sqrt(d) if causal else 1)"},
    "scaled twice": {SCORES: "scores = (grouped / np.sqrt(d)) @ k.swapaxes(-1, -2) / np.sqrt(d)"},
    "q scaled in place": {SCORES: "scores = grouped @ k.swapaxes(-1, -2)", GROUP: "group = n_heads // n_kv_heads\n    q /= np.sqrt(d)\n"},
    "v changed": {SHARED: "v += 1e-9\n    k, v = k[:, :, np.newaxis], v[:, :, np.newaxis] - 1e-9"},
    "k changed without a mask": {IF_CAUSAL: "if not causal:\n        k *= 1.5\n    if causal:"},
    "one maximum a head": {EXP: "weights = np.exp(scores - scores.max(axis=(-2, -1), keepdims=True))"},
    "one maximum a group": {EXP: "weights = np.exp(scores - scores.max(axis=(2, 3), keepdims=True))"},
    "scores clipped": {EXP: "weights = np.exp(np.clip(scores, -700, 700))"},
    "NaN to nothing": {EXP: "weights = np.exp(scores - scores.max())", SUM: "weights = np.nan_to_num(weights / weights.sum(axis=-1, keepdims=True))"},
    "softmax over both axes": {SUM: "weights = weights / weights.sum(axis=(-2, -1), keepdims=True)"},
    "softmax over the group": {SUM: "weights = weights / weights.sum(axis=2, keepdims=True)"},
    "a little more in the sum": {SUM: "weights = weights / (weights.sum(axis=-1, keepdims=True) + 1e-6)"},
    "float32 inside": {GROUPED: GROUPED.replace("np.float64", "np.float32")},
    "output in q's type": {RETURN: "out = np.empty_like(q, dtype=int if q.dtype.kind == 'i' else float)\n    out[...] = output.reshape(batch, n_heads, seq_len, d)\n    return out"},
    "the weights too": {RETURN: "return output.reshape(batch, n_heads, seq_len, d), weights"},
    "groups left on an axis of their own": {RETURN: "return output"},
    "heads merged into columns": {RETURN: "return output.reshape(batch, n_heads, seq_len, d).transpose(0, 2, 1, 3).reshape(batch, seq_len, n_heads * d)"},
    "the first text for all": {RETURN: "return np.repeat(output.reshape(batch, n_heads, seq_len, d)[:1], batch, axis=0)"},
    "the first text's keys for all": {SHARED: "k, v = k[:1, :, np.newaxis], v[:, :, np.newaxis]"},
    "a group's first head for all of it": {GROUPED: "grouped = np.repeat(q.reshape(batch, n_kv_heads, group, seq_len, d)[:, :, :1].astype(np.float64), group, axis=2)"},
    "q split the wrong way round": {GROUPED: "grouped = q.reshape(batch, group, n_kv_heads, seq_len, d).swapaxes(1, 2).astype(np.float64)"},
    "q split the wrong way round and back": {GROUPED: "grouped = q.reshape(batch, group, n_kv_heads, seq_len, d).swapaxes(1, 2).astype(np.float64)", RETURN: "return output.swapaxes(1, 2).reshape(batch, n_heads, seq_len, d)"},
    "k reshaped with q's heads": {SHARED: "k, v = k.repeat(group, axis=1).reshape(batch, group, n_kv_heads, seq_len, d).swapaxes(1, 2), v[:, :, np.newaxis]"},
    "k turned by a reshape": {SCORES: "scores = grouped @ k.reshape(*k.shape[:-2], d, seq_len) / np.sqrt(d)"},
}  # fmt: skip
