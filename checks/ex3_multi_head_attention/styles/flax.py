"""As in Flax: DenseGeneral gives (…, heads, head_dim), heads stay behind the tokens, einsum with bqhd and bkhd."""

import numpy as np


def split_heads(x, n_heads):
    *lead, length, features = x.shape
    if features % n_heads:
        raise ValueError(f"{features} features, {n_heads} heads")
    return np.moveaxis(x.reshape(*lead, length, n_heads, features // n_heads), -2, -3)


def merge_heads(x):
    x = np.moveaxis(x, -3, -2)
    return x.reshape(*x.shape[:-2], x.shape[-2] * x.shape[-1])


def dense_general(x, kernel, n_heads):
    features = kernel.shape[1]
    if features % n_heads:
        raise ValueError(f"{features} features, {n_heads} heads")
    return np.tensordot(x, kernel.reshape(-1, n_heads, features // n_heads), axes=1)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    query, key, value = (dense_general(x, w, n_heads) for w in (w_q, w_k, w_v))  # (B, T, H, d)
    query = query / np.sqrt(query.shape[-1])
    attn_weights = np.einsum("...qhd,...khd->...hqk", query, key)
    if mask is not None:
        attn_weights = np.where(mask, attn_weights, np.finfo(attn_weights.dtype).min)
    unnormalized = np.exp(attn_weights - attn_weights.max(-1, keepdims=True))
    attn_weights = unnormalized / unnormalized.sum(-1, keepdims=True)
    out = np.einsum("...hqk,...khd->...qhd", attn_weights, value)
    return np.tensordot(out, w_o.reshape(n_heads, -1, w_o.shape[1]), axes=2)
