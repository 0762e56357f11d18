"""As in the paper's own library: a linear layer with a transposing helper, merged and unmerged."""

import numpy as np


def t(w):
    return np.swapaxes(w, 0, 1)


class Linear:
    def __init__(self, weight, lora_A, lora_B, lora_alpha=1):
        self.weight, self.lora_A, self.lora_B = weight, lora_A, lora_B
        self.r = self.lora_B.shape[1]
        self.scaling = lora_alpha / self.r
        self.merged = False

    def train(self):
        return self.weight + (self.lora_B @ self.lora_A) * self.scaling

    def forward(self, x):
        result = x @ t(self.weight)
        result += (x @ t(self.lora_A) @ t(self.lora_B)) * self.scaling
        return result


def reset_parameters(in_features, r, rng):
    return rng.normal(size=r * in_features).reshape(r, in_features) * in_features**-0.5


def init_lora(d_out, d_in, r, rng):
    return reset_parameters(d_in, r, rng), np.zeros((d_out, r))


def lora_forward(x, W, A, B, alpha):
    return Linear(W, A, B, alpha).forward(x)


def lora_backward(dy, x, W, A, B, alpha):
    layer = Linear(W, A, B, alpha)
    g = dy * layer.scaling
    grad_x = dy @ W + g @ B @ A
    leading = tuple(range(x.ndim - 1))
    grad_A = np.tensordot(g @ B, x, axes=(leading, leading))
    grad_B = np.tensordot(g, x @ t(A), axes=(leading, leading))
    return grad_x, grad_A, grad_B


def merge_lora(W, A, B, alpha):
    return Linear(W, A, B, alpha).train().astype(W.dtype)


def trainable_parameters(shapes, r):
    n = 0
    for shape in shapes:
        n += sum(shape) * r
    return n
