"""The models that the Lab can show, how many heads they have, and a head that is kept in sight. No NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

Name = str  # of a model that is shipped, or was added

MODELS: dict[Name, str] = {
    "causal": "causal",
    "second-seed": "causal, another seed",
    "bidirectional": "bidirectional",
}
SHORT: dict[Name, str] = {"causal": "causal", "second-seed": "other seed", "bidirectional": "bidirectional"}
LAYERS, HEADS = 2, 4  # of every model that is shipped


def layers_and_heads(model: Name) -> tuple[int, int]:
    """Of a model that is shipped, or was added.

    Raises:
        FileError: it was added and is no longer there.
    """
    if model in MODELS:
        return LAYERS, HEADS
    return _of_added(model)


@cache
def _of_added(model: Name) -> tuple[int, int]:
    """Read once: a model that is deleted while the Lab shows it still has the sizes that keys count with."""
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
        """Its layer and its number."""
        return self.layer, self.head

    def name(self, *, model: bool) -> str:
        """``L0 H1``, with its ``model`` if that is not clear."""
        head = f"L{self.layer} H{self.head}"
        return f"{SHORT.get(self.model, self.model)} {head}" if model else head
