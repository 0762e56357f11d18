# Adds mask * -1e9 with a mask that is True where one may attend.
# status: failed
# line: brief
# mistake: mask-turned-in-attention
import numpy as np

def causal_mask(n):
    i, j = np.indices((n, n))
    return j <= i

def causal_attention(q, k, v):
    logits = np.einsum('...td,...sd->...ts', q, k)
    logits /= np.sqrt(q.shape[-1])
    logits += causal_mask(logits.shape[-1]) * -1e9
    logits -= logits.max(-1, keepdims=True)
    p = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    return p @ v, p
