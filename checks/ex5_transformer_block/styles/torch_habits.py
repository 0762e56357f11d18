"""Names and order of minimal PyTorch GPTs: B, T, C, view and transpose, a masked fill."""

import math
from collections.abc import Mapping

import numpy as np


def layer_norm(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, eps: float = 1e-5) -> np.ndarray:
    u = x.mean(-1, keepdims=True)
    s = ((x - u) ** 2).mean(-1, keepdims=True)
    x = (x - u) / np.sqrt(s + eps)
    return gamma * x + beta


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * np.power(x, 3.0))))


def feed_forward(x: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray) -> np.ndarray:
    h = x @ w1 + b1
    h = gelu(h)
    return h @ w2 + b2


def causal_self_attention(x, params, n_head, causal):
    B, T, C = x.shape
    hs = C // n_head
    q = (x @ params["w_q"]).reshape(B, T, n_head, hs).swapaxes(1, 2)
    k = (x @ params["w_k"]).reshape(B, T, n_head, hs).swapaxes(1, 2)
    v = (x @ params["w_v"]).reshape(B, T, n_head, hs).swapaxes(1, 2)

    att = (q @ k.swapaxes(-2, -1)) * (1.0 / math.sqrt(hs))
    if causal:
        bias = np.tril(np.ones((T, T)))
        att = np.where(bias == 0, -np.inf, att)
    att = att - att.max(axis=-1, keepdims=True)
    att = np.exp(att)
    att = att / att.sum(axis=-1, keepdims=True)
    y = att @ v
    y = y.swapaxes(1, 2).reshape(B, T, C)
    return y @ params["w_o"]


def transformer_block(
    x: np.ndarray, params: Mapping[str, np.ndarray], n_heads: int, causal: bool = True
) -> np.ndarray:
    ln_1 = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
    x = x + causal_self_attention(ln_1, params, n_heads, causal)
    ln_2 = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
    return x + feed_forward(ln_2, params["w1"], params["b1"], params["w2"], params["b2"])
