# Splits x into heads before it projects them.
# status: failed
# line: one_token
# mistake: heads-project-their-own-columns
import numpy as np

def split_heads(x, n_heads):
    B, T, D = x.shape
    if D % n_heads != 0:
        raise ValueError("bad number of heads")
    return x.reshape(B, T, n_heads, D // n_heads).transpose(0, 2, 1, 3)

def merge_heads(x):
    B, H, T, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(B, T, H * d)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    xs = split_heads(x, n_heads)
    B, H, T, d = xs.shape
    heads = []
    for h in range(H):
        c = slice(h * d, (h + 1) * d)
        q, k, v = xs[:, h] @ w_q[c, c], xs[:, h] @ w_k[c, c], xs[:, h] @ w_v[c, c]
        s = q @ k.swapaxes(1, 2) / np.sqrt(d)
        if mask is not None:
            m = np.broadcast_to(mask, (B, H, T, T))[:, h]
            s = np.where(m, s, -1e9)
        e = np.exp(s - s.max(-1, keepdims=True))
        heads.append(e / e.sum(-1, keepdims=True) @ v)
    return merge_heads(np.stack(heads, 1)) @ w_o
