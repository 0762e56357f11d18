"""One sequence after the other, as in C: a list over the batch, heads cut out of the columns one by one."""

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    ss = np.sum(np.square(x), axis=-1) / x.shape[-1]
    ss = 1.0 / np.sqrt(ss + eps)
    return gain * (ss[..., None] * x)


def swiglu(x, w_gate, w_up, w_down):
    hb = x @ w_gate
    hb2 = x @ w_up
    val = hb * (1.0 / (1.0 + np.exp(-hb)))
    val = val * hb2
    return val @ w_down


def cut(matrix, n):
    """[T, n * size] -> n pieces [T, size]"""
    size = matrix.shape[1] // n
    return np.array([matrix[:, h * size : (h + 1) * size] for h in range(n)])


def forward(x, p, n_heads, n_kv_heads, rope_base, eps):
    xb = rms_norm(x, p["attention_gain"], eps)
    q = cut(xb @ p["w_q"], n_heads)
    k = cut(xb @ p["w_k"], n_kv_heads)
    v = cut(xb @ p["w_v"], n_kv_heads)
    q = np.array([apply_rope(head, None, rope_base) for head in q])
    k = np.array([apply_rope(head, None, rope_base) for head in k])
    xb = grouped_query_attention(q[None], k[None], v[None])[0]
    xb = np.concatenate(list(xb), axis=1)
    x = x + xb @ p["w_o"]
    xb = rms_norm(x, p["mlp_gain"], eps)
    return x + swiglu(xb, p["w_gate"], p["w_up"], p["w_down"])


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    return np.stack([forward(x[b], params, n_heads, n_kv_heads, rope_base, eps) for b in range(len(x))])
