"""Loops over positions and pairs, one angle at a time with the math module."""

import math

import numpy as np


def apply_rope(x, positions=None, base=10000.0):
    T = x.shape[-2]
    d = x.shape[-1]
    if d % 2 == 1:
        raise ValueError("d is odd")
    if positions is None:
        positions = list(range(T))
    result = np.zeros_like(x)
    for t in range(T):
        p = float(positions[t])
        for i in range(d // 2):
            a = p * base ** (-2 * i / d)
            left, right = x[..., t, 2 * i], x[..., t, 2 * i + 1]
            result[..., t, 2 * i] = left * math.cos(a) - right * math.sin(a)
            result[..., t, 2 * i + 1] = left * math.sin(a) + right * math.cos(a)
    return result
