"""Text generation: the next token is drawn by temperature, top-k and top-p, with or without a KV cache.

Sources: top-k Fan et al. 2018, section 5.1; top-p Holtzman et al. 2020, section 3.1.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tutor.transformers.llama.llama_model import Array, Ids, KvCache, LlamaChanges, LlamaModel, run, softmax

CHOICES = 6  # how many of the likeliest candidate tokens to report for each token drawn
ROOM = 256  # tokens of a text in the Lab, including the prompt


@dataclass(frozen=True, slots=True)
class WritingSettings:
    """``temperature`` 0 takes the likeliest token. ``top_k`` 0 and ``top_p`` 1 keep all tokens."""

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    cached: bool = True
    most: int = 48  # the maximum number of tokens to write
    seed: int = 0


@dataclass(frozen=True, slots=True)
class WrittenToken:
    """A token, its probability, and the seconds since generation began.

    ``computed`` tokens went through the model so far; without a cache it would be ``whole``. ``choices`` are the
    likeliest of the ``left_in`` tokens that it was drawn from.
    """

    token: int
    probability: float
    seconds: float
    computed: int
    whole: int
    choices: tuple[tuple[int, float], ...] = ()
    left_in: int = 0


def distribution(logits: Array, settings: WritingSettings) -> Array:
    """logits (V,) → the probabilities that a token is drawn from. Ties at the limit of top-k are kept."""
    if settings.temperature == 0:
        only = np.zeros_like(logits)
        only[logits.argmax()] = 1
        return only
    scaled = logits / np.float32(settings.temperature)
    if 0 < settings.top_k < len(scaled):
        edge = np.partition(scaled, -settings.top_k)[-settings.top_k]
        scaled = np.where(scaled < edge, np.float32(-np.inf), scaled)
    shares = softmax(scaled)
    if settings.top_p < 1:
        order = shares.argsort()[::-1]
        before = np.cumsum(shares[order]) - shares[order]
        shares[order[before >= settings.top_p]] = 0  # keeps the token that crosses the limit
        shares /= shares.sum()
    return shares


def write(
    model: LlamaModel,
    prompt: Ids,
    settings: WritingSettings,
    changes: LlamaChanges | None = None,
    end: int | None = None,
) -> Iterator[WrittenToken]:
    """Yields tokens until ``end``, ``most`` or the limit of the context is reached.

    Raises:
        ValueError: the prompt is empty.
    """
    rng = np.random.default_rng(settings.seed)
    ids = np.asarray(prompt)
    begun = time.perf_counter()
    cache = KvCache.for_model(model.config, len(ids) + settings.most) if settings.cached else None
    fed, computed, whole = ids, 0, 0
    for _ in range(min(settings.most, max(0, ROOM - len(ids)))):
        logits = run(model, fed, cache=cache, changes=changes, last_only=True).logits[-1]
        computed += len(fed)
        whole += len(ids)
        shares = distribution(logits, settings)
        token = int(rng.choice(len(shares), p=shares / shares.sum(dtype=np.float64)))
        likeliest = (
            np.argpartition(shares, -CHOICES)[-CHOICES:] if len(shares) > CHOICES else np.arange(len(shares))
        )
        choices = sorted(
            ((int(n), float(shares[n])) for n in likeliest if shares[n]), key=lambda one: -one[1]
        )
        yield WrittenToken(
            token,
            float(shares[token]),
            time.perf_counter() - begun,
            computed,
            whole,
            tuple(choices),
            int(np.count_nonzero(shares)),
        )
        if token == end:
            return
        ids = np.append(ids, token)
        fed = ids[-1:] if cache is not None else ids
