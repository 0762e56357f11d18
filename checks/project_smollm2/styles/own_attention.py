"""Without challenge 2: the attention written out, with keys and values repeated for their groups."""

import numpy as np
from ch1_rope import apply_rope


def softmax(z):
    z = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return z / np.sum(z, axis=-1, keepdims=True)


def rms_norm(x, gain, eps):
    mean_square = (x * x).sum(axis=-1, keepdims=True) / x.shape[-1]
    return x * gain / np.sqrt(mean_square + eps)


def swish(z):
    return z * (1 / (1 + np.exp(-z)))


def swiglu(x, w_gate, w_up, w_down):
    return np.multiply(swish(x @ w_gate), x @ w_up) @ w_down


def repeat_kv(t, n_rep):
    return np.repeat(t, n_rep, axis=1)


def attention(x, p, n_heads, n_kv_heads, base):
    B, T, _C = x.shape
    q = (x @ p["w_q"]).reshape(B, T, n_heads, -1).transpose(0, 2, 1, 3)
    k = (x @ p["w_k"]).reshape(B, T, n_kv_heads, -1).transpose(0, 2, 1, 3)
    v = (x @ p["w_v"]).reshape(B, T, n_kv_heads, -1).transpose(0, 2, 1, 3)
    q, k = apply_rope(q, None, base), apply_rope(k, None, base)
    k, v = repeat_kv(k, n_heads // n_kv_heads), repeat_kv(v, n_heads // n_kv_heads)
    att = q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1])
    mask = np.triu(np.ones((T, T), dtype=bool), k=1)
    att = np.where(mask, -np.inf, att)
    y = softmax(att) @ v
    y = y.transpose(0, 2, 1, 3).reshape(B, T, -1)
    return y @ p["w_o"]


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    x = x + attention(rms_norm(x, params["attention_gain"], eps), params, n_heads, n_kv_heads, rope_base)
    return x + swiglu(
        rms_norm(x, params["mlp_gain"], eps), params["w_gate"], params["w_up"], params["w_down"]
    )
