"""As in the books that build a language model step by step: view, transpose, masked fill, context_vec, out_proj."""

import numpy as np


class MultiHeadAttention:
    def __init__(self, w_q, w_k, w_v, w_o, num_heads):
        d_out = w_q.shape[-1]
        if d_out % num_heads != 0:
            raise ValueError("d_out must be divisible by num_heads")
        self.d_out, self.num_heads, self.head_dim = d_out, num_heads, d_out // num_heads
        self.W_query, self.W_key, self.W_value, self.out_proj = w_q, w_k, w_v, w_o

    def forward(self, x, mask):
        b, num_tokens, _ = x.shape
        keys, queries, values = x @ self.W_key, x @ self.W_query, x @ self.W_value
        keys, queries, values = (split_heads(y, self.num_heads) for y in (keys, queries, values))
        attn_scores = queries @ keys.swapaxes(2, 3)
        if mask is not None:
            attn_scores = np.where(~mask, -np.inf, attn_scores)
        z = attn_scores / self.head_dim**0.5
        attn_weights = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
        context_vec = (attn_weights @ values).swapaxes(1, 2)
        context_vec = context_vec.reshape(b, num_tokens, self.d_out)
        return context_vec @ self.out_proj


def split_heads(x, n_heads):
    b, num_tokens, d_out = x.shape
    if d_out % n_heads:
        raise ValueError("d_out must be divisible by num_heads")
    return x.reshape(b, num_tokens, n_heads, d_out // n_heads).swapaxes(1, 2)


def merge_heads(x):
    b, num_heads, num_tokens, head_dim = x.shape
    return x.swapaxes(1, 2).reshape(b, num_tokens, num_heads * head_dim)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    return MultiHeadAttention(w_q, w_k, w_v, w_o, n_heads).forward(x, mask)
