"""Plain loops: tokens, heads, keys; the cache is two lists with one entry per token."""

import math

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    return {"k": [], "v": [], "dropped": 0}


def attend(x, cache, layer):
    n_heads, n_kv, window = layer["n_heads"], layer["n_kv_heads"], layer["window"]
    d = layer["w_k"].shape[1] // n_kv
    k_list, v_list, dropped = list(cache["k"]), list(cache["v"]), cache["dropped"]
    merged = np.zeros((len(x), n_heads * d))
    for t, token in enumerate(x):
        position = dropped + len(k_list)
        q = rotate((token @ layer["w_q"]).reshape(n_heads, 1, d), [position])
        k = rotate((token @ layer["w_k"]).reshape(n_kv, 1, d), [position])
        v = (token @ layer["w_v"]).reshape(n_kv, 1, d)
        k_list.append(k)
        v_list.append(v)
        if window is not None and len(k_list) > window:
            del k_list[0]
            del v_list[0]
            dropped += 1
        for h in range(n_heads):
            kv = h // (n_heads // n_kv)
            scores = []
            for key in k_list:
                scores.append(np.dot(q[h, 0], key[kv, 0]) / math.sqrt(d))
            biggest = max(scores)
            total, mix = 0.0, np.zeros(d)
            for score, value in zip(scores, v_list, strict=True):
                weight = math.exp(score - biggest)
                total += weight
                mix += weight * value[kv, 0]
            merged[t, h * d : (h + 1) * d] = mix / total
    output = merged @ layer["w_o"]
    return output, {"k": k_list, "v": v_list, "dropped": dropped}


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
