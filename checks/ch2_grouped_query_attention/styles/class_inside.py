"""A class that repeats the shared heads with a list of indices and adds a bias, as carried over from PyTorch."""

import numpy as np


class GroupedQueryAttention:
    def __init__(self, num_heads, num_kv_heads):
        if num_heads % num_kv_heads != 0:
            raise ValueError("num_heads must be divisible by num_kv_heads")
        self.num_heads = num_heads
        self.num_groups = num_heads // num_kv_heads

    def expand(self, kv):
        return np.stack([kv[:, h // self.num_groups] for h in range(self.num_heads)], axis=1)

    def bias(self, length):
        return (1.0 - np.tri(length)) * -1e9

    def forward(self, query, key, value, causal):
        key, value = self.expand(key), self.expand(value)
        scale = query.shape[-1] ** -0.5
        logits = np.einsum("bhqd,bhkd->bhqk", query, key) * scale
        if causal:
            logits = logits + self.bias(query.shape[2])
        probs = np.exp(logits - logits.max(axis=-1, keepdims=True))
        probs = probs / probs.sum(axis=-1, keepdims=True)
        return np.einsum("bhqk,bhkd->bhqd", probs, value)


def grouped_query_attention(q, k, v, causal=True):
    layer = GroupedQueryAttention(num_heads=q.shape[1], num_kv_heads=k.shape[1])
    return layer.forward(q, k, v, causal)
