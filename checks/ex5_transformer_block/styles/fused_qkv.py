"""Queries, keys and values in one matrix product, then split apart; early return for the encoder."""

import numpy as np


def softmax(scores, axis=-1):
    shifted = scores - np.max(scores, axis=axis, keepdims=True)
    powers = np.exp(shifted)
    return powers / np.sum(powers, axis=axis, keepdims=True)


def layer_norm(x, gamma, beta, eps=1e-5):
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    inv = 1 / np.sqrt(var + eps)
    return gamma * inv * x + (beta - gamma * mean * inv)


def gelu(x):
    return 0.5 * x + 0.5 * x * np.tanh((2 / np.pi) ** 0.5 * x + (2 / np.pi) ** 0.5 * 0.044715 * x**3)


def feed_forward(x, w1, b1, w2, b2):
    up = np.tensordot(x, w1, axes=1) + b1
    return np.tensordot(gelu(up), w2, axes=1) + b2


def share(q, k, causal):
    logits = q @ k.swapaxes(-1, -2) * q.shape[-1] ** -0.5
    if not causal:
        return softmax(logits)
    n = logits.shape[-1]
    later = np.triu(np.full((n, n), -np.inf), 1)
    return softmax(logits + later)


def self_attention(x, p, n_heads, causal):
    b, t, c = x.shape
    w_qkv = np.concatenate([p["w_q"], p["w_k"], p["w_v"]], axis=1)
    qkv = (x @ w_qkv).reshape(b, t, 3, n_heads, c // n_heads)
    q, k, v = qkv.transpose(2, 0, 3, 1, 4)
    y = share(q, k, causal) @ v
    return np.concatenate(list(y.swapaxes(0, 1)), axis=-1) @ p["w_o"]


def transformer_block(x, params, n_heads, causal=True):
    def norm(number, y):
        return layer_norm(y, params[f"ln{number}_gamma"], params[f"ln{number}_beta"])

    def mlp(y):
        return feed_forward(y, *(params[name] for name in ["w1", "b1", "w2", "b2"]))

    h = x + self_attention(norm(1, x), params, n_heads, causal)
    return h + mlp(norm(2, h))
