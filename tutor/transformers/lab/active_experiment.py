"""The current experiment in the Lab, and the check whether it was done. No UI, no NumPy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from tutor.transformers.lab.lab_models import layers_and_heads

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import LabState
    from tutor.transformers.models.experiments import Experiment

ROOT, ROOT_OF_ADDED = 4.0, 8.0  # √d_k of the shipped models, and of SmolLM2
# The number of words that a sentence needs, and of changed words from which it counts as another sentence.
FEWEST, CHANGED = 3, 2


@dataclass(frozen=True, slots=True)
class ActiveExperiment:
    """``heads`` are those of the experiment's layer that were shown with its token, ``wrote`` whether another
    sentence was written, ``undivided`` whether the scores were multiplied by what the model divides them by."""

    experiment: Experiment
    heads: frozenset[int] = field(default_factory=frozenset)
    wrote: bool = False
    undivided: bool = False

    def seeing(self, state: LabState) -> Self:
        """Update with another state of the Lab."""
        one, heads = self.experiment, self.heads
        if (state.model, state.layer, state.token) == (one.model, one.layer, one.token):
            heads |= {state.head}
        return replace(
            self,
            heads=heads,
            wrote=self.wrote or _another(one.sentence, state.sentence),
            undivided=self.undivided or state.sharpness == (ROOT_OF_ADDED if state.added else ROOT),
        )

    def shown(self) -> tuple[str, ...]:
        """The events that can be recorded."""
        _, heads = layers_and_heads(self.experiment.model)
        found = {"heads": len(self.heads) == heads, "wrote": self.wrote, "undivided": self.undivided}
        return tuple(f"{what}:{self.experiment.id}" for what, there in found.items() if there)


def _another(given: str, written: str) -> bool:
    """Whether the sentence was really rewritten. Merely deleting a word while editing does not count."""
    before, after = given.casefold().split(), written.casefold().split()
    changed = sum(old != new for old, new in zip(before, after, strict=False))
    return len(after) >= FEWEST and changed >= CHANGED
