"""In the manner of a big library: a cache class with update(), repeat_kv, an additive causal mask."""

import numpy as np


def rotate(x, positions):
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


class DynamicCache:
    def __init__(self, window):
        self.key_cache = None
        self.value_cache = None
        self.window = window
        self.seen_tokens = 0

    def update(self, key_states, value_states):
        self.seen_tokens += key_states.shape[-2]
        if self.key_cache is None:
            full_keys, full_values = key_states, value_states
        else:
            full_keys = np.concatenate([self.key_cache, key_states], axis=-2)
            full_values = np.concatenate([self.value_cache, value_states], axis=-2)
        self.key_cache, self.value_cache = full_keys, full_values
        if self.window is not None:
            first = max(0, full_keys.shape[-2] - self.window + 1)
            self.key_cache = full_keys[:, first:, :]
            self.value_cache = full_values[:, first:, :]
        return full_keys, full_values


def repeat_kv(hidden_states, n_rep):
    num_key_value_heads, slen, head_dim = hidden_states.shape
    hidden_states = np.broadcast_to(
        hidden_states[:, None, :, :], (num_key_value_heads, n_rep, slen, head_dim)
    )
    return hidden_states.reshape(num_key_value_heads * n_rep, slen, head_dim)


def make_causal_mask(cache_position, kv_length, sliding_window):
    kv_position = np.arange(kv_length) + cache_position[-1] + 1 - kv_length
    distance = cache_position.reshape(-1, 1) - kv_position
    allowed = distance >= 0
    if sliding_window is not None:
        allowed = allowed & (distance < sliding_window)
    return np.where(allowed, 0.0, -np.inf)


def softmax(scores):
    scores = scores - scores.max(axis=-1, keepdims=True)
    exps = np.exp(scores)
    return exps / exps.sum(axis=-1, keepdims=True)


def start_cache(layer):
    return DynamicCache(layer["window"])


def attend(x, cache, layer):
    q_len = x.shape[0]
    head_dim = layer["w_q"].shape[1] // layer["n_heads"]
    query_states = (x @ layer["w_q"]).reshape(q_len, layer["n_heads"], head_dim).swapaxes(0, 1)
    key_states = (x @ layer["w_k"]).reshape(q_len, layer["n_kv_heads"], head_dim).swapaxes(0, 1)
    value_states = (x @ layer["w_v"]).reshape(q_len, layer["n_kv_heads"], head_dim).swapaxes(0, 1)
    cache_position = np.arange(q_len) + cache.seen_tokens
    query_states = rotate(query_states, cache_position)
    key_states = rotate(key_states, cache_position)
    key_states, value_states = cache.update(key_states, value_states)
    n_rep = layer["n_heads"] // layer["n_kv_heads"]
    key_states = repeat_kv(key_states, n_rep)
    value_states = repeat_kv(value_states, n_rep)
    causal_mask = make_causal_mask(cache_position, key_states.shape[-2], layer["window"])
    attn_weights = np.matmul(query_states, key_states.swapaxes(1, 2)) / np.sqrt(head_dim)
    attn_weights = attn_weights + causal_mask
    attn_weights = softmax(attn_weights)
    attn_output = np.matmul(attn_weights, value_states)
    attn_output = attn_output.swapaxes(0, 1)
    attn_output = attn_output.reshape(q_len, layer["n_heads"] * head_dim)
    return attn_output @ layer["w_o"], cache


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
