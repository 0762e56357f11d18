"""Both products with np.einsum, the query scaled beforehand, the mask added as 0 and −inf."""

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    shifted = x - np.max(x, axis=axis, keepdims=True)
    powers = np.exp(shifted)
    return powers / powers.sum(axis=axis, keepdims=True)


def scaled_dot_product_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    q_scaled = q * q.shape[-1] ** -0.5
    logits = np.einsum("...id,...jd->...ij", q_scaled, k)
    if mask is not None:
        bias = np.where(mask, 0.0, -np.inf)
        logits = logits + bias
    attn = softmax(logits)
    out = np.einsum("...ij,...jd->...id", attn, v)
    return out, attn
