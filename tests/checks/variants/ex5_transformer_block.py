"""Ways of writing the block that the check of exercise 5 must pass, and ways that it must reject."""

LOOPS = """
def layer_norm(x, gamma, beta, eps=1e-5):
    out = np.zeros(x.shape)
    for index in np.ndindex(x.shape[:-1]):
        token = x[index]
        mean = sum(token) / len(token)
        var = sum((t - mean) ** 2 for t in token) / len(token)
        out[index] = [(t - mean) / math.sqrt(var + eps) * g + b for t, g, b in zip(token, gamma, beta)]
    return out

def gelu(x):
    c = math.sqrt(2 / math.pi)
    return np.vectorize(lambda v: 0.5 * v * (1 + math.tanh(c * (v + 0.044715 * float(v) ** 3))), otypes=[float])(x)

def feed_forward(x, w1, b1, w2, b2):
    return gelu(np.dot(x, w1) + b1).dot(w2) + b2

def transformer_block(x, params, n_heads, causal=True):
    p = params
    B, T, D = x.shape
    d = D // n_heads
    h = layer_norm(x, p["ln1_gamma"], p["ln1_beta"])
    out = np.array(x, dtype=float)
    for b in range(B):
        joined = np.zeros((T, D))
        for n in range(n_heads):
            c = slice(n * d, n * d + d)
            q, k, v = h[b] @ p["w_q"][:, c], h[b] @ p["w_k"][:, c], h[b] @ p["w_v"][:, c]
            for t in range(T):
                end = t + 1 if causal else T
                s = k[:end] @ q[t] / math.sqrt(d)
                e = np.exp(s - s.max())
                joined[t, c] = e @ v[:end] / e.sum()
        out[b] += joined @ p["w_o"]
    return out + feed_forward(layer_norm(out, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])
"""

EINSUM = """
def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - np.mean(x, -1, keepdims=True)
    return centred * gamma / np.sqrt(np.mean(centred**2, -1, keepdims=True) + eps) + beta

def gelu(x):
    u = math.sqrt(2 / math.pi) * (x + 0.044715 * np.power(x, 3))
    with np.errstate(over="ignore"):
        return x / (1 + np.exp(-2 * u))

def feed_forward(x, w1, b1, w2, b2):
    return np.einsum("...f,fm->...m", gelu(np.einsum("...m,mf->...f", x, w1) + b1), w2) + b2

def transformer_block(x, params, n_heads, causal=True):
    size = x.shape[-1] // n_heads
    cut = lambda name: params[name].reshape(-1, n_heads, size)
    h = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    q, k, v = (np.einsum("btm,mhd->bhtd", h, cut(w)) for w in ("w_q", "w_k", "w_v"))
    s = np.einsum("bhid,bhjd->bhij", q, k) * size**-0.5
    if causal:
        s = s + np.triu(np.full(s.shape[-2:], -np.inf), 1)
    a = np.exp(s - s.max(-1, keepdims=True))
    a /= a.sum(-1, keepdims=True)
    y = x + np.einsum("bhij,bhjd,hdm->bim", a, v, params["w_o"].reshape(n_heads, size, -1))
    return y + feed_forward(
        layer_norm(y, params["ln2_gamma"], params["ln2_beta"]), *(params[n] for n in ("w1", "b1", "w2", "b2"))
    )
"""

HELPERS = """
NEG = -1e9

def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)

def split_heads(x, n):
    B, T, D = x.shape
    return x.reshape(B, T, n, D // n).transpose(0, 2, 1, 3)

def merge_heads(x):
    return np.concatenate([x[:, h] for h in range(x.shape[1])], axis=-1)

def layer_norm(x, gamma, beta, eps=1e-5):
    mu, sigma = np.mean(x, axis=-1, keepdims=True), np.std(x, axis=-1, keepdims=True)
    return gamma * ((x - mu) / np.sqrt(sigma**2 + eps)) + beta

def gelu(x):
    return 0.5 * x * (1.0 + np.tanh(0.7978845608028654 * x * (1.0 + 0.044715 * x * x)))

def feed_forward(x, w1, b1, w2, b2):
    h = np.matmul(x, w1)
    h = h + b1
    return np.matmul(gelu(h), w2) + b2

def mha(x, params, n_heads, causal):
    q, k, v = np.split(x @ np.concatenate([params["w_q"], params["w_k"], params["w_v"]], axis=1), 3, axis=-1)
    q, k, v = split_heads(q, n_heads), split_heads(k, n_heads), split_heads(v, n_heads)
    scores = np.matmul(q, np.swapaxes(k, -1, -2)) / math.sqrt(q.shape[-1])
    if causal:
        T = x.shape[1]
        scores = np.where(np.arange(T)[None, :] > np.arange(T)[:, None], NEG, scores)
    return merge_heads(softmax(scores) @ v) @ params["w_o"]

def transformer_block(x, params, n_heads, causal=True):
    g1, c1, g2, c2 = (params[k] for k in ("ln1_gamma", "ln1_beta", "ln2_gamma", "ln2_beta"))
    attended = x + mha(layer_norm(x, g1, c1), params, n_heads, causal)
    return attended + feed_forward(layer_norm(attended, g2, c2), params["w1"], params["b1"], params["w2"], params["b2"])
"""

CLASSES = """
class LayerNorm:
    def __init__(self, gamma, beta, eps=1e-5):
        self.gamma, self.beta, self.eps = gamma, beta, eps

    def __call__(self, x):
        x = np.asarray(x)
        d = x.shape[-1]
        m = np.add.reduce(x, axis=-1, keepdims=True) / d
        y = x - m
        return y / (np.einsum("...d,...d->...", y, y)[..., None] / d + self.eps) ** 0.5 * self.gamma + self.beta

def layer_norm(x, gamma, beta, eps=1e-5):
    return LayerNorm(gamma, beta, eps)(x)

def gelu(x):
    x = np.asarray(x, dtype=np.promote_types(x.dtype, np.float32))
    inner = x**3
    inner *= 0.044715
    inner += x
    inner *= np.sqrt(2 / np.pi).astype(x.dtype)
    np.tanh(inner, out=inner)
    inner += 1
    return inner * x / 2

class Block:
    def __init__(self, params, n_heads):
        self.__dict__.update(params)
        self.n_heads = n_heads

    def attend(self, x, causal):
        b, t, m = x.shape
        d = m // self.n_heads
        out = 0
        for h in range(self.n_heads):
            c = slice(h * d, (h + 1) * d)
            s = (x @ self.w_q[:, c]) @ (x @ self.w_k[:, c]).transpose(0, 2, 1) / d**0.5
            if causal:
                s[:, np.triu(np.ones((t, t), dtype=bool), k=1)] = -np.inf
            e = np.exp(s - s.max(-1)[..., None])
            out = out + e / e.sum(-1)[..., None] @ (x @ self.w_v[:, c]) @ self.w_o[c]
        return out

    def __call__(self, x, causal):
        x = x.astype(np.promote_types(x.dtype, np.float32))
        x += self.attend(layer_norm(x, self.ln1_gamma, self.ln1_beta), causal)
        x += feed_forward(layer_norm(x, self.ln2_gamma, self.ln2_beta), self.w1, self.b1, self.w2, self.b2)
        return x

def feed_forward(x, w1, b1, w2, b2):
    return sum([gelu(x @ w1 + b1) @ w2, b2])

def transformer_block(x, params, n_heads, causal=True):
    return Block(params, n_heads)(x, causal)
"""

DOUBLE = """
def layer_norm(x, gamma, beta, eps=1e-5):
    x = x.astype(np.float64)
    d = x.shape[-1]
    centre = np.eye(d) - np.full((d, d), 1 / d)
    x = x @ centre
    return np.multiply(x / np.linalg.norm(np.concatenate([x / d**0.5, np.full(x.shape[:-1] + (1,), eps**0.5)], -1), axis=-1, keepdims=True), gamma) + beta

def gelu(x):
    x = x.astype(np.float64)
    u = np.sqrt(2.0 / np.pi) * (x + 0.044715 * x * x * x)
    return np.where(u > 0, 0.5 * x * (1 + np.tanh(np.abs(u))), 0.5 * x * (1 - np.tanh(np.abs(u))))

def feed_forward(x, w1, b1, w2, b2):
    flat = np.reshape(x, (-1, np.shape(x)[-1]))
    return np.reshape(gelu(flat @ w1 + b1[None]) @ w2 + b2[None], np.shape(x))

def transformer_block(x, params, n_heads, causal=True):
    P = {name: np.array(value, dtype=np.float64) for name, value in params.items()}
    batch, t, m = x.shape
    seen = np.tri(t) if causal else np.ones((t, t))
    results = []
    for text in x:
        text = text.astype(np.float64)
        h = layer_norm(text, P["ln1_gamma"], P["ln1_beta"])
        heads = []
        for q, k, v in zip(*(np.hsplit(h @ P[w], n_heads) for w in ("w_q", "w_k", "w_v"))):
            s = q @ k.T / np.sqrt(q.shape[1])
            s = np.ma.masked_array(s, seen == 0)
            e = np.exp(s - s.max(axis=1, keepdims=True)).filled(0)
            heads.append(e @ v / e.sum(axis=1, keepdims=True))
        text = text + np.hstack(heads) @ P["w_o"]
        h = layer_norm(text, P["ln2_gamma"], P["ln2_beta"])
        results.append(text + feed_forward(h, P["w1"], P["b1"], P["w2"], P["b2"]))
    return np.stack(results)
"""

HONEST = {
    "loops": LOOPS,
    "einsum, gelu by a sigmoid of 2u, additive -inf": EINSUM,
    "helpers, std squared, -1e9": HELPERS,
    "classes, in place on copies": CLASSES,
    "text by text, a norm by a matrix": DOUBLE,
}

LN_DEF = "def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5)"
MEAN = "mean = x.mean(axis=-1, keepdims=True)"
VARIANCE = "variance = x.var(axis=-1, keepdims=True)"
NORMED = "normed = (x - mean) / np.sqrt(variance + eps)"
AFFINE = "return normed * gamma + beta"
INNER = "inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)"
GELU = "return 0.5 * x * (1 + np.tanh(inner))"
HIDDEN = "hidden = gelu(x @ w1 + b1)"
SECOND = "return hidden @ w2 + b2"
BLOCK_DEF = "n_heads: int, causal: bool = True\n"
NORM_1 = 'normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])'
ATTEND = "x = x + self_attention(normed, params, n_heads, causal)"
NORM_2 = 'normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])'
FEED = 'return x + feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])'
THINK = 'feed_forward(normed, params["w1"], params["b1"], params["w2"], params["b2"])'
D_HEAD = "d_head = d_model // n_heads"
QKV = 'q, k, v = heads(params["w_q"]), heads(params["w_k"]), heads(params["w_v"])'
SPLIT = "return (x @ w).reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)"
SCORES = "scores = q @ k.swapaxes(-1, -2) / np.sqrt(d_head)"
VISIBLE = "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool))"
HIDE = "scores = np.where(visible, scores, -np.inf)"
EXP = "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"
SUM = "weights = weights / weights.sum(axis=-1, keepdims=True)"
MERGE = "merged = (weights @ v).transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)"
PROJECT = 'return merged @ params["w_o"]'
KNOWN = "globals().setdefault('KNOWN', {}).setdefault"

WRONG = {  # conceivable, but too rare to be given a name
    # layer_norm
    "eps 1e-6 by default": {LN_DEF: LN_DEF.replace("1e-5", "1e-6")},
    "eps 1e-12 by default": {LN_DEF: LN_DEF.replace("1e-5", "1e-12")},
    "eps 1e-3 by default": {LN_DEF: LN_DEF.replace("1e-5", "1e-3")},
    "eps 1e-6 in the block only": {NORM_1: NORM_1[:-1] + ", 1e-6)"},
    "eps 1e-6 in the second norm only": {NORM_2: NORM_2[:-1] + ", 1e-6)"},
    "eps counted twice": {NORMED: "normed = (x - mean) / (np.sqrt(variance + eps) + eps)"},
    "eps squared": {NORMED: "normed = (x - mean) / np.sqrt(variance + eps**2)"},
    "the larger of variance and eps": {NORMED: "normed = (x - mean) / np.sqrt(np.maximum(variance, eps))"},
    "eps only for a variance of 0": {NORMED: "normed = (x - mean) / np.sqrt(np.where(variance > 0, variance, eps))"},
    "the mean of squares less the square of the mean": {
        VARIANCE: "variance = (x**2).mean(axis=-1, keepdims=True) - mean**2"
    },
    "the mean distance": {NORMED: "normed = (x - mean) / (np.abs(x - mean).mean(axis=-1, keepdims=True) + eps)"},
    "normed over axis 1": {MEAN: "mean = x.mean(axis=min(1, x.ndim - 1), keepdims=True)"},
    "over the last two axes": {
        MEAN: "axes = (-2, -1) if x.ndim > 2 else -1\n    mean = x.mean(axis=axes, keepdims=True)",
        VARIANCE: "variance = x.var(axis=axes, keepdims=True)",
    },
    "the third axis by number": {MEAN: "mean = x.mean(axis=2, keepdims=True)"},
    "x normed in place": {NORMED: "x -= mean\n    normed = x / np.sqrt(variance + eps)"},
    "gamma changed": {AFFINE: "gamma *= 1.5\n    return normed * gamma / 1.5 + beta"},
    "gamma and beta exchanged": {AFFINE: "return normed * beta + gamma"},
    "1 + gamma": {AFFINE: "return normed * (1 + gamma) + beta"},
    "the integers of x": {NORMED: "normed = np.empty_like(x)\n    normed[...] = (x - mean) / np.sqrt(variance + eps)"},
    "float32 for a moment": {NORMED: "normed = ((x - mean) / np.sqrt(variance + eps)).astype(np.float32)"},
    "eps asked for as epsilon": {LN_DEF: LN_DEF.replace("eps:", "epsilon:"), NORMED: "eps = epsilon\n    normed = (x - mean) / np.sqrt(variance + eps)"},
    "clipped": {AFFINE: "return np.clip(normed, -2, 2) * gamma + beta"},
    # gelu
    "0.0447": {INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.0447 * x**3)"},
    "0.044175": {INNER: "inner = np.sqrt(2 / np.pi) * (x + 0.044175 * x**3)"},
    "0.8 for the root": {INNER: "inner = 0.8 * (x + 0.044715 * x**3)"},
    "the root over the sum": {INNER: "inner = np.sqrt(2 / np.pi * np.abs(x + 0.044715 * x**3)) * np.sign(x)"},
    "tanh by hand": {GELU: "return 0.5 * x * (1 + (np.exp(2 * inner) - 1) / (np.exp(2 * inner) + 1))"},
    "gelu in place": {GELU: "x *= 0.5 * (1 + np.tanh(inner))\n    return x"},
    "gelu keeps integers": {GELU: "return (0.5 * x * (1 + np.tanh(inner))).astype(x.dtype)"},
    "gelu on two axes at most": {GELU: "return 0.5 * x * (1 + np.tanh(inner)) if x.ndim < 4 else x"},
    "gelu cut off at 3": {GELU: "return np.where(np.abs(x) > 3, np.maximum(x, 0), 0.5 * x * (1 + np.tanh(inner)))"},
    "the bracket closed too late": {GELU: "return 0.5 * (x + np.tanh(inner))"},
    # feed_forward
    "relu inside feed_forward": {HIDDEN: "hidden = np.maximum(x @ w1 + b1, 0)"},
    "w1 for both": {SECOND: "return hidden @ w1.T + b2"},
    "three axes only": {HIDDEN: "hidden = gelu(np.einsum('btm,mf->btf', x, w1) + b1)"},
    "b1 twice": {HIDDEN: "hidden = gelu(x @ w1 + b1 + b1)"},
    "b2 before w2": {SECOND: "return (hidden + b1) @ w2 + b2"},
    "biases exchanged where they fit": {SECOND: "return hidden @ w2 + (b1 if len(b1) == len(b2) else b2)"},
    "b1 added in place": {HIDDEN: "b1 += x.reshape(-1, x.shape[-1])[0] @ w1 * 0 + 1e-3\n    hidden = gelu(x @ w1 + b1 - 1e-3)"},
    "gelu twice": {HIDDEN: "hidden = gelu(gelu(x @ w1 + b1))"},
    "dropout": {HIDDEN: "hidden = gelu(x @ w1 + b1)\n    hidden = hidden * (np.random.default_rng(0).random(hidden.shape) > 0.1) / 0.9"},
    # the block
    "causal False by default": {BLOCK_DEF: BLOCK_DEF.replace("True", "False")},
    "x changed in place by the second sum": {FEED: f"start = x\n    start += {THINK}\n    return start", ATTEND: "keep = x\n    keep += self_attention(normed, params, n_heads, causal)"},
    "params taken in the order they come": {NORM_1: "params = dict(zip('w_q w_k w_v w_o ln1_gamma ln1_beta ln2_gamma ln2_beta w1 b1 w2 b2'.split(), params.values()))\n    " + NORM_1},
    "params changed": {NORM_1: 'params["w_o"] *= 1.0 + 1e-12\n    ' + NORM_1},
    "w_q scaled in place": {SCORES: "scores = q @ k.swapaxes(-1, -2)", QKV: 'params["w_q"] /= np.sqrt(d_head)\n    ' + QKV},
    "the same residual twice": {FEED: f"return 2 * x + {THINK}"},
    "the mean of both": {FEED: f"return (x + {THINK}) / 2"},
    "residual scaled by the root of two": {ATTEND: "x = (x + self_attention(normed, params, n_heads, causal)) / np.sqrt(2)"},
    "attention's output normed": {ATTEND: 'x = x + layer_norm(self_attention(normed, params, n_heads, causal), params["ln1_gamma"], params["ln1_beta"])'},
    "keys and values from x itself": {QKV: QKV, ATTEND: "x = x + self_attention(np.where(causal, normed, x), params, n_heads, causal)"},
    "norms without their numbers": {NORM_1: "normed = layer_norm(x, np.ones(x.shape[-1]), np.zeros(x.shape[-1]))"},
    "ln2's beta from ln1": {NORM_2: 'normed = layer_norm(x, params["ln2_gamma"], params["ln1_beta"])'},
    "twice through attention": {ATTEND: "x = x + self_attention(normed, params, n_heads, causal)\n    x = x + self_attention(normed, params, n_heads, causal) * (not causal)"},
    "a tuple": {FEED: f"return x + {THINK}, None"},
    # attention inside the block
    "mask of the first length": {VISIBLE: f"visible = {KNOWN}('mask', np.tril(np.ones((seq_len, seq_len), dtype=bool)))[:seq_len, :seq_len]"},
    "mask kept whatever is asked": {HIDE: f"scores = np.where({KNOWN}((seq_len, 'seen'), visible), scores, -np.inf)", "if causal:": "if causal or (seq_len, 'seen') in globals().get('KNOWN', {}):"},
    "answers kept by shape": {PROJECT: f'return {KNOWN}((x.shape, n_heads, causal), merged @ params["w_o"])'},
    "params kept from the first call": {QKV: f'params = {KNOWN}(x.shape[-1], params)\n    ' + QKV},
    "-1e4": {HIDE: "scores = np.where(visible, scores, -1e4)"},
    "-100 added": {HIDE: "scores = scores + np.where(visible, 0, -100.0)"},
    "the mask times the score, less 1e4": {HIDE: "scores = scores * visible - 1e4 * (1 - visible)"},
    "hidden scores to the smallest positive": {HIDE: "scores = np.where(visible, scores, np.finfo(float).tiny)"},
    "exp without a maximum": {EXP: "weights = np.exp(scores)"},
    "one maximum for all": {EXP: "weights = np.exp(scores - scores.max())"},
    "one maximum for a head": {EXP: "weights = np.exp(scores - scores.max(axis=(-2, -1), keepdims=True))"},
    "scores clipped": {EXP: "weights = np.exp(np.clip(scores, -50, 50))"},
    "a little more in the sum": {SUM: "weights = weights / (weights.sum(axis=-1, keepdims=True) + 1e-6)"},
    "rounded root": {SCORES: "scores = q @ k.swapaxes(-1, -2) / int(np.sqrt(d_head))"},
    "the root of 64": {SCORES: "scores = q @ k.swapaxes(-1, -2) / 8"},
    "scaled by the length": {SCORES: "scores = q @ k.swapaxes(-1, -2) / np.sqrt(seq_len)"},
    "n_heads 2 for ever": {D_HEAD: "n_heads = 2\n    d_head = d_model // n_heads"},
    "batch and heads exchanged": {MERGE: "merged = (weights @ v).transpose(1, 2, 0, 3).reshape(batch, seq_len, d_model)"},
    "columns before tokens": {MERGE: "merged = (weights @ v).transpose(0, 2, 3, 1).reshape(batch, seq_len, d_model)"},
    "keys reshaped only": {QKV: 'q, k, v = heads(params["w_q"]), (x @ params["w_k"]).reshape(batch, n_heads, seq_len, d_head), heads(params["w_v"])'},
    "keys from w_q": {QKV: 'q, k, v = heads(params["w_q"]), heads(params["w_q"]), heads(params["w_v"])'},
    "values not projected": {QKV: 'q, k, v = heads(params["w_q"]), heads(params["w_k"]), heads(np.eye(d_model))'},
    "w_o transposed": {PROJECT: 'return merged @ params["w_o"].T'},
    "only the first text's weights": {SUM: "weights = (weights / weights.sum(axis=-1, keepdims=True))[:1]"},
    "the mask off by one": {VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=1)"},
    "not even itself": {VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-1)", HIDE: "scores = np.where(visible, scores, -1e9)"},
    "a window of four": {VISIBLE: "visible = np.tril(np.ones((seq_len, seq_len), dtype=bool)) & ~np.tril(np.ones((seq_len, seq_len), dtype=bool), k=-4)"},
}  # fmt: skip
