"""What travels between client and process: frames with a token, results as tagged msgpack, arguments pickled.

The client's side and what both sides share; ``encode.py`` is how a result is written. Importing this file loads
neither NumPy nor msgspec.
"""

from __future__ import annotations

import io
import pickle
import re
import struct
from typing import Any, Final

from tutor.process.opaque import Opaque

LIST: Final = 1
TUPLE: Final = 2
DICT: Final = 3
COMPLEX: Final = 4
INTEGER: Final = 5
ARRAY: Final = 6
SCALAR: Final = 7
OPAQUE: Final = 8
TEXT: Final = 9

RESULT_BYTES: Final = 256 * 1024**2
HEADER: Final = struct.Struct("!16sQ")
_DTYPE = re.compile(r"[<>|=][biufc]\d{1,2}")


class GarbledError(Exception):
    """What came back is not what a tutor process writes."""


def pack_call(entry: str, args: tuple[Any, ...], owner: str) -> bytes:
    """A call as bytes. Raises ValueError for an Opaque that belongs to another process."""
    buffer = io.BytesIO()
    _Pickler(buffer, owner).dump((entry, args))
    return buffer.getvalue()


def pack_setup(setup: dict[str, object]) -> bytes:
    """The first message to a process, as bytes."""
    return pickle.dumps(setup, protocol=5)


class _Pickler(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, owner: str) -> None:
        super().__init__(buffer, protocol=5)
        self._owner = owner

    def persistent_id(self, value: Any) -> str | None:
        if type(value) is not Opaque:
            return None
        if not value.ref.startswith(self._owner):
            raise ValueError(f"this {value.type_name} belongs to another process")
        return value.ref


def decode(payload: bytes) -> Any:
    """The value that ``encode.Encoder`` wrote. Raises GarbledError for anything else."""
    import msgspec

    try:
        return _build(msgspec.msgpack.decode(payload))
    except GarbledError:
        raise
    except Exception as error:
        raise GarbledError(str(error)) from error


def _build(node: Any) -> Any:
    if type(node) is not list:
        return node
    tag, *rest = node
    if tag == LIST:
        return [_build(item) for item in rest]
    if tag == TUPLE:
        return tuple(_build(item) for item in rest)
    if tag == DICT:
        return {_build(key): _build(value) for key, value in zip(rest[::2], rest[1::2], strict=True)}
    if tag == COMPLEX:
        return complex(rest[0], rest[1])
    if tag == INTEGER:
        return int(rest[0], 16)
    if tag == TEXT:
        return rest[0].decode("utf-8", "surrogatepass")
    if tag == OPAQUE:
        return Opaque(*rest)
    if tag in (ARRAY, SCALAR):
        return _array(tag, *rest)
    raise GarbledError(f"unknown tag {tag!r}")


def _array(tag: int, dtype: str, shape: list[int], data: bytes) -> Any:
    import numpy as np

    if not _DTYPE.fullmatch(dtype):
        raise GarbledError(f"unknown dtype {dtype!r}")
    array = np.frombuffer(data, dtype=np.dtype(dtype)).reshape(shape)
    return array.copy() if tag == ARRAY else array[()]
