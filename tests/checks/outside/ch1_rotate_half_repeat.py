# rotate_half of the half-split layout with the angles of the interleaved one.
# status: failed
# line: neighbours
# mistake: halves-turned-with-neighbours-angles
import numpy as np

def rotate_half(x):
    a, b = np.split(x, 2, axis=-1)
    return np.concatenate((-b, a), axis=-1)

def apply_rope(x, positions=None, base=10000.0):
    n, d = x.shape[-2], x.shape[-1]
    if d % 2 != 0:
        raise ValueError("d")
    pos = np.arange(n) if positions is None else np.asarray(positions)
    theta = base ** (-2 * np.arange(d // 2) / d)
    ang = np.repeat(pos[:, None] * theta[None], 2, axis=1)
    return (x * np.cos(ang) + rotate_half(x) * np.sin(ang)).astype(x.dtype)
