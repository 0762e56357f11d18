"""As in minimal PyTorch GPTs: B, T, C and nh, hs; c_attn as one matrix, split in three; y assembled side by side."""

import math

import numpy as np


def split_heads(x, n_heads):
    B, T, C = x.shape
    assert C % n_heads == 0
    return x.reshape(B, T, n_heads, C // n_heads).swapaxes(1, 2)  # (B, nh, T, hs)


def merge_heads(x):
    B, nh, T, hs = x.shape
    return np.ascontiguousarray(x.swapaxes(1, 2)).reshape(B, T, nh * hs)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    _, _, C = x.shape
    c_attn = np.concatenate([w_q, w_k, w_v], axis=1)
    q, k, v = np.split(x @ c_attn, 3, axis=2)
    q, k, v = split_heads(q, n_heads), split_heads(k, n_heads), split_heads(v, n_heads)
    att = (q @ k.swapaxes(-2, -1)) * (1.0 / math.sqrt(C // n_heads))
    if mask is not None:
        att = np.where(mask == 0, float("-inf"), att)
    att = np.exp(att - att.max(-1, keepdims=True))
    att = att / att.sum(-1, keepdims=True)
    y = att @ v
    return merge_heads(y) @ w_o
