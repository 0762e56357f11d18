# Rotates every two columns with the angles of the half-split layout.
# status: failed
# line: frequencies
# mistake: angles-tiled
import numpy as np

def rotate_every_two(x):
    y = np.empty_like(x)
    y[..., 0::2] = -x[..., 1::2]
    y[..., 1::2] = x[..., 0::2]
    return y

def apply_rope(x, positions=None, base=10000.0):
    n, d = x.shape[-2], x.shape[-1]
    if d % 2 != 0:
        raise ValueError("d")
    pos = np.arange(n) if positions is None else np.asarray(positions)
    theta = base ** (-2 * np.arange(d // 2) / d)
    ang = pos[:, None] * theta[None]
    ang = np.concatenate([ang, ang], axis=-1)
    return (x * np.cos(ang) + rotate_every_two(x) * np.sin(ang)).astype(x.dtype)
