"""As in the books that build a language model step by step: triu with diagonal 1 as a boolean fill, then softmax."""

import numpy as np


def causal_mask(n):
    return ~np.triu(np.ones((n, n)), k=1).astype(bool)


def masked_fill_(x, where, value):
    x[..., where] = value


def causal_attention(q, k, v):
    num_tokens = q.shape[-2]
    attn_scores = q @ k.swapaxes(-2, -1)
    mask = np.triu(np.ones((num_tokens, num_tokens)), k=1)
    masked_fill_(attn_scores, mask.astype(bool), -np.inf)
    scaled = attn_scores / k.shape[-1] ** 0.5
    attn_weights = np.exp(scaled) / np.exp(scaled).sum(axis=-1, keepdims=True)
    context_vec = attn_weights @ v
    return context_vec, attn_weights
