"""As in TensorFlow's tutorial: split_heads by reshape with -1 and transpose, (1 - mask) * -1e9, concat_attention."""

import numpy as np


def scaled_dot_product_attention(q, k, v, mask):
    matmul_qk = np.matmul(q, np.swapaxes(k, -1, -2))
    scaled_attention_logits = matmul_qk / np.sqrt(float(k.shape[-1]))
    if mask is not None:
        scaled_attention_logits += (1.0 - mask) * -1e9
    exps = np.exp(scaled_attention_logits)
    attention_weights = exps / np.sum(exps, axis=-1, keepdims=True)
    return np.matmul(attention_weights, v)


def split_heads(x, n_heads):
    batch_size, d_model = x.shape[0], x.shape[-1]
    assert d_model % n_heads == 0
    x = np.reshape(x, (batch_size, -1, n_heads, d_model // n_heads))
    return np.transpose(x, [0, 2, 1, 3])


def merge_heads(x):
    batch_size, num_heads, _, depth = x.shape
    x = np.transpose(x, [0, 2, 1, 3])
    return np.reshape(x, (batch_size, -1, num_heads * depth))


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    q, k, v = (split_heads(np.matmul(x, w), n_heads) for w in (w_q, w_k, w_v))
    scaled_attention = scaled_dot_product_attention(q, k, v, mask)
    concat_attention = merge_heads(scaled_attention)
    return np.matmul(concat_attention, w_o)
