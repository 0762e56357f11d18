"""Text generation: the next token is drawn by temperature, top-k, top-p, min-p and a repetition penalty, with or
without a KV cache.

Sources: top-k Fan et al. 2018, section 5.1; top-p Holtzman et al. 2020, section 3.1; min-p Nguyen et al. 2024, section
3; repetition penalty Keskar et al. 2019, section 4.1, with the sign rule of the transformers library.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tutor.transformers.llama.llama_model import Array, Ids, KvCache, LlamaChanges, LlamaModel, run, softmax

CHOICES = 6  # how many of the likeliest candidate tokens to report for each token drawn
ROOM = 256  # tokens of a text in the Lab, including the prompt


@dataclass(frozen=True, slots=True)
class WritingSettings:
    """``temperature`` 0 takes the likeliest token. ``top_k`` 0, ``top_p`` 1 and ``min_p`` 0 keep all tokens;
    ``penalty`` 1 changes no logit."""

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    cached: bool = True
    most: int = 48  # the maximum number of tokens to write
    seed: int = 0
    min_p: float = 0.0
    penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class DrawnToken:
    """A token, its probability, and the likeliest of the ``left_in`` tokens that it was drawn from."""

    token: int
    probability: float
    choices: tuple[tuple[int, float], ...]
    left_in: int


Draw = Callable[[Array, Ids, WritingSettings], DrawnToken]  # from logits (V,) and the ids of the text so far


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
    if settings.min_p > 0:
        shares[shares < settings.min_p * shares.max()] = 0
        shares /= shares.sum()
    return shares


def penalised(logits: Array, ids: Ids, penalty: float) -> Array:
    """The logits with those of the tokens in the text made smaller, once each."""
    if penalty == 1:
        return logits
    seen, smaller = np.unique(ids), logits.copy()
    smaller[seen] = np.where(smaller[seen] > 0, smaller[seen] / penalty, smaller[seen] * penalty)
    return smaller


def drawing(seed: int) -> Draw:
    """A function that draws from ``distribution``, with a generator of its own."""
    rng = np.random.default_rng(seed)

    def draw(logits: Array, ids: Ids, settings: WritingSettings) -> DrawnToken:
        shares = distribution(penalised(logits, ids, settings.penalty), settings)
        token = int(rng.choice(len(shares), p=shares / shares.sum(dtype=np.float64)))
        likeliest = (
            np.argpartition(shares, -CHOICES)[-CHOICES:] if len(shares) > CHOICES else np.arange(len(shares))
        )
        choices = sorted(
            ((int(n), float(shares[n])) for n in likeliest if shares[n]), key=lambda one: -one[1]
        )
        return DrawnToken(token, float(shares[token]), tuple(choices), int(np.count_nonzero(shares)))

    return draw


def write(
    model: LlamaModel,
    prompt: Ids,
    settings: WritingSettings,
    changes: LlamaChanges | None = None,
    end: int | None = None,
    draw: Draw | None = None,
) -> Iterator[WrittenToken]:
    """Yields tokens until ``end``, ``most`` or the limit of the context is reached. ``draw`` replaces our own drawing.

    Raises:
        ValueError: the prompt is empty.
    """
    draw = draw or drawing(settings.seed)
    ids = np.asarray(prompt)
    begun = time.perf_counter()
    cache = KvCache.for_model(model.config, len(ids) + settings.most) if settings.cached else None
    fed, computed, whole = ids, 0, 0
    for _ in range(min(settings.most, max(0, ROOM - len(ids)))):
        logits = run(model, fed, cache=cache, changes=changes, last_only=True).logits[-1]
        computed += len(fed)
        whole += len(ids)
        one = draw(logits, ids, settings)
        yield WrittenToken(
            one.token,
            one.probability,
            time.perf_counter() - begun,
            computed,
            whole,
            one.choices,
            one.left_in,
        )
        if one.token == end:
            return
        ids = np.append(ids, one.token)
        fed = ids[-1:] if cache is not None else ids
