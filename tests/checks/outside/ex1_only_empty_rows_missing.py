# Right except for rows that may attend to nothing: they become NaN.
# status: passed
# line: empty_row_has_zero_weights
# failing: empty_row_has_zero_weights empty_row_has_a_zero_output empty_rows_of_a_broadcast_mask
# mistake: nan-in-masked-rows
# also:
import numpy as np


def softmax(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def scaled_dot_product_attention(q, k, v, mask=None):
    fit = q.astype(np.float64) @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        fit = np.where(mask, fit, -np.inf)
    share = softmax(fit)
    return share @ v, share
