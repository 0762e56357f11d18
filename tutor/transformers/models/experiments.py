"""The Lab's suggested experiments: data beside this file, read into frozen objects. Plain Python."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from importlib import resources
from typing import Literal

import msgspec


class Variation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of a whole run that no key makes, of a model that was added.

    A token sees ``window`` keys, itself counted, and with ``keep_first`` the first token too. Positions become
    ``positions * stretch + shift``. ``mlp_off`` is a layer. ``half_norm`` squares in float16 inside RMSNorm.
    """

    window: int | None = None
    keep_first: bool = False
    shift: float = 0.0
    stretch: float = 1.0
    mlp_off: int | None = None
    half_norm: bool = False

    @property
    def words(self) -> str:
        """What is changed."""
        first = " and the first one" if self.keep_first else ""
        changed = {
            f"a window of {self.window} tokens{first}": self.window is not None,
            f"all positions + {self.shift:,g}": self.shift != 0,
            f"all positions × {self.stretch:g}": self.stretch != 1,
            f"the MLP of layer {self.mlp_off} off": self.mlp_off is not None,
            "float16 squares in RMSNorm": self.half_norm,
        }
        return ", ".join(words for words, there in changed.items() if there)


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to begin (sentence, model, layer, head, token), what to ``do``, and what to ``look`` for.

    ``without`` are heads that begin off, ``26.0`` for layer and head; ``variation`` is what else begins changed.
    ``opens`` is what else comes up. ``proof`` is what is recorded when it is really done. ``stop`` is its place on the
    tour, 0 when it is none of its stops.
    """

    id: str
    title: str
    do: str
    look: str
    sentence: str
    model: Literal["causal", "second-seed", "bidirectional", "smollm2"] = "causal"
    layer: int = 0
    head: int = 0
    token: int = 1
    without: tuple[str, ...] = ()
    variation: Variation | None = None
    opens: Literal["", "forming", "own"] = ""
    proof: str = ""
    stop: int = 0

    @property
    def heads_off(self) -> frozenset[tuple[int, int]]:
        """``without``, as pairs of layer and head."""
        pairs = (one.partition(".") for one in self.without)
        return frozenset((int(layer), int(head)) for layer, _, head in pairs)

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
