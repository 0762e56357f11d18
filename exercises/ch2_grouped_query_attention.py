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
    raise NotImplementedError
