"""The shares of parameters and FLOPs: complete, and each row in its role."""

from __future__ import annotations

import pytest

from tutor.transformers.architectures.presets import preset, presets
from tutor.transformers.architectures.table import shares
from tutor.transformers.architectures.tensors import tensors_of


@pytest.mark.parametrize("name", presets())
def test_nothing_is_lost_or_counted_twice(name: str) -> None:
    table = tensors_of(preset(name), seq_len=64, batch=2)
    parts = shares(table)
    assert sum(part.parameters for part in parts) == table.parameters
    assert sum(part.flops for part in parts) == table.flops_forward
    assert sum(part.of_parameters for part in parts) == pytest.approx(1)
    assert sum(part.of_flops for part in parts) == pytest.approx(1)


def test_gpt2_by_hand() -> None:
    d, layers, length = 768, 12, 100
    parts = {part.name: part for part in shares(tensors_of(preset("gpt2"), seq_len=length))}
    assert parts["embeddings"].parameters == 50257 * d + 1024 * d
    assert parts["projections"].parameters == layers * 4 * (d * d + d)
    assert parts["feed-forward"].parameters == layers * (2 * d * 4 * d + 5 * d)
    assert parts["norms"].parameters == (2 * layers + 1) * 2 * d
    assert parts["scores and sums"].flops == layers * 2 * 2 * length**2 * d
    assert parts["head"].parameters == 0
    assert parts["head"].flops == 2 * length * d * 50257


def test_doubling_the_text_doubles_everything_except_pairs() -> None:
    short, long = (shares(tensors_of(preset("deepseek-v3"), seq_len=length)) for length in (512, 1024))
    times = {a.name: b.flops / a.flops for a, b in zip(short, long, strict=True) if a.flops}
    assert times.pop("scores and sums") == 4
    assert set(times.values()) == {2}
