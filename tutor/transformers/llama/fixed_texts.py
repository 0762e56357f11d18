"""Texts on which a learner's block is compared with ours, as SmolLM2's token ids, so that a check
needs no tokenizer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from tutor.transformers.llama.how_to_add import NAME, models_folder, stored_models
from tutor.transformers.llama.llama_model import Array, run
from tutor.transformers.llama.model_store import open_folder

SENTENCES = (  # the text of BEGINNINGS
    "Paris is in France. Rome is in Italy",
    "Once upon a time, there was a little",
    "When Mary and John went to the store,",
    "He opened the (box) and the [",
)
BEGINNINGS = (  # (4, 9)
    (38634, 314, 281, 4649, 30, 7268, 314, 281, 7158),
    (6403, 1980, 253, 655, 28, 665, 436, 253, 1838),
    (2427, 5099, 284, 2322, 3514, 288, 260, 4249, 28),
    (3681, 6572, 260, 365, 4810, 25, 284, 260, 933),
)
STORY = (  # (1, 64): the beginning of story.txt
    (
        *(61, 4075, 5454, 260, 33059, 990, 874, 4083, 4242, 30, 5081, 9053, 1041, 30324, 260, 34069),
        *(3301, 28, 37528, 260, 47800, 284, 1150, 260, 17559, 28, 284, 897, 5738, 1041, 1830, 357),
        *(578, 1163, 284, 4150, 582, 1761, 618, 260, 1993, 30, 44866, 4180, 1869, 2025, 30, 1943),
        *(282, 601, 2042, 8976, 28, 975, 665, 436, 3878, 335, 260, 5432, 564, 7739, 28, 634),
    ),
)
NEEDED = (
    "The last lines run SmolLM2, a real language model, on your functions. It is not on this machine: "
    f"tutor model add {NAME} fetches it once (93 MB)."
)


def where_it_is() -> tuple[str, str]:
    """SmolLM2's folder and ""; or "" and a sentence that says how to get it."""
    return (str(models_folder().absolute() / NAME), "") if NAME in stored_models() else ("", NEEDED)


@cache
def logits_of(folder: str, texts: tuple[tuple[int, ...], ...]) -> Array:
    """Token ids (B, T) → logits (B, T, V) of our own implementation."""
    model = open_folder(Path(folder))
    return np.stack([run(model, np.array(ids, dtype=np.intp)).logits for ids in texts])
