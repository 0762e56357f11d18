# Right for floats; for integers it writes −∞ into scores that are integers.
# status: passed
# line: empty_row_has_zero_weights
# mistake: nan-in-masked-rows
# also: infinity-into-whole-numbers scores-in-half-precision
import numpy as np


def softmax(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def scaled_dot_product_attention(q, k, v, mask=None):
    fit = np.einsum("...id,...jd->...ij", q, k)
    if mask is not None:
        fit[~np.broadcast_to(mask, fit.shape)] = -np.inf
    share = softmax(fit / np.sqrt(q.shape[-1]))
    return share @ v, share
