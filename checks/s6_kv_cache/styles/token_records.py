"""The cache is a list of records (position, key, value); a query filters the records that it may see."""

from collections import namedtuple

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


Record = namedtuple("Record", "position key value")


def start_cache(layer):
    return ([], 0)


def attend(x, cache, layer):
    records, total = cache
    records = list(records)
    heads, kv_heads, window = layer["n_heads"], layer["n_kv_heads"], layer["window"]
    d = layer["w_q"].shape[1] // heads
    positions = list(range(total, total + len(x)))
    q = rotate((x @ layer["w_q"]).reshape(len(x), heads, d).swapaxes(0, 1), positions)
    k = rotate((x @ layer["w_k"]).reshape(len(x), kv_heads, d).swapaxes(0, 1), positions)
    v = (x @ layer["w_v"]).reshape(len(x), kv_heads, d).swapaxes(0, 1)
    for i, position in enumerate(positions):
        records.append(Record(position, k[:, i], v[:, i]))
    results = np.zeros((len(x), heads, d))
    for i, position in enumerate(positions):
        visible = [r for r in records if r.position <= position]
        if window is not None:
            visible = [r for r in visible if position - r.position < window]
        for h in range(heads):
            shared = h * kv_heads // heads
            scores = np.array([q[h, i] @ r.key[shared] for r in visible]) / np.sqrt(d)
            weights = np.exp(scores - scores.max())
            weights = weights / weights.sum()
            results[i, h] = sum(w * r.value[shared] for w, r in zip(weights, visible, strict=True))
    total = total + len(x)
    if window is not None:
        records = [r for r in records if r.position > total - window]
    return results.reshape(len(x), heads * d) @ layer["w_o"], (records, total)


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
