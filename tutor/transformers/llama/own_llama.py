"""Runs a real model on the learner's functions: the result for the Lab, and the difference from our own functions.

The Lab's key ``o`` calls ``run_on_own_block(sandbox, file, text, settings)``. It runs the model in ``settings`` on the
file of the exercise ``EXERCISE`` in the isolated process; its ``run`` is a ``ModelRun`` as from ``run_llama``. It takes
about twice as long as ``run_llama``, so call it in a job.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tutor.process import Limits, Sandbox, SandboxError
from tutor.transformers.llama.how_to_add import models_folder
from tutor.transformers.llama.llama_model import LlamaChanges, LlamaPass, mean_loss, run
from tutor.transformers.llama.llama_run import EMPTY, MOST, as_model_run, place_of, tokenizer_of
from tutor.transformers.llama.model_store import open_model
from tutor.transformers.models.model_run import ModelRun, Settings
from tutor.transformers.models.own_file import failure_of, read_own

EXERCISE = "project_smollm2"
# Logits that differ by less count as equal; correct float32 implementations differ by up to 0.004.
CLOSE = 0.02
LIMITS = Limits(wall=40.0, cpu=60)
UNSEEN = "Your block does not call grouped_query_attention by its name, so its weights cannot be shown."


@dataclass(frozen=True, slots=True)
class OwnRun:
    """The result for a sentence with the learner's block.

    If ``failure`` is a sentence, there is no ``run``. ``apart`` is the largest difference between a logit and ours,
    ``layer`` the first layer after which the residual stream differs (the number of layers: only the final norm
    differs), or None; ``loss`` and ``reference`` are nats per token, None for a single token.
    """

    run: ModelRun | None = None
    failure: str = ""
    apart: float = 0.0
    layer: int | None = None
    loss: float | None = None
    reference: float | None = None

    @property
    def same(self) -> bool:
        """Whether the model's outputs equal those with our functions."""
        return self.run is not None and self.apart <= CLOSE

    def in_words(self) -> str:
        """One sentence."""
        if self.run is None:
            return self.failure
        if self.same:
            return f"Your functions run the model: no logit differs from ours by more than {self.apart:.4f}."
        loss = "" if self.loss is None else f", loss {self.loss:.2f} (ours {self.reference:.2f})"
        layers = len(self.run.attention)
        where = f"from layer {self.layer} on" if (self.layer or 0) < layers else "from the final norm on"
        return f"On your functions, the model is different {where}: logits differ by up to {self.apart:.3g}{loss}."


def run_on_own_block(sandbox: Sandbox, file: Path, text: str, settings: Settings) -> OwnRun:
    """Run the model in ``settings`` on the learner's ``file``, in an isolated process.

    Heads that are off, sharpness and the mask are applied to the learner's ``grouped_query_attention``, whose weights
    are shown. Never raises for errors in the code.

    Raises:
        FileError: the model, or the package for its tokens, is missing.
    """
    model, tokenizer = open_model(settings.model), tokenizer_of(settings.model)
    whole = tokenizer.encode(text or EMPTY)
    ids = whole.ids[:MOST]
    source, failure = read_own(file)
    if failure:
        return OwnRun(failure=failure)
    changes = tuple(settings.off), settings.sharpness, not settings.mask_removed
    folder, at = str(models_folder().absolute() / settings.model), place_of(settings, len(ids))
    failure, seen = _looked(sandbox, file, source, folder, ids, at, changes)
    if failure:
        return OwnRun(failure=failure)
    if not np.isfinite(seen["logits"]).all():
        return OwnRun(failure=f"{file.name} returns numbers that are not finite.")
    ours = run(
        model,
        ids,
        changes=LlamaChanges(
            off=settings.off, sharpness=settings.sharpness, causal=not settings.mask_removed
        ),
        record=True,
    )
    config = model.config
    grid = (config.n_layers, config.n_heads, len(ids), len(ids))
    nothing = np.zeros(grid, dtype=np.float32)
    kept = LlamaPass(
        seen["logits"],
        weights=seen.get("weights", nothing),
        products=seen.get("products", nothing),
        values=seen.get(
            "values", np.zeros((*grid[:1], config.n_kv_heads, len(ids), config.d_head), np.float32)
        ),
    )
    shown = as_model_run(model, tokenizer, whole, settings, kept, seen.get("before"))
    if "weights" not in seen:
        shown = replace(shown, remark=f"{shown.remark} {UNSEEN}".strip())
    pairs = zip(seen["streams"][1:], ours.stream[1:] if ours.stream is not None else (), strict=True)
    apart = float(np.abs(seen["logits"] - ours.logits).max())
    layer = next((n for n, (own, right) in enumerate(pairs) if not _close(own, right)), None)
    return OwnRun(
        shown,
        apart=apart,
        layer=layer if layer is not None or apart <= CLOSE else config.n_layers,
        loss=shown.loss,
        reference=mean_loss(ours.logits, ids) if len(ids) > 1 else None,
    )


def _close(own: Any, right: Any) -> bool:
    """Whether two residual streams (T, d) agree up to rounding. The first token's vector has a norm of about 20,000."""
    return bool(np.linalg.norm(own - right) <= 1e-3 * np.linalg.norm(right))


def _looked(sandbox: Sandbox, file: Path, source: str, *asked: Any) -> tuple[str, Any]:
    """The result of ``own_worker.look``, or a sentence that says why there is none."""
    limits = replace(LIMITS, importable=(file.parent,))
    try:
        with sandbox.open(limits) as isolated:
            failure, seen = isolated.call(
                "tutor.transformers.llama.own_worker:look", str(file), source, *asked
            )
            return failure, seen
    except SandboxError as error:
        return failure_of(error, file, LIMITS.wall), {}
