"""With einsum over (group, query-in-group) axes, and buffers that double when they are full, as a dictionary."""

import numpy as np


def rotate(x: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Rotary position embedding (RoPE) of queries or keys. This function is given; do not change it.

    Args:
        x: (heads, T, d_head), d_head even. positions: (T,), the position of each token in the text, from 0.

    Returns:
        (heads, T, d_head): number i of each head and number i + d_head / 2 are rotated together.
    """
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)  # (T, half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    d = layer["w_k"].shape[1] // layer["n_kv_heads"]
    shape = (layer["n_kv_heads"], 1, d)
    return {"n": 0, "k": np.zeros(shape), "v": np.zeros(shape)}


def _reserve(buffer, needed):
    capacity = buffer.shape[1]
    while capacity < needed:
        capacity *= 2
    if capacity == buffer.shape[1]:
        return buffer
    bigger = np.zeros((buffer.shape[0], capacity, buffer.shape[2]))
    bigger[:, : buffer.shape[1]] = buffer
    return bigger


def attend(x, cache, layer):
    T = len(x)
    G, H = layer["n_kv_heads"], layer["n_heads"]
    d = layer["w_k"].shape[1] // G
    start, stop = cache["n"], cache["n"] + T
    pos = np.arange(start, stop)

    q = np.einsum("tm,mhd->htd", x, layer["w_q"].reshape(-1, H, d))
    k = np.einsum("tm,mgd->gtd", x, layer["w_k"].reshape(-1, G, d))
    v = np.einsum("tm,mgd->gtd", x, layer["w_v"].reshape(-1, G, d))

    cache["k"], cache["v"] = _reserve(cache["k"], stop), _reserve(cache["v"], stop)
    cache["k"][:, start:stop] = rotate(k, pos)
    cache["v"][:, start:stop] = v
    cache["n"] = stop

    low = 0
    if layer["window"] is not None:
        low = max(0, start - layer["window"] + 1)  # no new token sees an earlier one
    K, V = cache["k"][:, low:stop], cache["v"][:, low:stop]
    distance = pos[:, None] - np.arange(low, stop)[None, :]
    hidden = distance < 0
    if layer["window"] is not None:
        hidden |= distance >= layer["window"]

    q = rotate(q, pos).reshape(G, H // G, T, d)
    scores = np.einsum("gqtd,gsd->gqts", q, K) / d**0.5
    scores[..., hidden] = -np.inf
    if T:
        scores -= scores.max(axis=-1, keepdims=True)
    e = np.exp(scores)
    weights = e / e.sum(axis=-1, keepdims=True)
    heads = np.einsum("gqts,gsd->tgqd", weights, V).reshape(T, H * d)
    return heads @ layer["w_o"], cache


def write_pages(pool, table, free, length, rows):
    _B, S, _D = pool.shape
    t = np.arange(length, length + len(rows))
    last = (length + len(rows) + S - 1) // S
    extra = max(0, last - len(table))
    if extra > len(free):
        raise MemoryError
    table += free[:extra]
    del free[:extra]
    if len(rows):
        pool[np.array(table)[t // S], t % S] = rows
    return pool, table, free


def read_pages(pool, table, length):
    t = np.arange(length)
    S = pool.shape[1]
    return pool[np.asarray(table, dtype=int)[t // S], t % S]
