"""Every head's weights as rows of plain numbers, converted on access because a real model has hundreds of heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from tutor.transformers.models.forward import Array

Row = tuple[float, ...]
Grid = tuple[Row, ...]


class LayerRows(Sequence[Grid]):
    """The heads of one layer: weights (H, T, T)."""

    def __init__(self, weights: Array) -> None:
        self.weights = weights
        self._grids: dict[int, Grid] = {}

    def __len__(self) -> int:
        return len(self.weights)

    @overload
    def __getitem__(self, head: int) -> Grid: ...
    @overload
    def __getitem__(self, head: slice) -> tuple[Grid, ...]: ...
    def __getitem__(self, head: int | slice) -> Grid | tuple[Grid, ...]:
        if isinstance(head, slice):
            return tuple(self[one] for one in range(len(self))[head])
        if head not in self._grids:
            self._grids[head] = tuple(map(tuple, self.weights[head].tolist()))
        return self._grids[head]

    def __iter__(self) -> Iterator[Grid]:
        return (self[head] for head in range(len(self)))

    def mean(self) -> Grid:
        """The mean over the heads."""
        return tuple(map(tuple, self.weights.mean(axis=0).tolist()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LayerRows) and np.array_equal(self.weights, other.weights)

    __hash__ = None  # type: ignore[assignment]


class HeadRows(Sequence[LayerRows]):
    """Layers of heads: weights (L, H, T, T)."""

    def __init__(self, weights: Array) -> None:
        self.weights = weights
        self._layers = tuple(LayerRows(layer) for layer in weights)

    def __len__(self) -> int:
        return len(self._layers)

    @overload
    def __getitem__(self, layer: int) -> LayerRows: ...
    @overload
    def __getitem__(self, layer: slice) -> tuple[LayerRows, ...]: ...
    def __getitem__(self, layer: int | slice) -> LayerRows | tuple[LayerRows, ...]:
        return self._layers[layer]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HeadRows) and np.array_equal(self.weights, other.weights)

    __hash__ = None  # type: ignore[assignment]
