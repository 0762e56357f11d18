"""In plain loops: one token, one head and one key at a time, with lists of vectors as the cache and math.exp."""

import math

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
    return []  # one pair (keys of all heads, values of all heads) per token


def attend(x, cache, layer):
    n_heads, n_kv = layer["n_heads"], layer["n_kv_heads"]
    window = layer["window"]
    d_head = layer["w_k"].shape[1] // n_kv
    cache = list(cache)
    outputs = []
    for token in x:
        position = len(cache)
        q = token @ layer["w_q"]
        k = token @ layer["w_k"]
        v = token @ layer["w_v"]
        here = np.array([position])
        ks, vs = [], []
        for g in range(n_kv):
            part = k[g * d_head : (g + 1) * d_head]
            ks.append(rotate(part[None, None, :], here)[0, 0])
            vs.append(v[g * d_head : (g + 1) * d_head])
        cache.append((ks, vs))
        first = 0 if window is None else max(0, position - window + 1)
        merged = []
        for h in range(n_heads):
            g = h // (n_heads // n_kv)
            qh = rotate(q[h * d_head : (h + 1) * d_head][None, None, :], here)[0, 0]
            scores = []
            for j in range(first, position + 1):
                scores.append(
                    sum(float(a) * float(b) for a, b in zip(qh, cache[j][0][g], strict=False))
                    / math.sqrt(d_head)
                )
            top = max(scores)
            powers = [math.exp(s - top) for s in scores]
            total = sum(powers)
            mixed = np.zeros(d_head)
            for power, j in zip(powers, range(first, position + 1), strict=False):
                mixed += power / total * cache[j][1][g]
            merged.extend(mixed)
        outputs.append(np.array(merged) @ layer["w_o"])
    return np.array(outputs).reshape(len(x), layer["w_o"].shape[1]), cache


def write_pages(pool, table, free, length, rows):
    size = pool.shape[1]
    room = len(table) * size - length
    missing = len(rows) - room
    blocks = 0
    while blocks * size < missing:
        blocks += 1
    if blocks > len(free):
        raise MemoryError(f"{blocks} blocks are needed, {len(free)} are free")
    pool, table, free = pool.copy(), list(table), list(free)
    for row in rows:
        if length == len(table) * size:
            table.append(free.pop())
        pool[table[length // size]][length % size] = row
        length += 1
    return pool, table, free


def read_pages(pool, table, length):
    size = pool.shape[1]
    out = np.empty((length, pool.shape[2]), dtype=pool.dtype)
    for t in range(length):
        out[t] = pool[table[t // size], t % size]
    return out
