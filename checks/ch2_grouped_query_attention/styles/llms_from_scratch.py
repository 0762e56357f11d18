"""As in the books that build a language model step by step: assert, repeat_interleave by np.repeat, context_vec."""

import numpy as np


def grouped_query_attention(q, k, v, causal=True):
    num_heads, num_kv_groups = q.shape[1], k.shape[1]
    assert num_heads % num_kv_groups == 0, "num_heads must be divisible by num_kv_groups"
    group_size = num_heads // num_kv_groups
    keys = np.repeat(k, group_size, axis=1)
    values = np.repeat(v, group_size, axis=1)
    attn_scores = q @ keys.swapaxes(2, 3)
    if causal:
        num_tokens = q.shape[2]
        mask_bool = np.triu(np.ones((num_tokens, num_tokens)), k=1).astype(bool)
        attn_scores[:, :, mask_bool] = -np.inf
    z = attn_scores / keys.shape[-1] ** 0.5
    attn_weights = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    return attn_weights @ values
