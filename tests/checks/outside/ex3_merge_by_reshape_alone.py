# Merges the heads by a reshape alone, and uses -1e9 and float16 as it comes.
# status: failed
# line: merge_values
# mistake: merge-without-transpose
# also: even-in-masked-rows scores-in-half-precision
import numpy as np


def split_heads(x, n_heads):
    texts, tokens, width = x.shape
    return x.reshape(texts, tokens, n_heads, width // n_heads).swapaxes(1, 2)


def merge_heads(x):
    texts, n_heads, tokens, width = x.shape
    return x.reshape(texts, tokens, n_heads * width)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    q, k, v = (split_heads(x @ w, n_heads) for w in (w_q, w_k, w_v))
    fit = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        fit = np.where(mask, fit, -1e9)
    powers = np.exp(fit - fit.max(axis=-1, keepdims=True))
    return merge_heads(powers / powers.sum(axis=-1, keepdims=True) @ v) @ w_o
