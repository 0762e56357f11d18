# The keys of every call are rotated from position 0; the queries have their true positions.
# status: failed
# mistake: key-positions-restart
"""In the transformers library's manner: a DynamicCache object that is updated, repeat_kv, an additive mask."""

import numpy as np


def rotate(x: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Rotary position embedding (RoPE) of queries or keys. This function is given; do not change it.

    Args:
        x: (heads, T, d_head), d_head even. positions: (T,), the position of each token in the text, from 0.

    Returns:
        (heads, T, d_head): number i of each head and number i + d_head / 2 are rotated together.
    """
    half = x.shape[-1] // 2
    angles = np.asarray(positions)[:, np.newaxis] * 100.0 ** (-np.arange(half) / half)  # (T, half)
    first, second = x[..., :half], x[..., half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


class DynamicCache:
    def __init__(self):
        self.key_cache = None
        self.value_cache = None
        self.seen_tokens = 0

    def get_seq_length(self):
        return self.seen_tokens

    def update(self, key_states, value_states):
        self.seen_tokens += key_states.shape[-2]
        if self.key_cache is None:
            self.key_cache, self.value_cache = key_states, value_states
        else:
            self.key_cache = np.concatenate([self.key_cache, key_states], axis=-2)
            self.value_cache = np.concatenate([self.value_cache, value_states], axis=-2)
        return self.key_cache, self.value_cache


def repeat_kv(hidden_states, n_rep):
    num_key_value_heads, slen, head_dim = hidden_states.shape
    if n_rep == 1:
        return hidden_states
    hidden_states = np.broadcast_to(
        hidden_states[:, None, :, :], (num_key_value_heads, n_rep, slen, head_dim)
    )
    return hidden_states.reshape(num_key_value_heads * n_rep, slen, head_dim)


def make_causal_mask(q_len, kv_len, past, sliding_window):
    q_idx = np.arange(q_len)[:, None] + past
    k_idx = np.arange(kv_len)[None, :]
    allowed = k_idx <= q_idx
    if sliding_window is not None:
        allowed &= k_idx > q_idx - sliding_window
    return np.where(allowed, 0.0, -np.inf)


def eager_attention_forward(query, key, value, attention_mask, scaling, num_key_value_groups):
    key_states = repeat_kv(key, num_key_value_groups)
    value_states = repeat_kv(value, num_key_value_groups)
    attn_weights = np.matmul(query, key_states.transpose(0, 2, 1)) * scaling
    attn_weights = attn_weights + attention_mask
    attn_weights = attn_weights - attn_weights.max(axis=-1, keepdims=True)
    attn_weights = np.exp(attn_weights)
    attn_weights = attn_weights / attn_weights.sum(axis=-1, keepdims=True)
    return np.matmul(attn_weights, value_states).transpose(1, 0, 2)


def start_cache(layer):
    return DynamicCache()


def attend(x, cache, layer):
    q_len = x.shape[0]
    head_dim = layer["w_q"].shape[1] // layer["n_heads"]

    def shape(states):
        return states.reshape(q_len, -1, head_dim).transpose(1, 0, 2)

    query_states, key_states, value_states = (shape(x @ layer[w]) for w in ("w_q", "w_k", "w_v"))
    past = cache.get_seq_length()
    cache_position = np.arange(past, past + q_len)
    query_states = rotate(query_states, cache_position)
    key_states = rotate(key_states, np.arange(q_len))
    key_states, value_states = cache.update(key_states, value_states)
    mask = make_causal_mask(q_len, key_states.shape[-2], past, layer["window"])
    attn_output = eager_attention_forward(
        query_states, key_states, value_states, mask, head_dim**-0.5, layer["n_heads"] // layer["n_kv_heads"]
    )
    return attn_output.reshape(q_len, -1) @ layer["w_o"], cache


def write_pages(pool, table, free, length, rows):
    n_blocks, block_size, d = pool.shape
    total = length + len(rows)
    need = -(-total // block_size) - len(table)
    if need > len(free):
        raise MemoryError("out of blocks")
    for _ in range(need):
        table.append(free.pop(0))
    for i, row in enumerate(rows):
        t = length + i
        pool[table[t // block_size], t % block_size] = row
    return pool, table, free


def read_pages(pool, table, length):
    return pool[np.array(table, dtype=int)].reshape(-1, pool.shape[-1])[:length]
