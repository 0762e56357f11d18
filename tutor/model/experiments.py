"""The Lab's suggested experiments: data beside this file, read into frozen objects. Plain Python."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

import msgspec


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to begin (sentence, model, layer, head, token), what to ``do``, and what to ``look`` for."""

    id: str
    title: str
    do: str
    look: str
    sentence: str
    model: Literal["causal", "second-seed", "bidirectional"] = "causal"
    layer: int = 0
    head: int = 0
    token: int = 1


@cache
def experiments() -> tuple[Experiment, ...]:
    """All of them, in the order of the tour."""
    import yaml

    text = (resources.files("tutor.model") / "experiments.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Experiment, ...])
