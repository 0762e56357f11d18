"""Assembles the small causal model from functions, some of which come from the learner's file.

``run`` is called in the isolated process, the only place where a learner's code is executed. It returns plain data.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from tutor.transformers.models.forward import gelu, layer_norm, softmax

Weights = Mapping[str, Any]  # as returned by ``for_exercises.trained_weights``
Function = Callable[..., Any]


class BrokenError(Exception):
    """One of the functions cannot be used. The message says why."""


def attention(q: Any, k: Any, v: Any) -> tuple[Any, Any]:
    """Our own causal attention: (…, T, d) each → output and weights."""
    visible = np.tril(np.ones((q.shape[-2], q.shape[-2]), dtype=bool))
    scores = np.where(visible, q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]), -np.inf)
    weights = softmax(scores)
    return weights @ v, weights


class Assembled:
    """The model with the functions of one exercise, by name, and our own for the rest."""

    def __init__(self, weights: Weights, functions: Mapping[str, Function]) -> None:
        self.weights, self.functions = weights, functions
        self.attention: list[Any] = []  # (B, H, T, T) per layer, if the exercise returns weights at all

    def run(self, ids: Any) -> dict[str, Any]:
        """ids (B, T) → ``streams`` after each block (B, T, d), ``logits`` (B, T, V) and ``attention``."""
        self.attention = []
        x = self.weights["embedding"][ids] + self.weights["positions"][: ids.shape[1]]
        streams = []
        for params in self.weights["blocks"]:
            x = self._block(x.copy(), params)
            streams.append(x)
        norm = self._learners("layer_norm", x.shape) or layer_norm
        last = norm(x.copy(), self.weights["ln_gamma"], self.weights["ln_beta"])
        return {
            "streams": streams,
            "logits": last @ self.weights["output"],
            "attention": self.attention,
        }

    def _block(self, x: Any, params: Mapping[str, Any]) -> Any:
        n_heads = self.weights["n_heads"]
        whole = self._learners("transformer_block", x.shape)
        if whole is not None:
            return whole(x, params, n_heads, causal=True)
        normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        x = x + self._attend(normed, params, n_heads)
        normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
        return x + gelu(normed @ params["w1"] + params["b1"]) @ params["w2"] + params["b2"]

    def _attend(self, x: Any, params: Mapping[str, Any], n_heads: int) -> Any:
        batch, seq_len, d_model = x.shape
        visible = np.tril(np.ones((seq_len, seq_len), dtype=bool))
        four = [params[name] for name in ("w_q", "w_k", "w_v", "w_o")]
        whole = self._learners("multi_head_attention", x.shape)
        if whole is not None:
            return whole(x, *four, n_heads, visible)

        def heads(w: Any) -> Any:
            return (x @ w).reshape(batch, seq_len, n_heads, d_model // n_heads).transpose(0, 2, 1, 3)

        q, k, v = (heads(w) for w in four[:3])
        if (masked := self._learners_pair("causal_attention", v.shape)) is not None:
            mixed = masked(q, k, v)
        elif (plain := self._learners_pair("scaled_dot_product_attention", v.shape)) is not None:
            mixed = plain(q, k, v, visible)
        else:
            mixed, _ = attention(q, k, v)
        return mixed.transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model) @ four[3]

    def _learners(self, name: str, shape: tuple[int, ...]) -> Function | None:
        """The learner's function, if it is used. Its result must be numbers of this shape."""
        function = self.functions.get(name)
        if function is None:
            return None
        return lambda *args, **kwargs: checked(name, function(*args, **kwargs), shape)

    def _learners_pair(self, name: str, shape: tuple[int, ...]) -> Function | None:
        """A function that returns output and weights. Records the weights."""
        function = self.functions.get(name)
        if function is None:
            return None

        def both(*args: Any) -> Any:
            answer = function(*args)
            if not isinstance(answer, tuple) or len(answer) != 2:
                raise BrokenError(f"{name} should return two things, output and weights.")
            weights = checked(name, answer[1], (*shape[:-1], shape[-2]), "weights")
            self.attention.append(weights)
            return checked(name, answer[0], shape)

        return both


def run(
    path: str, text: str, names: list[str], weights: Weights, texts: list[Any]
) -> tuple[str, list[dict[str, Any]]]:
    """Execute a learner's file and run the model on its functions ``names``, for every (B, T) of ``texts``.

    Returns a sentence on what went wrong ("" if nothing did), and the result of ``Assembled.run`` for every text.
    """
    try:
        module = load(path, text, names)
        model = Assembled(weights, {name: getattr(module, name) for name in names})
        return "", [model.run(np.asarray(ids)) for ids in texts]
    except BrokenError as error:
        return str(error), []
    except BaseException as error:
        return sentence(error, path), []


def load(path: str, text: str, names: list[str]) -> ModuleType:
    """Execute a learner's file, which must define the functions ``names``. Raises whatever the file raises.

    Raises:
        BrokenError: a function is missing.
    """
    module = ModuleType(Path(path).stem)
    module.__file__ = path
    code = compile(text, path, "exec", dont_inherit=True)
    sys.modules[module.__name__] = module
    exec(code, module.__dict__)
    missing = [name for name in names if not callable(getattr(module, name, None))]
    if missing:
        raise BrokenError(f"There is no function {missing[0]} in {Path(path).name}.")
    return module


def checked(name: str, value: Any, shape: tuple[int, ...], what: str = "") -> Any:
    of = f"{name}, its {what}," if what else name
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fiu":
        raise BrokenError(f"{of} should return an array of numbers; it returns {_kind(value)}.")
    if value.shape != shape:
        raise BrokenError(f"{of} returns the shape {value.shape} where {shape} is needed.")
    return value.astype(np.float64)


def _kind(value: Any) -> str:
    return f"an array of {value.dtype}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"


def sentence(error: BaseException, path: str) -> str:
    """The exception, and its place in the learner's own file or in a neighbouring file that it imports."""
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, NotImplementedError):
        beside = [f.filename for f in frames if Path(f.filename).parent == Path(path).parent]
        return f"{Path(beside[-1] if beside else path).name} is not written yet."
    file = Path(path).name
    if isinstance(error, SyntaxError) and error.filename == path:
        return f"{file} is not valid Python: line {error.lineno}, {error.msg}."
    lines = [frame.lineno for frame in frames if frame.filename == path]
    place = f" on line {lines[-1]}" if lines else ""
    said = " ".join(str(error)[:300].split())
    return f"{file} stopped{place}: {type(error).__name__}{f': {said}' if said else ''}."
