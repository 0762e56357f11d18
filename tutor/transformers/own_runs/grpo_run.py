"""The learner's GRPO teaches a small model to close brackets, with a reward that is right or one that can be gamed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import Array, Model, Params, softmax
from tutor.transformers.models.gradients import Adam, forward, gradient_from
from tutor.transformers.models.swap_worker import checked
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

TOKENS = "([)]."  # closing brackets are the opening ones + 2; the last token ends an answer, and pads
N_OPENING, END = 2, 4
D_MODEL, N_HEADS, N_LAYERS = 32, 2, 2
PROMPT, ANSWER = 4, 7  # tokens; a right answer has at most PROMPT + 1
PROMPTS, GROUP, UPDATES, EVERY = (
    8,
    8,
    2,
    3,
)  # a step samples PROMPTS × GROUP answers and makes UPDATES updates
RATE, CLIP = 4e-4, 0.2
EXAMPLE_STEPS, EXAMPLE_RATE, WRONG_TOKENS = (
    60,
    3e-3,
    0.3,
)  # training of the reference, on examples with errors
BETAS = (0.04, 0.0, 1.0)  # of the variants
SHOWN = ("([", "[[(", "([([")

Ids = NDArray[np.int64]

RUN = CodeRun(
    short="grpo",
    title="your GRPO teaches a model to close brackets",
    about="A model reads two to four opening brackets and should close them in reverse order, then stop. Your "
    "functions compare eight sampled answers to each prompt. With the exact reward, right answers go from less than "
    "half to nearly all. The second reward counts closing brackets: it rises to 1, while hardly any answer is right "
    "any more. A KL penalty of 1 keeps the model near its start. That limits the damage, but does not teach the task.",
    code="tutor.transformers.own_runs.grpo_run:GrpoRun",
    reports=31,
    curves=(
        Curve("reward, mean"),
        Curve("right answers, share"),
        Curve("KL to the reference, nats per token", 0.0, 1.5),
    ),
    variants=(
        "a reward for right answers",
        "a reward that can be gamed",
        "the same, KL penalty of 1",
    ),
)


class Samples(NamedTuple):
    """Prompts with their answers, ``ids (N, PROMPT + ANSWER)``; ``mask (N, ANSWER)`` is True for an answer's tokens."""

    ids: Ids
    mask: NDArray[np.bool_]

    @property
    def answers(self) -> Ids:
        """The tokens after the prompt, padding included."""
        return self.ids[:, PROMPT:]


class GrpoRun:
    """A short training on examples, a third of whose tokens are wrong, makes the reference. GRPO starts from it."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.functions, self.beta = functions, BETAS[variant]
        self.reward = right if variant == 0 else closing_brackets
        self.rng, self.shown_rng = np.random.default_rng(seed), np.random.default_rng(seed)
        self.model = _fresh(self.rng)
        _learn_examples(self.model, self.rng)
        self.reference = Model(
            {name: value.copy() for name, value in self.model.weights.items()}, N_LAYERS, N_HEADS, causal=True
        )
        self.adam = Adam(dict(self.model.weights), decay=0.0)
        self.steps = -1  # nothing reported yet

    def advance(self) -> Plain:
        """The means over the answers sampled in the next steps; the first report is about the reference itself."""
        learn = self.steps >= 0
        means = np.mean([self._step(learn=learn) for _ in range(EVERY)], axis=0)
        self.steps = self.steps + EVERY if learn else 0
        return self.steps, [float(mean) for mean in means], self._examples()

    def _step(self, *, learn: bool) -> tuple[float, float, float]:
        """Sample groups of answers and learn from them. Returns the means of reward, right answers and k."""
        samples = _sampled(self.model, np.repeat(_prompts(self.rng, PROMPTS), GROUP, axis=0), self.rng)
        rewards = self.reward(samples)
        old, ref = _log_probs(self.model, samples), _log_probs(self.reference, samples)
        k = checked("kl_to_reference", self.functions["kl_to_reference"](old.copy(), ref.copy()), old.shape)
        if learn:
            groups = rewards.reshape(PROMPTS, GROUP)
            advantages = checked(
                "group_advantages", self.functions["group_advantages"](groups.copy()), groups.shape
            )
            for _ in range(UPDATES):
                self._update(samples, old, ref, advantages.reshape(-1))
        return float(rewards.mean()), float(right(samples).mean()), float(k[samples.mask].mean())

    def _update(
        self, samples: Samples, old: NDArray[Any], ref: NDArray[Any], advantages: NDArray[Any]
    ) -> None:
        inputs = samples.ids[:, :-1]
        logits, blocks, last = forward(self.model, inputs)
        probabilities = softmax(logits[:, PROMPT - 1 :].astype(np.float64))
        new = _of_tokens(np.log(probabilities), samples.answers)
        arguments = (
            new.copy(),
            old.copy(),
            ref.copy(),
            advantages.copy(),
            samples.mask.copy(),
            CLIP,
            self.beta,
        )
        slope = checked("grpo_gradient", self.functions["grpo_gradient"](*arguments), new.shape)
        # Rounded, so that right functions with other rounding errors sample the same answers.
        slope = np.round(slope, 9)[..., np.newaxis]
        d_logits = np.zeros(logits.shape, np.float32)
        d_logits[:, PROMPT - 1 :] = slope * (np.eye(len(TOKENS))[samples.answers] - probabilities)
        self.adam.step(gradient_from(self.model, inputs, (blocks, last), d_logits), RATE)

    def _examples(self) -> list[str]:
        """A table with one sampled answer to each of the prompts in SHOWN."""
        prompts = np.array(
            [[TOKENS.index(sign) for sign in text.rjust(PROMPT, TOKENS[END])] for text in SHOWN]
        )
        samples = _sampled(self.model, prompts, self.shown_rng)
        lines = [f"{'prompt':<7}{'answer':<9}reward"]
        for text, answer, kept, fits, reward in zip(
            SHOWN, samples.answers, samples.mask, right(samples), self.reward(samples), strict=True
        ):
            said = "".join(TOKENS[token] for token in answer[kept] if token != END)
            lines.append(f"{text:<7}{said:<9}{reward:<7.2f}{'right' if fits else 'wrong'}")
        return lines


def right(samples: Samples) -> NDArray[np.float64]:
    """(N,): 1 for answers that close all brackets in order and stop, 0 for others."""
    wanted = _closed(samples.ids[:, :PROMPT])
    fits: NDArray[np.bool_] = (np.where(samples.mask, samples.answers, END) == wanted).all(axis=1)
    return fits.astype(np.float64)


def closing_brackets(samples: Samples) -> NDArray[np.float64]:
    """(N,): the number of closing brackets in each answer, divided by the largest possible one."""
    closing = (samples.answers >= N_OPENING) & (samples.answers != END) & samples.mask
    share: NDArray[np.float64] = closing.sum(axis=1) / ANSWER
    return share


def _fresh(rng: np.random.Generator) -> Model:
    """A model of random weights, attention only, for sequences of PROMPT + ANSWER tokens."""

    def normal(*shape: int, std: float) -> Array:
        return rng.normal(scale=std, size=shape).astype(np.float32)

    weights: Params = {
        "embedding": normal(len(TOKENS), D_MODEL, std=0.3),
        "positions": normal(PROMPT + ANSWER, D_MODEL, std=0.3),
        "output": normal(D_MODEL, len(TOKENS), std=D_MODEL**-0.5),
    }
    for name in ("ln", *(f"blocks.{layer}.ln1" for layer in range(N_LAYERS))):
        weights[f"{name}_gamma"] = np.ones(D_MODEL, np.float32)
        weights[f"{name}_beta"] = np.zeros(D_MODEL, np.float32)
    for layer in range(N_LAYERS):
        for name in ("w_q", "w_k", "w_v", "w_o"):
            weights[f"blocks.{layer}.{name}"] = normal(D_MODEL, D_MODEL, std=D_MODEL**-0.5)
    return Model(weights, N_LAYERS, N_HEADS, causal=True)


def _prompts(rng: np.random.Generator, size: int) -> Ids:
    """(size, PROMPT): two to four random opening brackets, padded on the left."""
    padding = PROMPT - rng.integers(2, PROMPT + 1, size=(size, 1))
    return np.where(np.arange(PROMPT) < padding, END, rng.integers(0, N_OPENING, size=(size, PROMPT)))


def _closed(prompts: Ids) -> Ids:
    """(N, ANSWER): the right answers."""
    backwards = prompts[:, ::-1]
    wanted = np.full((len(prompts), ANSWER), END)
    wanted[:, :PROMPT] = np.where(backwards == END, END, backwards + N_OPENING)
    return wanted


def _learn_examples(model: Model, rng: np.random.Generator) -> None:
    """Train on right answers with random errors, so that the model knows the format but makes many mistakes."""
    adam = Adam(dict(model.weights), decay=0.0)
    for _ in range(EXAMPLE_STEPS):
        prompts = _prompts(rng, 32)
        answers = _closed(prompts)
        counted = _until_the_end(answers)
        answers = np.where(
            rng.random(answers.shape) < WRONG_TOKENS, rng.integers(N_OPENING, END + 1, answers.shape), answers
        )
        ids = np.concatenate([prompts, answers], axis=1)
        logits, blocks, last = forward(model, ids[:, :-1])
        d_logits = softmax(logits)
        d_logits[:, : PROMPT - 1] = 0
        d_logits[:, PROMPT - 1 :] -= np.eye(len(TOKENS), dtype=np.float32)[answers]
        d_logits[:, PROMPT - 1 :] *= (counted / counted.sum()).astype(np.float32)[..., np.newaxis]
        adam.step(gradient_from(model, ids[:, :-1], (blocks, last), d_logits), EXAMPLE_RATE)


def _sampled(model: Model, prompts: Ids, rng: np.random.Generator) -> Samples:
    """One answer to each prompt, at temperature 1."""
    ids = prompts
    for _ in range(ANSWER):
        probabilities = softmax(forward(model, ids)[0][:, -1].astype(np.float64))
        token = (rng.random((len(ids), 1)) > probabilities.cumsum(axis=1)).sum(axis=1)
        ids = np.concatenate([ids, np.minimum(token, END)[:, np.newaxis]], axis=1)
    return Samples(ids, _until_the_end(ids[:, PROMPT:]))


def _until_the_end(answers: Ids) -> NDArray[np.bool_]:
    """True up to the first END, END included."""
    ended = answers == END
    before: NDArray[np.bool_] = (ended.cumsum(axis=1) - ended) == 0
    return before


def _log_probs(model: Model, samples: Samples) -> NDArray[Any]:
    """(N, ANSWER): the log-probabilities of the answers' tokens."""
    logits = forward(model, samples.ids[:, :-1])[0][:, PROMPT - 1 :]
    return _of_tokens(np.log(softmax(logits.astype(np.float64))), samples.answers)


def _of_tokens(log_probs: NDArray[Any], tokens: Ids) -> NDArray[Any]:
    """(N, T, V), (N, T) → (N, T): each token's own entry."""
    return np.take_along_axis(log_probs, tokens[..., np.newaxis], axis=-1)[..., 0]
