"""The small model writes with the learner's cache, and beside it without one. The work of both is counted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import Params, gelu, layer_norm
from tutor.transformers.models.model_run import HIDDEN, load_model
from tutor.transformers.models.swap_worker import BrokenError, checked
from tutor.transformers.models.words import BOS, ID, VOCABULARY
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

WORDS = 40
BEGINNINGS = ("the quick brown fox", "the keys near the old box", "the old men near the market")
WINDOW = 6
TEMPERATURE = 0.7
MATRICES = ("w_q", "w_k", "w_v", "w_o")

RUN = CodeRun(
    short="kv",
    title="the small model writes with your cache",
    about=f"The trained small model writes {WORDS} words. Your attend function is the attention of all its layers, and "
    "is called in two ways. With the cache, it gets one new word at a time. Without, it gets the whole text and an "
    "empty cache for each word. The multiplications by its four weight matrices are counted: with the cache, every "
    "word costs the same. The logits of both ways must be equal, so their difference stays at 0.",
    code="tutor.transformers.own_runs.kv_cache_run:KvCacheRun",
    reports=WORDS + 1,
    curves=(
        Curve("with the cache, thousands of multiplications per word", 0.0, 400.0, 0),
        Curve("without, thousands of multiplications per word", 0.0, 400.0, 0),
        Curve("largest difference of their logits", 0.0, 1.0, 3),
    ),
    variants=(
        "the model as it was trained",
        f"with a window of {WINDOW} words",
        "with RoPE in place of the positions that it has learned",
    ),
)


class CountedMatrix(np.ndarray):
    """A weight matrix that counts the multiplications of the products that it is part of."""

    multiplications = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        result = getattr(ufunc, method)(*map(_plain, inputs), **settings)
        if ufunc is np.matmul:
            _count(inputs, result)
        return result

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function not in (np.dot, np.einsum, np.inner, np.tensordot):
            return super().__array_function__(function, types, args, kwargs)
        result = function(*map(_plain, args), **kwargs)
        _count([one for one in args if isinstance(one, np.ndarray)], result)
        return result


def _count(factors: Sequence[Any], result: Any) -> None:
    """Each number of the result is a sum of n products. ``factors`` together have n² times as many numbers."""
    size = max(1, np.size(result))
    terms = math.sqrt(math.prod(np.size(one) for one in factors[:2]) / size)
    CountedMatrix.multiplications += round(np.size(result) * terms)


def _plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, CountedMatrix) else value


class KvCacheRun:
    """Writes one word per report, twice."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.start, self.attend = functions["start_cache"], functions["attend"]
        self.model, self.rotates = load_model("causal"), variant == 2
        self.blocks = [self.model.block(number) for number in range(self.model.n_blocks)]
        sizes = {"n_heads": self.model.n_heads, "n_kv_heads": self.model.n_heads}
        self.layers: list[dict[str, Any]] = [
            sizes
            | {"window": WINDOW if variant == 1 else None}
            | {name: block[name].astype(np.float64).view(CountedMatrix) for name in MATRICES}
            for block in self.blocks
        ]
        self.rng = np.random.default_rng(seed)
        begun = BEGINNINGS[seed % len(BEGINNINGS)].split()
        self.ids = [ID[BOS], *(ID[word] for word in begun)]
        self.caches = self._empty()
        self.read = 0  # tokens that the caches hold
        self.difference, self.with_cache, self.without = 0.0, 0, 0
        self.written = -1

    def advance(self) -> Plain:
        """Read what is new, and write a word. The first report reads the beginning."""
        kept, self.caches, spent = self._counted(self.ids[self.read :], self.caches, self.read)
        whole, _, again = self._counted(self.ids, self._empty(), 0)
        self.read = len(self.ids)
        self.with_cache, self.without = self.with_cache + spent, self.without + again
        self.difference = max(self.difference, float(np.abs(kept - whole).max()))
        self.written += 1
        text = " ".join(VOCABULARY[token] for token in self.ids[1:])
        if self.written < WORDS:
            drawn = kept / TEMPERATURE + self.rng.gumbel(
                size=len(kept)
            )  # the largest is a draw from the softmax
            self.ids.append(len(HIDDEN) + int(np.argmax(drawn[len(HIDDEN) :])))
        return self.written, [spent / 1e3, again / 1e3, self.difference], self._lines(text)

    def _lines(self, text: str) -> list[str]:
        ratio = self.without / max(1, self.with_cache)
        return [
            f"text: {text}",
            f"multiplications so far: {self.with_cache / 1e6:.1f} million with the cache, "
            f"{self.without / 1e6:.1f} million without, {ratio:.1f} times as many",
        ]

    def _empty(self) -> list[Any]:
        return [self.start(layer) for layer in self.layers]

    def _counted(
        self, ids: list[int], caches: list[Any], position: int
    ) -> tuple[NDArray[np.float64], list[Any], int]:
        """The logits after the last of these tokens, the caches with them, and how many multiplications that took."""
        before = CountedMatrix.multiplications
        logits, caches = self._logits(ids, caches, position)
        return logits, caches, CountedMatrix.multiplications - before

    def _logits(
        self, ids: list[int], caches: list[Any], position: int
    ) -> tuple[NDArray[np.float64], list[Any]]:
        weights = self.model.weights
        x: Any = weights["embedding"][ids].astype(np.float64)
        if not self.rotates:
            x = x + weights["positions"][position : position + len(ids)]
        after = []
        for block, layer, cache in zip(self.blocks, self.layers, caches, strict=True):
            normed = layer_norm(x, block["ln1_gamma"], block["ln1_beta"])
            mixed, longer = self._attended(normed, cache, layer)
            after.append(longer)
            x = x + mixed
            x = x + _feed_forward(layer_norm(x, block["ln2_gamma"], block["ln2_beta"]), block)
        logits = layer_norm(x[-1:], weights["ln_gamma"], weights["ln_beta"]) @ weights["output"]
        return logits[0], after

    def _attended(
        self, x: NDArray[Any], cache: Any, layer: dict[str, Any]
    ) -> tuple[NDArray[np.float64], Any]:
        with self._rotation():
            answer = self.attend(x, cache, layer)
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            raise BrokenError("attend should return two things, the output and the cache.")
        output = checked("attend", _plain(answer[0]), x.shape)
        if not np.isfinite(output).all():
            raise BrokenError("attend returns NaN or infinite numbers.")
        return output, answer[1]

    @contextmanager
    def _rotation(self) -> Iterator[None]:
        """The model adds its positions to the embeddings, so ``rotate`` does nothing, except in the RoPE variant."""
        names = getattr(self.attend, "__globals__", {})
        if "rotate" not in names:
            raise BrokenError("The run needs the function rotate of your file; it was given.")
        given = names["rotate"]
        if not self.rotates:
            names["rotate"] = lambda x, positions: x
        try:
            yield
        finally:
            names["rotate"] = given


def _feed_forward(x: Any, block: Params) -> Any:
    return gelu(x @ block["w1"] + block["b1"]) @ block["w2"] + block["b2"]
