"""What is looked at in the Lab: sentence, model, head, token, and what was changed. No screen, no NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Self

from tutor.transformers.lab.lab_models import HEADS, LAYERS, MODELS, KeptHead, layers_and_heads

if TYPE_CHECKING:
    from tutor.transformers.models.experiments import Experiment, Variation
    from tutor.transformers.models.head_rows import Row
    from tutor.transformers.models.model_run import ModelRun, Name, Settings
    from tutor.transformers.models.row_steps import AttentionRow

View = Literal["weights", "flow", "mean", "difference"]
Drawn = Literal["shades", "numbers", "plain"]

SENTENCE = "The quick brown fox jumps"
VIEWS: tuple[View, ...] = ("weights", "flow", "mean")
DRAWINGS: tuple[Drawn, ...] = ("shades", "numbers", "plain")
SOFTEST, SHARPEST = 0.0625, 16.0
LAST = 63  # the last token of a sentence, however long that is


@dataclass(frozen=True, slots=True)
class LabState:
    """Each key of the Lab turns one into another."""

    sentence: str = SENTENCE
    model: Name = "causal"
    layer: int = 0
    head: int = 0
    token: int = 4
    off: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    sharpness: float = 1.0
    mask_removed: bool = False
    variation: Variation | None = None  # of an experiment
    own: bool = False  # on the learner's own functions
    view: View = "weights"
    drawn: Drawn = "shades"
    beside: KeptHead | None = None
    layers_off: frozenset[int] = field(default_factory=frozenset)  # of a model that was added
    words: str = ""  # two words of it that are compared, as they were typed; "" for the likeliest two

    @classmethod
    def of_kept(cls, state: object) -> Self:
        """As it was left; what makes no sense is as at the beginning."""
        new = cls()
        if not isinstance(state, Mapping):
            return new
        whole = {
            name: state[name]
            for name, bound in (("layer", LAYERS), ("head", HEADS), ("token", LAST + 1))
            if type(state.get(name)) is int and 0 <= state[name] < bound
        }
        sentence, model = state.get("sentence"), state.get("model")
        return replace(
            new,
            sentence=sentence if isinstance(sentence, str) else SENTENCE,
            model=model if model in MODELS else "causal",
            **whole,
        )

    @classmethod
    def of_experiment(cls, one: Experiment, drawn: Drawn = "shades") -> Self:
        """Where an experiment begins."""
        new = cls(one.sentence, one.model, one.layer, one.head, one.token, drawn=drawn)
        return replace(new, off=one.heads_off, variation=one.variation)

    def to_keep(self) -> dict[str, Any]:
        """What is worth coming back to."""
        return {
            "sentence": self.sentence,
            "model": self.model,
            "layer": self.layer,
            "head": self.head,
            "token": self.token,
        }

    def settings(self) -> Settings:
        """How the model is to be run. Loads NumPy: for worker threads."""
        from tutor.transformers.models.model_run import Settings

        changed = self.off, self.sharpness, self.mask_removed, self.variation, self.layers_off, self.words
        return Settings(self.model, self.token, *changed)

    @property
    def asks(self) -> tuple[object, ...]:
        """What the model's answer depends on: states that are alike in it need no second run."""
        return (
            *(self.sentence, self.model, self.token, self.off, self.layers_off, self.variation),
            *(self.sharpness, self.mask_removed, self.words, self.beside, self.own),
        )

    def kept_settings(self) -> Settings | None:
        """How the model of the kept head is run, where it is another one than the chosen head's."""
        from tutor.transformers.models.model_run import Settings

        if self.beside is None or self.beside.model == self.model:
            return None
        return Settings(self.beside.model, self.token)

    def rows(self, run: ModelRun, kept: ModelRun | None = None) -> tuple[Row, ...]:
        """The grid of what is chosen; ``kept`` ran the model of the kept head, if that is another one."""
        if self.view == "mean":
            return run.mean(self.layer)
        rows = (run.flow if self.view == "flow" else run.attention)[self.layer][self.head]
        less = self.kept_rows(run, kept) if self.view == "difference" else None
        if less is None:
            return rows
        pairs = zip(rows, less, strict=True)
        return tuple(tuple(a - b for a, b in zip(*pair, strict=True)) for pair in pairs)

    def kept_rows(self, run: ModelRun, kept: ModelRun | None) -> tuple[Row, ...] | None:
        """The weights of the kept head, once they are there."""
        if self.beside is None:
            return None
        of = run if self.beside.model == run.settings.model else kept
        if of is None or of.settings.model != self.beside.model or len(of.labels) != len(run.labels):
            return None
        return of.attention[self.beside.layer][self.beside.head]

    @property
    def kept_here(self) -> tuple[int, int] | None:
        """The kept head, where it is one of the chosen model."""
        return self.beside.place if self.beside is not None and self.beside.model == self.model else None

    @property
    def chosen(self) -> KeptHead:
        """The chosen head, as it would be kept."""
        return KeptHead(self.model, self.layer, self.head)

    def row_steps(self, run: ModelRun) -> AttentionRow | None:
        """How the chosen row comes about; None where the grid shows something else than weights."""
        return run.row_steps(self.layer, self.head, self.token) if self.view == "weights" else None

    # What each key makes of it

    def reading(self, sentence: str) -> Self:
        """Another sentence."""
        return replace(self, sentence=sentence)

    def at_token(self, token: int) -> Self:
        """This token's row."""
        return replace(self, token=token)

    def step_token(self, step: int, count: int) -> Self:
        """Another of ``count`` tokens, round and round."""
        return replace(self, token=(min(self.token, count - 1) + step) % count)

    def step_head(self, step: int) -> Self:
        """Another head, on into the next layer."""
        layers, heads = self.size
        layer, head = divmod((self.layer * heads + self.head + step) % (layers * heads), heads)
        return replace(self, layer=layer, head=head)

    def other_layer(self) -> Self:
        """The same head number in the next layer."""
        return replace(self, layer=(self.layer + 1) % self.size[0])

    def other_mode(self) -> Self:
        """Causal ↔ bidirectional: another model, so what was changed in this one is undone."""
        other: Name = "bidirectional" if self.causal else "causal"
        return self.within(other, mask_removed=False)

    def other_added(self, names: Sequence[str]) -> Self:
        """The next of the models that were added (``names``), or after the last the small causal one again."""
        ways = ("causal", *names)
        here = ways.index(self.model) if self.model in ways else 0
        other = self.within(ways[(here + 1) % len(ways)], mask_removed=False)
        return replace(other, token=LAST) if other.added else other

    def within(self, model: Name, **changes: Any) -> Self:
        """Another model. Its heads are others, so all are on, and it may have fewer of them."""
        layers, heads = layers_and_heads(model)
        place: dict[str, Any] = {"layer": min(self.layer, layers - 1), "head": min(self.head, heads - 1)}
        view = "weights" if self.view == "difference" else self.view
        nothing: dict[str, Any] = {"off": frozenset(), "layers_off": frozenset(), "variation": None}
        changes = {**nothing, "words": "", "own": False, **changes}
        new = replace(self, model=model, view=view, **place, **changes)
        alike = self.beside is not None and {model, self.beside.model} <= MODELS.keys()  # of the same tokens
        return new if alike else replace(new, beside=None)

    def other_seed(self) -> Self:
        """The causal model from another seed."""
        return self.within("causal" if self.model == "second-seed" else "second-seed")

    def kept_beside(self) -> Self:
        """This head stays in sight beside the ones that are chosen next, of any model, or no longer."""
        return replace(self, beside=None if self.beside else self.chosen, view="weights")

    def switched(self) -> Self:
        """This head off, or on again."""
        return replace(self, off=self.off ^ {(self.layer, self.head)}, own=False)

    def layer_switched(self) -> Self:
        """This whole layer off, or on again; of a model that was added."""
        return replace(self, layers_off=self.layers_off ^ {self.layer})

    def all_on(self) -> Self:
        """All heads on and all layers, and nothing else changed by an experiment."""
        return replace(self, off=frozenset(), layers_off=frozenset(), variation=None)

    def comparing(self, words: str) -> Self:
        """Two words of a model that was added, or its likeliest two."""
        return replace(self, words=words)

    def at_head(self, layer: int, head: int) -> Self:
        """This head."""
        return replace(self, layer=layer, head=head)

    def other_mask(self) -> Self:
        """The mask of the causal model taken away, or back again."""
        return replace(self, mask_removed=not self.mask_removed, own=False)

    def sharper(self, step: int) -> Self:
        """All scores doubled or halved, within reason."""
        return replace(self, sharpness=min(max(self.sharpness * 2.0**step, SOFTEST), SHARPEST), own=False)

    def on_own(self) -> Self:
        """On the learner's functions, or on ours again: a model that was added, or else the first small one.

        The small one's know no switched-off heads.
        """
        if self.added:
            nothing: dict[str, Any] = {"layers_off": frozenset(), "variation": None, "beside": None}
            return replace(self, own=not self.own, view="weights", **nothing)
        new = self.within("causal", mask_removed=False, sharpness=1.0)
        return replace(new, own=not self.own, beside=None)

    def next_view(self) -> Self:
        """Weights, flow, mean; with a head kept beside it, weights and difference."""
        if self.beside is not None:
            return replace(self, view="weights" if self.view == "difference" else "difference")
        return replace(self, view=VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)])

    def next_drawing(self) -> Self:
        """Shades, numbers, plain characters."""
        return replace(self, drawn=DRAWINGS[(DRAWINGS.index(self.drawn) + 1) % len(DRAWINGS)])

    # In words

    @property
    def causal(self) -> bool:
        """Whether it is a model that was trained on the next word."""
        return self.model != "bidirectional"

    @property
    def size(self) -> tuple[int, int]:
        """Layers and heads of this model."""
        return layers_and_heads(self.model)

    @property
    def added(self) -> bool:
        """Whether it is a model that was added, and not one of the shipped ones."""
        return self.model not in MODELS

    @property
    def chosen_is_off(self) -> bool:
        """Whether the chosen head is, or its whole layer."""
        return (self.layer, self.head) in self.off or self.layer in self.layers_off

    @property
    def what_is_off(self) -> str:
        """``L26 H0, layer 3``; "" where all is on."""
        heads = [f"L{layer} H{head}" for layer, head in sorted(self.off)]
        return ", ".join((*heads, *(f"layer {layer}" for layer in sorted(self.layers_off))))

    @property
    def mode(self) -> str:
        """Which model, as the frame of the grid says it."""
        if self.own:
            return f"{self.model if self.added else 'causal'}, your code"
        if self.variation is not None:
            return f"{self.model}, {self.variation.words}"
        return "causal model without its mask" if self.mask_removed else MODELS.get(self.model, self.model)

    @property
    def title(self) -> str:
        """What the grid shows. A mean is never shown without saying what it is."""
        if self.view == "mean":
            return f"L{self.layer} mean · hides heads"
        if self.view == "difference" and self.beside is not None:
            other = self.beside.model != self.model
            return f"{self.chosen.name(model=False)} minus {self.beside.name(model=other)}"
        off = " · off" if self.chosen_is_off else ""
        return f"L{self.layer} H{self.head} · {'weights' if self.view == 'weights' else 'flow'}{off}"
