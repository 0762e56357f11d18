"""All products as einsum over named axes; weights get a head axis first."""

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    power = np.einsum("...d,...d->...", x, x) / x.shape[-1]
    return np.einsum("...d,...,d->...d", x, (power + eps) ** -0.5, gain)


def swiglu(x, w_gate, w_up, w_down):
    g = np.einsum("...d,df->...f", x, w_gate)
    u = np.einsum("...d,df->...f", x, w_up)
    s = g * 0.5 * (1 + np.tanh(g / 2))
    return np.einsum("...f,fd->...d", s * u, w_down)


def per_head(w, n):
    """(d, n * h) -> (d, n, h)"""
    return w.reshape(len(w), n, -1)


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    y = rms_norm(x, params["attention_gain"], eps)
    q = np.einsum("btd,dnh->bnth", y, per_head(params["w_q"], n_heads))
    k = np.einsum("btd,dnh->bnth", y, per_head(params["w_k"], n_kv_heads))
    v = np.einsum("btd,dnh->bnth", y, per_head(params["w_v"], n_kv_heads))
    o = grouped_query_attention(apply_rope(q, base=rope_base), apply_rope(k, base=rope_base), v)
    w_o = params["w_o"].reshape(n_heads, -1, x.shape[-1])
    z = x + np.einsum("bnth,nhd->btd", o, w_o)
    return z + swiglu(
        rms_norm(z, params["mlp_gain"], eps), params["w_gate"], params["w_up"], params["w_down"]
    )
