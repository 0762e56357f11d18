"""Parameters unpacked at the top, then one long function; the small functions are separate and called."""

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    m = x.mean(axis=-1, keepdims=True)
    sd = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    z = (x - m) / sd
    return z * gamma + beta


def gelu(x):
    cube = x * x * x
    t = np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * cube))
    return 0.5 * x * (1.0 + t)


def feed_forward(x, w1, b1, w2, b2):
    return gelu(x @ w1 + b1) @ w2 + b2


def transformer_block(x, params, n_heads, causal=True):
    wq, wk, wv, wo = (params[name] for name in ("w_q", "w_k", "w_v", "w_o"))
    g1, be1 = params["ln1_gamma"], params["ln1_beta"]
    g2, be2 = params["ln2_gamma"], params["ln2_beta"]
    w1, b1, w2, b2 = params["w1"], params["b1"], params["w2"], params["b2"]
    batch, length, width = x.shape
    head = width // n_heads

    # attention
    a = layer_norm(x, g1, be1)
    q = (a @ wq).reshape(batch, length, n_heads, head).transpose(0, 2, 1, 3)
    k = (a @ wk).reshape(batch, length, n_heads, head).transpose(0, 2, 3, 1)
    v = (a @ wv).reshape(batch, length, n_heads, head).transpose(0, 2, 1, 3)
    scores = q @ k / np.sqrt(head)
    if causal:
        hidden = np.triu(np.ones((length, length), dtype=bool), k=1)
        scores[:, :, hidden] = -np.inf
    top = scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores - top)
    shares = powers / powers.sum(axis=-1, keepdims=True)
    together = (shares @ v).transpose(0, 2, 1, 3).reshape(batch, length, width)
    after = x + together @ wo

    # feed forward
    f = layer_norm(after, g2, be2)
    return after + feed_forward(f, w1, b1, w2, b2)
