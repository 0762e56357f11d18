"""As in Flax: dense layers with features per head, rsqrt, swish; everything a small function."""

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rsqrt(z):
    return np.reciprocal(np.sqrt(z))


def rms_norm(x, gain, eps):
    mean2 = np.mean(np.square(x), axis=-1, keepdims=True)
    mul = rsqrt(mean2 + eps) * gain
    return x * mul


def swish(z):
    return z / (1 + np.exp(-z))


def swiglu(x, w_gate, w_up, w_down):
    activations = [swish(x @ w_gate), x @ w_up]
    y = activations[0] * activations[1]
    return y @ w_down


def dense_general(inputs, kernel, heads):
    return (inputs @ kernel).reshape(*inputs.shape[:-1], heads, kernel.shape[1] // heads)


def multi_head(inputs, params, n_heads, n_kv_heads, rope_base):
    query = dense_general(inputs, params["w_q"], n_heads)
    key = dense_general(inputs, params["w_k"], n_kv_heads)
    value = dense_general(inputs, params["w_v"], n_kv_heads)
    query, key, value = (np.swapaxes(t, -3, -2) for t in (query, key, value))
    query, key = (apply_rope(t, None, rope_base) for t in (query, key))
    out = np.swapaxes(grouped_query_attention(query, key, value), -3, -2)
    return out.reshape(*out.shape[:-2], -1) @ params["w_o"]


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    y = rms_norm(x, params["attention_gain"], eps)
    x = multi_head(y, params, n_heads, n_kv_heads, rope_base) + x
    y = rms_norm(x, params["mlp_gain"], eps)
    y = swiglu(y, params["w_gate"], params["w_up"], params["w_down"])
    return x + y
