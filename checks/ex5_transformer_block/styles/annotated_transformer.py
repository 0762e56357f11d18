"""As in the Annotated Transformer: LayerNorm, SublayerConnection with norm first, attention with -1e9, PositionwiseFeedForward."""

import math

import numpy as np


def layer_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(-1, keepdims=True)
    var = x.var(-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def gelu(x):
    return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))


def feed_forward(x, w1, b1, w2, b2):
    return gelu(x @ w1 + b1) @ w2 + b2


def sublayer_connection(x, gamma, beta, sublayer):
    return x + sublayer(layer_norm(x, gamma, beta))


def subsequent_mask(size):
    return np.triu(np.ones((1, size, size)), k=1) == 0


def attention(query, key, value, mask=None):
    d_k = query.shape[-1]
    scores = np.matmul(query, key.swapaxes(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask == 0, -1e9, scores)
    p_attn = np.exp(scores - scores.max(-1, keepdims=True))
    p_attn = p_attn / p_attn.sum(-1, keepdims=True)
    return np.matmul(p_attn, value)


def multi_headed(x, p, h, mask):
    nbatches, _, d_model = x.shape
    query, key, value = (
        (x @ p[w]).reshape(nbatches, -1, h, d_model // h).swapaxes(1, 2) for w in ("w_q", "w_k", "w_v")
    )
    x = attention(query, key, value, mask)
    return x.swapaxes(1, 2).reshape(nbatches, -1, d_model) @ p["w_o"]


def transformer_block(x, params, n_heads, causal=True):
    p = params
    mask = subsequent_mask(x.shape[1])[:, None] if causal else None
    x = sublayer_connection(x, p["ln1_gamma"], p["ln1_beta"], lambda y: multi_headed(y, p, n_heads, mask))
    return sublayer_connection(
        x, p["ln2_gamma"], p["ln2_beta"], lambda y: feed_forward(y, p["w1"], p["b1"], p["w2"], p["b2"])
    )
