"""picoGPT's manner: split heads into lists, one small function for one head, a mask of -1e10."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def attention(q, k, v, mask):
    return softmax(q @ k.T / np.sqrt(q.shape[-1]) + mask) @ v


def start_cache(layer):
    return [[None] * layer["n_kv_heads"], [None] * layer["n_kv_heads"], 0]


def attend(x, cache, layer):
    old_ks, old_vs, n_past = cache
    n_seq = len(x)
    where = np.arange(n_past, n_past + n_seq)
    qs = np.split(x @ layer["w_q"], layer["n_heads"], axis=-1)
    ks = np.split(x @ layer["w_k"], layer["n_kv_heads"], axis=-1)
    vs = np.split(x @ layer["w_v"], layer["n_kv_heads"], axis=-1)
    qs = [rotate(q[None], where)[0] for q in qs]
    ks = [rotate(k[None], where)[0] for k in ks]
    ks = [k if old is None else np.vstack([old, k]) for old, k in zip(old_ks, ks, strict=True)]
    vs = [v if old is None else np.vstack([old, v]) for old, v in zip(old_vs, vs, strict=True)]
    n_keys = len(ks[0])
    ahead = np.arange(n_past + n_seq - n_keys, n_past + n_seq) - where[:, None]
    mask = (ahead > 0) * -1e10
    if layer["window"] is not None:
        mask = mask + (ahead <= -layer["window"]) * -1e10
    group = layer["n_heads"] // layer["n_kv_heads"]
    out_heads = [attention(q, ks[i // group], vs[i // group], mask) for i, q in enumerate(qs)]
    out = np.hstack(out_heads) @ layer["w_o"]
    if layer["window"] is not None:
        start = max(n_keys - layer["window"] + 1, 0)
        ks = [k[start:] for k in ks]
        vs = [v[start:] for v in vs]
    return out, [ks, vs, n_past + n_seq]


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
