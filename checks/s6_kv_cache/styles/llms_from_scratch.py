"""In the manner of a textbook: keys_new, cache_k, a boolean mask of what is hidden, context vectors."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def start_cache(layer):
    return {"cache_k": None, "cache_v": None, "ptr_current_pos": 0}


def attend(x, cache, layer):
    num_tokens = x.shape[0]
    num_heads, num_kv_groups = layer["n_heads"], layer["n_kv_heads"]
    group_size = num_heads // num_kv_groups
    head_dim = layer["w_v"].shape[1] // num_kv_groups

    queries = x @ layer["w_q"]
    keys_new = x @ layer["w_k"]
    values_new = x @ layer["w_v"]

    queries = queries.reshape(num_tokens, num_heads, head_dim).transpose(1, 0, 2)
    keys_new = keys_new.reshape(num_tokens, num_kv_groups, head_dim).transpose(1, 0, 2)
    values_new = values_new.reshape(num_tokens, num_kv_groups, head_dim).transpose(1, 0, 2)

    start = cache["ptr_current_pos"]
    q_positions = np.arange(start, start + num_tokens)
    queries = rotate(queries, q_positions)
    keys_new = rotate(keys_new, q_positions)

    if cache["cache_k"] is None:
        cache["cache_k"], cache["cache_v"] = keys_new, values_new
    else:
        cache["cache_k"] = np.concatenate([cache["cache_k"], keys_new], axis=1)
        cache["cache_v"] = np.concatenate([cache["cache_v"], values_new], axis=1)
    cache["ptr_current_pos"] += num_tokens

    keys = cache["cache_k"].repeat(group_size, axis=0)
    values = cache["cache_v"].repeat(group_size, axis=0)
    attn_scores = queries @ keys.transpose(0, 2, 1)
    k_positions = np.arange(start + num_tokens - keys.shape[1], start + num_tokens)
    hidden = q_positions[:, None] < k_positions[None, :]
    if layer["window"]:
        hidden |= q_positions[:, None] - k_positions[None, :] >= layer["window"]
    attn_scores[:, hidden] = -np.inf
    attn_scores = attn_scores / head_dim**0.5
    attn_weights = np.exp(attn_scores - np.max(attn_scores, axis=-1, keepdims=True))
    attn_weights = attn_weights / np.sum(attn_weights, axis=-1, keepdims=True)
    context_vec = (attn_weights @ values).transpose(1, 0, 2)
    context_vec = context_vec.reshape(num_tokens, num_heads * head_dim)
    if layer["window"]:
        keep = min(layer["window"] - 1, keys.shape[1])
        cache["cache_k"] = cache["cache_k"][:, keys.shape[1] - keep :]
        cache["cache_v"] = cache["cache_v"][:, keys.shape[1] - keep :]
    return context_vec @ layer["w_o"], cache


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
