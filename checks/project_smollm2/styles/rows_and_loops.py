"""Explicit loops: a norm row by row, the gate unit by unit, heads appended to lists."""

import math

import numpy as np
from ch1_rope import apply_rope
from ch2_grouped_query_attention import grouped_query_attention


def rms_norm(x, gain, eps):
    rows = np.reshape(x, (-1, np.shape(x)[-1]))
    result = np.zeros(rows.shape)
    for i, row in enumerate(rows):
        total = 0.0
        for value in row:
            total += float(value) ** 2
        root = math.sqrt(total / len(row) + eps)
        for j in range(len(row)):
            result[i, j] = row[j] / root * gain[j]
    return result.reshape(np.shape(x))


def silu(z):
    if z < -700:
        return 0.0
    return z / (1 + math.exp(-z))


def swiglu(x, w_gate, w_up, w_down):
    gate = np.matmul(x, w_gate)
    up = np.matmul(x, w_up)
    hidden = np.zeros(gate.shape)
    for place in np.ndindex(*gate.shape):
        hidden[place] = silu(float(gate[place])) * up[place]
    return np.matmul(hidden, w_down)


def transformer_block(x, params, n_heads, n_kv_heads, rope_base, eps):
    normed = rms_norm(x, params["attention_gain"], eps)
    all_q = normed @ params["w_q"]
    all_k = normed @ params["w_k"]
    all_v = normed @ params["w_v"]
    size = all_q.shape[2] // n_heads
    q, k, v = [], [], []
    for h in range(n_heads):
        q.append(apply_rope(all_q[:, :, h * size : h * size + size], None, rope_base))
    for h in range(n_kv_heads):
        k.append(apply_rope(all_k[:, :, h * size : h * size + size], None, rope_base))
        v.append(all_v[:, :, h * size : h * size + size])
    outputs = grouped_query_attention(np.stack(q, axis=1), np.stack(k, axis=1), np.stack(v, axis=1))
    merged = np.concatenate([outputs[:, h] for h in range(n_heads)], axis=-1)
    middle = x + merged @ params["w_o"]
    normed = rms_norm(middle, params["mlp_gain"], eps)
    return middle + swiglu(normed, params["w_gate"], params["w_up"], params["w_down"])
