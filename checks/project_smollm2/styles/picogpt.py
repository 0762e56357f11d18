"""As in picoGPT: short functions of inputs and weights, one line a step."""

import numpy as np
from ch1_rope import apply_rope as rope
from ch2_grouped_query_attention import grouped_query_attention as gqa


def silu(x):
    return x / (1 + np.exp(-x))


def rms_norm(x, gain, eps):
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + eps) * gain


def swiglu(x, w_gate, w_up, w_down):
    return (silu(x @ w_gate) * (x @ w_up)) @ w_down


def heads(x, n):  # [B, T, n * d] -> [B, n, T, d]
    B, T, nd = x.shape
    return np.transpose(x.reshape(B, T, n, nd // n), (0, 2, 1, 3))


def attn(x, w_q, w_k, w_v, w_o, n_heads, n_kv_heads, base):
    q, k, v = heads(x @ w_q, n_heads), heads(x @ w_k, n_kv_heads), heads(x @ w_v, n_kv_heads)
    q, k = rope(q, None, base), rope(k, None, base)
    out = gqa(q, k, v)
    B, H, T, d = out.shape
    return np.transpose(out, (0, 2, 1, 3)).reshape(B, T, H * d) @ w_o


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    p = params
    x = x + attn(
        rms_norm(x, p["attention_gain"], eps),
        *[p[w] for w in ["w_q", "w_k", "w_v", "w_o"]],
        n_heads,
        n_kv_heads,
        rope_base,
    )
    return x + swiglu(rms_norm(x, p["mlp_gain"], eps), p["w_gate"], p["w_up"], p["w_down"])
