"""As in GPT-2: one matrix for q, k and v, the query scaled beforehand, masked with np.copyto in place."""

import numpy as np


def split_heads(x, n_heads):
    B, T, C = x.shape
    hs, rest = divmod(C, n_heads)
    if rest:
        raise ValueError(f"{n_heads} heads, but {C} columns")
    return np.moveaxis(x.reshape((B, T, n_heads, hs)), 2, 1)


def merge_heads(x):
    B, nh, T, hs = x.shape
    return np.ascontiguousarray(np.moveaxis(x, 1, 2)).reshape((B, T, nh * hs))


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    w_qkv = np.concatenate((w_q, w_k, w_v), axis=1)
    qkv = x @ w_qkv
    q, k, v = np.split(qkv, 3, axis=2)
    q = split_heads(q, n_heads)
    k = split_heads(k, n_heads)
    v = split_heads(v, n_heads)
    q = q / np.sqrt(q.shape[-1])
    att = q @ k.swapaxes(-2, -1)
    if mask is not None:
        np.copyto(att, -np.inf, where=~mask)
    att -= att.max(-1, keepdims=True)
    np.exp(att, out=att)
    att /= att.sum(-1, keepdims=True)
    y = merge_heads(att @ v)
    return y @ w_o
