"""The model of the opening: one head that fills the gap in a sentence with *is* or *are*, with every number visible.

The gap's query and every word's key have two components, and a value has one: about +2.5 for a plural noun, −2.5 for a
singular one, near 0 for any other word. ``tools/models/train_agreement.py`` trains it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tutor.transformers.models.forward import Array, Model, layer_norm, softmax
from tutor.transformers.models.model_run import stored_weights

NAME = "agreement"
GAP, STOP = "___", "."
SINGULAR, PLURAL = "is", "are"
# the query of this word attends to the noun just before it, so the gap's query has to attend elsewhere
OTHER_GAP = "that ___"
NOUNS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "coin/coins box/boxes letter/letters shoe/shoes hat/hats cup/cups lamp/lamps bell/bells ball/balls coat/coats "
        "stone/stones flower/flowers tree/trees apple/apples egg/eggs clock/clocks picture/pictures boat/boats "
        "chair/chairs table/tables glove/gloves ring/rings spoon/spoons plate/plates"
    ).split()
)
PREPOSITIONS = tuple("near behind under beside above on inside below".split())
ADJECTIVES = tuple(
    "old wooden small big red green blue heavy light clean dirty broken new round empty little".split()
)
STATES = tuple("missing here ready lost gone there dry wet".split())
WORDS = (
    *(GAP, OTHER_GAP, STOP, "the", SINGULAR, PLURAL),
    *(word for pair in NOUNS for word in pair),
    *PREPOSITIONS,
    *ADJECTIVES,
    *STATES,
)
ID = {word: number for number, word in enumerate(WORDS)}

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class GapReading:
    """The head's intermediate results at the gap of a sentence; tuples have one entry per word of ``words``.

    ``scores`` are query · key, ``weights`` their softmax. ``received`` is the weighted sum of ``values``, and 0 if the
    head is switched off. ``probabilities`` are those of *is* and *are*.
    """

    words: tuple[str, ...]
    gap: int  # its position
    query: Pair
    keys: tuple[Pair, ...]
    values: tuple[float, ...]
    scores: tuple[float, ...]
    weights: tuple[float, ...]
    received: float
    probabilities: Pair

    @property
    def answer(self) -> str:
        """The likelier word."""
        return (SINGULAR, PLURAL)[self.probabilities[1] > self.probabilities[0]]


@cache
def load_agreement() -> Model:
    """``embedding (V, 16)``, ``positions (17, 16)``, ``blocks.0.w_q`` and ``w_k (16, 2)``, ``w_v (16, 1)``,
    ``w_o (1, 16)``, two norms, ``output (16, V)``.

    Raises:
        ValueError: the file is not the one that was shipped.
    """
    return Model(stored_weights(NAME), n_blocks=1, n_heads=1, causal=False)


def read_gap(sentence: str, query: Pair | None = None, head_on: bool = True) -> GapReading:
    """Run the model on a sentence with one gap, with the learner's own ``query`` if given.

    Raises:
        KeyError: a word is not in the model's vocabulary.
    """
    return read_gap_of(load_agreement(), sentence, query, head_on)


def read_gap_of(model: Model, sentence: str, query: Pair | None = None, head_on: bool = True) -> GapReading:
    """Like ``read_gap``, with another model of this form."""
    words = tuple(sentence.replace(STOP, f" {STOP}").split())
    ids = [ID[word.lower()] for word in words]
    gap = words.index(GAP)
    weights, head = model.weights, model.block(0)
    x = weights["embedding"][ids] + weights["positions"][: len(ids)]
    normed = layer_norm(x, head["ln1_gamma"], head["ln1_beta"])
    q = normed[gap] @ head["w_q"] if query is None else np.array(query, dtype=np.float32)
    keys, values = normed @ head["w_k"], (normed @ head["w_v"])[:, 0]
    scores = keys @ q
    shares = softmax(scores)
    received = float(shares @ values) if head_on else 0.0
    mixed = x[gap] + np.float32(received) * head["w_o"][0]
    logits = layer_norm(mixed, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"]
    probabilities = softmax(logits)
    return GapReading(
        words=words,
        gap=gap,
        query=(float(q[0]), float(q[1])),
        keys=tuple((float(key[0]), float(key[1])) for key in keys),
        values=_plain(values),
        scores=_plain(scores),
        weights=_plain(shares),
        received=received,
        probabilities=(float(probabilities[ID[SINGULAR]]), float(probabilities[ID[PLURAL]])),
    )


def _plain(row: Array) -> tuple[float, ...]:
    return tuple(float(value) for value in row)
