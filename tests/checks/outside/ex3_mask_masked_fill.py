# Fills with the mask as an index, as if True meant blocked.
# status: failed
# line: causal
# mistake: mask-inverted
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
    q, k, v = split_heads(x @ w_q, n_heads), split_heads(x @ w_k, n_heads), split_heads(x @ w_v, n_heads)
    att = (q @ k.transpose(0, 1, 3, 2)) * q.shape[-1] ** -0.5
    if mask is not None:
        att[np.broadcast_to(mask, att.shape)] = float("-inf")
    att = np.exp(att - att.max(-1, keepdims=True))
    att /= att.sum(-1, keepdims=True)
    return merge_heads(att @ v) @ w_o
