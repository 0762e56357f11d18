"""In the letters of Speech and Language Processing: score(x_i, x_j), alpha_ij, a_i, one row at a time."""

import numpy as np


def softmax(x, axis=-1):
    z = np.moveaxis(np.array(x, dtype=float), axis, -1)
    y = np.exp(z - z.max(-1)[..., None])
    return np.moveaxis(y / y.sum(-1)[..., None], -1, axis)


def score(q_i, K):
    return (K * q_i[..., None, :]).sum(axis=-1) / np.sqrt(q_i.shape[-1])


def scaled_dot_product_attention(q, k, v, mask=None):
    N, M = q.shape[-2], k.shape[-2]
    M_all = np.broadcast_to(True if mask is None else mask, (*q.shape[:-1], M))
    A, ALPHA = [], []
    for i in range(N):
        s_i = score(q[..., i, :], k)
        s_i = np.where(M_all[..., i, :], s_i, -np.inf)
        alpha_i = softmax(s_i)
        a_i = (alpha_i[..., None] * v).sum(axis=-2)
        ALPHA.append(alpha_i)
        A.append(a_i)
    return np.stack(A, axis=-2), np.stack(ALPHA, axis=-2)
