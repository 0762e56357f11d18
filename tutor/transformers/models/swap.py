"""Runs the small causal model on the learner's functions, and compares it with the reference.

Each exercise is tested alone, with our own functions for the rest, so that a cost can be attributed to it. The cost
of a bug is the increase in loss, in nats per word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from tutor.process import Limits, Sandbox, SandboxError
from tutor.transformers.models.for_exercises import trained_weights
from tutor.transformers.models.forward import Array, softmax
from tutor.transformers.models.head_rows import Row
from tutor.transformers.models.model_run import N_BLOCKS, Guess, guesses
from tutor.transformers.models.own_file import failure_of, read_own
from tutor.transformers.models.swap_worker import Assembled
from tutor.transformers.models.words import BOS, ID, Tokens, tokenize

CLOSE = 5e-4  # logits that differ by less count as equal
LIMITS = Limits(wall=10.0)


@dataclass(frozen=True, slots=True)
class Swap:
    """The functions of one exercise that the model can use."""

    exercise: str
    name: str
    functions: tuple[str, ...]


SWAPS = (
    Swap("ex1_scaled_dot_product_attention", "your attention", ("scaled_dot_product_attention",)),
    Swap("ex2_causal_masking", "your causal attention", ("causal_attention",)),
    Swap("ex3_multi_head_attention", "your heads", ("multi_head_attention",)),
    Swap("ex5_transformer_block", "your block", ("transformer_block", "layer_norm")),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """The effect of one exercise's functions on the model.

    If ``failure`` is a sentence, the other fields mean nothing. ``loss`` and ``reference`` are nats per word,
    ``agreement`` the fraction of positions with the same likeliest word, ``apart`` the largest difference of two
    logits, ``layer`` the first block after which the vectors differ (the number of blocks: the final norm), or None.
    ``guesses`` are for the given sentence, ``attention`` its weights if the functions return any.
    """

    swap: Swap
    failure: str = ""
    loss: float = 0.0
    reference: float = 0.0
    agreement: float = 1.0
    apart: float = 0.0
    layer: int | None = None
    guesses: tuple[Guess, ...] = ()
    attention: tuple[tuple[tuple[Row, ...], ...], ...] = ()

    @property
    def same(self) -> bool:
        """Whether the model's outputs equal the reference's."""
        return not self.failure and self.layer is None

    def in_words(self) -> str:
        """One sentence."""
        if self.failure:
            return self.failure
        if self.same:
            return f"{self.swap.name}: loss {self.loss:.2f}, like the reference"
        place = f"the first layer that differs: {self.layer}"
        if self.layer == N_BLOCKS:
            place = "all layers are the same; the norm after them differs"
        return f"{self.swap.name}: loss {self.loss:.2f}, the reference {self.reference:.2f}; {place}"


def cost_of(sandbox: Sandbox, swap: Swap, file: Path, sentence: str = "", token: int = -1) -> Cost:
    """Run the model on one exercise's functions, in an isolated process. Never raises for errors in the code.

    ``sentence`` is used for guesses and attention; the guesses are for the word after ``token``, a position in it.
    """
    text, failure = read_own(file)
    if failure:
        return Cost(swap, failure)
    tokens = tokenize(sentence)
    asked = [held_out_ids(), np.array([tokens.ids])]
    limits = replace(LIMITS, importable=(file.parent,))
    try:
        with sandbox.open(limits) as isolated:
            failure, runs = isolated.call(
                "tutor.transformers.models.swap_worker:run",
                str(file),
                text,
                list(swap.functions),
                trained_weights(),
                asked,
            )
    except SandboxError as error:
        return Cost(swap, failure_of(error, file, LIMITS.wall))
    return Cost(swap, failure) if failure else compare(swap, runs[0], runs[1], tokens, token)


def compare(swap: Swap, told: dict[str, Any], asked: dict[str, Any], tokens: Tokens, token: int) -> Cost:
    """Compare the results for the held-out texts and the sentence with the reference."""
    ids, expected = held_out_ids(), reference()
    pairs = [*zip(told["streams"], expected["streams"], strict=True), (told["logits"], expected["logits"])]
    layer = next((n for n, (own, ours) in enumerate(pairs) if not np.abs(own - ours).max() <= CLOSE), None)
    if not np.isfinite(told["logits"]).all():
        return Cost(
            swap, f"{swap.name} returns numbers that are not finite; the first layer that differs: {layer}."
        )
    hits = told["logits"].argmax(axis=-1) == expected["logits"].argmax(axis=-1)
    return Cost(
        swap,
        loss=mean_loss(told["logits"], ids),
        reference=mean_loss(expected["logits"], ids),
        agreement=float(hits[:, :-1].mean()),
        apart=float(np.abs(told["logits"] - expected["logits"]).max()),
        layer=layer,
        guesses=guesses(asked["logits"][0, min(token, len(tokens.ids) - 1)], tokens),
        attention=tuple(
            tuple(tuple(tuple(float(w) for w in row) for row in head) for head in grid[0])
            for grid in asked["attention"]
        ),
    )


def mean_loss(logits: Array, ids: Array) -> float:
    """Nats per word over all positions but the last of each text."""
    shares = softmax(logits[:, :-1])
    rows, columns = np.indices(ids[:, 1:].shape)
    return float(-np.log(np.maximum(shares[rows, columns, ids[:, 1:]], 1e-30)).mean())


@cache
def held_out_ids() -> Array:
    """(24, 32) token ids: 120 sentences that are not in the training data, written by ``tools/models/sentences.py``."""
    text = (resources.files("tutor.transformers.models") / "held_out.txt").read_text(encoding="utf-8")
    return np.array([[ID[word] for word in (BOS, *line.split())] for line in text.splitlines()])


@cache
def reference() -> dict[str, Any]:
    """The results of our own functions."""
    return Assembled(trained_weights(), {}).run(held_out_ids())
