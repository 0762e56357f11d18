"""As in adapter libraries: a layer class that is configured once, Kaiming-uniform A, and the scale as an attribute."""

import math

import numpy as np


class LoraLinear:
    def __init__(self, base_weight, lora_A, lora_B, lora_alpha):
        self.base_weight = base_weight
        self.lora_A = lora_A
        self.lora_B = lora_B
        self.r = lora_A.shape[0]
        self.scaling = lora_alpha / self.r

    def get_delta_weight(self):
        return self.lora_B @ self.lora_A * self.scaling

    def forward(self, x):
        result = np.matmul(x, self.base_weight.T)
        after_A = np.matmul(x, self.lora_A.T)
        return result + np.matmul(after_A, self.lora_B.T) * self.scaling

    def backward(self, grad_output, x):
        grad_after_A = np.matmul(grad_output, self.lora_B) * self.scaling
        grad_input = np.matmul(grad_output, self.base_weight)
        grad_input = grad_input + np.matmul(grad_after_A, self.lora_A)
        flat_x = x.reshape(-1, x.shape[-1])
        flat_out = grad_output.reshape(-1, grad_output.shape[-1])
        flat_after = grad_after_A.reshape(-1, self.r)
        grad_A = flat_after.T @ flat_x
        grad_B = flat_out.T @ (flat_x @ self.lora_A.T) * self.scaling
        return grad_input, grad_A, grad_B


def init_lora(d_out, d_in, r, rng):
    bound = math.sqrt(6 / ((1 + 5) * d_in))  # kaiming_uniform_(a=sqrt(5))
    lora_A = rng.uniform(-bound, bound, (r, d_in))
    lora_B = np.zeros((d_out, r))
    return lora_A, lora_B


def lora_forward(x, W, A, B, alpha):
    return LoraLinear(W, A, B, alpha).forward(x)


def lora_backward(dy, x, W, A, B, alpha):
    return LoraLinear(W, A, B, alpha).backward(dy, x)


def merge_lora(W, A, B, alpha):
    layer = LoraLinear(W, A, B, alpha)
    return (layer.base_weight + layer.get_delta_weight()).astype(W.dtype)


def trainable_parameters(shapes, r):
    trainable = 0
    for out_features, in_features in shapes:
        trainable += r * in_features
        trainable += out_features * r
    return trainable
