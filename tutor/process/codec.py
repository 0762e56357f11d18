"""The protocol between two processes of tutor: frames with a token. Calls are pickled, results are tagged bytes.

``encoder.py`` writes results, inside the sandboxed process. Importing this file loads neither NumPy nor msgspec.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import struct
from collections.abc import Callable
from typing import Any, Final

from tutor.process.remote_value import RemoteValue

# The byte before every value, which gives its type.
NONE, TRUE, FALSE = b"N", b"T", b"F"
INT, FLOAT, COMPLEX, BIG = b"i", b"f", b"c", b"I"
TEXT, SURROGATES, BYTES = b"s", b"S", b"b"
LIST, TUPLE, DICT = b"l", b"t", b"d"
ARRAY, SCALAR, REMOTE = b"a", b"x", b"r"
INT64: Final = struct.Struct("!q")
DOUBLE: Final = struct.Struct("!d")
SIZE: Final = struct.Struct("!Q")

RESULT_BYTES: Final = 256 * 1024**2
HEADER: Final = struct.Struct("!16sQ")
_DTYPE = re.compile(r"[<>|=][biufc]\d{1,2}")


# Saved here, so that sandboxed code cannot change frames by replacing these functions.
_read, _write = os.read, os.write
_bytearray, _memoryview, _len, _bytes = bytearray, memoryview, len, bytes
_pack, _unpack, _SIZE = HEADER.pack, HEADER.unpack, HEADER.size


class GarbledError(Exception):
    """The received bytes are not what a tutor process writes."""


class GoneError(Exception):
    """The other end has closed the connection."""


def connect(
    fd: int,
) -> tuple[Callable[[], tuple[bytes, bytes]], Callable[[bytes, bytes], None]]:
    """Return ``receive() -> (token, payload)``, which raises GoneError at the end, and ``send(token, payload)``.

    ``fd`` must be blocking.
    """

    def exactly(size: int) -> bytes:
        data = _bytearray()
        while _len(data) < size:
            chunk = _read(fd, min(size - _len(data), 1 << 20))
            if not chunk:
                raise GoneError
            data += chunk
        return _bytes(data)

    def receive() -> tuple[bytes, bytes]:
        token, size = _unpack(exactly(_SIZE))
        return token, exactly(size)

    def send(token: bytes, payload: bytes) -> None:
        for part in (_pack(token, _len(payload)), payload):
            view = _memoryview(part)
            while view:
                view = view[_write(fd, view) :]

    return receive, send


def pack_call(entry: str, args: tuple[Any, ...], owner: str) -> bytes:
    """A call as bytes. Raises ValueError for a RemoteValue that belongs to another process."""
    buffer = io.BytesIO()
    _Pickler(buffer, owner).dump((entry, args))
    return buffer.getvalue()


def pack_setup(setup: dict[str, object]) -> bytes:
    """Serialise the first message to a process."""
    return pickle.dumps(setup, protocol=5)


class _Pickler(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, owner: str) -> None:
        super().__init__(buffer, protocol=5)
        self._owner = owner

    def persistent_id(self, value: Any) -> str | None:
        if type(value) is not RemoteValue:
            return None
        if not value.ref.startswith(self._owner):
            raise ValueError(f"this {value.type_name} belongs to another process")
        return value.ref


def decode(payload: bytes) -> Any:
    """The value that ``encoder.ResultEncoder`` wrote. Raises GarbledError for anything else."""
    try:
        reader = _Reader(payload)
        value = reader.value()
        if reader.rest():
            raise GarbledError("more than one value")
    except GarbledError:
        raise
    except Exception as error:
        raise GarbledError(str(error)) from error
    return value


class _Reader:
    def __init__(self, payload: bytes) -> None:
        self._data = payload
        self._at = 0

    def rest(self) -> int:
        """The number of bytes not read yet."""
        return len(self._data) - self._at

    def value(self) -> Any:
        tag = self._take(1)
        if tag == FLOAT:
            return DOUBLE.unpack(self._take(8))[0]
        if tag == INT:
            return INT64.unpack(self._take(8))[0]
        if tag == TEXT:
            return self._sized().decode()
        if tag == LIST:
            return [self.value() for _ in range(self._size())]
        if tag == TUPLE:
            return tuple([self.value() for _ in range(self._size())])
        if tag == DICT:
            return {self.value(): self.value() for _ in range(self._size())}
        if tag in (ARRAY, SCALAR):
            return self._array(tag)
        return self._rare(tag)

    def _rare(self, tag: bytes) -> Any:
        if tag == NONE:
            return None
        if tag in (TRUE, FALSE):
            return tag == TRUE
        if tag == BYTES:
            return self._sized()
        if tag == BIG:
            return int(self._sized(), 16)
        if tag == COMPLEX:
            return complex(*(DOUBLE.unpack(self._take(8))[0] for _ in range(2)))
        if tag == SURROGATES:
            return self._sized().decode("utf-8", "surrogatepass")
        if tag == REMOTE:
            return RemoteValue(*(self._sized().decode() for _ in range(3)))
        raise GarbledError(f"unknown tag {tag!r}")

    def _array(self, tag: bytes) -> Any:
        import numpy as np

        dtype = self._sized().decode()
        if not _DTYPE.fullmatch(dtype):
            raise GarbledError(f"unknown dtype {dtype!r}")
        shape = [self._size() for _ in range(self._size())]
        array = np.frombuffer(self._sized(), dtype=np.dtype(dtype)).reshape(shape)
        return array.copy() if tag == ARRAY else array[()]

    def _sized(self) -> bytes:
        return self._take(self._size())

    def _size(self) -> int:
        size: int = SIZE.unpack(self._take(8))[0]
        return size

    def _take(self, size: int) -> bytes:
        start, self._at = self._at, self._at + size
        if self._at > len(self._data):
            raise GarbledError("the value ends too early")
        return self._data[start : self._at]
