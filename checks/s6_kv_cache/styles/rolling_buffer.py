"""Mistral's manner: with a window, a ring buffer of W rows in which position p has row p % W."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    d = layer["w_v"].shape[1] // layer["n_kv_heads"]
    rows = layer["window"] or 8
    shape = (rows, layer["n_kv_heads"], d)
    return {"k": np.zeros(shape), "v": np.zeros(shape), "pos": np.full(rows, -1), "seqlen": 0}


def grown(cache):
    for name in ("k", "v"):
        cache[name] = np.concatenate([cache[name], np.zeros_like(cache[name])])
    cache["pos"] = np.concatenate([cache["pos"], np.full(len(cache["pos"]), -1)])


def attend(x, cache, layer):
    window, repeats = layer["window"], layer["n_heads"] // layer["n_kv_heads"]
    d = layer["w_v"].shape[1] // layer["n_kv_heads"]
    seqlen, n = cache["seqlen"], x.shape[0]
    positions = seqlen + np.arange(n)
    xq = (x @ layer["w_q"]).reshape(n, layer["n_heads"], d)
    xk = (x @ layer["w_k"]).reshape(n, layer["n_kv_heads"], d)
    xv = (x @ layer["w_v"]).reshape(n, layer["n_kv_heads"], d)
    xq = rotate(xq.swapaxes(0, 1), positions).swapaxes(0, 1)
    xk = rotate(xk.swapaxes(0, 1), positions).swapaxes(0, 1)
    used = cache["pos"] >= 0
    key = np.concatenate([cache["k"][used], xk])
    value = np.concatenate([cache["v"][used], xv])
    key_positions = np.concatenate([cache["pos"][used], positions])
    age = positions[:, None] - key_positions[None, :]
    mask = age >= 0
    if window is not None:
        mask &= age < window
    key, value = np.repeat(key, repeats, axis=1), np.repeat(value, repeats, axis=1)
    scores = np.einsum("nhd,shd->hns", xq, key) * d**-0.5
    scores = np.where(mask, scores, -np.inf)
    probs = np.exp(scores - scores.max(axis=-1, keepdims=True))
    probs = probs / probs.sum(axis=-1, keepdims=True)
    out = np.einsum("hns,shd->nhd", probs, value).reshape(n, layer["n_heads"] * d) @ layer["w_o"]
    for i, position in enumerate(positions):
        if window is None and position >= len(cache["pos"]):
            grown(cache)
        row = position % len(cache["pos"])
        cache["k"][row], cache["v"][row], cache["pos"][row] = xk[i], xv[i], position
    cache["seqlen"] = seqlen + n
    return out, cache


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
