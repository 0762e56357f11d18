# Splits the columns as (d h), so that a head owns every n-th column.
# status: failed
# line: split_example
# mistake: interleaved-columns
import numpy as np

def split_heads(x, n_heads):
    B, T, D = x.shape
    if D % n_heads != 0:
        raise ValueError("bad number of heads")
    # b t (d h) -> b h t d
    return x.reshape(B, T, D // n_heads, n_heads).transpose(0, 3, 1, 2)

def merge_heads(x):
    # b h t d -> b t (h d)
    B, H, T, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(B, T, -1)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    Q, K, V = split_heads(x @ w_q, n_heads), split_heads(x @ w_k, n_heads), split_heads(x @ w_v, n_heads)
    E = Q @ np.transpose(K, (0, 1, 3, 2)) / np.sqrt(Q.shape[-1])
    if mask is not None:
        E = np.where(mask, E, -1e20)
    A = np.exp(E - E.max(axis=-1, keepdims=True))
    A = A / A.sum(axis=-1, keepdims=True)
    return merge_heads(A @ V) @ w_o
