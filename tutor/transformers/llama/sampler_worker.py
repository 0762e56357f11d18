"""Draws tokens with the learner's sampler. Called in the isolated process, which keeps the generator between calls."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from tutor.transformers.models.swap_worker import BrokenError, checked, load, sentence

FUNCTIONS = ["repetition_penalty", "probabilities", "sample"]
_loaded: list[tuple[str, ModuleType, np.random.Generator]] = []

Plain = tuple[
    int, float, list[tuple[int, float]], int
]  # token, its probability, the likeliest ones, how many are left


def begin(path: str, text: str, seed: int) -> str:
    """Execute the learner's file. Returns what went wrong, "" if nothing did."""
    _loaded.clear()
    try:
        _loaded.append((path, load(path, text, FUNCTIONS), np.random.default_rng(seed)))
    except BrokenError as error:
        return str(error)
    except BaseException as error:
        return sentence(error, path)
    return ""


def draw(
    logits: Any, ids: Any, settings: dict[str, float], penalty: float, shown: int
) -> tuple[str, Plain | None]:
    """Draw the token after ``ids``. Returns what went wrong, "" if nothing did, and the token with its alternatives."""
    path, module, rng = _loaded[0]
    try:
        penalised = module.repetition_penalty(logits.copy(), ids.copy(), penalty)
        penalised = checked("repetition_penalty", penalised, logits.shape)
        left = checked("probabilities", module.probabilities(penalised, **settings), logits.shape)
        if not np.isfinite(left).all():
            return (
                "probabilities returns numbers that are not finite (NaN or infinity) with these settings.",
                None,
            )
        if not (abs(left.sum() - 1) < 1e-3 and (left >= 0).all()):
            return f"probabilities should sum to 1; with these settings they sum to {left.sum():.4g}.", None
        token = module.sample(logits.copy(), rng, seen=ids.copy(), penalty=penalty, **settings)
        if isinstance(token, bool) or not isinstance(token, int | np.integer):
            return (
                f"sample should return the id of a token, an integer; it returns a {type(token).__name__}.",
                None,
            )
        if not 0 <= token < len(logits):
            return f"sample returned the id {token}; the ids are 0 to {len(logits) - 1}.", None
    except BrokenError as error:
        return str(error), None
    except BaseException as error:
        return sentence(error, path), None
    best = np.argsort(left)[::-1][:shown]
    choices = [(int(one), float(left[one])) for one in best if left[one]]
    return "", (int(token), float(left[token]), choices, int(np.count_nonzero(left)))
