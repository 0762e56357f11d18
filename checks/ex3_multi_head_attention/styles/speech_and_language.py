"""In the letters of Speech and Language Processing: Q^i = X W^{Q_i} for each head, head_i, their sum ⊕, W^O."""

import numpy as np


def split_heads(x, n_heads):
    if x.shape[2] % n_heads:
        raise ValueError("h must divide d")
    d_v = x.shape[2] // n_heads
    return np.stack([x[:, :, i * d_v : (i + 1) * d_v] for i in range(n_heads)], axis=1)


def merge_heads(x):
    return np.concatenate(list(np.moveaxis(x, 1, 0)), axis=2)


def head(X, W_Q, W_K, W_V, M):
    Q, K, V = X @ W_Q, X @ W_K, X @ W_V
    scores = np.einsum("bid,bjd->bij", Q, K) / np.sqrt(W_K.shape[1])
    if M is not None:
        scores = scores + np.where(M, 0.0, -np.inf)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)) @ V


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    d = x.shape[2]
    if d % n_heads:
        raise ValueError("h must divide d")
    columns = np.split(np.arange(d), n_heads)
    masks = [None] * n_heads
    if mask is not None:
        full = np.broadcast_to(mask, (x.shape[0], n_heads, x.shape[1], x.shape[1]))
        masks = [full[:, i] for i in range(n_heads)]
    heads = [head(x, w_q[:, c], w_k[:, c], w_v[:, c], M) for c, M in zip(columns, masks, strict=True)]
    return np.concatenate(heads, axis=-1) @ w_o
