"""Runs a sentence through a trained model: attention, predictions, and the effect of switching off heads.

It returns plain data, so that screens and the shell need no NumPy. Layers and heads count from 0, as in code.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from tutor.transformers.models.experiments import Variation
from tutor.transformers.models.forward import Array, Changes, ForwardPass, Model, run, softmax
from tutor.transformers.models.head_rows import HeadRows, Row
from tutor.transformers.models.row_steps import AttentionRow, row_steps
from tutor.transformers.models.words import BOS, ID, MASK, NAMELESS, PAD, VOCABULARY, Tokens, tokenize

if TYPE_CHECKING:
    from tutor.transformers.llama.llama_inside import LlamaInside

Name = str  # one of NAMES, or the name of an added model (see ``tutor model list``)
NAMES = ("causal", "second-seed", "bidirectional")
N_BLOCKS, N_HEADS = 2, 4
HIDDEN = (PAD, BOS, MASK)
UNKNOWN = "(some new word)"
# How many predicted words are shown, and how many before and after a change if both are shown.
SHOWN, COMPARED = 6, 4


@dataclass(frozen=True, slots=True)
class Guess:
    """A predicted word and its probability."""

    word: str
    probability: float


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run. ``token`` is a position (0 is ``<bos>``); ``off`` are heads that are switched off.

    ``mask_removed`` runs a causal model without its mask. That is an experiment, not the bidirectional model.
    """

    model: Name = "causal"
    token: int | None = None
    off: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    sharpness: float = 1.0
    mask_removed: bool = False
    variation: Variation | None = None  # only for an added model
    layers_off: frozenset[int] = field(default_factory=frozenset)  # only for an added model
    words: str = ""  # two words to compare in an added model, as typed; "" for the likeliest two


@dataclass(frozen=True, slots=True)
class ModelRun:
    """The results of a run. ``attention[layer][head]`` are T rows of T weights; ``flow`` is the same, weighted by the
    norm of what each token would add (Kobayashi et al. 2020, section 3), each row summing to 1.

    ``guesses`` are for the word after ``guessed_at`` (causal), or in its place (bidirectional). If heads are off or the
    run is varied, ``before`` has the same words without that. ``loss`` is the mean in nats over the sentence's words.
    ``products (layers, heads, T, T)`` are the dot products q · k behind all weights.
    """

    settings: Settings
    tokens: Tokens
    attention: HeadRows
    flow: HeadRows
    guesses: tuple[Guess, ...]
    before: tuple[Guess, ...]
    guessed_at: int
    loss: float | None
    products: Array = field(repr=False, compare=False)
    d_k: int
    causal: bool  # whether the mask hides later tokens
    remark: str = ""  # characters that the model cannot read, and the cost of a variation
    inside: LlamaInside | None = field(default=None, repr=False, compare=False)  # only for an added model

    def row_steps(self, layer: int, head: int, token: int) -> AttentionRow:
        """The steps to the row of ``token`` in this head."""
        return row_steps(self.products[layer, head], token, self.d_k, self.settings.sharpness, self.causal)

    def mean(self, layer: int) -> tuple[Row, ...]:
        """The mean over the heads of a layer, which hides what single heads do."""
        return self.attention[layer].mean()

    @property
    def labels(self) -> tuple[str, ...]:
        """The tokens as the learner wrote them, with a mark on words outside the vocabulary."""
        return tuple(
            w if known else f"{w}{'°'}"
            for w, known in zip(self.tokens.written, self.tokens.known, strict=True)
        )


def stored_weights(name: str) -> dict[str, Array]:
    """The weights of a shipped model, as float32.

    Raises:
        ValueError: the file is not the one that was shipped.
    """
    folder = resources.files("tutor.transformers.models") / "trained"
    data = (folder / f"{name}.npz").read_bytes()
    expected = json.loads((folder / "hashes.json").read_text(encoding="utf-8"))[name]
    if hashlib.sha256(data).hexdigest() != expected:
        raise ValueError(f"The model file {name}.npz is damaged. Install the tutor again.")
    with resources.as_file(folder / f"{name}.npz") as path, np.load(path, allow_pickle=False) as stored:
        return {key: stored[key].astype(np.float32) for key in stored.files}


@cache
def load_model(name: Name) -> Model:
    """A shipped model.

    Raises:
        ValueError: the file is not the one that was shipped.
    """
    return Model(stored_weights(name), N_BLOCKS, N_HEADS, causal=name != "bidirectional")


def run_model(text: str, settings: Settings | None = None) -> ModelRun:
    """Run a model on any text. An empty one is just ``<bos>``."""
    settings = settings or Settings()
    if settings.model not in NAMES:
        from tutor.transformers.llama.llama_run import run_llama

        return run_llama(text, settings)
    tokens = tokenize(text)
    model = load_model(settings.model)
    ids = np.array(tokens.ids)
    causal = False if settings.mask_removed else None
    changes = Changes(off=settings.off, causal=causal, sharpness=settings.sharpness)
    seen = run(model, ids, changes)
    masks = [place for place, word in enumerate(tokens.words) if word == MASK]
    if model.causal:
        at = len(ids) - 1 if settings.token is None else min(settings.token, len(ids) - 1)
        guessing = seen
    else:
        # Without a <mask> in the text, mask the selected token (or the last) to see the model's prediction for it.
        at = masks[0] if masks else min(settings.token or len(ids) - 1, len(ids) - 1)
        guessing = seen if masks else run(model, np.where(np.arange(len(ids)) == at, ID[MASK], ids), changes)
    expected = guesses(guessing.logits[0, at], tokens)
    before: tuple[Guess, ...] = ()
    if settings.off:
        source = ids if model.causal or masks else np.where(np.arange(len(ids)) == at, ID[MASK], ids)
        plain = run(model, source, Changes(causal=causal, sharpness=settings.sharpness))
        expected, before = compared(guessing.logits[0, at], plain.logits[0, at], tokens)
    return ModelRun(
        settings=settings,
        tokens=tokens,
        attention=HeadRows(seen.attention[:, 0]),
        flow=HeadRows(weighted(seen.attention[:, 0], seen.values[:, 0])),
        guesses=expected,
        before=before,
        guessed_at=at,
        loss=_loss(seen, ids) if model.causal else None,
        products=seen.products[:, 0],
        d_k=model.d_head,
        causal=model.causal and not settings.mask_removed,
    )


def in_words(ran: ModelRun, rows: tuple[Row, ...], token: int) -> str:
    """A row of a grid as a sentence: the tokens with the largest weights, largest first."""
    shares = sorted(enumerate(rows[token]), key=lambda pair: -pair[1])
    named = [f"{_named(ran, place, token)} ({share:.2f})" for place, share in shares[:3] if share >= 0.05]
    if not named:
        return f"{ran.tokens.written[token]} looks nowhere in particular."
    then = f", then at {' and '.join(named[1:])}" if len(named) > 1 else ""
    return f"{ran.tokens.written[token]} looks most at {named[0]}{then}."


def _named(ran: ModelRun, place: int, token: int) -> str:
    """The token's word. A word that occurs twice is followed by its next word."""
    written = ran.tokens.written
    word = written[place]
    if place == token:
        return "itself"
    if place == 0:
        return f"{word} (the start)"
    same = [word.casefold() for word in written].count(word.casefold()) > 1
    return f"{word} (before {written[place + 1]})" if same and place + 1 < len(written) else word


def guesses(logits: Array, tokens: Tokens, count: int = SHOWN) -> tuple[Guess, ...]:
    """logits (V,) → the likeliest words. Unknown words are shown as the learner wrote them."""
    return _sorted(_shares(logits, tokens), count)


def compared(after: Array, before: Array, tokens: Tokens) -> tuple[tuple[Guess, ...], tuple[Guess, ...]]:
    """Logits (V,) before and after a change → the same words with both probabilities."""
    now, then = _shares(after, tokens), _shares(before, tokens)
    words = {guess.word for shares in (now, then) for guess in _sorted(shares, COMPARED)}
    return _sorted({word: now[word] for word in words}), _sorted({word: then[word] for word in words})


def _shares(logits: Array, tokens: Tokens) -> dict[str, float]:
    written = {
        word: said
        for word, said, known in zip(tokens.words, tokens.written, tokens.known, strict=True)
        if not known
    }
    shares: dict[str, float] = dict(zip(VOCABULARY, softmax(logits).tolist(), strict=True))
    for word in HIDDEN:
        del shares[word]
    for word in NAMELESS:
        probability, shown = shares.pop(word), written.get(word, UNKNOWN)
        shares[shown] = shares.get(shown, 0.0) + probability
    return shares


def _sorted(shares: dict[str, float], count: int | None = None) -> tuple[Guess, ...]:
    pairs = sorted(shares.items(), key=lambda pair: -pair[1])[:count]
    return tuple(Guess(*pair) for pair in pairs)


def _loss(seen: ForwardPass, ids: Array) -> float | None:
    if len(ids) < 2:
        return None
    probabilities = softmax(seen.logits)[0, :-1]
    right = probabilities[np.arange(len(ids) - 1), ids[1:]]
    return float(-np.log(np.maximum(right, 1e-12)).mean())


def weighted(attention: Array, values: Array) -> Array:
    norms = np.linalg.norm(values, axis=-1)  # (n_blocks, H, T)
    weighted = attention * norms[:, :, np.newaxis, :]
    total = weighted.sum(axis=-1, keepdims=True)
    flow: Array = np.divide(weighted, total, out=np.zeros_like(weighted), where=total > 0)
    return flow
