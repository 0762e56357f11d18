"""As in the Annotated Transformer: reshape with −1 and transpose, an attention helper, −1e9 by np.where."""

import math

import numpy as np


def attention(query, key, value, mask=None):
    d_k = query.shape[-1]
    scores = np.matmul(query, key.transpose(0, 1, 3, 2)) / math.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    scores = scores - scores.max(axis=-1, keepdims=True)
    p_attn = np.exp(scores)
    p_attn = p_attn / p_attn.sum(axis=-1, keepdims=True)
    return np.matmul(p_attn, value)


def split_heads(x, n_heads):
    batch, _, d_model = x.shape
    if d_model % n_heads != 0:
        raise ValueError("d_model must be divisible by n_heads")
    return x.reshape(batch, -1, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)


def merge_heads(x):
    batch, h, _, d_k = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, -1, h * d_k)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    query = split_heads(np.matmul(x, w_q), n_heads)
    key = split_heads(np.matmul(x, w_k), n_heads)
    value = split_heads(np.matmul(x, w_v), n_heads)
    heads = attention(query, key, value, mask)
    return np.matmul(merge_heads(heads), w_o)
