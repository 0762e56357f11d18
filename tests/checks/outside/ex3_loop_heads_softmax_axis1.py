# Loops over heads with (B, T, T) scores and normalises along axis 1.
# status: failed
# line: one_head
# mistake: softmax-over-queries
import numpy as np

def split_heads(x, n_heads):
    b, t, c = x.shape
    if c % n_heads:
        raise ValueError()
    return x.reshape(b, t, n_heads, c // n_heads).transpose(0, 2, 1, 3)

def merge_heads(x):
    return np.concatenate([x[:, i] for i in range(x.shape[1])], axis=2)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    Q, K, V = [split_heads(x @ w, n_heads) for w in (w_q, w_k, w_v)]
    B, _, T, d = Q.shape
    if mask is not None:
        mask = np.broadcast_to(mask, (B, n_heads, T, T))
    out = np.zeros(Q.shape)
    for h in range(n_heads):
        s = Q[:, h] @ K[:, h].transpose(0, 2, 1) / np.sqrt(d)
        if mask is not None:
            s = np.where(mask[:, h], s, -1e9)
        e = np.exp(s - s.max(axis=1, keepdims=True))
        out[:, h] = e / e.sum(axis=1, keepdims=True) @ V[:, h]
    return merge_heads(out) @ w_o
