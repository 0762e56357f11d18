"""Python lists of blocks by a helper, zipped with their first rows; state in place with out=."""

import numpy as np


def chunks(x, size):
    return [x[s : s + size] for s in range(0, len(x), size)]


def flash_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, block_size: int = 16, causal: bool = False
) -> np.ndarray:
    scaled = q.astype(float) * q.shape[1] ** -0.5
    answer = np.zeros((q.shape[0], v.shape[1]))
    k_blocks, v_blocks = chunks(k, block_size), chunks(v, block_size)
    for bi, (qb, ob) in enumerate(zip(chunks(scaled, block_size), chunks(answer, block_size), strict=True)):
        mx = np.full((len(qb), 1), -np.inf)
        den = np.zeros((len(qb), 1))
        for bj, (kb, vb) in enumerate(zip(k_blocks, v_blocks, strict=True)):
            if causal and bj > bi:
                continue
            sc = qb @ kb.T
            if causal and bj == bi:
                sc = np.where(np.tril(np.ones_like(sc)) == 1, sc, -np.inf)
            before = mx.copy()
            np.maximum(mx, sc.max(axis=1, keepdims=True), out=mx)
            np.exp(sc - mx, out=sc)
            correction = np.exp(before - mx)
            den *= correction
            den += sc.sum(axis=1, keepdims=True)
            np.multiply(ob, correction, out=ob)
            np.add(ob, sc @ vb, out=ob)
        np.divide(ob, den, out=ob)
    return answer
