"""Calls itself for each element of a leading axis; the attention itself knows tables only, .T and .dot."""

import numpy as np


def softmax(x, axis=-1):
    top = x.max(axis, keepdims=True)
    num = np.exp(x - top)
    den = num.sum(axis, keepdims=True)
    return num / den


def scaled_dot_product_attention(q, k, v, mask=None):
    if q.ndim > 2:
        if mask is not None:
            mask = np.broadcast_to(mask, (*q.shape[:-1], k.shape[-2]))
        outs, tables = [], []
        for b in range(len(q)):
            m = None if mask is None else mask[b]
            out, table = scaled_dot_product_attention(q[b], k[b], v[b], m)
            outs.append(out)
            tables.append(table)
        return np.stack(outs), np.stack(tables)

    d = q.shape[1]
    s = q.dot(k.T) / np.sqrt(d)
    if mask is not None:
        s = np.where(mask, s, float("-inf"))
    w = softmax(s, axis=1)
    return w.dot(v), w
