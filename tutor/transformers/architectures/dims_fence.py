"""Reads a ``dims`` fence of a lesson and computes its table."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.transformers.architectures.presets import preset
from tutor.transformers.architectures.table import Table
from tutor.transformers.architectures.tensors import tensors_of


def read_dims(config: Mapping[str, object]) -> Table:
    """The table of a fence with ``name`` (a preset) and optional ``seq_len`` (128) and ``batch`` (1).

    Raises:
        LookupError | ValueError | TypeError: the architecture is unknown, or a size is invalid.
    """
    given = dict(config)
    name = str(given.pop("name", ""))
    seq_len, batch = given.pop("seq_len", 128), given.pop("batch", 1)
    if not isinstance(seq_len, int) or not isinstance(batch, int):
        raise TypeError("seq_len and batch must be whole numbers")
    if given:
        raise ValueError(f"not known in a dims fence: {', '.join(given)}")
    return tensors_of(preset(name), seq_len=seq_len, batch=batch)
