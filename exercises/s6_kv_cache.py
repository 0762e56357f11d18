"""Step 6 · A KV cache.

While a model generates text, the keys and values of earlier tokens never change. So an attention layer keeps them, and
each new token costs one query, one key and one value, however long the text is (Pope et al. 2022, section 2).

Save the file, and tutor checks it. Then run it: python exercises/s6_kv_cache.py
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

# What `layer` holds:
#   layer["w_q"]         (d_model, n_heads * d_head)       head h has the columns h * d_head … (h + 1) * d_head - 1
#   layer["w_k"]         (d_model, n_kv_heads * d_head)    the same order of columns
#   layer["w_v"]         (d_model, n_kv_heads * d_head)
#   layer["w_o"]         (n_heads * d_head, d_model)
#   layer["n_heads"], layer["n_kv_heads"]                  integers; n_heads is a multiple of n_kv_heads
#   layer["window"]      an integer W from 1: a token sees itself and the W - 1 tokens before it; None: all of them


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


def start_cache(layer: Mapping[str, Any]) -> Any:
    """The cache before the first token. Only your own code reads it, so its form is yours to choose."""
    raise NotImplementedError


def attend(x: np.ndarray, cache: Any, layer: Mapping[str, Any]) -> tuple[np.ndarray, Any]:
    """Causal attention of new tokens to themselves and to all tokens in the cache.

    Only the new tokens are projected. Rotate their queries and keys with their positions in the whole text. Query head
    h reads key/value head h // (n_heads // n_kv_heads). Scores are divided by √d_head.

    Args:
        x: (T, d_model), the vectors of the T new tokens, which follow the tokens in the cache.
        cache: from start_cache, or from the previous call.

    Returns:
        output: (T, d_model), after w_o. cache: the old one, with the new tokens added.
    """
    raise NotImplementedError


def write_pages(
    pool: np.ndarray, table: list[int], free: list[int], length: int, rows: np.ndarray
) -> tuple[np.ndarray, list[int], list[int]]:
    """Append rows to a text whose cache is divided into blocks (Kwon et al. 2023, section 4.1).

    Token t is in block table[t // block_size], in row t % block_size of it. Fill the last block first, and take a free
    block only when it is full.

    Args:
        pool: (n_blocks, block_size, d), the memory of all texts.
        table: the blocks of this text, in order. free: the blocks of no text.
        length: how many tokens the text has so far. rows: (T, d), one per new token.

    Returns:
        pool, table and free afterwards. You can change them in place.

    Raises:
        MemoryError: there are not enough free blocks. Then nothing is changed.
    """
    raise NotImplementedError


def read_pages(pool: np.ndarray, table: list[int], length: int) -> np.ndarray:
    """The rows of a text, in the order of its tokens.

    Args:
        pool: (n_blocks, block_size, d). table: the blocks of this text, in order. length: how many tokens it has.

    Returns:
        (length, d)
    """
    raise NotImplementedError


if __name__ == "__main__":
    from tutor.transformers.own_runs.in_shell import run_in_shell

    run_in_shell("kv")
