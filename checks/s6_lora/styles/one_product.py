"""With blocks: [W | scale B] times [x; A x] is a single product, forwards and backwards."""

import numpy as np


def init_lora(d_out, d_in, r, rng):
    A = rng.normal(0, np.sqrt(1 / d_in), size=(r, d_in))
    return A, np.zeros((d_out, r))


def _wide(W, A, B, alpha):
    k = alpha / len(A)
    return np.concatenate([W, k * B], axis=1)


def lora_forward(x, W, A, B, alpha):
    both = np.concatenate([x, x @ A.T], axis=-1)
    return both @ _wide(W, A, B, alpha).T


def flat(t):
    return t.reshape(-1, t.shape[-1])


def lora_backward(dy, x, W, A, B, alpha):
    d_in = W.shape[1]
    d_both = dy @ _wide(W, A, B, alpha)
    d_x, d_h = d_both[..., :d_in], d_both[..., d_in:]
    dA = flat(d_h).T @ flat(x)
    dB = alpha / len(A) * flat(dy).T @ flat(x @ A.T)
    return d_x + d_h @ A, dA, dB


def merge_lora(W, A, B, alpha):
    identity = np.eye(W.shape[1])
    return (_wide(W, A, B, alpha) @ np.concatenate([identity, A], axis=0)).astype(W.dtype)


def trainable_parameters(shapes, r):
    return r * int(np.sum([list(shape) for shape in shapes], dtype=np.int64))
