"""The Lab's suggested experiments, read from the data beside this file into frozen objects. Plain Python."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from importlib import resources
from typing import Literal

import msgspec


class Variation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change to a whole run of an added model for which the Lab has no key.

    A token attends to ``window`` keys including itself, and with ``keep_first`` also to the first token. Positions
    become ``positions * stretch + shift``. ``mlp_off`` is a layer. ``half_norm`` squares in float16 inside RMSNorm.
    """

    window: int | None = None
    keep_first: bool = False
    shift: float = 0.0
    stretch: float = 1.0
    mlp_off: int | None = None
    half_norm: bool = False

    @property
    def words(self) -> str:
        """A description of the change."""
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
    """The initial setup (sentence, model, layer, head, token), what to ``do``, and what to ``look`` for.

    ``without`` lists heads that are off at the start, ``26.0`` for layer and head; ``variation`` is another initial
    change. ``opens`` names a panel to open. ``proof`` is the event that shows it was done. ``stop`` is its position on
    the tour, 0 if it is not part of it.
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
        """``without`` as pairs of layer and head."""
        pairs = (one.partition(".") for one in self.without)
        return frozenset((int(layer), int(head)) for layer, _, head in pairs)

    def done(self, tried: Container[str]) -> bool:
        """Whether it was opened and, if an event can show it, done."""
        return f"experiment:{self.id}" in tried and (not self.proof or self.proof in tried)


@cache
def experiments() -> tuple[Experiment, ...]:
    """All experiments, in the order in which they are offered."""
    import yaml

    text = (resources.files("tutor.transformers.models") / "experiments.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Experiment, ...])


def tour() -> tuple[Experiment, ...]:
    """The experiments on the tour of named heads, in order."""
    return tuple(sorted((one for one in experiments() if one.stop), key=lambda one: one.stop))
