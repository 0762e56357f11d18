"""As in JAX code: pure functions on a dictionary of parameters, and a vjp that the forward pass returns."""

from functools import partial

import numpy as np


def apply(params, frozen, scale, x):
    h = jnp_dot(x, params["a"])
    y = jnp_dot(x, frozen) + scale * jnp_dot(h, params["b"])
    return y, partial(vjp, params, frozen, scale, x, h)


def jnp_dot(x, kernel):
    return np.tensordot(x, kernel, axes=([-1], [1]))


def vjp(params, frozen, scale, x, h, ct):
    ct_h = scale * np.tensordot(ct, params["b"], axes=1)
    grads = {"a": contract(ct_h, x), "b": contract(scale * ct, h)}
    ct_x = np.tensordot(ct, frozen, axes=1) + np.tensordot(ct_h, params["a"], axes=1)
    return grads, ct_x


def contract(left, right):
    per_row = left[..., :, None] * right[..., None, :]
    return per_row.sum(axis=tuple(range(per_row.ndim - 2)))


def init_lora(d_out, d_in, r, rng):
    variance = 1.0 / d_in
    return np.sqrt(variance) * rng.standard_normal((r, d_in)), np.zeros((d_out, r))


def lora_forward(x, W, A, B, alpha):
    y, _ = apply({"a": A, "b": B}, W, alpha / A.shape[0], x)
    return y


def lora_backward(dy, x, W, A, B, alpha):
    _, pullback = apply({"a": A, "b": B}, W, alpha / A.shape[0], x)
    grads, dx = pullback(dy)
    return dx, grads["a"], grads["b"]


def merge_lora(W, A, B, alpha):
    delta = np.tensordot(B, A, axes=1)
    return np.asarray(W + alpha / A.shape[0] * delta, dtype=W.dtype)


def trainable_parameters(shapes, r):
    return sum(r * shape[0] + r * shape[1] for shape in shapes)
