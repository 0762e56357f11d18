"""A layer class in the manner of a small framework: forward keeps what backward needs; the functions wrap it."""

import numpy as np


class LoraLinear:
    def __init__(self, weight, lora_A, lora_B, lora_alpha):
        self.weight, self.lora_A, self.lora_B = weight, lora_A, lora_B
        self.scaling = lora_alpha / lora_A.shape[0]

    def forward(self, x):
        self.x = x
        self.down = np.matmul(x, self.lora_A.transpose())
        result = np.matmul(x, self.weight.transpose())
        return result + np.matmul(self.down, self.lora_B.transpose()) * self.scaling

    def backward(self, grad):
        n_in, n_out = self.weight.shape[1], self.weight.shape[0]
        rank = self.lora_A.shape[0]
        grad_down = self.scaling * np.matmul(grad, self.lora_B)
        flat_x = self.x.reshape(np.prod(self.x.shape[:-1], dtype=int), n_in)
        flat_grad = grad.reshape(len(flat_x), n_out)
        flat_down = self.down.reshape(len(flat_x), rank)
        self.grad_B = self.scaling * np.matmul(flat_grad.T, flat_down)
        self.grad_A = np.matmul(grad_down.reshape(len(flat_x), rank).T, flat_x)
        return np.matmul(grad, self.weight) + np.matmul(grad_down, self.lora_A)

    def delta(self):
        return self.scaling * np.matmul(self.lora_B, self.lora_A)


def init_lora(d_out, d_in, r, rng):
    bound = 1 / np.sqrt(d_in)
    return rng.uniform(-bound, bound, size=(r, d_in)), np.zeros((d_out, r))


def lora_forward(x, W, A, B, alpha):
    return LoraLinear(W, A, B, alpha).forward(x)


def lora_backward(dy, x, W, A, B, alpha):
    layer = LoraLinear(W, A, B, alpha)
    layer.forward(x)
    dx = layer.backward(dy)
    return dx, layer.grad_A, layer.grad_B


def merge_lora(W, A, B, alpha):
    return (W + LoraLinear(W, A, B, alpha).delta()).astype(W.dtype)


def trainable_parameters(shapes, r):
    total = 0
    for d_out, d_in in shapes:
        total += r * (d_out + d_in)
    return total
