"""As a PyTorch user writes a custom autograd function: a context that keeps the inputs for the backward pass."""

from types import SimpleNamespace

import numpy as np


class LoRAFunction:
    @staticmethod
    def forward(ctx, inputs, weight, lora_a, lora_b, scaling):
        ctx.saved_tensors = inputs, weight, lora_a, lora_b
        ctx.scaling = scaling
        hidden = inputs @ lora_a.T
        output = inputs @ weight.T
        return output + scaling * (hidden @ lora_b.T)

    @staticmethod
    def backward(ctx, grad_output):
        inputs, weight, lora_a, lora_b = ctx.saved_tensors
        grad_scaled = ctx.scaling * grad_output
        grad_hidden = grad_scaled @ lora_b
        grad_input = grad_output @ weight + grad_hidden @ lora_a
        n = int(np.prod(inputs.shape[:-1]))
        input_2d = inputs.reshape(n, inputs.shape[-1])
        grad_hidden_2d = grad_hidden.reshape(n, lora_a.shape[0])
        grad_scaled_2d = grad_scaled.reshape(n, lora_b.shape[0])
        grad_a = grad_hidden_2d.T @ input_2d
        grad_b = grad_scaled_2d.T @ (input_2d @ lora_a.T)
        return grad_input, grad_a, grad_b


def init_lora(d_out, d_in, r, rng):
    a = rng.standard_normal((r, d_in)) / np.sqrt(d_in)
    b = np.zeros((d_out, r))
    return a, b


def lora_forward(x, W, A, B, alpha):
    return LoRAFunction.forward(SimpleNamespace(), x, W, A, B, alpha / A.shape[0])


def lora_backward(dy, x, W, A, B, alpha):
    ctx = SimpleNamespace(saved_tensors=(x, W, A, B), scaling=alpha / A.shape[0])
    return LoRAFunction.backward(ctx, dy)


def merge_lora(W, A, B, alpha):
    delta = np.zeros_like(W, dtype=np.float64)
    delta += B @ A
    delta *= alpha / A.shape[0]
    return (W + delta).astype(W.dtype)


def trainable_parameters(shapes, r):
    return sum(int(np.prod((r, i))) + int(np.prod((o, r))) for o, i in shapes)
