"""np.einsum for every product; the matrices cut into heads and not the tokens; w_o summed over heads."""

import numpy as np


def split_heads(x: np.ndarray, n_heads: int) -> np.ndarray:
    b, t, d = x.shape
    if d % n_heads:
        raise ValueError(f"{d} columns cannot be cut into {n_heads} heads")
    return np.einsum("bthc->bhtc", x.reshape(b, t, n_heads, d // n_heads))


def merge_heads(x: np.ndarray) -> np.ndarray:
    b, h, t, c = x.shape
    return np.einsum("bhtc->bthc", x).reshape(b, t, h * c)


def multi_head_attention(
    x: np.ndarray,
    w_q: np.ndarray,
    w_k: np.ndarray,
    w_v: np.ndarray,
    w_o: np.ndarray,
    n_heads: int,
    mask: np.ndarray | None = None,
) -> np.ndarray:
    d = x.shape[-1]
    if d % n_heads:
        raise ValueError(f"{d} columns cannot be cut into {n_heads} heads")
    c = d // n_heads
    q = np.einsum("btd,dhc->bhtc", x, w_q.reshape(d, n_heads, c))
    k = np.einsum("btd,dhc->bhtc", x, w_k.reshape(d, n_heads, c))
    v = np.einsum("btd,dhc->bhtc", x, w_v.reshape(d, n_heads, c))
    logits = np.einsum("bhqc,bhkc->bhqk", q, k) / c**0.5
    if mask is not None:
        logits = np.where(mask, logits, -np.inf)
    e = np.exp(logits)
    p = e / e.sum(axis=3, keepdims=True)
    z = np.einsum("bhqk,bhkc->bhqc", p, v)
    return np.einsum("bhqc,hcd->bqd", z, w_o.reshape(n_heads, c, d))
