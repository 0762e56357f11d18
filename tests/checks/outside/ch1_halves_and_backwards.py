# Pairs columns half a width apart and turns them the other way round.
# status: failed
# line: one_turn
# mistake: halves-and-turned-backwards
import numpy as np


def apply_rope(x, positions=None, base=10000.0):
    tokens, width = x.shape[-2:]
    if width % 2:
        raise ValueError("odd")
    at = np.arange(tokens) if positions is None else positions
    angle = np.outer(at, base ** (-np.arange(0, width, 2) / width))
    left, right = np.split(x, 2, axis=-1)
    c, s = np.cos(angle), np.sin(angle)
    return np.concatenate([left * c + right * s, right * c - left * s], axis=-1).astype(x.dtype)
