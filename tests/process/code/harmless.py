"""Harmless code that a sandboxed process runs in the tests."""

import collections
import sys

import numpy as np

state = {"n": 0}


def same(value):
    return value


def count():
    state["n"] += 1
    return state["n"]


def numpy_scalars():
    return [np.float32(0.5), np.int64(3), np.bool_(True), np.complex128(1j)]


def array(dtype, shape):
    return np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)


def is_array(value):
    return isinstance(value, np.ndarray)


def counter():
    return collections.Counter("aab")


def most_common(counter):
    return counter.most_common(1)[0]


def oddities():
    class Liar(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    class View(np.ndarray):
        pass

    return [
        Liar(1.0),
        np.array([None, 1], dtype=object),
        np.ones((2, 3)).view(View),
        np.zeros(2, dtype=[("a", int)]),
        np.array(["a"]),
        (x for x in ()),
        {1, 2},
        lambda: None,
    ]


def endless_list():
    own = [1]
    own.append(own)
    return own


def too_much():
    return np.broadcast_to(np.float64(0), (1_000_000, 1_000_000))


def too_many():
    return [0] * 5_000_000


def lazy_numpy():
    import numpy.ma
    import numpy.polynomial
    import numpy.testing

    numpy.testing.assert_allclose(np.linalg.inv(np.eye(3)), np.eye(3))
    return len(np.ma.array([1, 2]))


def path():
    return sys.path


def random_numbers():
    return np.random.random(4)


def event_loop():
    import asyncio

    async def answer():
        return 42

    return asyncio.run(answer())
