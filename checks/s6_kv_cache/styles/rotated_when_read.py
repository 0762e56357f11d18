"""The cache keeps keys without rotation and rotates all of them when they are read (StreamingLLM's way)."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def split(x, w, n):
    return np.moveaxis((x @ w).reshape(len(x), n, w.shape[1] // n), 1, 0)


def start_cache(layer):
    return {"raw_keys": [], "values": [], "first": 0}


def attend(x, cache, layer):
    n_q, n_kv = layer["n_heads"], layer["n_kv_heads"]
    raw_keys = cache["raw_keys"] + [split(x, layer["w_k"], n_kv)]
    values = cache["values"] + [split(x, layer["w_v"], n_kv)]
    raw = np.concatenate(raw_keys, axis=1)
    value = np.concatenate(values, axis=1)
    key_at = cache["first"] + np.arange(raw.shape[1])
    query_at = key_at[raw.shape[1] - len(x) :]
    keys = rotate(raw, key_at)
    queries = rotate(split(x, layer["w_q"], n_q), query_at)
    d = keys.shape[-1]
    outputs = []
    for h in range(n_q):
        g = h // (n_q // n_kv)
        s = queries[h] @ keys[g].T / np.sqrt(d)
        s[key_at[None, :] > query_at[:, None]] = -np.inf
        if layer["window"] is not None:
            s[key_at[None, :] <= query_at[:, None] - layer["window"]] = -np.inf
        e = np.exp(s - s.max(axis=1, keepdims=True))
        e = e / e.sum(axis=1, keepdims=True)
        outputs.append(e @ value[g])
    first = cache["first"]
    if layer["window"] is not None:
        gone = max(0, raw.shape[1] - layer["window"] + 1)
        raw, value, first = raw[:, gone:], value[:, gone:], first + gone
    merged = np.concatenate(outputs, axis=1)
    return merged @ layer["w_o"], {"raw_keys": [raw], "values": [value], "first": first}


def write_pages(pool, table, free, length, rows):
    n_blocks, block_size, d = pool.shape
    table, free = list(table), list(free)
    backup = list(free)
    slots = []
    for t in range(length, length + len(rows)):
        if t // block_size == len(table):
            if not free:
                raise MemoryError(f"no free block, {len(backup)} before")
            table.append(free.pop())
        slots.append(table[t // block_size] * block_size + t % block_size)
    flat = pool.reshape(n_blocks * block_size, d).copy()
    for slot, row in zip(slots, rows, strict=True):
        flat[slot] = row
    return flat.reshape(pool.shape), table, free


def read_pages(pool, table, length):
    blocks = [pool[block] for block in table]
    if not blocks:
        return np.zeros((0, pool.shape[2]))
    return np.concatenate(blocks)[:length]
