"""As in annotated implementations: sequence first inside, scores (i, j, b, h), softmax over axis 1, einsum back."""

import math

import numpy as np


def split_heads(x, n_heads):
    batch, seq, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("heads")
    return np.swapaxes(x.reshape(batch, seq, n_heads, d_model // n_heads), 1, 2)


def merge_heads(x):
    batch, heads, seq, d_k = x.shape
    return np.swapaxes(x, 1, 2).reshape(batch, seq, heads * d_k)


class PrepareForMultiHeadAttention:
    def __init__(self, weight, heads):
        if weight.shape[1] % heads:
            raise ValueError("heads")
        self.weight, self.heads, self.d_k = weight, heads, weight.shape[1] // heads

    def __call__(self, x):
        head_shape = x.shape[:-1]
        return (x @ self.weight).reshape(*head_shape, self.heads, self.d_k)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    x = x.swapaxes(0, 1)  # sequence first
    query, key, value = (PrepareForMultiHeadAttention(w, n_heads)(x) for w in (w_q, w_k, w_v))
    scores = np.einsum("ibhd,jbhd->ijbh", query, key)
    scores *= 1 / math.sqrt(query.shape[-1])
    if mask is not None:
        seq, batch = x.shape[:2]
        mask = np.broadcast_to(mask, (batch, n_heads, seq, seq)).transpose(2, 3, 0, 1)
        scores = np.where(mask == 0, float("-inf"), scores)
    attn = np.exp(scores - scores.max(axis=1, keepdims=True))
    attn = attn / attn.sum(axis=1, keepdims=True)
    out = np.einsum("ijbh,jbhd->ibhd", attn, value)
    out = out.reshape(*out.shape[:2], -1)
    return (out @ w_o).swapaxes(0, 1)
