# Adds -1e9 where the mask is True, as if True meant blocked.
# status: failed
# line: true_may_attend
# mistake: mask-inverted
# also: scores-in-half-precision
import numpy as np


def softmax(x, axis=-1):
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def scaled_dot_product_attention(q, k, v, mask=None):
    fit = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        fit = fit + mask * -1e9
    share = softmax(fit)
    return share @ v, share
