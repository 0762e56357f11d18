"""What the Lab shows of a pass besides the weights: two compared words, the lens, the effect of parts that are off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tutor.transformers.llama.llama_heads import TEXT_TOKENS, WordEffects, random_heads, story
from tutor.transformers.llama.llama_model import Array, Ids, LlamaChanges, LlamaModel, LlamaPass, run, softmax
from tutor.transformers.llama.llama_tokens import LlamaTokenizer
from tutor.transformers.llama.next_words import Lens, WordPair, shown

DRAWS = 3  # sets of random heads, as the control
WORDS = 4  # most likely words, with everything on or with something off


@dataclass(frozen=True, slots=True)
class OneWay:
    """The probabilities of the words, and the difference of the two compared ones, for one variant of the run."""

    probabilities: tuple[float, ...]
    difference: float


@dataclass(frozen=True, slots=True)
class OffCompared:
    """The same words with everything on, off by zero, off by mean, and with the same number of random heads off,
    several times."""

    words: tuple[str, ...]
    on: OneWay
    zero: OneWay
    mean: OneWay | None = None
    random: tuple[OneWay, ...] = ()


@dataclass(frozen=True, slots=True)
class LlamaInside:
    """``seen`` is the recorded pass over ``ids``; ``at`` is the token whose next word is predicted.

    ``on`` are the logits there (V,) with all heads on. ``problem`` says why typed words cannot be used. ``lens`` and
    ``off`` arrive later.
    """

    ids: Ids
    seen: LlamaPass
    at: int
    on: Array
    pair: WordPair
    effects: WordEffects
    problem: str = ""
    lens: Lens | None = None
    off: OffCompared | None = None

    def effect(self, layer: int, head: int) -> float:
        """The direct effect of a head on the first word of the pair against the second."""
        return float(self.effects.heads[layer, head])


@dataclass(frozen=True, slots=True)
class MeanOutputs:
    """Means over the story: of each head before W_o (L, H, h), and of each layer (L, d). The means of layers exclude
    the first token, because some layers make its vector very long."""

    heads: Array
    layers: Array


@cache
def mean_outputs(model_name: str) -> MeanOutputs:
    """The replacement for a head's or a layer's output when it is "off by mean"."""
    from tutor.transformers.llama.llama_run import tokenizer_of
    from tutor.transformers.llama.model_store import open_model

    return means_of(open_model(model_name), tokenizer_of(model_name))


def means_of(model: LlamaModel, tokenizer: LlamaTokenizer) -> MeanOutputs:
    """The means of this model's heads and layers."""
    seen = run(model, story(tokenizer)[:TEXT_TOKENS], record=True, last_only=True)
    assert seen.heads is not None and seen.stream is not None
    added = np.diff(seen.stream, axis=0)[:, 1:]
    return MeanOutputs(
        np.asarray(seen.heads.mean(axis=2), dtype=np.float32),
        np.asarray(added.mean(axis=1), dtype=np.float32),
    )


def compare_off(
    name: str,
    model: LlamaModel,
    tokenizer: LlamaTokenizer,
    inside: LlamaInside,
    changes: LlamaChanges,
) -> Iterator[OffCompared]:
    """Yields the words with the parts off that ``changes`` names: by zero, then by mean, then the control."""
    ids = inside.ids[: inside.at + 1] if changes.causal else inside.ids
    on, zero = inside.on, inside.seen.logits[inside.at]
    union = np.union1d(np.argsort(on)[::-1][:WORDS], np.argsort(zero)[::-1][:WORDS])
    numbers = union[np.argsort(on[union])[::-1]]

    def told(logits: Array) -> OneWay:
        one, other = inside.pair.ids
        shares = softmax(logits)[numbers]
        return OneWay(tuple(float(share) for share in shares), float(logits[one] - logits[other]))

    def again(other: LlamaChanges) -> Array:
        logits: Array = run(model, ids, changes=other).logits[inside.at]
        return logits

    words = tuple(shown(tokenizer.piece(int(n))) for n in numbers)
    compared = OffCompared(words, told(on), told(zero))
    yield compared
    means = mean_outputs(name)
    by_mean = replace(changes, means=means.heads, layer_means=means.layers)
    compared = replace(compared, mean=told(again(by_mean)))
    yield compared
    for seed in range(DRAWS):
        control = replace(
            changes,
            off=random_heads(model, len(changes.off), changes.off, seed),
            layers_off=_random_layers(model, changes.layers_off, seed),
        )
        compared = replace(compared, random=(*compared.random, told(again(control))))
    yield compared


def _random_layers(model: LlamaModel, off: frozenset[int], seed: int) -> frozenset[int]:
    rest = [layer for layer in range(model.config.n_layers) if layer not in off]
    drawn = np.random.default_rng(seed).choice(len(rest), min(len(off), len(rest)), replace=False)
    return frozenset(rest[int(n)] for n in drawn)
