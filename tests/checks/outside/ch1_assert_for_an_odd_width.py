# Right, with an assert where ValueError is asked for.
# status: passed
# line: odd_width
# failing: odd_width
# mistake: assert-instead-of-value-error
# also:
import numpy as np


def apply_rope(x, positions=None, base=10000.0):
    tokens, width = x.shape[-2:]
    assert width % 2 == 0
    at = np.arange(tokens) if positions is None else positions
    angle = np.outer(at, base ** (-np.arange(0, width, 2) / width))
    new = np.empty(x.shape)
    new[..., ::2] = x[..., ::2] * np.cos(angle) - x[..., 1::2] * np.sin(angle)
    new[..., 1::2] = x[..., ::2] * np.sin(angle) + x[..., 1::2] * np.cos(angle)
    return new.astype(x.dtype)
