# One query at a time, each with an ordinary softmax over all keys: no running maximum.
# status: failed
# line: scores_at_once
# failing: scores_at_once
# mistake: full-softmax-for-a-query-block
# candidates:
# also:
import numpy as np


def flash_attention(q, k, v, block_size=16, causal=False):
    q, k, v = (np.asarray(x, float) for x in (q, k, v))
    out = np.empty((len(q), v.shape[1]))
    for i in range(len(q)):
        s = k @ q[i] / np.sqrt(q.shape[1])
        if causal:
            s[i + 1 :] = -np.inf
        s = np.exp(s - s.max())
        out[i] = (s / s.sum()) @ v
    return out
