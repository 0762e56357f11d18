"""A small class keeps the base; one column at a time is filled, all positions at once."""

import numpy as np


class SinusoidTable:
    def __init__(self, width, base=10_000.0):
        self.width = width
        self.base = base

    def frequency(self, column):
        pair = column // 2
        return 1.0 / self.base ** (2 * pair / self.width)

    def rows(self, positions):
        table = np.empty((len(positions), self.width))
        for column in range(self.width):
            angle = positions * self.frequency(column)
            table[:, column] = np.cos(angle) if column % 2 else np.sin(angle)
        return table


def sinusoidal_positional_encoding(seq_len: int, d_model: int) -> np.ndarray:
    return SinusoidTable(d_model).rows(np.arange(seq_len))
