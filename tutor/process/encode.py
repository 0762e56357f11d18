"""How a result is written for the client, inside the process: by exact types, so that no object can pose as data.

Everything it calls is captured when the tutor imports it: code that later replaces a builtin or a NumPy function does
not change what is written.
"""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, GeneratorType
from typing import Any

import msgspec
import numpy as np

from tutor.process import wire

DEEPEST = 100  # nested lists beyond this stay where they are
MOST = 2_000_000  # values in one result

_type = type
_len = len
_isinstance = isinstance
_str = str
_hex = hex
_repr = repr
_id = id
_list = list
_dict_items = dict.items
_ndarray = np.ndarray
_shape = np.ndarray.shape.__get__
_qualname = type.__dict__["__name__"].__get__
_pack = msgspec.msgpack.Encoder().encode

_NUMBERS = frozenset(scalar for scalar in np.sctypeDict.values() if np.dtype(scalar).kind in "biufc")
_DESCRIBED = frozenset(
    (range, slice, FunctionType, BuiltinFunctionType, GeneratorType, bytearray, type, type(...))
)
_SIMPLE = frozenset((int, float, str, bool, type(None)))


class TooLargeError(Exception):
    """The result is more than the client takes."""

    def __init__(self) -> None:
        super().__init__(
            f"the result is larger than {wire.RESULT_BYTES // 1024**2} MB, which is more than the tutor takes"
        )


class Encoder:
    """Writes results; keeps what cannot be written, so that the client can hand it back by its reference."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._kept: dict[str, Any] = {}
        self._left = 0
        self._bytes = 0

    def encode(self, value: Any) -> bytes:
        """The value as bytes. Raises TooLargeError beyond ``wire.RESULT_BYTES``."""
        self._left, self._bytes = MOST, wire.RESULT_BYTES
        return _pack(self._node(value, DEEPEST))

    def kept(self, ref: str) -> Any:
        """The value behind an Opaque's reference."""
        return self._kept[ref]

    def _node(self, value: Any, depth: int) -> Any:
        kind = _type(value)
        self._left -= 1
        if self._left < 0:
            raise TooLargeError
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else [wire.INTEGER, self._sized(_hex(value))]
        if kind is str:
            return self._text(value)
        if kind is bytes:
            return self._sized(value)
        if kind is _ndarray:
            return self._array(value)
        if kind in _NUMBERS:
            return [wire.SCALAR, value.dtype.str, [], value.tobytes()]
        if kind is complex:
            return [wire.COMPLEX, value.real, value.imag]
        if depth > 0:
            if kind is list or kind is tuple:
                node = [wire.LIST if kind is list else wire.TUPLE]
                node += [self._node(item, depth - 1) for item in value]
                return node
            if kind is dict:
                node = [wire.DICT]
                for key, item in _dict_items(value):
                    node += [self._node(key, depth - 1), self._node(item, depth - 1)]
                return node
        return self._opaque(value, kind)

    def _sized(self, data: Any) -> Any:
        self._bytes -= _len(data)
        if self._bytes < 0:
            raise TooLargeError
        return data

    def _text(self, value: str) -> Any:
        self._sized(value)
        try:
            value.encode()
        except UnicodeEncodeError:
            return [wire.TEXT, value.encode("utf-8", "surrogatepass")]
        return value

    def _array(self, value: np.ndarray[Any, Any]) -> Any:
        if value.dtype.type not in _NUMBERS:
            return self._opaque(value, _ndarray)
        self._bytes -= value.nbytes
        if self._bytes < 0:
            raise TooLargeError
        return [wire.ARRAY, value.dtype.str, _list(value.shape), value.tobytes()]

    def _opaque(self, value: Any, kind: type) -> Any:
        ref = f"{self._owner}{_len(self._kept)}"
        self._kept[ref] = value
        return [wire.OPAQUE, clean(_qualname(kind)), ref, clean(_describe(value, kind))]


def clean(text: str, longest: int = 300) -> str:
    """A short text that can be written, whatever was in it."""
    return text[:longest].encode("utf-8", "replace").decode()


def _describe(value: Any, kind: type) -> str:
    """What can be said of a value without running code of its own."""
    if _isinstance_of_array(kind):
        dtype = f" of {value.dtype}" if kind is _ndarray else ""
        return f"shape {_shape(value)}{dtype}"
    if kind in _DESCRIBED:
        return _repr(value)
    if (
        (kind is set or kind is frozenset)
        and _len(value) <= 20
        and {_type(item) for item in value} <= _SIMPLE
    ):
        return _repr(value)
    return ""


def _isinstance_of_array(kind: type) -> bool:
    return _ndarray in type.__dict__["__mro__"].__get__(kind)
