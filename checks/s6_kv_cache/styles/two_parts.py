"""Flash decoding: the cached part and the new part are computed apart and merged by their totals."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    return {"past": [], "count": 0}


def part(q, k, v, mask):
    """Numerator, denominator and maximum of the softmax over one part of the keys."""
    scores = np.where(mask, q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]), -np.inf)
    top = np.maximum(scores.max(axis=-1, keepdims=True), -1e300)
    powers = np.exp(scores - top)
    return powers @ v, powers.sum(axis=-1, keepdims=True), top


def attend(x, cache, layer):
    n, count, window = len(x), cache["count"], layer["window"]
    size = layer["w_o"].shape[0] // layer["n_heads"]
    now = np.arange(count, count + n)
    q, k, v = (
        (x @ layer[w]).reshape(n, layer[h], size).swapaxes(0, 1)
        for w, h in (("w_q", "n_heads"), ("w_k", "n_kv_heads"), ("w_v", "n_kv_heads"))
    )
    q, k = rotate(q, now), rotate(k, now)
    times = layer["n_heads"] // layer["n_kv_heads"]
    parts = []
    for key, value, at in [*cache["past"], (k, v, now)]:
        visible = at <= now[:, None]
        if window is not None:
            visible = visible & (now[:, None] - at < window)
        parts.append(part(q, np.repeat(key, times, 0), np.repeat(value, times, 0), visible))
    top = np.max([t for _, _, t in parts], axis=0)
    up = sum(u * np.exp(t - top) for u, _, t in parts)
    down = sum(d * np.exp(t - top) for _, d, t in parts)
    y = (up / down).swapaxes(0, 1).reshape(n, layer["n_heads"] * size) @ layer["w_o"]
    past = [*cache["past"], (k, v, now)] if n else cache["past"]
    if window is not None and n:
        past = [entry for entry in past if entry[2][-1] > now[-1] + 1 - window]
    return y, {"past": past, "count": count + n}


def write_pages(pool, table, free, length, rows):
    size = pool.shape[1]
    end = length + len(rows)
    new_blocks = max(0, (end + size - 1) // size - len(table))
    if new_blocks > len(free):
        raise MemoryError("out of blocks")
    for _ in range(new_blocks):
        table.append(free.pop(0))
    for i, row in enumerate(rows):
        block, slot = divmod(length + i, size)
        pool[table[block], slot] = row
    return pool, table, free


def read_pages(pool, table, length):
    size, d = pool.shape[1:]
    rows = np.empty((length, d), dtype=pool.dtype)
    for t in range(length):
        rows[t] = pool[table[t // size], t % size]
    return rows
