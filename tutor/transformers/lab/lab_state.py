"""The state of the Lab: sentence, model, head, token, and changes to the model. No UI, no NumPy."""

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
LAST = 63  # the last token of a sentence of any length


@dataclass(frozen=True, slots=True)
class LabState:
    """Immutable: each key of the Lab creates a new state."""

    sentence: str = SENTENCE
    model: Name = "causal"
    layer: int = 0
    head: int = 0
    token: int = 4
    off: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    sharpness: float = 1.0
    mask_removed: bool = False
    variation: Variation | None = None  # of an experiment
    own: bool = False  # run on the learner's functions
    view: View = "weights"
    drawn: Drawn = "shades"
    beside: KeptHead | None = None
    layers_off: frozenset[int] = field(default_factory=frozenset)  # of an added model
    words: str = ""  # two words to compare in it, as typed; "" for the likeliest two

    @classmethod
    def of_kept(cls, state: object) -> Self:
        """Restore a saved state. Invalid values are replaced by defaults."""
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
        """The initial state of an experiment."""
        new = cls(one.sentence, one.model, one.layer, one.head, one.token, drawn=drawn)
        return replace(new, off=one.heads_off, variation=one.variation)

    def to_keep(self) -> dict[str, Any]:
        """The data to save."""
        return {
            "sentence": self.sentence,
            "model": self.model,
            "layer": self.layer,
            "head": self.head,
            "token": self.token,
        }

    def settings(self) -> Settings:
        """The settings for the run. Loads NumPy, so call it from a worker thread."""
        from tutor.transformers.models.model_run import Settings

        changed = self.off, self.sharpness, self.mask_removed, self.variation, self.layers_off, self.words
        return Settings(self.model, self.token, *changed)

    @property
    def asks(self) -> tuple[object, ...]:
        """The part of the state on which the model's result depends. States that agree in it need no second run."""
        return (
            *(self.sentence, self.model, self.token, self.off, self.layers_off, self.variation),
            *(self.sharpness, self.mask_removed, self.words, self.beside, self.own),
        )

    def kept_settings(self) -> Settings | None:
        """The settings for the kept head's model, if it is not the selected head's."""
        from tutor.transformers.models.model_run import Settings

        if self.beside is None or self.beside.model == self.model:
            return None
        return Settings(self.beside.model, self.token)

    def rows(self, run: ModelRun, kept: ModelRun | None = None) -> tuple[Row, ...]:
        """The selected heat map. ``kept`` is the run of the kept head's model, if that is another one."""
        if self.view == "mean":
            return run.mean(self.layer)
        rows = (run.flow if self.view == "flow" else run.attention)[self.layer][self.head]
        less = self.kept_rows(run, kept) if self.view == "difference" else None
        if less is None:
            return rows
        pairs = zip(rows, less, strict=True)
        return tuple(tuple(a - b for a, b in zip(*pair, strict=True)) for pair in pairs)

    def kept_rows(self, run: ModelRun, kept: ModelRun | None) -> tuple[Row, ...] | None:
        """The weights of the kept head, once available."""
        if self.beside is None:
            return None
        of = run if self.beside.model == run.settings.model else kept
        if of is None or of.settings.model != self.beside.model or len(of.labels) != len(run.labels):
            return None
        return of.attention[self.beside.layer][self.beside.head]

    @property
    def kept_here(self) -> tuple[int, int] | None:
        """The kept head, if it belongs to the selected model."""
        return self.beside.place if self.beside is not None and self.beside.model == self.model else None

    @property
    def chosen(self) -> KeptHead:
        """The selected head, in the form of a kept one."""
        return KeptHead(self.model, self.layer, self.head)

    def row_steps(self, run: ModelRun) -> AttentionRow | None:
        """The steps to the selected row; None if the heat map does not show weights."""
        return run.row_steps(self.layer, self.head, self.token) if self.view == "weights" else None

    # Changes by keys

    def reading(self, sentence: str) -> Self:
        """Use another sentence."""
        return replace(self, sentence=sentence)

    def at_token(self, token: int) -> Self:
        """Select this token's row."""
        return replace(self, token=token)

    def step_token(self, step: int, count: int) -> Self:
        """Select another of ``count`` tokens, wrapping around."""
        return replace(self, token=(min(self.token, count - 1) + step) % count)

    def step_head(self, step: int) -> Self:
        """Select another head, continuing into the next layer."""
        layers, heads = self.size
        layer, head = divmod((self.layer * heads + self.head + step) % (layers * heads), heads)
        return replace(self, layer=layer, head=head)

    def other_layer(self) -> Self:
        """Select the same head number in the next layer."""
        return replace(self, layer=(self.layer + 1) % self.size[0])

    def other_mode(self) -> Self:
        """Switch between causal and bidirectional. It is another model, so all changes are undone."""
        other: Name = "bidirectional" if self.causal else "causal"
        return self.within(other, mask_removed=False)

    def other_added(self, names: Sequence[str]) -> Self:
        """Switch to the next added model of ``names``, or after the last to the small causal one."""
        ways = ("causal", *names)
        here = ways.index(self.model) if self.model in ways else 0
        other = self.within(ways[(here + 1) % len(ways)], mask_removed=False)
        return replace(other, token=LAST) if other.added else other

    def within(self, model: Name, **changes: Any) -> Self:
        """Switch to another model. All its heads are on, and it may have fewer than this one."""
        layers, heads = layers_and_heads(model)
        place: dict[str, Any] = {"layer": min(self.layer, layers - 1), "head": min(self.head, heads - 1)}
        view = "weights" if self.view == "difference" else self.view
        nothing: dict[str, Any] = {"off": frozenset(), "layers_off": frozenset(), "variation": None}
        changes = {**nothing, "words": "", "own": False, **changes}
        new = replace(self, model=model, view=view, **place, **changes)
        # Both have the same tokens.
        alike = self.beside is not None and {model, self.beside.model} <= MODELS.keys()
        return new if alike else replace(new, beside=None)

    def other_seed(self) -> Self:
        """Switch to the causal model from another seed."""
        return self.within("causal" if self.model == "second-seed" else "second-seed")

    def kept_beside(self) -> Self:
        """Keep this head for comparison with others, of any model, or stop comparing."""
        return replace(self, beside=None if self.beside else self.chosen, view="weights")

    def switched(self) -> Self:
        """Switch this head off, or on again."""
        return replace(self, off=self.off ^ {(self.layer, self.head)}, own=False)

    def layer_switched(self) -> Self:
        """Switch this whole layer of an added model off, or on again."""
        return replace(self, layers_off=self.layers_off ^ {self.layer})

    def all_on(self) -> Self:
        """Switch all heads and layers on, and undo an experiment's changes."""
        return replace(self, off=frozenset(), layers_off=frozenset(), variation=None)

    def comparing(self, words: str) -> Self:
        """Compare these two words in an added model, or its likeliest two."""
        return replace(self, words=words)

    def at_head(self, layer: int, head: int) -> Self:
        """Select this head."""
        return replace(self, layer=layer, head=head)

    def other_mask(self) -> Self:
        """Remove the causal model's mask, or restore it."""
        return replace(self, mask_removed=not self.mask_removed, own=False)

    def sharper(self, step: int) -> Self:
        """Double or halve all scores, within limits."""
        return replace(self, sharpness=min(max(self.sharpness * 2.0**step, SOFTEST), SHARPEST), own=False)

    def on_own(self) -> Self:
        """Run an added model, or else the first small one, on the learner's functions, or on ours again.

        With the learner's functions, the small model cannot switch off heads.
        """
        if self.added:
            nothing: dict[str, Any] = {"layers_off": frozenset(), "variation": None, "beside": None}
            return replace(self, own=not self.own, view="weights", **nothing)
        new = self.within("causal", mask_removed=False, sharpness=1.0)
        return replace(new, own=not self.own, beside=None)

    def next_view(self) -> Self:
        """Cycle through weights, flow and mean; with a kept head, weights and difference."""
        if self.beside is not None:
            return replace(self, view="weights" if self.view == "difference" else "difference")
        return replace(self, view=VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)])

    def next_drawing(self) -> Self:
        """Cycle through shades, numbers and plain characters."""
        return replace(self, drawn=DRAWINGS[(DRAWINGS.index(self.drawn) + 1) % len(DRAWINGS)])

    # In words

    @property
    def causal(self) -> bool:
        """Whether the model was trained to predict the next word."""
        return self.model != "bidirectional"

    @property
    def size(self) -> tuple[int, int]:
        """The numbers of layers and heads of this model."""
        return layers_and_heads(self.model)

    @property
    def added(self) -> bool:
        """Whether it is an added model."""
        return self.model not in MODELS

    @property
    def chosen_is_off(self) -> bool:
        """Whether the selected head or its whole layer is off."""
        return (self.layer, self.head) in self.off or self.layer in self.layers_off

    @property
    def what_is_off(self) -> str:
        """``L26 H0, layer 3``; "" if everything is on."""
        heads = [f"L{layer} H{head}" for layer, head in sorted(self.off)]
        return ", ".join((*heads, *(f"layer {layer}" for layer in sorted(self.layers_off))))

    @property
    def mode(self) -> str:
        """The model's name in the frame of the heat map."""
        if self.own:
            return f"{self.model if self.added else 'causal'}, your code"
        if self.variation is not None:
            return f"{self.model}, {self.variation.words}"
        return "causal model without its mask" if self.mask_removed else MODELS.get(self.model, self.model)

    @property
    def title(self) -> str:
        """What the heat map shows. A mean is always labelled as such."""
        if self.view == "mean":
            return f"L{self.layer} mean · hides heads"
        if self.view == "difference" and self.beside is not None:
            other = self.beside.model != self.model
            return f"{self.chosen.name(model=False)} minus {self.beside.name(model=other)}"
        off = " · off" if self.chosen_is_off else ""
        return f"L{self.layer} H{self.head} · {'weights' if self.view == 'weights' else 'flow'}{off}"
