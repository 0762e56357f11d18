"""As in exercises on interpretability: weights (n, e, h), einsum everywhere, IGNORE = -1e5, w_o summed over n and h."""

import numpy as np

IGNORE = -1e5


def split_heads(x, n_heads):
    batch, posn, width = x.shape
    if width % n_heads:
        raise ValueError("n_heads")
    return np.einsum("bpnh->bnph", x.reshape(batch, posn, n_heads, width // n_heads))


def merge_heads(x):
    batch, n, posn, h = x.shape
    return np.einsum("bnph->bpnh", x).reshape(batch, posn, n * h)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    e = x.shape[-1]
    if e % n_heads:
        raise ValueError("n_heads")
    h = e // n_heads
    W_Q, W_K, W_V = (w.reshape(e, n_heads, h).swapaxes(0, 1) for w in (w_q, w_k, w_v))
    W_O = w_o.reshape(n_heads, h, e)
    q, k, v = (np.einsum("bpe,neh->bpnh", x, W) for W in (W_Q, W_K, W_V))
    attn_scores = np.einsum("bQnh,bKnh->bnQK", q, k) / h**0.5
    if mask is not None:
        attn_scores = np.where(mask, attn_scores, IGNORE)
    pattern = np.exp(attn_scores - attn_scores.max(-1, keepdims=True))
    pattern /= pattern.sum(-1, keepdims=True)
    z = np.einsum("bKnh,bnQK->bQnh", v, pattern)
    return np.einsum("bQnh,nhe->bQe", z, W_O)
