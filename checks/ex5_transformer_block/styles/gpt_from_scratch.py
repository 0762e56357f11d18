"""As in small NumPy GPTs: one helper per step, heads by np.split, an additive mask of -1e10."""

import numpy as np


def softmax(x):
    exp_x = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return exp_x / np.sum(exp_x, axis=-1, keepdims=True)


def linear(x, w, b=0.0):
    return x @ w + b


def layer_norm(x, gamma, beta, eps=1e-5):
    mu = np.mean(x, axis=-1, keepdims=True)
    var = np.var(x, axis=-1, keepdims=True)
    return gamma * (x - mu) / np.sqrt(var + eps) + beta


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def feed_forward(x, w1, b1, w2, b2):
    return linear(gelu(linear(x, w1, b1)), w2, b2)


def attention(q, k, v, mask):
    return softmax(q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1]) + mask) @ v


def mha(x, w_q, w_k, w_v, w_o, n_heads, causal):
    q, k, v = linear(x, w_q), linear(x, w_k), linear(x, w_v)
    q_heads = np.split(q, n_heads, axis=-1)
    k_heads = np.split(k, n_heads, axis=-1)
    v_heads = np.split(v, n_heads, axis=-1)
    size = x.shape[-2]
    mask = (1 - np.tri(size)) * -1e10 if causal else np.zeros((size, size))
    heads = [attention(qh, kh, vh, mask) for qh, kh, vh in zip(q_heads, k_heads, v_heads, strict=True)]
    return linear(np.concatenate(heads, axis=-1), w_o)


def transformer_block(x, params, n_heads, causal=True):
    p = params
    x = x + mha(
        layer_norm(x, p["ln1_gamma"], p["ln1_beta"]), p["w_q"], p["w_k"], p["w_v"], p["w_o"], n_heads, causal
    )
    return x + feed_forward(layer_norm(x, p["ln2_gamma"], p["ln2_beta"]), p["w1"], p["b1"], p["w2"], p["b2"])
