"""A class with the matrices as attributes and methods for each step, as carried over from a PyTorch module."""

import numpy as np


def split_heads(x, n_heads):
    return MultiHeadAttention(x.shape[-1], n_heads).split(x)


def merge_heads(x):
    n_heads, d_head = x.shape[1], x.shape[3]
    return MultiHeadAttention(n_heads * d_head, n_heads).merge(x)


class MultiHeadAttention:
    def __init__(self, d_model, n_heads):
        if d_model % n_heads:
            raise ValueError("d_model must be a multiple of n_heads")
        self.d_model = d_model
        self.n_heads = n_heads
        self.d_head = d_model // n_heads

    def split(self, x):
        x = x.reshape(x.shape[0], x.shape[1], self.n_heads, self.d_head)
        return np.swapaxes(x, 1, 2)

    def merge(self, x):
        x = np.swapaxes(x, 1, 2)
        return x.reshape(x.shape[0], x.shape[1], self.d_model)

    def attention(self, q, k, v, mask):
        energy = np.einsum("bhqd,bhkd->bhqk", q, k)
        if mask is not None:
            energy = energy + (1 - np.asarray(mask, dtype=float)) * -1e20
        return self.softmax(energy / self.d_head**0.5) @ v

    def softmax(self, energy):
        energy = np.exp(energy - energy.max(axis=-1, keepdims=True))
        return energy / energy.sum(axis=-1, keepdims=True)

    def forward(self, x, w_q, w_k, w_v, w_o, mask):
        q = self.split(x @ w_q)
        k = self.split(x @ w_k)
        v = self.split(x @ w_v)
        context = self.merge(self.attention(q, k, v, mask))
        return context @ w_o


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    layer = MultiHeadAttention(x.shape[-1], n_heads)
    return layer.forward(x, w_q, w_k, w_v, w_o, mask)
