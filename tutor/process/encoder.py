"""Encodes results inside the sandboxed process, by exact type, so that no object can pose as plain data.

Every function used here is saved at import: code that later replaces a builtin or a NumPy function cannot change the
encoding.
"""

from __future__ import annotations

from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, GeneratorType
from typing import Any

import numpy as np

from tutor.process import codec

DEEPEST = 100  # lists nested deeper than this are kept in the process
MOST = 2_000_000  # most values in one result

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
_join = b"".join
_int, _double, _size = codec.INT64.pack, codec.DOUBLE.pack, codec.SIZE.pack

_NUMBERS = frozenset(scalar for scalar in np.sctypeDict.values() if np.dtype(scalar).kind in "biufc")
_DESCRIBED = frozenset(
    (range, slice, FunctionType, BuiltinFunctionType, GeneratorType, bytearray, type, type(...))
)
_SIMPLE = frozenset((int, float, str, bool, type(None)))


class ResultTooLargeError(Exception):
    """The result is larger than the client accepts."""

    def __init__(self) -> None:
        super().__init__(
            f"the result is larger than {codec.RESULT_BYTES // 1024**2} MB, which is more than the tutor takes"
        )


class ResultEncoder:
    """Encodes results. Keeps values that it cannot encode, so that the client can pass them back by reference."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._kept: dict[str, Any] = {}
        self._left = 0
        self._bytes = 0

    def encode(self, value: Any) -> bytes:
        """The value as bytes. Raises ResultTooLargeError beyond ``codec.RESULT_BYTES``."""
        self._left, self._bytes = MOST, codec.RESULT_BYTES
        parts: list[bytes] = []
        self._write(value, DEEPEST, parts.append)
        return _join(parts)

    def kept(self, ref: str) -> Any:
        """The value that a RemoteValue refers to."""
        return self._kept[ref]

    def _write(self, value: Any, depth: int, put: Callable[[bytes], None]) -> None:
        kind = _type(value)
        self._left -= 1
        if self._left < 0:
            raise ResultTooLargeError
        if kind is float:
            put(codec.FLOAT + _double(value))
        elif value is None:
            put(codec.NONE)
        elif kind is bool:
            put(codec.TRUE if value else codec.FALSE)
        elif kind is int:
            small = -(2**63) <= value < 2**63
            put(codec.INT + _int(value)) if small else self._sized(codec.BIG, _hex(value).encode(), put)
        elif kind is str:
            self._text(value, put)
        elif kind is bytes:
            self._sized(codec.BYTES, value, put)
        elif kind is _ndarray and value.dtype.type in _NUMBERS:
            self._array(codec.ARRAY, value, _shape(value), put)
        elif kind in _NUMBERS:
            self._array(codec.SCALAR, value, (), put)
        elif kind is complex:
            put(codec.COMPLEX + _double(value.real) + _double(value.imag))
        elif depth > 0 and (kind is list or kind is tuple):
            put((codec.LIST if kind is list else codec.TUPLE) + _size(_len(value)))
            for item in value:
                self._write(item, depth - 1, put)
        elif depth > 0 and kind is dict:
            put(codec.DICT + _size(_len(value)))
            for key, item in _dict_items(value):
                self._write(key, depth - 1, put)
                self._write(item, depth - 1, put)
        else:
            self._remote(value, kind, put)

    def _sized(self, tag: bytes, data: bytes, put: Callable[[bytes], None]) -> None:
        self._bytes -= _len(data)
        if self._bytes < 0:
            raise ResultTooLargeError
        put(tag + _size(_len(data)))
        put(data)

    def _text(self, value: str, put: Callable[[bytes], None]) -> None:
        try:
            self._sized(codec.TEXT, value.encode(), put)
        except UnicodeEncodeError:
            self._sized(codec.SURROGATES, value.encode("utf-8", "surrogatepass"), put)

    def _array(self, tag: bytes, value: Any, shape: tuple[int, ...], put: Callable[[bytes], None]) -> None:
        self._bytes -= value.nbytes
        if self._bytes < 0:
            raise ResultTooLargeError
        dtype = value.dtype.str.encode()
        put(
            _join(
                (tag, _size(_len(dtype)), dtype, _size(_len(shape)), *map(_size, shape), _size(value.nbytes))
            )
        )
        put(value.tobytes())

    def _remote(self, value: Any, kind: type, put: Callable[[bytes], None]) -> None:
        ref = f"{self._owner}{_len(self._kept)}"
        self._kept[ref] = value
        put(codec.REMOTE)
        for text in (clean(_qualname(kind)), ref, clean(_describe(value, kind))):
            data = text.encode()
            put(_size(_len(data)) + data)


def clean(text: str, longest: int = 300) -> str:
    """The beginning of a text, without characters that cannot be encoded."""
    return text[:longest].encode("utf-8", "replace").decode()


def _describe(value: Any, kind: type) -> str:
    """Describe a value without running code of its own."""
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
