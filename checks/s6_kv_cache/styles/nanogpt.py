"""nanoGPT's letters: one line per step, a triangle with an offset, the cache a pair of arrays and a counter."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    return None


def attend(x, cache, layer):
    T = x.shape[0]
    n_head, n_kv_head, window = layer["n_heads"], layer["n_kv_heads"], layer["window"]
    hs = layer["w_q"].shape[1] // n_head
    past = 0 if cache is None else cache["n"]
    pos = np.arange(past, past + T)
    q = (x @ layer["w_q"]).reshape(T, n_head, hs).transpose(1, 0, 2)  # (nh, T, hs)
    k = (x @ layer["w_k"]).reshape(T, n_kv_head, hs).transpose(1, 0, 2)
    v = (x @ layer["w_v"]).reshape(T, n_kv_head, hs).transpose(1, 0, 2)
    q = rotate(q, pos)
    k = rotate(k, pos)
    if cache is not None:
        k = np.concatenate((cache["k"], k), axis=1)
        v = np.concatenate((cache["v"], v), axis=1)
    S = k.shape[1]
    kk = np.repeat(k, n_head // n_kv_head, axis=0)
    vv = np.repeat(v, n_head // n_kv_head, axis=0)
    att = (q @ kk.transpose(0, 2, 1)) * (1.0 / np.sqrt(hs))
    bias = np.tril(np.ones((T, S)), k=S - T)
    if window is not None:
        bias = bias * np.triu(np.ones((T, S)), k=S - T - window + 1)
    att = np.where(bias == 0, -np.inf, att)
    att = np.exp(att - att.max(axis=-1, keepdims=True))
    att = att / att.sum(axis=-1, keepdims=True)
    y = att @ vv
    y = y.transpose(1, 0, 2).reshape(T, n_head * hs)
    y = y @ layer["w_o"]
    if window is not None and window <= S:
        k = k[:, S - window + 1 :]
        v = v[:, S - window + 1 :]
    return y, {"k": k, "v": v, "n": past + T}


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
