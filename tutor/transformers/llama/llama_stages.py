"""Runs a sentence through an added model in stages: the weights first, then the lens, then the
effect of parts that are off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tutor.transformers.llama.blas_threads import measured_threads
from tutor.transformers.llama.llama_inside import LlamaInside, compare_off
from tutor.transformers.llama.llama_model import Array, Ids, LlamaChanges, mean_loss, run
from tutor.transformers.llama.llama_run import (
    EMPTY,
    MOST,
    as_model_run,
    place_of,
    price_of,
    tokenizer_of,
    varied,
)
from tutor.transformers.llama.model_store import open_model
from tutor.transformers.llama.next_words import effects_on, lens_of, pair_of
from tutor.transformers.models.model_run import ModelRun, Settings

TEXTS = 4  # texts whose logits are cached
Key = tuple[str, bytes, float, bool]


def llama_stages(text: str, settings: Settings, earlier: ModelRun | None = None) -> Iterator[ModelRun]:
    """Like ``run_llama``, but yields again with additions: the lens, and the effect of the parts that are off.

    If only the selected token or the compared words differ from the ``earlier`` run, its pass is reused.

    Raises:
        FileError: the model, or the package for its tokens, is missing.
    """
    stages = _stages(text, settings, earlier)
    while True:
        with measured_threads():
            stage = next(stages, None)
        if stage is None:
            return
        yield stage


def _stages(text: str, settings: Settings, earlier: ModelRun | None) -> Iterator[ModelRun]:
    model, tokenizer = open_model(settings.model), tokenizer_of(settings.model)
    whole = tokenizer.encode(text or EMPTY)
    ids = whole.ids[:MOST]
    at = place_of(settings, len(ids))
    plain = LlamaChanges(sharpness=settings.sharpness, causal=not settings.mask_removed)
    changes = varied(replace(plain, off=settings.off, layers_off=settings.layers_off), settings.variation)
    old = _same_pass(earlier, ids, settings)
    looked = None if old is None else old.inside
    seen = run(model, ids, changes=changes, record=True) if looked is None else looked.seen
    key = settings.model, ids.tobytes(), settings.sharpness, settings.mask_removed
    anything_off = bool(settings.off or settings.layers_off)
    changed = anything_off or settings.variation is not None
    on = _with_all_on.of(key) if changed else seen.logits
    if on is None:
        on = run(model, ids, changes=plain).logits
    _with_all_on.keep(key, on)
    result = as_model_run(model, tokenizer, whole, settings, seen, on[at] if changed else None, old)
    remark = f"{result.remark} {price_of(result, mean_loss(on, ids)) if len(ids) > 1 else ''}".strip()
    result = replace(result, remark=remark)
    pair, problem = pair_of(tokenizer, on[at], settings.words)
    inside = LlamaInside(ids, seen, at, on[at], pair, effects_on(model, seen, pair, at), problem)
    yield replace(result, inside=inside)
    inside = replace(inside, lens=lens_of(model, tokenizer, seen, at))
    yield replace(result, inside=inside)
    if anything_off:
        for compared in compare_off(settings.model, model, tokenizer, inside, changes):
            yield replace(result, inside=replace(inside, off=compared))


def _same_pass(earlier: ModelRun | None, ids: Ids, settings: Settings) -> ModelRun | None:
    if earlier is None or earlier.inside is None or not np.array_equal(earlier.inside.ids, ids):
        return None
    asked = replace(earlier.settings, token=settings.token, words=settings.words)
    return earlier if asked == settings else None


class _Logits:
    """The logits of the last few texts with all heads on, for comparison with a run where heads are off."""

    def __init__(self) -> None:
        self._kept: dict[Key, Array] = {}

    def keep(self, key: Key, logits: Array) -> None:
        self._kept.pop(key, None)
        self._kept[key] = logits
        while len(self._kept) > TEXTS:
            self._kept.pop(next(iter(self._kept)), None)

    def of(self, key: Key) -> Array | None:
        return self._kept.get(key)


_with_all_on = _Logits()
