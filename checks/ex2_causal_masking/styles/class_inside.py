"""A class that keeps the mask as a buffer and cuts it to the length, as nanoGPT does; masked_fill with == 0."""

import numpy as np

BLOCK_SIZE = 256


def masked_fill(scores, condition, value):
    scores = scores.copy()
    scores[..., condition] = value
    return scores


def softmax(x, axis):
    x_max = np.max(x, axis=axis, keepdims=True)
    ex = np.exp(x - x_max)
    return ex / np.sum(ex, axis=axis, keepdims=True)


class CausalSelfAttention:
    def __init__(self, block_size):
        self.bias = np.tril(np.ones((block_size, block_size)))

    def __call__(self, q, k, v):
        T, hs = q.shape[-2:]
        wei = q @ k.swapaxes(-2, -1) * hs**-0.5
        wei = masked_fill(wei, self.bias[:T, :T] == 0, float("-inf"))
        wei = softmax(wei, axis=-1)
        out = wei @ v
        return out, wei


def causal_mask(n):
    return np.tril(np.ones((n, n))).astype(bool)


def causal_attention(q, k, v):
    attend = CausalSelfAttention(max(BLOCK_SIZE, q.shape[-2]))
    return attend(q, k, v)
