"""Every head has a matrix of its own: the columns are cut before the product, and the heads' outputs are summed."""

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    norm = np.linalg.norm(x, axis=-1, keepdims=True)
    return gain * x / np.sqrt(norm**2 / x.shape[-1] + eps)


def swiglu(x, w_gate, w_up, w_down):
    gate, up = x @ w_gate, x @ w_up
    opened = np.exp(-np.logaddexp(0, -gate))  # sigmoid
    return (up * (gate * opened)) @ w_down


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    seen = rms_norm(x, params["attention_gain"], eps)
    queries = np.stack([seen @ w for w in np.split(params["w_q"], n_heads, axis=1)], axis=1)
    keys = np.stack([seen @ w for w in np.split(params["w_k"], n_kv_heads, axis=1)], axis=1)
    values = np.stack([seen @ w for w in np.split(params["w_v"], n_kv_heads, axis=1)], axis=1)
    queries = apply_rope(queries, base=rope_base)
    keys = apply_rope(keys, base=rope_base)
    heads = grouped_query_attention(queries, keys, values)
    outputs = np.split(params["w_o"], n_heads, axis=0)
    x = x + sum(heads[:, h] @ outputs[h] for h in range(n_heads))
    seen = rms_norm(x, params["mlp_gain"], eps)
    return x + swiglu(seen, params["w_gate"], params["w_up"], params["w_down"])
