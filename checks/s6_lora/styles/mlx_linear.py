"""As in MLX: the layer keeps both matrices transposed and multiplies rows from the left."""

from dataclasses import dataclass

import numpy as np


@dataclass
class LoRALinear:
    linear: np.ndarray
    lora_a: np.ndarray  # (input_dims, r)
    lora_b: np.ndarray  # (r, output_dims)
    scale: float

    @classmethod
    def from_task(cls, W, A, B, alpha):
        return cls(linear=W, lora_a=A.T, lora_b=B.T, scale=alpha / A.shape[0])

    def __call__(self, x):
        y = x @ self.linear.T
        z = (x @ self.lora_a) @ self.lora_b
        return y + self.scale * z

    def grads(self, x, dy):
        dz = self.scale * dy
        d_hidden = dz @ self.lora_b.T
        d_in = dy @ self.linear + d_hidden @ self.lora_a.T
        batch = x.reshape(-1, x.shape[-1])
        d_a = batch.T @ d_hidden.reshape(-1, d_hidden.shape[-1])
        d_b = (batch @ self.lora_a).T @ dz.reshape(-1, dz.shape[-1])
        return d_in, d_a, d_b

    def fuse(self):
        delta = (self.scale * self.lora_b.T) @ self.lora_a.T
        return self.linear + delta


def init_lora(d_out, d_in, r, rng):
    scale = 1 / np.sqrt(d_in)
    lora_a = rng.uniform(low=-scale, high=scale, size=(d_in, r))
    lora_b = np.zeros((r, d_out))
    return lora_a.T, lora_b.T


def lora_forward(x, W, A, B, alpha):
    return LoRALinear.from_task(W, A, B, alpha)(x)


def lora_backward(dy, x, W, A, B, alpha):
    d_in, d_a, d_b = LoRALinear.from_task(W, A, B, alpha).grads(x, dy)
    return d_in, d_a.T, d_b.T


def merge_lora(W, A, B, alpha):
    return LoRALinear.from_task(W, A, B, alpha).fuse().astype(W.dtype)


def trainable_parameters(shapes, r):
    total = 0
    for o, i in shapes:
        lora_a, lora_b = i * r, r * o
        total += lora_a + lora_b
    return total
