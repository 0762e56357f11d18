# Joins the batch into one long sequence and leaves the weights so.
# status: failed
# line: a_batch
# mistake: batch-folded-into-the-sequence
import numpy as np

def softmax(x, axis=-1):
    y = np.exp(x - x.max(axis=axis, keepdims=True))
    return y / y.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    shape = q.shape[:-1] + (v.shape[-1],)
    q2, k2, v2 = q.reshape(-1, q.shape[-1]), k.reshape(-1, k.shape[-1]), v.reshape(-1, v.shape[-1])
    scores = q2 @ k2.T / np.sqrt(q2.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    w = softmax(scores)
    return (w @ v2).reshape(shape), w
