"""The learner's LoRA layers teach the trained small model a new pattern; its own weights stay frozen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import GELU, Array, Model, Params, softmax
from tutor.transformers.models.gradients import CUBIC, Adam, forward, norm, norm_back
from tutor.transformers.models.model_run import load_model
from tutor.transformers.models.swap_worker import BrokenError, checked
from tutor.transformers.models.words import BOS, COLOURS, ID, PLACES, THINGS, VOCABULARY
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

RANKS, ALPHAS = (4, 1, 4), (8.0, 2.0, 128.0)  # of the variants
BATCH, SHORTEST, LONGEST, EVERY, RATE = 12, 3, 5, 5, 8e-3
WORDS = tuple(ID[word] for word in (*(pair[0] for pair in THINGS), *PLACES, *COLOURS))
AGAIN = tuple(ID[word] for word in (",", "again", ":"))
SHOWN = ("cup", "river", "key", "blue")

Ids = NDArray[np.int64]

RUN = CodeRun(
    short="lora",
    title="your LoRA teaches a trained model a new pattern",
    about="The small model has learned to repeat a list after “again :”. Now it should say the list backwards. Each of "
    "its twelve matrices is frozen and gets your A and B; your gradients train them. Nearly all backward words become "
    "right. While the adapters are on, the model no longer repeats lists forwards; without them it is the old model, "
    "because no frozen number changed.",
    code="tutor.transformers.own_runs.lora_run:LoraRun",
    reports=31,
    curves=(Curve("loss on backward lists, nats per word", 0.0, 6.0), Curve("backward words right, share")),
    variants=("rank 4, α = 8", "rank 1, α = 2", "rank 4, α = 128: a correction that is too large"),
    exact=False,  # the learner draws A
)


class LoraRun:
    """Trains with Adam. After every report but the first, ``EVERY`` more steps have been made."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.rng, self.seed = np.random.default_rng(seed), seed
        rank, alpha = RANKS[variant], ALPHAS[variant]
        self.model = AdaptedModel(functions, self.rng, rank, alpha)
        shapes = [weights.shape for weights in self.model.frozen.values()]
        self.trained = int(functions["trainable_parameters"](shapes, rank))
        self.adam = Adam(self.model.adapters, decay=0.0)
        self.steps = -1  # nothing reported yet

    def advance(self) -> Plain:
        """The loss and accuracy on the same backward lists, and what the model writes."""
        if self.steps < 0:
            self.steps = 0
        else:
            for _ in range(EVERY):
                self._learn()
            self.steps += EVERY
        loss, right = self._measure(backward=True)
        return self.steps, [loss, right], self._lines()

    def _learn(self) -> None:
        ids, targets, counted = lists(self.rng, BATCH, backward=True)
        probabilities = softmax(self.model.forward(ids))
        probabilities[*np.indices(ids.shape), targets] -= 1
        self.adam.step(self.model.backward(probabilities * (counted / counted.sum())[..., np.newaxis]), RATE)

    def _measure(self, *, backward: bool) -> tuple[float, float]:
        ids, targets, counted = lists(np.random.default_rng(self.seed + 1000), 24, backward=backward)
        probabilities = softmax(self.model.forward(ids))
        chosen = probabilities[*np.indices(ids.shape), targets]
        loss = -(np.log(np.maximum(chosen, 1e-30)) * counted).sum() / counted.sum()
        hits = (probabilities.argmax(axis=-1) == targets) * counted
        return float(loss), float(hits.sum() / counted.sum())

    def _lines(self) -> list[str]:
        frozen = sum(weights.size for weights in self.model.frozen.values())
        held = sum(adapter.size for adapter in self.model.adapters.values())
        ids = np.array([[ID[BOS], *(ID[word] for word in SHOWN), *AGAIN]])
        gap = np.abs(forward(self.model.merged(), ids)[0] - self.model.forward(ids)).max()
        return [
            f"{' '.join(SHOWN)} , again : {' '.join(self._written())}",
            f"trained: {held:,} numbers",
            f"trainable_parameters: {self.trained:,}",
            f"frozen: {frozen:,}, changed: {self.model.changed():,}",
            f"forward words right: {self._measure(backward=False)[1]:.0%}",
            f"merged: logits differ by {gap:.0e}",
        ]

    def _written(self) -> list[str]:
        """What the model writes after the shown list."""
        ids = [ID[BOS], *(ID[word] for word in SHOWN), *AGAIN]
        for _ in SHOWN:
            ids.append(int(self.model.forward(np.array([ids]))[0, -1].argmax()))
        return [VOCABULARY[number] for number in ids[-len(SHOWN) :]]


def lists(rng: np.random.Generator, size: int, *, backward: bool) -> tuple[Ids, Ids, Array]:
    """``size`` texts "a b c , again : c b a" of one length: ids, targets (the next words) and a 0/1 mask of the words
    after "again :", each (size, T). Forward lists end with "a b c"."""
    length = int(rng.integers(SHORTEST, LONGEST + 1))
    words = np.array([rng.choice(WORDS, length, replace=False) for _ in range(size)])
    again = np.tile(AGAIN, (size, 1))
    begin = np.full((size, 1), ID[BOS])
    texts = np.concatenate([begin, words, again, words[:, ::-1] if backward else words], axis=1)
    counted = np.zeros(texts.shape, np.float32)
    counted[:, -length:] = 1
    return texts[:, :-1], texts[:, 1:], counted[:, 1:]


class AdaptedModel:
    """The trained small model; every linear layer of its blocks is computed by the learner's LoRA functions.

    ``frozen`` has each layer's W, (d_out, d_in), by name; ``adapters`` has its A and B as "<name>.A" and "<name>.B".
    """

    def __init__(self, functions: Functions, rng: np.random.Generator, rank: int, alpha: float) -> None:
        self.functions, self.alpha = functions, alpha
        self.base = load_model("causal")
        self.frozen: dict[str, Array] = {}
        self.adapters: Params = {}
        self.kept: dict[str, Any] = {}
        for number in range(self.base.n_blocks):
            for short in ("w_q", "w_k", "w_v", "w_o", "w1", "w2"):
                name = f"blocks.{number}.{short}"
                self.frozen[name] = self.base.weights[name].T.copy()
                self._begin(name, self.frozen[name].shape, rank, rng)

    def _begin(self, name: str, shape: tuple[int, ...], rank: int, rng: np.random.Generator) -> None:
        d_out, d_in = shape
        found = self.functions["init_lora"](d_out, d_in, rank, rng)
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise BrokenError("init_lora should return two arrays, A and B.")
        for own, array, wanted in zip("AB", found, ((rank, d_in), (d_out, rank)), strict=True):
            self.adapters[f"{name}.{own}"] = checked("init_lora", array, wanted, own).astype(np.float32)

    def changed(self) -> int:
        """How many frozen numbers are not what they were."""
        return sum(int((now != self.base.weights[name].T).sum()) for name, now in self.frozen.items())

    def merged(self) -> Model:
        """A model without adapters, whose matrices are merged by the learner's function."""
        weights = dict(self.base.weights)
        for name, frozen in self.frozen.items():
            found = self.functions["merge_lora"](frozen, *self._pair(name), self.alpha)
            weights[name] = checked("merge_lora", found, frozen.shape).astype(np.float32).T
        return Model(weights, self.base.n_blocks, self.base.n_heads, causal=True)

    def forward(self, ids: Ids) -> Array:
        """ids (B, T) → logits (B, T, V). Keeps what ``backward`` needs."""
        weights, kept = self.base.weights, self.kept
        hidden = np.triu(np.full((ids.shape[1], ids.shape[1]), -np.inf, dtype=np.float32), 1)
        x: Array = weights["embedding"][ids] + weights["positions"][: ids.shape[1]]
        for number in range(self.base.n_blocks):
            at = f"blocks.{number}."
            first = norm(x, weights[f"{at}ln1_gamma"], weights[f"{at}ln1_beta"])
            q, k, v = (self._split(self._linear(f"{at}{name}", first.out)) for name in ("w_q", "w_k", "w_v"))
            attention = softmax(q @ k.swapaxes(-1, -2) / np.sqrt(np.float32(self.base.d_head)) + hidden)
            x = x + self._linear(f"{at}w_o", _merged(attention @ v))
            second = norm(x, weights[f"{at}ln2_gamma"], weights[f"{at}ln2_beta"])
            inner = self._linear(f"{at}w1", second.out) + weights[f"{at}b1"]
            bend = np.tanh(GELU * (inner + CUBIC * inner**3))
            x = x + self._linear(f"{at}w2", np.float32(0.5) * inner * (1 + bend)) + weights[f"{at}b2"]
            kept[at] = first, q, k, v, attention, second, inner, bend
        kept["last"] = norm(x, weights["ln_gamma"], weights["ln_beta"])
        logits: Array = kept["last"].out @ weights["output"]
        return logits

    def backward(self, d_logits: Array) -> Params:
        """The gradients of all A and B, from the logits' gradient, for the last ``forward``."""
        weights, found = self.base.weights, Params()
        unused: Params = {}  # the gradients of the norms, which are frozen
        d_x = norm_back(
            d_logits @ weights["output"].T, self.kept["last"], weights["ln_gamma"], unused, "norm"
        )
        for number in reversed(range(self.base.n_blocks)):
            at = f"blocks.{number}."
            first, q, k, v, attention, second, inner, bend = self.kept[at]
            slope = GELU * (1 + 3 * CUBIC * inner * inner)
            d_inner = self._back(f"{at}w2", d_x, found) * np.float32(0.5)
            d_inner = d_inner * (1 + bend + inner * (1 - bend * bend) * slope)
            d_second = self._back(f"{at}w1", d_inner, found)
            d_x = d_x + norm_back(d_second, second, weights[f"{at}ln2_gamma"], unused, "norm")
            d_mixed = self._split(self._back(f"{at}w_o", d_x, found))
            d_attention = d_mixed @ v.swapaxes(-1, -2)
            d_scores = attention * (d_attention - (d_attention * attention).sum(axis=-1, keepdims=True))
            d_scores = d_scores / np.sqrt(np.float32(self.base.d_head))
            d_read = (
                self._back(f"{at}w_q", _merged(d_scores @ k), found)
                + self._back(f"{at}w_k", _merged(d_scores.swapaxes(-1, -2) @ q), found)
                + self._back(f"{at}w_v", _merged(attention.swapaxes(-1, -2) @ d_mixed), found)
            )
            d_x = d_x + norm_back(d_read, first, weights[f"{at}ln1_gamma"], unused, "norm")
        return found

    def _linear(self, name: str, x: Array) -> Array:
        """One layer, computed by the learner's function."""
        self.kept[name] = x
        frozen = self.frozen[name]
        out = self.functions["lora_forward"](x, frozen, *self._pair(name), self.alpha)
        y: Array = checked("lora_forward", out, (*x.shape[:-1], len(frozen))).astype(np.float32)
        return y

    def _back(self, name: str, dy: Array, into: Params) -> Array:
        """The gradient with respect to a layer's input. Stores those of A and B in ``into``."""
        x, pair = self.kept[name], self._pair(name)
        found = self.functions["lora_backward"](dy, x, self.frozen[name], *pair, self.alpha)
        if not isinstance(found, tuple | list) or len(found) != 3:
            raise BrokenError("lora_backward should return three arrays, dx, dA and dB.")
        gradients: list[Array] = [
            checked("lora_backward", array, wanted.shape, what).astype(np.float32)
            for array, wanted, what in zip(found, (x, *pair), ("dx", "dA", "dB"), strict=True)
        ]
        into[f"{name}.A"], into[f"{name}.B"] = gradients[1:]
        return gradients[0]

    def _pair(self, name: str) -> tuple[Array, Array]:
        return self.adapters[f"{name}.A"], self.adapters[f"{name}.B"]

    def _split(self, x: Array) -> Array:
        """(B, T, d) → (B, H, T, d_head)."""
        batch, seq_len, width = x.shape
        heads = self.base.n_heads
        return x.reshape(batch, seq_len, heads, width // heads).transpose(0, 2, 1, 3)


def _merged(x: Array) -> Array:
    """(B, H, T, d_head) → (B, T, d)."""
    batch, heads, seq_len, width = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, seq_len, heads * width)
