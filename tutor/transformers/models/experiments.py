"""The Lab's suggested experiments: data beside this file, read into frozen objects. Plain Python."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from importlib import resources
from typing import Literal

import msgspec


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to begin (sentence, model, layer, head, token), what to ``do``, and what to ``look`` for.

    ``opens`` is what else comes up. ``proof`` is what is recorded when it is really done. ``stop`` is its place on the
    tour, 0 when it is none of its stops.
    """

    id: str
    title: str
    do: str
    look: str
    sentence: str
    model: Literal["causal", "second-seed", "bidirectional"] = "causal"
    layer: int = 0
    head: int = 0
    token: int = 1
    opens: Literal["", "forming", "own"] = ""
    proof: str = ""
    stop: int = 0

    def done(self, tried: Container[str]) -> bool:
        """Whether it was opened, and done as far as records tell."""
        return f"experiment:{self.id}" in tried and (not self.proof or self.proof in tried)


@cache
def experiments() -> tuple[Experiment, ...]:
    """All of them, in the order in which they are offered."""
    import yaml

    text = (resources.files("tutor.transformers.models") / "experiments.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Experiment, ...])


def tour() -> tuple[Experiment, ...]:
    """The stops of the tour of named heads."""
    return tuple(sorted((one for one in experiments() if one.stop), key=lambda one: one.stop))
