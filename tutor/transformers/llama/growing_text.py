"""The text that a model is writing: what each token was sampled from, the speed, and what the cache saves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tutor.transformers.llama.blas_threads import measure, measured_threads
from tutor.transformers.llama.llama_model import LlamaChanges
from tutor.transformers.llama.llama_run import EMPTY, tokenizer_of
from tutor.transformers.llama.llama_text import Draw, WritingSettings, write
from tutor.transformers.llama.model_store import open_model
from tutor.transformers.llama.next_words import shown

PROMPT = 128  # maximum number of prompt tokens that are used


@dataclass(frozen=True, slots=True)
class GrowingText:
    """``text`` follows the prompt. ``choices`` are the likeliest of the ``left_in`` tokens that the last one was drawn
    from; ``drawn`` is the one that was. ``computed`` tokens went through the model; without a cache it would be
    ``whole``."""

    text: str = ""
    count: int = 0
    drawn: str = ""
    probability: float = 0.0
    choices: tuple[tuple[str, float], ...] = ()
    left_in: int = 0
    first: float = 0.0  # seconds until the first token
    seconds: float = 0.0
    computed: int = 0
    whole: int = 0
    ended: bool = False
    failure: str = ""  # what went wrong with the learner's sampler, one sentence

    @property
    def speed(self) -> float | None:
        """Tokens per second, without the first, which includes reading the prompt; None before the second."""
        return (
            (self.count - 1) / (self.seconds - self.first)
            if self.count > 1 and self.seconds > self.first
            else None
        )


def grow_text(
    name: str, prompt: str, settings: WritingSettings, changes: LlamaChanges, draw: Draw | None = None
) -> Iterator[GrowingText]:
    """Yields the text after every token, and the last one again with ``ended``. ``draw`` replaces our own drawing.

    Raises:
        FileError: the model, or the package for its tokens, is missing.
    """
    model, tokenizer = open_model(name), tokenizer_of(name)
    measure(model)
    draft, ids = GrowingText(), []
    tokens = write(
        model, tokenizer.encode(prompt or EMPTY).ids[-PROMPT:], settings, changes, tokenizer.table.end, draw
    )
    while True:
        with measured_threads():
            one = next(tokens, None)
        if one is None:
            break
        ids.append(one.token)
        draft = GrowingText(
            tokenizer.decode(ids),
            len(ids),
            shown(tokenizer.piece(one.token)),
            one.probability,
            tuple((shown(tokenizer.piece(token)), share) for token, share in one.choices),
            one.left_in,
            draft.first or one.seconds,
            one.seconds,
            one.computed,
            one.whole,
        )
        yield draft
    yield replace(draft, ended=True)
