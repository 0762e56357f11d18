"""As in a library of models: hidden_shape with -1, an additive mask of finfo.min, transpose and reshape at the end."""

import numpy as np


def split_heads(x, n_heads):
    if x.shape[-1] % n_heads != 0:
        raise ValueError(f"embed_dim must be divisible by num_heads (got {x.shape[-1]} and {n_heads}).")
    hidden_shape = (*x.shape[:-1], n_heads, x.shape[-1] // n_heads)
    return x.reshape(hidden_shape).transpose(0, 2, 1, 3)


def merge_heads(x):
    x = x.transpose(0, 2, 1, 3)
    return np.ascontiguousarray(x.reshape(*x.shape[:2], -1))


def eager_attention_forward(query, key, value, attention_mask, scaling):
    attn_weights = np.matmul(query, key.swapaxes(2, 3)) * scaling
    if attention_mask is not None:
        attn_weights = attn_weights + attention_mask
    attn_weights = np.exp(attn_weights - attn_weights.max(axis=-1, keepdims=True))
    attn_weights = attn_weights / attn_weights.sum(axis=-1, keepdims=True)
    return np.matmul(attn_weights, value)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    query_states, key_states, value_states = (split_heads(x @ w, n_heads) for w in (w_q, w_k, w_v))
    if mask is not None:
        mask = np.where(mask, 0.0, np.finfo(np.float32).min)
    scaling = query_states.shape[-1] ** -0.5
    attn_output = eager_attention_forward(query_states, key_states, value_states, mask, scaling)
    return merge_heads(attn_output) @ w_o
