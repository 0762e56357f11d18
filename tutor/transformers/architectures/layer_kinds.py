"""The kinds of layers in one architecture, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerKind:
    """What one kind of layer does differently. 0 and "" stand for the architecture's own value."""

    mixer: Literal["attention", "state", "both", "none"] = "attention"  # both: side by side
    ffn: Literal["", "dense", "experts", "none"] = ""  # "": experts if the architecture has them
    window: int = 0  # tokens that a query sees; 0: all
    n_heads: int = 0
    n_kv_heads: int = 0
    d_head: int = 0
    d_ff: int = 0
    shared_kv: bool = False  # reads the keys and values of an earlier layer, and has none
    index: bool = True  # False: sees the keys that an earlier layer's indexer chose
    key_is_value: bool = False  # one projection is both key and value


@dataclass(frozen=True, slots=True)
class LayerGroup:
    """``count`` layers of one kind. ``name`` is "" where all layers are equal."""

    name: str
    kind: LayerKind
    count: int

    @property
    def part(self) -> str:
        """The name of one such layer."""
        return f"layer {self.name}" if self.name.startswith("with ") else f"{self.name} layer".lstrip()


def groups_of(
    pattern: str, kinds: Mapping[str, LayerKind], n_layers: int, sparse: bool, dense_layers: int
) -> tuple[LayerGroup, ...]:
    """The groups in the order of their first layer. Without a pattern, the first ``dense_layers`` layers have no
    experts.

    Raises:
        LookupError: the pattern names a kind that is not there.
    """
    if not pattern:
        plain = LayerKind(ffn="experts" if sparse else "dense")
        groups = (
            LayerGroup("", replace(plain, ffn="dense") if sparse else plain, dense_layers),
            LayerGroup("with experts" if dense_layers else "", plain, n_layers - dense_layers),
        )
        return tuple(group for group in groups if group.count)
    counts = Counter(islice(cycle(_layers(pattern)), n_layers))
    usual: Literal["dense", "experts"] = "experts" if sparse else "dense"
    return tuple(
        LayerGroup(name, replace(kinds[name], ffn=kinds[name].ffn or usual), count)
        for name, count in counts.items()
    )


def _layers(pattern: str) -> Iterator[str]:
    """The name of each layer of one period: ``2 local, global`` → local, local, global."""
    for part in pattern.split(","):
        count, _, name = part.strip().partition(" ")
        yield from [name] * int(count) if count.isdigit() else [part.strip()]
