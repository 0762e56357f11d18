"""Runs a sentence through an added model, with the same kind of result as for the small ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from tutor.transformers.llama.llama_model import (
    Array,
    Ids,
    LlamaChanges,
    LlamaModel,
    LlamaPass,
    mean_loss,
    run,
    softmax,
)
from tutor.transformers.llama.llama_tokens import LlamaTokenizer, Tokenized
from tutor.transformers.llama.model_store import open_model, token_table
from tutor.transformers.llama.next_words import shown
from tutor.transformers.models.experiments import Variation
from tutor.transformers.models.head_rows import HeadRows
from tutor.transformers.models.model_run import COMPARED, SHOWN, Guess, ModelRun, Settings, weighted
from tutor.transformers.models.words import Tokens

MOST = 64  # most tokens of a sentence in the Lab
EMPTY = "\n"  # the input if the text is empty


@cache
def tokenizer_of(name: str) -> LlamaTokenizer:
    """The tokenizer of an added model.

    Raises:
        FileError: the model, or the package for its tokens, is missing.
    """
    return LlamaTokenizer(token_table(name))


def run_llama(text: str, settings: Settings) -> ModelRun:
    """Run the model in ``settings`` on a text, cut off after ``MOST`` tokens.

    Raises:
        FileError: the model, or the package for its tokens, is missing.
    """
    model, tokenizer = open_model(settings.model), tokenizer_of(settings.model)
    whole = tokenizer.encode(text or EMPTY)
    ids = whole.ids[:MOST]
    plain = LlamaChanges(sharpness=settings.sharpness, causal=not settings.mask_removed)
    changes = varied(replace(plain, off=settings.off, layers_off=settings.layers_off), settings.variation)
    seen = run(model, ids, changes=changes, record=True)
    if not (settings.off or settings.layers_off or settings.variation):
        return as_model_run(model, tokenizer, whole, settings, seen)
    on = run(model, ids, changes=plain).logits
    result = as_model_run(model, tokenizer, whole, settings, seen, on[place_of(settings, len(ids))])
    return replace(result, remark=f"{result.remark} {price_of(result, mean_loss(on, ids))}".strip())


def varied(changes: LlamaChanges, variation: Variation | None) -> LlamaChanges:
    """``changes`` combined with those of an experiment."""
    if variation is None:
        return changes
    return replace(
        changes,
        window=variation.window,
        keep_first=variation.keep_first,
        shift=variation.shift,
        stretch=variation.stretch,
        mlps_off=frozenset(() if variation.mlp_off is None else (variation.mlp_off,)),
        half_norm=variation.half_norm,
    )


def price_of(result: ModelRun, before: float) -> str:
    """One sentence on the cost of a variation, if there is one; ``before`` is the loss without it."""
    variation = result.settings.variation
    if variation is None or result.loss is None:
        return ""
    return f"With {variation.words}: {result.loss:.2f} nats per token. Without: {before:.2f}."


def place_of(settings: Settings, count: int) -> int:
    """The token whose next word is predicted."""
    return count - 1 if settings.token is None else min(settings.token, count - 1)


def as_model_run(
    model: LlamaModel,
    tokenizer: LlamaTokenizer,
    whole: Tokenized,
    settings: Settings,
    seen: LlamaPass,
    then: Array | None = None,
    old: ModelRun | None = None,
) -> ModelRun:
    """A recorded pass → the result for the Lab. If heads are off, ``then`` (V,) are the logits with all of them on.

    ``old`` is the result of the same pass with another selected token.
    """
    assert seen.weights is not None and seen.products is not None
    ids = whole.ids[: len(seen.logits)]
    at = place_of(settings, len(ids))
    before: tuple[Guess, ...] = ()
    shares = softmax(seen.logits[at])
    expected = _guesses(tokenizer, shares, shares.argsort()[::-1][:SHOWN])
    if then is not None:
        then = softmax(then)
        both = np.union1d(shares.argsort()[::-1][:COMPARED], then.argsort()[::-1][:COMPARED])
        expected = _guesses(tokenizer, shares, both[shares[both].argsort()[::-1]])
        before = _guesses(tokenizer, then, both[then[both].argsort()[::-1]])
    return ModelRun(
        settings=settings,
        tokens=_as_tokens(whole, len(ids)),
        attention=HeadRows(seen.weights) if old is None else old.attention,
        flow=HeadRows(weighted(seen.weights, _added(model, seen))) if old is None else old.flow,
        guesses=expected,
        before=before,
        guessed_at=at,
        loss=mean_loss(seen.logits, ids) if len(ids) > 1 else None,
        products=seen.products,
        d_k=model.config.d_head,
        causal=not settings.mask_removed,
        remark=whole.remark,
    )


def _guesses(tokenizer: LlamaTokenizer, shares: Array, ids: Ids) -> tuple[Guess, ...]:
    return tuple(Guess(shown(tokenizer.piece(int(n))), float(shares[n])) for n in ids)


def _as_tokens(whole: Tokenized, count: int) -> Tokens:
    written = tuple(shown(piece) for piece in whole.pieces[:count])
    return Tokens(
        ids=tuple(int(n) for n in whole.ids[:count]),
        written=written,
        words=written,
        known=(True,) * count,
        left_out=len(whole.ids) - count,
    )


def _added(model: LlamaModel, seen: LlamaPass) -> Array:
    """(L, H, T, 1): the length of the vector that each token would add through each head if it got all the weight."""
    assert seen.values is not None
    config = model.config
    lengths = np.empty((config.n_layers, config.n_heads, seen.values.shape[2], 1), dtype=np.float32)
    for number, layer in enumerate(model.layers):
        outputs = layer.w_o.reshape(config.d_model, config.n_heads, config.d_head)
        for head in range(config.n_heads):
            added = seen.values[number, head // config.group] @ outputs[:, head].T
            lengths[number, head, :, 0] = np.linalg.norm(added, axis=-1)
    return lengths
