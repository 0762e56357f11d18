"""llama2.c's manner: one position at a time through a forward function, kv_mul, att as a buffer."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    return {"key_cache": [], "value_cache": [], "pos": 0, "first": 0}


def forward(token, s, layer):
    head_size = layer["w_q"].shape[1] // layer["n_heads"]
    kv_mul = layer["n_heads"] // layer["n_kv_heads"]
    pos = s["pos"]
    q = np.matmul(token, layer["w_q"])
    k = np.matmul(token, layer["w_k"])
    v = np.matmul(token, layer["w_v"])
    q = rotate(q.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)
    k = rotate(k.reshape(-1, 1, head_size), np.array([pos])).reshape(-1)
    s["key_cache"].append(k)
    s["value_cache"].append(v)
    start = s["first"]
    if layer["window"] is not None:
        start = max(start, pos - layer["window"] + 1)
    xb = np.zeros(q.shape)
    for h in range(layer["n_heads"]):
        q_head = q[h * head_size : (h + 1) * head_size]
        off = (h // kv_mul) * head_size
        att = np.zeros(pos + 1 - start)
        for t in range(start, pos + 1):
            k_head = s["key_cache"][t - s["first"]][off : off + head_size]
            att[t - start] = (q_head * k_head).sum() / np.sqrt(head_size)
        att = np.exp(att - att.max())
        att = att / att.sum()
        for t in range(start, pos + 1):
            v_head = s["value_cache"][t - s["first"]][off : off + head_size]
            xb[h * head_size : (h + 1) * head_size] += att[t - start] * v_head
    s["pos"] += 1
    return np.matmul(xb, layer["w_o"])


def attend(x, cache, layer):
    s = cache
    out = np.zeros((len(x), layer["w_o"].shape[1]))
    for i in range(len(x)):
        out[i] = forward(x[i], s, layer)
    if layer["window"] is not None:
        while len(s["key_cache"]) > layer["window"]:
            s["key_cache"].pop(0)
            s["value_cache"].pop(0)
            s["first"] += 1
    return out, s


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
