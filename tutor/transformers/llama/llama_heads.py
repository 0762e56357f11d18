"""What each head of a model does: detectors with a score per head, and what a head does to the next word.

The detectors are those of TransformerLens (head_detector) and of Elhage et al. 2021 and Olsson et al. 2022: the mean
weight that a head gives to one place. Direct effects are direct logit attribution (Elhage et al. 2021, section
"Path expansion"): a head's output, the final norm's scale held fixed, on the difference of two words.
Scores are arrays (L, H).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np

from tutor.transformers.llama.llama_model import (
    Array,
    Ids,
    LlamaChanges,
    LlamaModel,
    LlamaPass,
    mean_loss,
    run,
)
from tutor.transformers.llama.llama_tokens import LlamaTokenizer

Detector = Literal["previous token", "duplicate", "induction", "first token", "subject"]
DETECTORS: dict[Detector, str] = {
    "previous token": "attends to the token before, on random tokens",
    "duplicate": "attends to the earlier occurrence of the same token in a repeated sequence of random tokens",
    "induction": "attends to what came after the same token the last time",
    "first token": "rests on the first token of a text",
    "subject": "looks from the gap at the noun that the verb agrees with",
}
NAMED = 0.5  # the score from which a head gets a detector's name
REPEATED = 24  # number of random tokens, which are then repeated
SEEDS = (0, 1, 2)
TEXT_TOKENS = 128  # tokens of the story, for the first-token detector


@dataclass(frozen=True, slots=True)
class AgreementSentence:
    """A sentence up to its verb: the right verb, the wrong one, and the position of the subject."""

    text: str
    right: str
    wrong: str
    subject: str


def detect(model: LlamaModel, tokenizer: LlamaTokenizer, detector: Detector) -> Array:
    """Compute the detector's scores (L, H), between 0 and 1."""
    if detector == "first token":
        ids = story(tokenizer)[:TEXT_TOKENS]
        weights = _weights(run(model, ids, record=True, last_only=True))
        return np.asarray(weights[:, :, 1:, 0].mean(axis=-1), dtype=np.float32)
    if detector == "subject":
        return _subject_scores(model, tokenizer)
    places: dict[str, Callable[[Array], Array]] = {
        "previous token": lambda w: np.diagonal(w, -1, axis1=-2, axis2=-1),
        "duplicate": lambda w: np.diagonal(w, -REPEATED, axis1=-2, axis2=-1),
        "induction": lambda w: np.diagonal(w, 1 - REPEATED, axis1=-2, axis2=-1)[..., 1:],
    }
    found = [
        places[detector](_weights(run(model, twice(model, seed), record=True, last_only=True))).mean(axis=-1)
        for seed in SEEDS
    ]
    return np.asarray(np.mean(found, axis=0), dtype=np.float32)


def _weights(seen: LlamaPass) -> Array:
    assert seen.weights is not None
    return seen.weights


def _subject_scores(model: LlamaModel, tokenizer: LlamaTokenizer) -> Array:
    scores = []
    for one in agreement_sentences()[::8]:
        tokens = tokenizer.encode(one.text)
        at = tokens.pieces.index(one.subject)
        scores.append(_weights(run(model, tokens.ids, record=True, last_only=True))[:, :, -1, at])
    return np.asarray(np.mean(scores, axis=0), dtype=np.float32)


def twice(model: LlamaModel, seed: int) -> Ids:
    """Random tokens of the plain vocabulary, repeated once."""
    first = min(1000, model.config.vocab_size // 10)
    once = np.random.default_rng(seed).integers(first, model.config.vocab_size, REPEATED)
    return np.concatenate([once, once])


@cache
def _story_text() -> str:
    path = resources.files("tutor.transformers.llama") / "story.txt"
    return path.read_text(encoding="utf-8").strip()


def story(tokenizer: LlamaTokenizer) -> Ids:
    """The ids of a text of our own, which no model was trained on."""
    return tokenizer.encode(_story_text()).ids


def agreement_sentences() -> tuple[AgreementSentence, ...]:
    """160 sentences with a noun between the subject and the gap. In half of them, that noun and the subject differ in
    number."""
    nouns = (
        ("key", "keys"),
        ("picture", "pictures"),
        ("letter", "letters"),
        ("book", "books"),
        ("road", "roads"),
    )
    others = (("cabinet", "cabinets"), ("garden", "gardens"), ("house", "houses"), ("school", "schools"))
    ways = ("The {} to the {}", "The {} near the old {}")
    return tuple(
        AgreementSentence(
            text=way.format(noun[number], other[between]),
            right=(" is", " are")[number],
            wrong=(" are", " is")[number],
            subject=f" {noun[number]}",
        )
        for way in ways
        for noun in nouns
        for other in others
        for number in (0, 1)
        for between in (0, 1)
    )


# Effects of heads on the next word


@dataclass(frozen=True, slots=True)
class WordEffects:
    """Direct effects on ``logit(one) − logit(other)`` after the last token: of heads (L, H) and of MLPs (L,)."""

    heads: Array
    mlps: Array
    difference: float  # of the whole model


def direct_effects(model: LlamaModel, seen: LlamaPass, one: int, other: int, at: int = -1) -> WordEffects:
    """A recorded pass → the direct effect of each head and MLP, after token ``at``, on word ``one`` against ``other``
    (ids).

    It does not include what later layers compute from a head's output: a head can matter but have no direct effect.
    """
    assert seen.heads is not None and seen.stream is not None and seen.mlps is not None
    config = model.config
    last = seen.stream[-1, at]
    scale = np.sqrt((last * last).mean() + np.float32(config.eps))
    toward = (model.output[one] - model.output[other]) * model.final_gain / scale  # (d,)
    heads = np.stack(
        [
            np.einsum(
                "he,he->h",
                seen.heads[number, :, at],
                (layer.w_o.T @ toward).reshape(config.n_heads, config.d_head),
            )
            for number, layer in enumerate(model.layers)
        ]
    )
    mlps = seen.mlps[:, at] @ toward
    return WordEffects(heads, mlps, float(seen.logits[at, one] - seen.logits[at, other]))


def random_heads(
    model: LlamaModel, count: int, excluded: frozenset[tuple[int, int]], seed: int
) -> frozenset[tuple[int, int]]:
    """A control: the same number of heads, drawn from all others."""
    config = model.config
    everyone = [(layer, head) for layer in range(config.n_layers) for head in range(config.n_heads)]
    rest = [one for one in everyone if one not in excluded]
    drawn = np.random.default_rng(seed).choice(len(rest), min(count, len(rest)), replace=False)
    return frozenset(rest[int(n)] for n in drawn)


# Measurements for the experiments' claims


def agreement_accuracy(
    model: LlamaModel,
    tokenizer: LlamaTokenizer,
    changes: LlamaChanges,
    sentences: tuple[AgreementSentence, ...],
) -> float:
    """The fraction of sentences in which the right verb has the larger logit."""
    right = 0
    for one in sentences:
        logits = run(model, tokenizer.encode(one.text).ids, changes=changes, last_only=True).logits[-1]
        verb, other = tokenizer.word(one.right), tokenizer.word(one.wrong)
        assert verb is not None and other is not None
        right += bool(logits[verb] > logits[other])
    return right / len(sentences)


def copy_accuracy(
    model: LlamaModel, changes: LlamaChanges, seeds: tuple[int, ...] = (0, 1, 2, 3, 4)
) -> float:
    """The fraction of tokens in the repetition that the model ranks first, on random tokens that occur twice."""
    hits = []
    for seed in seeds:
        ids = twice(model, seed)
        expected = run(model, ids, changes=changes).logits.argmax(axis=-1)
        hits.append((expected[REPEATED:-1] == ids[REPEATED + 1 :]).mean())
    return float(np.mean(hits))


def story_loss(model: LlamaModel, tokenizer: LlamaTokenizer, changes: LlamaChanges | None = None) -> float:
    """Nats per token on the story."""
    ids = story(tokenizer)
    return mean_loss(run(model, ids, changes=changes).logits, ids)


def strongest(scores: Mapping[tuple[int, int], float] | Array, count: int) -> tuple[tuple[int, int], ...]:
    """The (layer, head) pairs with the largest scores, largest first."""
    table = np.asarray(scores)
    order = table.ravel().argsort()[::-1][:count]
    return tuple((int(n) // table.shape[1], int(n) % table.shape[1]) for n in order)
