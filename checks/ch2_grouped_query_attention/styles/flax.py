"""As in JAX code for LLaMA and Gemma: heads split to (K, G), einsum with btkgh, where with a large negative number."""

import numpy as np

K_MASK = -2.3819763e38


def grouped_query_attention(q, k, v, causal=True):
    b, n, t, h = q.shape
    kv = k.shape[1]
    query = np.einsum("bnth->btnh", q) * h**-0.5
    query = query.reshape(b, t, kv, n // kv, h)
    key, value = np.einsum("bksh->bskh", k), np.einsum("bksh->bskh", v)
    logits = np.einsum("btkgh,bskh->btkgs", query, key)
    if causal:
        mask = np.tril(np.ones((t, t), dtype=bool))
        logits = np.where(mask[None, :, None, None, :], logits, K_MASK)
    unnormalized = np.exp(logits - logits.max(-1, keepdims=True))
    probs = unnormalized / unnormalized.sum(-1, keepdims=True)
    encoded = np.einsum("btkgs,bskh->btkgh", probs, value)
    return encoded.reshape(b, t, n, h).transpose(0, 2, 1, 3)
