"""A Llama model with the learner's functions: the embedding, their block in every layer, their norm, the output.

Only the isolated process and the learner's own script use this, because no other process runs a learner's code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tutor.transformers.llama.llama_model import Array, Ids, LlamaLayer, LlamaModel, multiply
from tutor.transformers.llama.model_store import open_folder
from tutor.transformers.models.swap_worker import BrokenError, checked

Function = Callable[..., Any]
FUNCTIONS = ("transformer_block", "rms_norm")
GAINS = ("attention_gain", "mlp_gain")
MATRICES = ("w_q", "w_k", "w_v", "w_o", "w_gate", "w_up", "w_down")


def params_of(layer: LlamaLayer) -> Mapping[str, Array]:
    """A block's weights in the exercise's form: matrices (in, out), for x @ w. Views, no copies."""
    return {name: np.asarray(getattr(layer, name)).T for name in (*GAINS, *MATRICES)}


class OwnLlama:
    """``block`` and ``norm`` are the learner's. ``layer`` is the index of the layer that is running."""

    def __init__(self, model: LlamaModel, block: Function, norm: Function) -> None:
        if model.rope_divisors is not None:
            raise BrokenError(
                "This model stretches its rotary positions, which the exercise's block does not."
            )
        self.model, self.block, self.norm = model, block, norm
        self.params = [params_of(layer) for layer in model.layers]
        self.layer = 0

    def streams(self, ids: Ids) -> Iterator[Array]:
        """ids (B, T) → (B, T, d) before the first layer and after each, as float32."""
        config = self.model.config
        x = np.asarray(self.model.embedding)[ids]
        yield x
        for number, params in enumerate(self.params):
            self.layer = number
            with np.errstate(all="ignore"):
                given = x.copy(), params, config.n_heads, config.n_kv_heads, config.rope_base, config.eps
                x = _numbers("transformer_block", self.block(*given), x.shape)
            yield x

    def logits(self, stream: Array) -> Array:
        """stream (T, d) after the last layer → (T, V)."""
        gain, eps = np.asarray(self.model.final_gain), self.model.config.eps
        with np.errstate(all="ignore"):
            normed = _numbers("rms_norm", self.norm(stream.copy(), gain, eps), stream.shape)
            return multiply(normed, np.asarray(self.model.output))

    def run(self, ids: Ids) -> Array:
        """ids (B, T) → logits (B, T, V)."""
        *_, last = self.streams(ids)
        flat = self.logits(last.reshape(-1, last.shape[-1]))
        return flat.reshape(*ids.shape, -1)


def _numbers(name: str, value: Any, shape: tuple[int, ...]) -> Array:
    numbers: Array = checked(name, value, shape).astype(np.float32)
    return numbers


def run_block(module: ModuleType, folder: str, ids: Ids) -> Array:
    """Called by a check in the learner's process: ids (B, T) → logits (B, T, V) of the model in ``folder``."""
    block, norm = (getattr(module, name) for name in FUNCTIONS)
    return OwnLlama(open_folder(Path(folder)), block, norm).run(np.asarray(ids))
