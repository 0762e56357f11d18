"""Sends arrays to the learner's process with their strides, read-only flag and identity.

Pickle alone would turn every view into a contiguous array and every read-only array into a writable one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]
# a view is sent with its memory layout if the memory is at most this many times the array's own size
WIDEST = 8


class Sent:
    """One array in transit. An array that is passed twice becomes one ``Sent``, so it also arrives as one array."""

    __slots__ = ("data", "dtype", "offset", "shape", "strides", "writable")

    def __init__(self, array: Array) -> None:
        self.shape, self.dtype, self.writable = array.shape, array.dtype.str, array.flags.writeable
        low, span = _bounds(array)
        if array.size and span <= WIDEST * array.nbytes and not _overlaps(array):
            # Copy the memory from the first to the last byte and reuse the strides.
            address = array.__array_interface__["data"][0] + low
            self.data, self.strides, self.offset = _memory(array, address, span), array.strides, -low
        else:
            plain = np.ascontiguousarray(array)
            self.data, self.strides, self.offset = plain.tobytes(), plain.strides, 0

    def __reduce__(self) -> tuple[Any, ...]:
        return (rebuild, (self.data, self.dtype, self.shape, self.strides, self.offset, self.writable))


def rebuild(
    data: bytes,
    dtype: str,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    offset: int,
    writable: bool,
) -> Array:
    """Rebuild the array in the learner's process."""
    array: Array = np.ndarray(shape, np.dtype(dtype), bytearray(data), offset, strides)
    array.flags.writeable = writable
    return array


class Packed:
    """The arguments of one call, ready to be pickled, and the caller's arrays in the order of their first use."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.originals: list[Array] = []
        self._sent: dict[int, Array | Sent] = {}
        self.args: tuple[Any, ...] = self._pack(args)
        self.kwargs: dict[str, Any] = self._pack(kwargs)

    def put_back(self, changed: list[tuple[int, Array]]) -> tuple[Shape, Shape] | None:
        """Copy the learner's changes to arguments into the caller's arrays.

        The caller's arrays keep their shapes. Returns the shapes before and after of the first array that the learner
        reshaped, or None.
        """
        other_shape = None
        for index, now in changed:
            original = self.originals[index]
            try:
                if original.shape != now.shape:
                    other_shape = other_shape or (original.shape, now.shape)
                    continue
                writable = original.flags.writeable
                original.flags.writeable = True
                original[...] = now
                original.flags.writeable = writable
            except (ValueError, AttributeError, TypeError):
                continue  # the array cannot hold the new content, so the comparison sees the old content
        return other_shape

    def _pack(self, value: Any) -> Any:
        if type(value) is np.ndarray and value.dtype.kind in "biufc":
            if id(value) not in self._sent:
                plain = value.flags.c_contiguous and value.flags.writeable
                self._sent[id(value)] = value if plain else Sent(value)
                self.originals.append(value)
            return self._sent[id(value)]
        if type(value) is list or type(value) is tuple:
            return type(value)(self._pack(item) for item in value)
        if type(value) is dict:
            return {key: self._pack(item) for key, item in value.items()}
        return value


def each_array(value: Any, visit: Callable[[Array], None], seen: set[int]) -> None:
    """Call ``visit`` with every array in the arguments, in the order that ``Packed`` uses."""
    if type(value) is np.ndarray:
        if id(value) not in seen:
            seen.add(id(value))
            visit(value)
    elif type(value) is list or type(value) is tuple:
        for item in value:
            each_array(item, visit, seen)
    elif type(value) is dict:
        for item in value.values():
            each_array(item, visit, seen)


def _overlaps(array: Array) -> bool:
    """Whether two entries share memory, as in a broadcast array. Writing to one then changes the other."""
    return any(stride == 0 and size > 1 for stride, size in zip(array.strides, array.shape, strict=True))


def _bounds(array: Array) -> tuple[int, int]:
    """The offset in bytes from the first entry to the lowest address, and the number of bytes spanned."""
    low = high = 0
    for stride, size in zip(array.strides, array.shape, strict=True):
        reach = stride * (size - 1)
        low, high = low + min(reach, 0), high + max(reach, 0)
    return low, high - low + array.itemsize


def _memory(array: Array, address: int, span: int) -> bytes:
    """Copy ``span`` bytes at ``address``, which must lie in the memory of ``array``."""

    class Window:
        __array_interface__ = {"data": (address, True), "shape": (span,), "typestr": "|u1", "version": 3}  # noqa: RUF012
        owner = array  # keeps the memory from being freed

    return np.asarray(Window()).tobytes()
