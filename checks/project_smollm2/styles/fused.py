"""One product for queries, keys and values, one for gate and up, cut apart afterwards."""

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    return gain * x * (np.mean(x**2, axis=-1, keepdims=True) + eps) ** (-1 / 2)


def swiglu(x, w_gate, w_up, w_down):
    both = x @ np.concatenate([w_gate, w_up], axis=1)
    gate, up = np.split(both, 2, axis=-1)
    return (gate * up / (1 + np.exp(-gate))) @ w_down


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    batch, length, _width = x.shape
    normed = rms_norm(x, params["attention_gain"], eps)
    qkv = normed @ np.concatenate([params["w_q"], params["w_k"], params["w_v"]], axis=1)
    size = qkv.shape[-1] // (n_heads + 2 * n_kv_heads)
    qkv = qkv.reshape(batch, length, -1, size).transpose(0, 2, 1, 3)
    q, k, v = qkv[:, :n_heads], qkv[:, n_heads : n_heads + n_kv_heads], qkv[:, n_heads + n_kv_heads :]
    turned = apply_rope(np.concatenate([q, k], axis=1), None, rope_base)
    q, k = turned[:, :n_heads], turned[:, n_heads:]
    out = grouped_query_attention(q, k, v)
    out = out.transpose(0, 2, 1, 3).reshape(batch, length, n_heads * size)
    x = x + out @ params["w_o"]
    normed = rms_norm(x, params["mlp_gain"], eps)
    return x + swiglu(normed, params["w_gate"], params["w_up"], params["w_down"])
