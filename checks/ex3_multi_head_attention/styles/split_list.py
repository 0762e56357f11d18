"""As in picoGPT: np.split into a list of heads, a list comprehension, np.concatenate; np.split raises for uneven heads."""

import numpy as np


def softmax(x):
    exp_x = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return exp_x / np.sum(exp_x, axis=-1, keepdims=True)


def attention(q, k, v, bias):
    return softmax(q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]) + bias) @ v


def split_heads(x, n_heads):
    return np.stack(np.split(x, n_heads, axis=-1), axis=1)


def merge_heads(x):
    heads = [x[:, h] for h in range(x.shape[1])]
    return np.concatenate(heads, axis=-1)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    batch, n_seq, _ = x.shape
    if mask is None:
        mask = np.ones((n_seq, n_seq), dtype=bool)
    bias = np.where(mask, 0.0, -np.inf)
    bias = np.broadcast_to(bias, (batch, n_heads, n_seq, n_seq))

    qkv = [x @ w_q, x @ w_k, x @ w_v]
    qkv_heads = [np.split(part, n_heads, axis=-1) for part in qkv]
    out_heads = [attention(q, k, v, bias[:, h]) for h, (q, k, v) in enumerate(zip(*qkv_heads, strict=True))]
    merged = np.concatenate(out_heads, axis=-1)
    return merged @ w_o
