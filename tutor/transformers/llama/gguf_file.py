"""Reads a GGUF file: its metadata, and its tensors as float32.

The ``gguf`` package takes several seconds for the metadata of a small model, this file a tenth of a second.
Quantisations that are missing here use that package, if it is installed.

Source: the GGUF specification (ggml-org/ggml, docs/gguf.md) and the block layouts of ggml-quants.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Bytes = NDArray[np.uint8]

MAGIC = b"GGUF"
VERSIONS = (2, 3)
STRING, LIST = 8, 9
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
BLOCK = 32  # weights per scale in the simple quantisations
MOST = 1 << 40  # a larger count means that the file is damaged


class GgufError(ValueError):
    """The file is not GGUF, is damaged, or has unsupported content. One sentence without the file's name."""


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """The position of a tensor. ``shape`` is in NumPy's order: the last axis is contiguous."""

    name: str
    shape: tuple[int, ...]
    kind: int
    start: int  # byte offset in the file


@dataclass(frozen=True, slots=True)
class GgufFile:
    """An open GGUF file: ``fields`` by key, ``tensors`` by name. Tensors stay on disk until they are read."""

    path: Path
    fields: dict[str, Any]
    tensors: dict[str, TensorEntry]
    _bytes: Bytes = field(repr=False)

    def tensor(self, name: str) -> Array:
        """The tensor as float32, in ``shape``.

        Raises:
            GgufError: it is missing, truncated, or has an unsupported quantisation.
        """
        entry = self.tensors.get(name)
        if entry is None:
            raise GgufError(f"it has no tensor {name}")
        read = READERS.get(entry.kind)
        if read is None:
            return _by_package(self._bytes, entry)
        bytes_per_block, weights_per_block, to_float = read
        size = int(np.prod(entry.shape)) // weights_per_block * bytes_per_block
        raw = self._bytes[entry.start : entry.start + size]
        if len(raw) != size:
            raise GgufError(f"it ends in the middle of the tensor {name}")
        return to_float(raw.reshape(-1, bytes_per_block)).reshape(entry.shape)


def _halves(raw: Bytes, start: int) -> Array:
    """The float16 number at ``start`` of each block, as a column."""
    half: Array = np.ascontiguousarray(raw[:, start : start + 2]).view(np.float16).astype(np.float32)
    return half


def _nibbles(raw: Bytes) -> Array:
    """16 bytes → 32 numbers from 0 to 15, the low halves first."""
    return np.concatenate([raw & 15, raw >> 4], axis=1).astype(np.float32)


def _q8_0(raw: Bytes) -> Array:
    whole: Array = np.ascontiguousarray(raw[:, 2:]).view(np.int8).astype(np.float32) * _halves(raw, 0)
    return whole


def _q4_0(raw: Bytes) -> Array:
    return (_nibbles(raw[:, 2:]) - np.float32(8)) * _halves(raw, 0)


def _q4_1(raw: Bytes) -> Array:
    return _nibbles(raw[:, 4:]) * _halves(raw, 0) + _halves(raw, 2)


def _bfloat16(raw: Bytes) -> Array:
    upper = np.ascontiguousarray(raw).view(np.uint16).astype(np.uint32) << 16
    return upper.view(np.float32)


def _float16(raw: Bytes) -> Array:
    half: Array = np.ascontiguousarray(raw).view(np.float16).astype(np.float32)
    return half


def _float32(raw: Bytes) -> Array:
    return np.ascontiguousarray(raw).view(np.float32).copy()


# ggml's number of a type → bytes per block, weights per block, and a function from a block to float32.
READERS: dict[int, tuple[int, int, Callable[[Bytes], Array]]] = {
    0: (4, 1, _float32),
    1: (2, 1, _float16),
    2: (18, BLOCK, _q4_0),
    3: (20, BLOCK, _q4_1),
    8: (34, BLOCK, _q8_0),
    30: (2, 1, _bfloat16),
}


def _by_package(data: Bytes, entry: TensorEntry) -> Array:
    try:
        from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
        from gguf.quants import dequantize
    except ImportError:
        raise GgufError(
            f"its tensor {entry.name} is quantised as kind {entry.kind}, which needs the package gguf"
        ) from None
    try:
        kind = GGMLQuantizationType(entry.kind)
        weights_per_block, bytes_per_block = GGML_QUANT_SIZES[kind]
        size = int(np.prod(entry.shape)) // weights_per_block * bytes_per_block
        raw = data[entry.start : entry.start + size].reshape(*entry.shape[:-1], -1)
        whole: Array = np.asarray(dequantize(raw, kind), dtype=np.float32).reshape(entry.shape)
    except (ValueError, KeyError, NotImplementedError) as error:
        raise GgufError(f"its tensor {entry.name} cannot be read ({error})") from None
    return whole


class _Reader:
    """Reads numbers and strings in sequence."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data, self.at = data, 0

    def number(self, code: str) -> Any:
        size = struct.calcsize("<" + code)
        (value,) = struct.unpack_from("<" + code, self.data, self.at)
        self.at += size
        return value

    def count(self) -> int:
        value = int(self.number("Q"))
        if value > MOST:
            raise GgufError("it is damaged: a length in it is impossible")
        return value

    def string(self) -> str:
        size = self.count()
        text = self.data[self.at : self.at + size]
        if len(text) != size:
            raise GgufError("it ends too early")
        self.at += size
        return text.decode("utf-8", errors="replace")

    def value(self, kind: int) -> Any:
        if kind == STRING:
            return self.string()
        if kind == LIST:
            inner, size = int(self.number("I")), self.count()
            if inner in NUMBERS:
                code = f"<{size}{NUMBERS[inner]}"
                values = list(struct.unpack_from(code, self.data, self.at))
                self.at += struct.calcsize(code)
                return values
            return [self.value(inner) for _ in range(size)]
        if kind not in NUMBERS:
            raise GgufError(f"it is damaged: {kind} is not a known kind of value")
        return self.number(NUMBERS[kind])


def open_gguf(path: Path) -> GgufFile:
    """Read the metadata of a file.

    Raises:
        OSError: as ``open`` does.
        GgufError: it is not GGUF, or is damaged.
    """
    with path.open("rb") as file:
        if file.read(4) != MAGIC:
            raise GgufError("it is not a GGUF file")
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    reader = _Reader(data)
    try:
        reader.at = 4
        version = reader.number("I")
        if version not in VERSIONS:
            raise GgufError(f"it is GGUF version {version}; versions 2 and 3 can be read")
        n_tensors, n_fields = reader.count(), reader.count()
        fields = {}
        for _ in range(n_fields):
            key = reader.string()
            fields[key] = reader.value(int(reader.number("I")))
        entries = list(_entries(reader, n_tensors))
    except (struct.error, MemoryError, OverflowError):
        raise GgufError("it ends too early: the download is not complete") from None
    step = int(fields.get("general.alignment", 32)) or 32
    begin = -(-reader.at // step) * step
    tensors = {name: TensorEntry(name, shape, kind, begin + offset) for name, shape, kind, offset in entries}
    return GgufFile(path, fields, tensors, np.frombuffer(data, dtype=np.uint8))


def _entries(reader: _Reader, count: int) -> Iterator[tuple[str, tuple[int, ...], int, int]]:
    for _ in range(count):
        name = reader.string()
        n_axes = int(reader.number("I"))
        shape = tuple(reader.count() for _ in range(n_axes))[::-1]
        yield name, shape, int(reader.number("I")), reader.count()
