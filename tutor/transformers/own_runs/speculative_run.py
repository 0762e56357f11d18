"""The learner's verify keeps or rejects drafted words while the trained small model writes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import run, softmax
from tutor.transformers.models.model_run import HIDDEN, load_model
from tutor.transformers.models.swap_worker import BrokenError
from tutor.transformers.models.words import BOS, ID, MAX_TOKENS, VOCABULARY
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

GAMMA, TEXTS, PASSES, SHOWN = (
    4,
    4,
    3,
    2,
)  # drafted words, texts, passes for each text in a report, texts shown
FIRST = ("the", "anna", "a", "tom")
SKIPPED = len(HIDDEN)  # the first ids of the vocabulary are no words

RUN = CodeRun(
    short="speculative",
    title="your verify speeds up the small model",
    about=f"The trained small model writes {TEXTS} texts. A draft proposes {GAMMA} words at a time, and your verify "
    "keeps or rejects them. The first curve is the number of words that a pass of the model yields; without a draft it "
    "is 1. The second compares the words with what the model itself expects: it stays near 0 if the text has the "
    "model's distribution, and rises if too many drafted words are kept. A poor draft costs speed, never quality.",
    code="tutor.transformers.own_runs.speculative_run:SpeculativeRun",
    reports=31,
    curves=(
        Curve("words per pass", 1.0, 3.0),
        Curve("surprise above the model's own, nats per word", -0.5, 1.0),
    ),
    variants=(
        "a draft that sees only the last word",
        "a draft that finds all words equally likely",
        "the model drafts for itself",
    ),
    exact=False,
)

Distributions = NDArray[np.float64]


class SpeculativeRun:
    """Three passes for each text per report. A report's step is the number of passes before it."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.functions, self.variant = functions, variant
        self.model, self.rng = load_model("causal"), np.random.default_rng(seed)
        self.texts = [[ID[BOS], ID[word]] for word in FIRST]
        self.compared = [2] * TEXTS  # how many words of each text
        every_word = np.array([[ID[BOS], word] for word in range(len(VOCABULARY))])
        self.after_one_word = self._distributions(every_word)[:, -1]
        self.words: list[int] = []  # per pass
        self.above: list[float] = []  # per word, in nats
        self.rates: list[float] = []  # per position that was judged

    def advance(self) -> Plain:
        """The means over all passes so far."""
        before = len(self.words) // TEXTS
        for _ in range(PASSES):
            for number in range(TEXTS):
                self._pass(number)
        alpha = float(np.mean(self.rates))
        per_pass = float(self.functions["tokens_per_pass"](alpha, GAMMA))
        measured = float(np.mean(self.words))
        said = f"your prediction: α = {alpha:.2f}, {per_pass:.2f} words per pass; measured: {measured:.2f}"
        above = float(np.mean(self.above)) if self.above else 0.0  # known for the words before the last pass
        return before, [measured, above], [*self._shown(), said]

    def _pass(self, number: int) -> None:
        if len(self.texts[number]) + GAMMA >= MAX_TOKENS:
            self.texts[number], self.compared[number] = self.texts[number][:2], 2
        text = self.texts[number]
        drafted, draft = self._drafted(text)
        ids = np.array([[*text, *(word + SKIPPED for word in drafted)]])
        everywhere = self._distributions(ids)[0]
        self._compare(number, everywhere)
        target = everywhere[len(text) - 1 :]
        asked: tuple[Any, ...] = (target.copy(), draft.copy(), np.array(drafted), self.rng)
        kept = self._as_words(self.functions["verify"](*asked))
        for p, q in zip(target[: len(kept)], draft, strict=False):
            self.rates.append(float(self.functions["acceptance_rate"](p.copy(), q.copy())))
        self.words.append(len(kept))
        self.texts[number] = [*text, *(word + SKIPPED for word in kept)]

    def _compare(self, number: int, everywhere: Distributions) -> None:
        """Compare the words of the previous pass with what the model expects after the words before them."""
        text = self.texts[number]
        for place in range(self.compared[number], len(text)):
            p = everywhere[place - 1]
            expected = -float(np.sum(p * np.log(np.maximum(p, 1e-30))))
            self.above.append(-float(np.log(max(p[text[place] - SKIPPED], 1e-30))) - expected)
        self.compared[number] = len(text)

    def _drafted(self, text: list[int]) -> tuple[list[int], Distributions]:
        """The words that the draft proposes, and the distributions that it drew them from."""
        drafted: list[int] = []
        rows = []
        for _ in range(GAMMA):
            rows.append(self._draft_row([*text, *(word + SKIPPED for word in drafted)]))
            drafted.append(int(self.rng.choice(len(rows[-1]), p=rows[-1])))
        return drafted, np.array(rows)

    def _draft_row(self, text: list[int]) -> Distributions:
        count = len(VOCABULARY) - SKIPPED
        if self.variant == 1:
            return np.full(count, 1 / count)
        rows = (
            self.after_one_word[text[-1:]] if self.variant == 0 else self._distributions(np.array([text]))[0]
        )
        row: Distributions = rows[-1].copy()
        return row

    def _distributions(self, ids: NDArray[np.int64]) -> Distributions:
        """The model's distribution over the words after each position."""
        p: Distributions = softmax(run(self.model, ids).logits[..., SKIPPED:]).astype(np.float64)
        p /= p.sum(axis=-1, keepdims=True)
        return p

    def _as_words(self, tokens: Any) -> list[int]:
        if not isinstance(tokens, list | tuple | np.ndarray) or not 1 <= len(tokens) <= GAMMA + 1:
            raise BrokenError(f"verify should return a list of 1 to {GAMMA + 1} tokens.")
        if not all(isinstance(one, int | np.integer) and not isinstance(one, bool) for one in tokens):
            raise BrokenError("verify should return token ids, which are integers.")
        count = len(VOCABULARY) - SKIPPED
        if not all(0 <= one < count for one in tokens):
            raise BrokenError(f"verify returned an id that is not between 0 and {count - 1}.")
        return [int(one) for one in tokens]

    def _shown(self) -> list[str]:
        return [" ".join(VOCABULARY[word] for word in text[1:]) for text in self.texts[:SHOWN]]
