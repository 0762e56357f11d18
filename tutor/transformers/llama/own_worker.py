"""Runs a sentence through a Llama model with the learner's block, and records its attention.

``look`` is called in the isolated process. The weights are found through the learner's ``grouped_query_attention``
itself: an output is weights @ values, so with an identity matrix as values the output is the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tutor.transformers.llama.llama_model import Array
from tutor.transformers.llama.model_store import open_folder
from tutor.transformers.llama.own_block import FUNCTIONS, Function, OwnLlama
from tutor.transformers.models.swap_worker import BrokenError, load, sentence

ATTENTION = "grouped_query_attention"


@dataclass(slots=True)
class Watched:
    """The learner's attention with the Lab's changes, and a record of every layer, (L, H or K, T, …) each."""

    function: Function
    off: frozenset[tuple[int, int]]
    sharpness: float
    causal: bool
    recording: bool = True
    own: OwnLlama | None = None
    weights: dict[int, Array] = field(default_factory=dict)
    products: dict[int, Array] = field(default_factory=dict)
    values: dict[int, Array] = field(default_factory=dict)

    def __call__(self, q: Any, k: Any, v: Any, causal: bool = True) -> Any:
        """As ``grouped_query_attention``."""
        layer = self.own.layer if self.own is not None else 0
        q = q if self.sharpness == 1 else q * self.sharpness
        causal = causal and self.causal
        output = self.function(q, k, v, causal)
        if self.recording and np.ndim(q) == 4 and np.shape(output) == np.shape(q):
            weights = np.asarray(identity_weights(self.function, q, k, causal))[0]
            self.weights[layer] = weights.astype(np.float32)
            keys = np.repeat(np.asarray(k)[0], q.shape[1] // k.shape[1], axis=0)
            self.products[layer] = (np.asarray(q)[0] / self.sharpness @ keys.swapaxes(-1, -2)).astype(
                np.float32
            )
            self.values[layer] = np.asarray(v)[0].astype(np.float32)
        heads = [head for block, head in self.off if block == layer]
        if heads:
            output = np.array(output)
            output[:, heads] = 0
        return output


def identity_weights(function: Function, q: Any, k: Any, causal: bool) -> Array:
    """(B, H, T, T): the output of ``function`` with the columns of an identity matrix as values, d
    columns at a time."""
    seq_len, width = k.shape[-2:]
    columns = []
    for start in range(0, seq_len, width):
        count = min(width, seq_len - start)
        values = np.zeros(k.shape, dtype=k.dtype)
        values[..., np.arange(start, start + count), np.arange(count)] = 1
        columns.append(function(q.copy(), k.copy(), values, causal)[..., :count])
    return np.concatenate(columns, axis=-1)


def look(
    path: str,
    text: str,
    folder: str,
    ids: Any,
    at: int,
    changes: tuple[tuple[tuple[int, int], ...], float, bool],
) -> tuple[str, Mapping[str, Any]]:
    """Execute a learner's file and run the model in ``folder`` on it, for ids (T,).

    ``changes`` are the heads that are off, the sharpness of the scores and whether attention is causal. Returns a
    sentence on what went wrong ("" if nothing did), and ``logits`` (T, V), ``streams`` (L + 1, T, d), ``weights``,
    ``products`` and ``values`` as in ``LlamaPass`` (empty if attention was not recorded). If heads are off, ``before``
    (V,) are the logits after token ``at`` with all of them on.
    """
    off, sharpness, causal = changes
    try:
        module = load(path, text, [*FUNCTIONS])
        watched = _watch(module, frozenset((layer, head) for layer, head in off), sharpness, causal)
        own = OwnLlama(open_folder(Path(folder)), *(getattr(module, name) for name in FUNCTIONS))
        if watched is not None:
            watched.own = own
        ids = np.asarray(ids)[np.newaxis]
        streams = np.stack([stream[0] for stream in own.streams(ids)])
        seen = {"logits": own.logits(streams[-1]), "streams": streams}
        if watched is not None:
            if len(watched.weights) == len(own.params):
                for name in ("weights", "products", "values"):
                    record = getattr(watched, name)
                    seen[name] = np.stack([record[layer] for layer in range(len(own.params))])
            watched.recording = False
            if off:
                watched.off = frozenset()
                *_, last = own.streams(ids)
                seen["before"] = own.logits(last[0, at : at + 1])[0]
        return "", seen
    except BrokenError as error:
        return str(error), {}
    except BaseException as error:
        return sentence(error, path), {}


def _watch(
    module: ModuleType, off: frozenset[tuple[int, int]], sharpness: float, causal: bool
) -> Watched | None:
    """Replace the learner's attention by ``Watched`` wherever the exercise calls it by name."""
    imported = [one for one in vars(module).values() if isinstance(one, ModuleType)]
    homes = [one for one in (module, *imported) if callable(getattr(one, ATTENTION, None))]
    if not homes:
        return None
    watched = Watched(getattr(homes[0], ATTENTION), off, sharpness, causal)
    for home in homes:
        setattr(home, ATTENTION, watched)
    return watched
