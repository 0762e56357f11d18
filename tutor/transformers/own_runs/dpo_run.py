"""The learner's DPO teaches one preference to the small trained model."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import Model, softmax
from tutor.transformers.models.gradients import Adam, forward, gradient_from
from tutor.transformers.models.model_run import load_model
from tutor.transformers.models.swap_worker import BrokenError, checked
from tutor.transformers.models.words import BOS, ID, VOCABULARY
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

THINGS = ("key", "box", "book", "cup", "lamp", "bell")
PLACES = ("house", "garden", "kitchen", "barn", "tower", "cave", "school", "forest")
BETA, RATE, EVERY = 0.1, 1e-4, 2
OWN_LOSS = (0.0, 0.05, 0.0)  # of the variants: the weight of the winner's own loss, -log π(y_w)
DIFFERENT = 2  # the variant whose answers have hardly a word in common
MOVED = 0.5  # nats; a smaller change is not called one
LONGEST = 8  # words of the model's own answer

RUN = CodeRun(
    short="dpo",
    title="your DPO teaches one preference",
    about="The trained model of the Lab answers where a thing is. Your functions compute the log-probabilities of two "
    "answers, and your gradient, in steps of Adam, teaches it to prefer one of them. The margin grows in each task. "
    "Watch the winner's log-probability: if the answers differ in one word, it soon falls too, and the model's own "
    "answer becomes nonsense that nobody judged. Adding a little of the winner's own loss, −0.05 log π(y_w), prevents "
    "this.",
    code="tutor.transformers.own_runs.dpo_run:DpoRun",
    reports=31,
    curves=(
        Curve("margin", 0.0, 4.0),
        Curve("log π of the winner, nats", -12.0, 0.0, 1),
        Curve("log π of the loser, nats", -40.0, 0.0, 1),
    ),
    variants=(
        "answers differ in one word",
        "with the winner's own loss",
        "quite different answers",
    ),
)


class DpoRun:
    """One prompt with two answers, drawn at random. The reference is the model as it was shipped."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.functions, self.own_loss = functions, OWN_LOSS[variant]
        rng = np.random.default_rng(seed)
        thing = THINGS[rng.integers(len(THINGS))]
        winner, loser = (PLACES[place] for place in rng.permutation(len(PLACES))[:2])
        self.prompt = f"where is the {thing} ?"
        self.answers = (
            f"the {thing} is in the {winner} .",
            f"we like the {thing} ." if variant == DIFFERENT else f"the {thing} is in the {loser} .",
        )
        self.ids, self.answer = _batch(self.prompt, self.answers)
        reference = load_model("causal")
        weights = {name: value.copy() for name, value in reference.weights.items()}
        self.model = Model(weights, reference.n_blocks, reference.n_heads, causal=True)
        self.adam = Adam(dict(self.model.weights), decay=0.0)
        self.reference = self._log_probs(forward(reference, self.ids)[0])
        self.steps = -1  # nothing reported yet

    def advance(self) -> Plain:
        """The margin and both log-probabilities after the next steps; the first report is about the reference."""
        if self.steps >= 0:
            for _ in range(EVERY):
                self._step()
            self.steps += EVERY
        else:
            self.steps = 0
        policy = self._log_probs(forward(self.model, self.ids)[0])
        rewards = self._two("implicit_rewards", policy)
        margin = float(rewards[0] - rewards[1])
        return self.steps, [margin, float(policy[0]), float(policy[1])], self._lines(policy, margin)

    def _step(self) -> None:
        logits, blocks, last = forward(self.model, self.ids)
        slopes = self._two("dpo_gradient", self._log_probs(logits))
        slopes = slopes - np.array([self.own_loss, 0.0])
        # Rounded, so that right functions with other rounding errors take the same steps.
        slopes = np.round(slopes, 9)[:, np.newaxis, np.newaxis]
        chosen = np.eye(logits.shape[-1])[self.ids[:, 1:]]
        d_logits = np.zeros(logits.shape, np.float32)
        of_answer = self.answer[:, 1:, np.newaxis]
        d_logits[:, :-1] = slopes * of_answer * (chosen - softmax(logits[:, :-1].astype(np.float64)))
        self.adam.step(gradient_from(self.model, self.ids, (blocks, last), d_logits), RATE)

    def _log_probs(self, logits: NDArray[Any]) -> NDArray[Any]:
        """(2,): the winner's and the loser's."""
        name = "sequence_logprobs"
        result = self.functions[name](logits.astype(np.float64), self.ids.copy(), self.answer.copy())
        log_probs: NDArray[Any] = checked(name, result, (2,))
        return log_probs

    def _four(self, policy: NDArray[Any]) -> list[NDArray[Any]]:
        """Policy w, l, reference w, l, one pair each."""
        return [np.array([value]) for value in (*policy, *self.reference)]

    def _two(self, name: str, policy: NDArray[Any]) -> NDArray[Any]:
        """(2,): the two results of a function for this pair."""
        result = self.functions[name](*self._four(policy), BETA)
        if isinstance(result, np.ndarray) and result.ndim == 2:
            result = tuple(result)
        if not isinstance(result, tuple | list) or len(result) != 2:
            raise BrokenError(f"{name} should return two arrays, the winners' and the losers'.")
        both = zip(("first result", "second result"), result, strict=True)
        return np.concatenate([checked(name, np.asarray(one), (1,), what) for what, one in both])

    def _lines(self, policy: NDArray[Any], margin: float) -> list[str]:
        """What the two answers are, how they moved, and what the model answers by itself."""
        loss = float(self.functions["dpo_loss"](*self._four(policy), BETA))
        return [
            self.prompt,
            f"winner: {self.answers[0]}",
            f"loser:  {self.answers[1]}",
            f"the model answers: {_own_answer(self.model, self.prompt)}",
            "",
            f"loss {loss:.3f}",
            _moved(float(policy[0] - self.reference[0]), float(policy[1] - self.reference[1]), margin),
        ]


def _moved(winner: float, loser: float, margin: float) -> str:
    """One sentence about the changes of both log-probabilities since the start, in nats."""
    if max(abs(winner), abs(loser)) < MOVED:
        return "Neither log-probability has moved yet."
    if margin < 0:
        return "The margin is negative: the model has learned to prefer the loser."
    if max(winner, loser) < -MOVED:
        return (
            f"Both answers have become less likely: the winner's log-probability fell by {-winner:.1f} nats, the "
            f"loser's by {-loser:.1f}. The margin grows all the same."
        )
    ways = [f"{'rose' if by > 0 else 'fell'} by {abs(by):.1f}" for by in (winner, loser)]
    return f"The winner's log-probability {ways[0]} nats; the loser's {ways[1]}."


def _batch(prompt: str, answers: tuple[str, str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The ids of prompt and answer, one row for each answer, and the mask of the answers. Shorter rows are padded."""
    texts = [(BOS, *prompt.split(), *answer.split()) for answer in answers]
    longest, start = max(map(len, texts)), 1 + len(prompt.split())
    ids = np.full((len(texts), longest), ID["."], dtype=np.int64)
    answer = np.zeros(ids.shape, dtype=bool)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = [ID[word] for word in text]
        answer[row, start : len(text)] = True
    return ids, answer


def _own_answer(model: Model, prompt: str) -> str:
    """The likeliest words after the prompt, one after the other, up to a full stop."""
    words = [BOS, *prompt.split()]
    start = len(words)
    while len(words) < start + LONGEST and words[-1] != ".":
        logits = forward(model, np.array([[ID[word] for word in words]]))[0]
        words.append(VOCABULARY[int(logits[0, -1].argmax())])
    return " ".join(words[start:])
