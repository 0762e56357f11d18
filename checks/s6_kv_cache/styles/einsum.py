"""Every product as an einsum; group axes g and r instead of repeated keys; the cache a tuple."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    d = layer["w_q"].shape[1] // layer["n_heads"]
    g = layer["n_kv_heads"]
    return np.zeros((g, 0, d)), np.zeros((g, 0, d)), np.zeros(0, dtype=int)


def attend(x, cache, layer):
    old_k, old_v, old_p = cache
    g = layer["n_kv_heads"]
    r = layer["n_heads"] // g
    d = layer["w_q"].shape[1] // layer["n_heads"]
    t = len(x)
    begin = old_p[-1] + 1 if len(old_p) else 0
    p = begin + np.arange(t)
    q = np.einsum("te,ehd->htd", x, layer["w_q"].reshape(-1, g * r, d))
    k = np.einsum("te,egd->gtd", x, layer["w_k"].reshape(-1, g, d))
    v = np.einsum("te,egd->gtd", x, layer["w_v"].reshape(-1, g, d))
    q, k = rotate(q, p), rotate(k, p)
    k = np.concatenate([old_k, k], 1)
    v = np.concatenate([old_v, v], 1)
    all_p = np.concatenate([old_p, p])
    scores = np.einsum("grtd,gsd->grts", q.reshape(g, r, t, d), k) / np.sqrt(d)
    distance = p[:, None] - all_p[None, :]
    ok = distance >= 0
    if layer["window"] is not None:
        ok = ok & (distance < layer["window"])
    scores = np.where(ok[None, None], scores, -np.inf)
    scores = scores - scores.max(-1, keepdims=True)
    w = np.exp(scores)
    w = w / w.sum(-1, keepdims=True)
    mixed = np.einsum("grts,gsd->tgrd", w, v)
    out = np.einsum("tgrd,grde->te", mixed, layer["w_o"].reshape(g, r, d, -1))
    if layer["window"] is not None:
        live = all_p > p[-1] - layer["window"] if t else all_p >= 0
        k, v, all_p = k[:, live], v[:, live], all_p[live]
    return out, (k, v, all_p)


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
