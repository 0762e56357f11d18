"""Challenge 2 · Grouped-query attention (GQA).

While a model generates text, it keeps the keys and values of every past token: the KV cache. With many heads and long
texts, the cache can take more memory than the weights. GQA lets several query heads share one key/value head. LLaMA 3 8B
has 32 query heads and 8 key/value heads, so its cache is four times smaller (Ainslie et al. 2023).

Save the file, and tutor checks it.
"""

import numpy as np


def grouped_query_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = True) -> np.ndarray:
    """Attention in which H query heads share H_kv key/value heads.

    The query heads are split into H_kv groups of H // H_kv neighbours: query head h reads key/value head
    h // (H // H_kv). With H_kv = H this is ordinary multi-head attention; with H_kv = 1 it is multi-query attention.

    Args:
        q: (B, H, T, d). k, v: (B, H_kv, T, d).
        causal: True hides later positions from earlier ones.

    Returns:
        (B, H, T, d): softmax(q @ kᵀ / √d) @ v for every query head.

    Raises:
        ValueError: H is not a multiple of H_kv.

    Example: H = 4, H_kv = 2: query heads 0 and 1 read key/value head 0, query heads 2 and 3 read head 1.
    """
    # BEGIN SOLUTION
    batch, n_heads, seq_len, d = q.shape
    n_kv_heads = k.shape[1]
    if n_heads % n_kv_heads:
        raise ValueError(f"{n_heads} query heads cannot be divided evenly among {n_kv_heads} key/value heads")
    group = n_heads // n_kv_heads

    # With an axis for the groups, each key/value head broadcasts over its group and is never copied.
    grouped = q.reshape(batch, n_kv_heads, group, seq_len, d).astype(np.float64)
    k, v = k[:, :, np.newaxis], v[:, :, np.newaxis]  # (B, H_kv, 1, T, d)

    scores = grouped @ k.swapaxes(-1, -2) / np.sqrt(d)  # (B, H_kv, group, T, T)
    if causal:
        visible = np.tril(np.ones((seq_len, seq_len), dtype=bool))
        scores = np.where(visible, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    output = weights @ v  # (B, H_kv, group, T, d)
    return output.reshape(batch, n_heads, seq_len, d)
    # END SOLUTION
