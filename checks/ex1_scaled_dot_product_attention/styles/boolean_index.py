"""Everything in place on fresh arrays: the mask broadcast and used as an index, exp and the division with out=."""

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    y = x - x.max(axis=axis, keepdims=True)
    np.exp(y, out=y)
    y /= y.sum(axis=axis, keepdims=True)
    return y


def scaled_dot_product_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    s = q @ k.swapaxes(-1, -2)
    s *= 1.0 / np.sqrt(k.shape[-1])
    if mask is not None:
        hidden = ~np.broadcast_to(mask, s.shape)
        s[hidden] = -np.inf
    p = softmax(s)
    o = p @ v
    return o, p
