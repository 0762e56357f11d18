# Loops over positions and looks at k[:t], which leaves the position itself out.
# status: failed
# line: brief
# mistake: not-even-itself-with-zeros
import numpy as np

def causal_mask(n):
    return np.tri(n, dtype=bool)

def causal_attention(q, k, v):
    T, d = q.shape[-2:]
    out = np.zeros(v.shape)
    W = np.zeros(q.shape[:-1] + (T,))
    for t in range(T):
        s = np.einsum("...d,...jd->...j", q[..., t, :], k[..., :t, :]) / np.sqrt(d)
        if t == 0:
            continue
        e = np.exp(s - s.max(-1, keepdims=True))
        W[..., t, :t] = e / e.sum(-1, keepdims=True)
    return W @ v, W
