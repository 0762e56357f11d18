# Right, with the paper's capital letters as names of the arguments.
# status: passed
# line: names
# failing: names
# mistake: other-argument-names
# also:
import numpy as np


def softmax(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def scaled_dot_product_attention(Q, K, V, mask=None):
    fit = Q.astype(np.float64) @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        fit = np.where(mask, fit, -np.inf)
    nobody = np.isneginf(fit).all(axis=-1, keepdims=True)
    share = np.where(nobody, 0.0, softmax(np.where(nobody, 0.0, fit)))
    return share @ V, share
