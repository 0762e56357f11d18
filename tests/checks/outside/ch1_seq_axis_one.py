# Takes the number of positions from x.shape[1].
# status: failed
# line: shape
# mistake: length-from-axis-one
import numpy as np

def apply_rope(x, positions=None, base=10000.0):
    d = x.shape[-1]
    if d % 2:
        raise ValueError("odd")
    if positions is None:
        positions = np.arange(x.shape[1])
    ang = np.outer(positions, base ** (-np.arange(0, d, 2) / d))
    c, s = np.cos(ang), np.sin(ang)
    x1, x2 = x[..., ::2], x[..., 1::2]
    out = np.stack([x1 * c - x2 * s, x1 * s + x2 * c], axis=-1)
    return out.reshape(x.shape).astype(x.dtype)
