"""The learner's sampler writes with the trained small model, one word at a time."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import run, softmax
from tutor.transformers.models.model_run import HIDDEN, load_model
from tutor.transformers.models.swap_worker import BrokenError
from tutor.transformers.models.words import BOS, ID, VOCABULARY
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

TEXTS, WORDS, SHOWN = 6, 40, 2  # texts that are written at once, words of each, texts that are shown
FIRST = ("the", "anna", "a")
SKIPPED = len(HIDDEN)  # the first ids of the vocabulary are no words

RUN = CodeRun(
    short="sampling",
    title="your sampler writes with the small model",
    about=f"The trained small model writes {TEXTS} texts of {WORDS} words, and your sample function chooses the words. "
    "The first curve is the surprise of these words, measured by the model at temperature 1. The second is the share "
    "of words that are new in their text. Greedy writing has the lowest surprise and repeats itself; a repetition "
    "penalty prevents that. At temperature 2 many words do not fit. Top-p removes some of them, min-p most. "
    "(<1>, <2> … stand for words that the model does not know.)",
    code="tutor.transformers.own_runs.sampling_run:SamplingRun",
    reports=WORDS,
    curves=(Curve("surprise, nats per word", 0.0, 4.0), Curve("new words, share")),
    variants=(
        "temperature 1",
        "temperature 0 (greedy)",
        "temperature 0, repetition penalty 1.5",
        "temperature 2",
        "temperature 2, top-p 0.9",
        "temperature 2, min-p 0.1",
    ),
    exact=False,
)


@dataclass(frozen=True, slots=True)
class _Settings:
    temperature: float
    penalty: float = 1.0
    top_p: float = 1.0
    min_p: float = 0.0


SETTINGS = (
    _Settings(1.0),
    _Settings(0.0),
    _Settings(0.0, penalty=1.5),
    _Settings(2.0),
    _Settings(2.0, top_p=0.9),
    _Settings(2.0, min_p=0.1),
)


class SamplingRun:
    """Writes one word of every text per report."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.sample, self.settings = functions["sample"], asdict(SETTINGS[variant])
        self.model, self.rng = load_model("causal"), np.random.default_rng(seed)
        begun = [FIRST[number % len(FIRST)] for number in range(TEXTS)]
        self.ids = np.array([[ID[BOS], ID[word]] for word in begun])
        self.surprises: list[float] = []
        self.new: list[bool] = []

    def advance(self) -> Plain:
        """Write a word of each text. Step 0 is the first word."""
        logits = run(self.model, self.ids).logits[:, -1].astype(np.float64)
        words = np.array([self._draw(*one) for one in zip(logits, self.ids, strict=True)])
        likely = softmax(logits.astype(np.float32))[np.arange(TEXTS), words]
        self.surprises += [float(-np.log(max(one, 1e-30))) for one in likely]
        self.new += [word not in text for word, text in zip(words, self.ids, strict=True)]
        self.ids = np.concatenate([self.ids, words[:, np.newaxis]], axis=1)
        return (
            self.ids.shape[1] - 3,
            [float(np.mean(self.surprises)), float(np.mean(self.new))],
            self._lines(),
        )

    def _draw(self, logits: NDArray[np.float64], text: NDArray[np.int64]) -> int:
        token = self.sample(logits[SKIPPED:].copy(), self.rng, seen=text[1:] - SKIPPED, **self.settings)
        count = len(logits) - SKIPPED
        if not isinstance(token, int | np.integer) or isinstance(token, bool):
            raise BrokenError(
                f"sample should return the id of a token, an integer; it returns a {type(token).__name__}."
            )
        if not 0 <= token < count:
            raise BrokenError(f"sample returned the id {token}; the ids are 0 to {count - 1}.")
        return int(token) + SKIPPED

    def _lines(self) -> list[str]:
        texts = (" ".join(VOCABULARY[word] for word in text[1:]) for text in self.ids[:SHOWN])
        return [f"· {text}" for text in texts]
