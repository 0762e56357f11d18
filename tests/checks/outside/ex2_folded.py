# Joins the batch into one long sequence under one triangle.
# status: failed
# line: a_batch
# mistake: batch-folded-into-the-sequence
import numpy as np

def causal_mask(n):
    return np.tri(n).astype(bool)

def causal_attention(q, k, v):
    shape = q.shape[:-1]
    Q, K, V = [a.reshape(-1, a.shape[-1]) for a in (q, k, v)]
    s = Q @ K.T / np.sqrt(Q.shape[1])
    s = np.where(causal_mask(len(Q)), s, -np.inf)
    s = np.exp(s - s.max(1, keepdims=True))
    s /= s.sum(1, keepdims=True)
    return (s @ V).reshape(*shape, -1), s
