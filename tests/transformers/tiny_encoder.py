"""A small encoder with random weights, as the file that the real one comes in, written here from scratch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.minilm import END, HIDDEN, START, UNKNOWN, MiniLM

Array = NDArray[np.float32]
SWAPS = (START, END, HIDDEN, UNKNOWN, "the", "fox", "jump", "##s", "un", "##der", ".", "!", "s")
VOCABULARY = {piece: number for number, piece in enumerate(SWAPS)}


def shapes(d_model: int, d_ff: int, n_layers: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The name and the shape of every weight of BERT's layers, matrices as (in, out)."""
    yield "embeddings.word_embeddings.weight", (len(SWAPS), d_model)
    yield "embeddings.position_embeddings.weight", (64, d_model)
    yield "embeddings.token_type_embeddings.weight", (2, d_model)
    norms = ["embeddings.LayerNorm"]
    for layer in range(n_layers):
        start = f"encoder.layer.{layer}"
        linear = {f"attention.self.{part}": (d_model, d_model) for part in ("query", "key", "value")}
        linear |= {
            "attention.output.dense": (d_model, d_model),
            "intermediate.dense": (d_model, d_ff),
            "output.dense": (d_ff, d_model),
        }
        for name, shape in linear.items():
            yield f"{start}.{name}.weight", shape
            yield f"{start}.{name}.bias", shape[1:]
        norms += [f"{start}.attention.output.LayerNorm", f"{start}.output.LayerNorm"]
    for name in norms:
        yield f"{name}.weight", (d_model,)
        yield f"{name}.bias", (d_model,)


def tiny_encoder(d_model: int = 24, d_ff: int = 32, n_layers: int = 6, n_heads: int = 12) -> MiniLM:
    rng = np.random.default_rng(5)
    weights = {
        name: rng.normal(scale=0.5, size=shape).astype(np.float32)
        for name, shape in shapes(d_model, d_ff, n_layers)
    }
    return MiniLM(weights, VOCABULARY, n_layers, n_heads)


def onnx_file(weights: dict[str, Array]) -> tuple[bytes, dict[str, Array]]:
    """A file with matrices as int8 and a scale each, nameless as exporters leave them; and what it is to be read as."""
    tensors, nodes, read = [], [], {}
    for number, (name, value) in enumerate(weights.items()):
        if value.ndim == 1 or "token_type" in name:
            tensors.append(_tensor(f"inner.{name}", value))
            read[f"inner.{name}"] = value
            continue
        embedding = "embeddings" in name
        scale = (np.abs(value).max(axis=1 if embedding else 0, keepdims=True) / 127).astype(np.float32)
        whole = np.round(value / scale).astype(np.int8)
        called = f"inner.{name}" if embedding else f"val_{number}"
        tensors += [_tensor(f"{called}_q", whole), _tensor(f"{called}_scale", scale)]
        nodes += [_node("Cast", [f"{called}_q"], f"{called}_f")]
        nodes += [_node("Mul", [f"{called}_f", f"{called}_scale"], called)]
        if not embedding:
            bias = f"inner.{name.removesuffix('.weight')}.bias"
            nodes += [_node("MatMul", ["x", called], f"product_{number}")]
            nodes += [_node("Add", [bias, f"product_{number}"], f"sum_{number}")]
        read[f"inner.{name}"] = whole.astype(np.float32) * scale
    graph = b"".join([*(_field(1, node) for node in nodes), *(_field(5, tensor) for tensor in tensors)])
    return b"\x08\x0a" + _field(2, b"a test") + _field(7, graph), read


def _tensor(name: str, value: NDArray[np.generic]) -> bytes:
    kind = {"float32": 1, "int8": 3}[str(value.dtype)]
    sizes = b"".join(b"\x08" + _varint(size) for size in value.shape)
    return sizes + b"\x10" + _varint(kind) + _field(8, name.encode()) + _field(9, value.tobytes())


def _node(operation: str, inputs: list[str], output: str) -> bytes:
    named = b"".join(_field(1, name.encode()) for name in inputs)
    return named + _field(2, output.encode()) + _field(4, operation.encode())


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
