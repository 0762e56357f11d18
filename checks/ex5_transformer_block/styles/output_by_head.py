"""Each head is projected by its own rows of w_o and the heads are summed; nothing is ever concatenated."""

from collections.abc import Mapping

import numpy as np

SQRT_2_OVER_PI = 0.7978845608028654


def standardize(x, eps):
    spread = np.std(x, axis=-1, keepdims=True)
    return (x - np.mean(x, axis=-1, keepdims=True)) / np.hypot(spread, np.sqrt(eps))


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    return standardize(x, eps) * gamma + beta


def gelu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-2 * SQRT_2_OVER_PI * (x + 0.044715 * x**3)))


def feed_forward(x: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray) -> np.ndarray:
    return np.add(np.matmul(gelu(np.add(np.matmul(x, w1), b1)), w2), b2)


def head_output(x, w_q, w_k, w_v, causal):
    q, k, v = x @ w_q, x @ w_k, x @ w_v
    scores = np.matmul(q, np.moveaxis(k, -1, -2)) / np.sqrt(w_q.shape[1])
    if causal:
        scores = np.where(np.tri(x.shape[1]) > 0, scores, -1e30)
    powers = np.exp(scores - scores.max(-1)[..., None])
    return powers @ v / powers.sum(-1)[..., None]


def transformer_block(
    x: np.ndarray, params: Mapping[str, np.ndarray], n_heads: int, causal: bool = True
) -> np.ndarray:
    by_head = {name: np.split(params[name], n_heads, axis=1) for name in ("w_q", "w_k", "w_v")}
    w_o = np.split(params["w_o"], n_heads, axis=0)
    normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    residual = x
    for wq, wk, wv, wo in zip(by_head["w_q"], by_head["w_k"], by_head["w_v"], w_o, strict=True):
        residual = residual + head_output(normed, wq, wk, wv, causal) @ wo
    ff = {name: params[name] for name in ("w1", "b1", "w2", "b2")}
    return residual + feed_forward(layer_norm(residual, params["ln2_gamma"], params["ln2_beta"]), **ff)
