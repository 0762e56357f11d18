"""Scores every head with the detectors: on the probe texts, stage by stage, and on a sentence.

As in ``llama_heads.detect``, a score is the mean weight that a head gives to one position, over the tokens that have
such a position; the patterns are those of TransformerLens (head_detector). Scores are arrays (L, H).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from tutor.transformers.llama.blas_threads import measured_threads
from tutor.transformers.llama.llama_heads import (
    DETECTORS,
    NAMED,
    REPEATED,
    SEEDS,
    Detector,
    agreement_sentences,
    detect,
    twice,
)
from tutor.transformers.llama.llama_inside import LlamaInside
from tutor.transformers.llama.llama_model import Array, Ids, LlamaModel, run
from tutor.transformers.llama.llama_run import tokenizer_of
from tutor.transformers.llama.llama_tokens import LlamaTokenizer
from tutor.transformers.llama.model_store import open_model
from tutor.transformers.llama.next_words import effects_on, pair_of


def probe_scores(model: LlamaModel, tokenizer: LlamaTokenizer) -> Iterator[dict[Detector, Array]]:
    """Yields the scores known so far, in stages: three detectors share their passes, two read texts of their own."""
    known = _on_random_tokens(model)
    yield dict(known)
    known["first token"] = detect(model, tokenizer, "first token")
    yield dict(known)
    if all(one.subject in tokenizer.encode(one.text).pieces for one in agreement_sentences()):
        # If the tokenizer splits some of these nouns into several tokens, there is no score for the subject.
        known["subject"] = detect(model, tokenizer, "subject")
        yield dict(known)


def _on_random_tokens(model: LlamaModel) -> dict[Detector, Array]:
    places: dict[Detector, Callable[[Array], Array]] = {
        "previous token": lambda w: np.diagonal(w, -1, axis1=-2, axis2=-1),
        "duplicate": lambda w: np.diagonal(w, -REPEATED, axis1=-2, axis2=-1),
        "induction": lambda w: np.diagonal(w, 1 - REPEATED, axis1=-2, axis2=-1)[..., 1:],
    }
    found: dict[Detector, list[Array]] = {detector: [] for detector in places}
    for seed in SEEDS:
        weights = run(model, twice(model, seed), record=True, last_only=True).weights
        assert weights is not None
        for detector, place in places.items():
            found[detector].append(place(weights).mean(axis=-1))
    return {
        detector: np.asarray(np.mean(scores, axis=0), dtype=np.float32) for detector, scores in found.items()
    }


def sentence_scores(weights: Array, ids: Ids, subject: int) -> dict[Detector, Array | None]:
    """weights (L, H, T, T) of a sentence → its scores; None if no token has such a position.

    ``subject`` is the position of a token. Its score is the weight that the last token gives to it.
    """
    count = len(ids)
    earlier = np.tril(ids[:, None] == ids[None, :], -1)  # (T, T): an earlier occurrence of the same token
    after = np.zeros_like(earlier)
    after[:, 1:] = earlier[:, :-1]
    first = np.zeros_like(earlier)
    first[1:, 0] = True
    patterns = {
        "previous token": np.eye(count, k=-1, dtype=bool),
        "duplicate": earlier,
        "induction": np.tril(after),
        "first token": first,
    }
    scores: dict[Detector, Array | None] = {
        detector: _mean_on(weights, patterns[detector]) for detector in DETECTORS if detector in patterns
    }
    scores["subject"] = weights[:, :, -1, subject] if 0 <= subject < count - 1 else None
    return scores


def _mean_on(weights: Array, pattern: Array) -> Array | None:
    rows = pattern.any(axis=-1)
    if not rows.any():
        return None
    on_it = (weights * pattern).sum(axis=-1)[:, :, rows]
    return np.asarray(on_it.mean(axis=-1), dtype=np.float32)


Table = tuple[tuple[float, ...], ...]  # scores by layer and head


@dataclass(frozen=True, slots=True)
class FoundHeads:
    """The scores of all heads so far, as plain numbers: on the probe texts, on the sentence, and for the next word.

    ``inside`` is the sentence's pass, with the two words that ``pair`` names.
    """

    inside: LlamaInside
    probes: Mapping[str, Table]
    sentence: Mapping[str, Table]
    effects: Table
    complete: bool = False

    @property
    def pair(self) -> str:
        """The two compared words."""
        return self.inside.pair.name

    def name_of(self, layer: int, head: int) -> str:
        """The name of a head by its scores on the probe texts, such as "induction head"; "" for most.

        Many heads also attend to the first token of a text, so a first-token head is called that only if no other
        name fits.
        """
        named = [one for one, table in self.probes.items() if table[layer][head] >= NAMED]
        named.sort(key=lambda one: (one == "first token", -self.probes[one][layer][head]))
        return f"{' and '.join(one.replace(' ', '-') for one in named)} head" if named else ""


_probed: dict[str, dict[str, Table]] = {}  # by the model's name, once everything is measured


def find_heads(name: str, inside: LlamaInside, words: str, subject: int) -> Iterator[FoundHeads]:
    """Yields the scores on the sentence at once, then those on the probe texts, in stages.

    Raises:
        FileError: the model, or the package for its tokens, is missing.
    """
    model, tokenizer = open_model(name), tokenizer_of(name)
    pair, problem = pair_of(tokenizer, inside.on, words)
    inside = replace(
        inside, pair=pair, problem=problem, effects=effects_on(model, inside.seen, pair, inside.at)
    )
    assert inside.seen.weights is not None
    scores = sentence_scores(inside.seen.weights, inside.ids, subject)
    found = FoundHeads(
        inside,
        _probed.get(name, {}),
        {detector: _as_table(table) for detector, table in scores.items() if table is not None},
        _as_table(inside.effects.heads),
        name in _probed,
    )
    yield found
    if found.complete:
        return
    stages = probe_scores(model, tokenizer)
    while True:
        with measured_threads():
            known = next(stages, None)
        if known is None:
            break
        found = replace(
            found,
            probes={detector: _as_table(known[detector]) for detector in DETECTORS if detector in known},
        )
        yield found
    _probed[name] = dict(found.probes)
    yield replace(found, complete=True)


def _as_table(scores: Array) -> Table:
    return tuple(map(tuple, scores.tolist()))
