"""A traced run behaves like an untraced one, and the shapes that it reports are the real ones."""

from __future__ import annotations

import ast
import builtins
import textwrap
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from tests.properties import STEADY
from tests.shapes.programs import programs, run_plainly
from tutor.shapes.recorder import Recorder
from tutor.shapes.rewrite import instrument
from tutor.shapes.run import trace
from tutor.shapes.trace import LineTrace


def run_instrumented(source: str) -> dict[str, Any]:
    program = instrument(ast.parse(source), source, "<traced>")
    recorder = Recorder(program)
    space: dict[str, Any] = {
        "__name__": "__main__",
        "__builtins__": {**vars(builtins), **recorder.helpers()},
    }
    exec(program.code, space)
    return space


def shapes_by_hand(source: str) -> dict[int, dict[str, tuple[int, ...]]]:
    """The shape of every top-level name after each line, found by running line by line."""
    space: dict[str, Any] = {}
    found: dict[int, dict[str, tuple[int, ...]]] = {}
    lines = source.split("\n")
    number = 0
    while number < len(lines):
        end = number + 1
        while end < len(lines) and lines[end].startswith(" "):
            end += 1
        exec("\n".join(lines[number:end]), space)
        found[number + 1] = {n: v.shape for n, v in space.items() if isinstance(v, np.ndarray)}
        number = end
    return found


def at_top(lines: tuple[LineTrace, ...]) -> list[LineTrace]:
    return [line for line in lines if line.depth == 0]


@STEADY
@given(programs())
def test_random_programs_leave_identical_values(source: str) -> None:
    plain, _ = run_plainly(source)
    traced = run_instrumented(source)
    names = [name for name in plain if not name.startswith("__")]
    assert [name for name in traced if not name.startswith("__")] == names
    for name in names:
        expected, actual = plain[name], traced[name]
        if isinstance(expected, np.ndarray | np.generic):
            assert type(actual) is type(expected)
            assert actual.dtype == expected.dtype
            np.testing.assert_array_equal(actual, expected, strict=True)
            assert getattr(actual, "strides", None) == getattr(expected, "strides", None)


@STEADY
@given(programs())
def test_random_programs_show_the_real_shapes(source: str) -> None:
    plain, _ = run_plainly(source)
    by_hand = shapes_by_hand(source)

    result = trace(source)

    assert result.failure is None
    arrays = {name: value.shape for name, value in plain.items() if isinstance(value, np.ndarray)}
    assert {name: value.shape for name, value in result.names} == arrays
    for line in at_top(result.lines):
        if line.line in by_hand:
            for name, value in line.assigned:
                if name in by_hand[line.line]:
                    assert value.shape == by_hand[line.line][name]
        if len(line.assigned) == 1 and line.operations and line.assigned[0][1].shape is not None:
            last = line.operations[-1].result
            assert last is not None
            assert last.shape == line.assigned[0][1].shape
        for operation in line.operations:
            assert operation.result is not None
            if operation.symbol in ("+", "-", "*", ">", "=="):
                shapes = [operand.shape for operand in operation.operands if operand.shape is not None]
                assert operation.result.shape == np.broadcast_shapes(*shapes)


TRICKY = {
    "evaluation order": """
        seen = []
        def note(name, value):
            seen.append(name); return value
        note("d", {})[note("k", 1)] = note("v", 2)
        x = note("f", lambda *a, **k: sum(a))(note("a", 1), *note("s", [2, 3]), **note("kw", {}))
        y = note("l", 1) + note("r", 2) * note("z", 3)
        z = note("p", 1) < note("q", 2) < note("never?", 0)
        w = [note("base", [1, 2, 3])][0][note("i", 0):note("j", 2)]
        print(seen, x, y, z, w)
    """,
    "identity": """
        import numpy as np
        a = np.ones((2, 3))
        b = a
        b += 1
        print(a is b, (lambda v: v)(a) is a, a[...].base is a, a.T.base is a)
        c = [1]
        d = c
        d += [2]
        print(c)
    """,
    "generators": """
        def numbers(n):
            for i in range(n):
                got = yield i * 2
                if got: yield got + 1
        g = numbers(3)
        print(next(g), g.send(10), list(g), sum(x * 2 for x in numbers(4)))
        def outer():
            yield from numbers(2)
            return 5
        print([*outer()], {k: v + 1 for k, v in zip("ab", numbers(2))})
    """,
    "classes": """
        class Base:
            scale: int = 2 * 3
            def __init__(self, x): self.__x = x
            @property
            def x(self): return self.__x + self.scale
            @staticmethod
            def s(a): return a * 2
            @classmethod
            def make(cls, *a): return cls(*a)
            def __matmul__(self, other): return ("mm", self.x, other)
            def __getitem__(self, key): return key
        class Child(Base):
            def __init__(self, x):
                super().__init__(x)
                self.y = [n + self.x for n in range(2)]
        c = Child.make(1)
        print(c.x, c.y, Child.s(4), c @ 3, c[1:2, ..., None], c["a"], Child.__mro__[1].__name__, vars(c))
    """,
    "dataclasses": """
        from dataclasses import dataclass, field
        @dataclass(frozen=True)
        class Config:
            d_model: int = 4 * 2
            names: list[str] = field(default_factory=list)
        print(Config(), Config(3).d_model + 1)
    """,
    "exceptions": """
        def broken():
            try:
                return [1, 2][5] + 1
            except IndexError as error:
                print(type(error).__name__, error)
                raise ValueError("again") from error
            finally:
                print("finally")
        try:
            broken()
        except (ValueError, KeyError) as error:
            print(repr(error), repr(error.__cause__))
        else:
            print("no")
        for i in range(3):
            try:
                if i == 1: continue
                if i == 2: break
            finally:
                print("f", i)
        else:
            print("else")
    """,
    "assignments": """
        a = b = [0] * 3
        a[0], *rest = 1, 2, 3
        (c, d), e = (1, 2), 3
        b[1:] = [5 + 1]
        x: int = 3 - 1
        n = 0
        while (n := n + 1) < 3 or False: pass
        else: print("done")
        print(a, b, rest, c, d, e, x, n)
        i, r = 0, [0, 0]
        i, r[i] = 1, 7
        print(i, r)
        r[-1] += 2; r[0] -= 1
        print(r)
        del a, b[0]
        global_name = 1
        def change():
            global global_name
            global_name += 1
            inner = 0
            def deeper():
                nonlocal inner
                inner += 1
                return inner
            return deeper() + deeper()
        print(change(), global_name)
    """,
    "frames and scopes": """
        def scope(a):
            b = a + 1
            return sorted(locals()), [a for a in range(2)], a
        print(scope(1), sorted(k for k in globals() if not k.startswith("__")))
        print(eval("1 + 1"), [x for x in dir() if "tutor" in x])
        class A:
            k = 3
            table = [k * 2 for _ in range(1)] if False else [1]
            f = lambda self, q=k: q + 1
        print(A().f())
    """,
    "context managers and matching": """
        from contextlib import contextmanager
        @contextmanager
        def around(n):
            print("in", n)
            yield n * 2
            print("out")
        with around(2) as two, around(two + 1) as (three):
            print(two, three)
        def kind(shape):
            match shape:
                case (): return "scalar"
                case (n,) if n > 1 + 1: return "long"
                case (_, *rest) if rest: return f"{len(rest) + 1} axes"
                case {"a": 1 | 2}: return "dict"
                case _: return "short"
        print(kind(()), kind((5,)), kind((1, 2)), kind({"a": 2}), kind((1,)))
    """,
    "text": """
        width, value = 8, 3.14159
        print(f"{value * 2:>{width + 2}.2f}|{'a' + 'b'!r}|{value - 1 = :.1f}", "%s-%s" % (1, 2), "x" * 3)
        print("a, b".split(", ")[::-1], "{0[1]}".format([1, 2]))
    """,
    "async": """
        import asyncio
        async def work(n):
            await asyncio.sleep(0)
            return [i async for i in steps(n)]
        async def steps(n):
            for i in range(n): yield i + 1
        print(asyncio.run(work(3)))
    """,
    "future": '''
        """Docstring."""
        from __future__ import annotations
        def f(x: Unknown[1]) -> Whatever:
            """Doc."""
            return x + 1
        print(f.__doc__, __doc__, f(1), f.__annotations__, f.__name__)
    ''',
    "decorators and caches": """
        import functools
        @functools.lru_cache(maxsize=None)
        def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
        print(fib(200), fib.cache_info().hits)
        add = functools.partial(lambda a, b: a - b, 10)
        print(add(3), functools.reduce(lambda a, b: a * b, [1, 2, 3]), sorted([3, 1], key=lambda v: -v))
    """,
    "references": """
        import numpy as np
        a = np.arange(6)
        a.resize((2, 3))
        import sys, weakref
        class Thing: pass
        t = Thing(); r = weakref.ref(t)
        u = (lambda q: q)(t)
        del t, u
        print(a.shape, r() is None)
    """,
    "deep recursion": """
        def down(n): return 0 if n == 0 else 1 + down(n - 1)
        print(down(900))
    """,
    "subclasses of arrays": """
        import numpy as np
        m = np.ma.masked_array([1., 2., 3.], mask=[0, 1, 0])
        print((m + 1).sum(), type(m * 2).__name__, m[1] is np.ma.masked, np.array([1, 2]) @ np.array([3, 4]))
        out = np.zeros(3)
        r = np.add([1, 2, 3], 1, out=out)
        print(r is out, np.where([True, False], 1, 2)[0], np.float32(2) ** 2, -np.array([1]), ~np.array([True]))
    """,
}


@pytest.mark.parametrize("name", TRICKY)
def test_instrumented_code_runs_like_the_original(name: str) -> None:
    source = textwrap.dedent(TRICKY[name]).lstrip("\n")
    _, expected = run_plainly(source)

    result = trace(source)

    assert result.failure is None
    assert result.printed == expected
