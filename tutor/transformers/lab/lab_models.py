"""The models that the Lab can show, how many heads they have, and a head that is kept for comparison. No NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

Name = str  # layers and heads of a model that is shipped or was added

MODELS: dict[Name, str] = {
    "causal": "causal",
    "second-seed": "causal, another seed",
    "bidirectional": "bidirectional",
}
SHORT: dict[Name, str] = {"causal": "causal", "second-seed": "other seed", "bidirectional": "bidirectional"}
LAYERS, HEADS = 2, 4  # layers and heads of every model that is shipped


def layers_and_heads(model: Name) -> tuple[int, int]:
    """The numbers of layers and heads of a model that is shipped or was added.

    Raises:
        FileError: the model was added but is no longer there.
    """
    if model in MODELS:
        return LAYERS, HEADS
    return _of_added(model)


@cache
def _of_added(model: Name) -> tuple[int, int]:
    """Cached, so that keys still work for a model that is deleted while the Lab shows it."""
    from tutor.transformers.llama.model_store import stored_model

    config = stored_model(model).config
    return config.n_layers, config.n_heads


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head of an unchanged model, kept on screen for comparison."""

    model: Name
    layer: int
    head: int

    @property
    def place(self) -> tuple[int, int]:
        """The numbers of its layer and head."""
        return self.layer, self.head

    def name(self, *, model: bool) -> str:
        """``L0 H1``, followed by its ``model`` if that is not obvious."""
        head = f"L{self.layer} H{self.head}"
        return f"{SHORT.get(self.model, self.model)} {head}" if model else head
