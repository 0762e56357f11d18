"""Reads the weights out of an ONNX file whose matrices are stored as int8 with a scale. Nothing else of ONNX.

An ONNX file is a protocol buffer: fields of a number, a wire type and a value. The numbers are ``onnx.proto``'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_TYPES: dict[int, np.dtype[Any]] = {
    1: np.dtype("<f4"),
    3: np.dtype("i1"),
    7: np.dtype("<i8"),
}  # TensorProto.DataType
_GRAPH, _NODE, _TENSOR = 7, 1, 5  # in ModelProto; in GraphProto
_INPUT, _OUTPUT, _OPERATION = 1, 2, 4  # in NodeProto
_DIMENSION, _KIND, _NAME, _RAW = 1, 2, 8, 9  # in TensorProto
_Value = int | memoryview


def read_weights(data: bytes) -> dict[str, Array]:
    """Every weight as float32. A matrix without a name of its own is called after the bias that is added behind it.

    Raises:
        ValueError: this is not such a file.
    """
    try:
        graph = next(value for number, value in _fields(memoryview(data)) if number == _GRAPH)
        return _named(*_parts(graph))
    except (IndexError, KeyError, StopIteration, TypeError, UnicodeDecodeError) as error:
        raise ValueError("This is not an ONNX file with int8 weights.") from error


def _parts(graph: _Value) -> tuple[list[tuple[str, list[str], str]], dict[str, NDArray[Any]]]:
    nodes, tensors = [], {}
    for number, value in _fields(graph):
        if number == _NODE:
            found = _by_number(value)
            inputs = [_text(name) for name in found.get(_INPUT, [])]
            nodes.append((_text(found[_OPERATION][0]), inputs, _text(found[_OUTPUT][0])))
        elif number == _TENSOR:
            found = _by_number(value)
            kind = _TYPES.get(_number(found[_KIND][0]))
            if kind is not None and _RAW in found:
                shape = tuple(_number(size) for size in found.get(_DIMENSION, []))
                raw = np.frombuffer(_bytes(found[_RAW][0]), dtype=kind)
                tensors[_text(found[_NAME][0])] = raw.reshape(shape)
    return nodes, tensors


def _named(nodes: list[tuple[str, list[str], str]], tensors: dict[str, NDArray[Any]]) -> dict[str, Array]:
    made = {output: (operation, inputs) for operation, inputs, output in nodes}
    weights = {name: value for name, value in tensors.items() if value.dtype == np.float32 and value.ndim}
    for operation, inputs, output in nodes:
        if operation == "Mul" and (whole := made.get(inputs[0], ("", []))[1]) and whole[0] in tensors:
            weights[output] = tensors[whole[0]].astype(np.float32) * tensors[inputs[1]]
    for operation, inputs, _ in nodes:
        for product, bias in (inputs, inputs[::-1]) if operation == "Add" else ():
            if bias.endswith(".bias") and made.get(product, ("",))[0] == "MatMul":
                matrix = made[product][1][1]
                weights[f"{bias.removesuffix('.bias')}.weight"] = weights.pop(matrix)
    return {name: value for name, value in weights.items() if not name.endswith("_scale")}


def _by_number(message: _Value) -> dict[int, list[_Value]]:
    found: dict[int, list[_Value]] = {}
    for number, value in _fields(message):
        found.setdefault(number, []).append(value)
    return found


def _fields(message: _Value) -> Iterator[tuple[int, _Value]]:
    message, place = _bytes(message), 0
    while place < len(message):
        key, place = _varint(message, place)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value: _Value
            value, place = _varint(message, place)
        else:
            size = {1: 8, 5: 4}.get(wire)
            if size is None:
                size, place = _varint(message, place)
            if place + size > len(message):
                raise IndexError
            value = message[place : place + size]
            place += size
        yield number, value


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = message[place]
        place += 1
        result |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return result, place


def _text(value: _Value) -> str:
    return bytes(_bytes(value)).decode()


def _bytes(value: _Value) -> memoryview:
    if isinstance(value, int):
        raise TypeError
    return value


def _number(value: _Value) -> int:
    if isinstance(value, int):
        return value
    raise TypeError
