"""Draws a model's tokens with the learner's functions of the exercise on sampling, in an isolated process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tutor.process import Limits, Sandbox, SandboxError, SandboxProcess
from tutor.transformers.llama.llama_model import Array, Ids
from tutor.transformers.llama.llama_text import CHOICES, DrawnToken, WritingSettings
from tutor.transformers.models.own_file import failure_of, read_own

WORKER = "tutor.transformers.llama.sampler_worker"
AT_ONCE = 10.0  # seconds that one token may take
LIMITS = Limits(wall=300.0, cpu=300)


class SamplerError(Exception):
    """The learner's sampler cannot be used. The message is one sentence."""


class OwnSampler:
    """Draws tokens in a process that has loaded the learner's file."""

    def __init__(self, isolated: SandboxProcess, file: Path) -> None:
        self._isolated, self._file = isolated, file

    def draw(self, logits: Array, ids: Ids, settings: WritingSettings) -> DrawnToken:
        """logits (V,) and the ids of the text so far → the next token. Raises SamplerError."""
        given = {"temperature": settings.temperature, "top_k": settings.top_k, "top_p": settings.top_p}
        given["min_p"] = settings.min_p
        asked = (logits.astype(np.float64), np.asarray(ids), given, settings.penalty, CHOICES)
        failure, plain = self._call("draw", *asked)
        if failure:
            raise SamplerError(failure)
        token, probability, choices, left_in = plain
        return DrawnToken(token, probability, tuple((one, share) for one, share in choices), left_in)

    def begin(self, text: str, seed: int) -> None:
        """Load the file. Raises SamplerError."""
        if failure := self._call("begin", str(self._file), text, seed):
            raise SamplerError(failure)

    def _call(self, name: str, *args: object) -> Any:
        try:
            return self._isolated.call(f"{WORKER}:{name}", *args, timeout=AT_ONCE)
        except SandboxError as error:
            raise SamplerError(failure_of(error, self._file, AT_ONCE)) from None


@contextmanager
def own_sampler(sandbox: Sandbox, file: Path, seed: int) -> Iterator[OwnSampler]:
    """The sampler of the learner's file, for the time of a text.

    Raises:
        SamplerError: the file cannot be used.
    """
    text, failure = read_own(file)
    if failure:
        raise SamplerError(failure)
    try:
        isolated = sandbox.open(replace(LIMITS, importable=(file.parent,)))
    except SandboxError as error:
        raise SamplerError(str(error)) from None
    with isolated:
        sampler = OwnSampler(isolated, file)
        sampler.begin(text, seed)
        yield sampler
