"""Random small NumPy programs for the property test: every statement fits the variables that already exist."""

from __future__ import annotations

import contextlib
import io
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st


@dataclass
class Draft:
    """A program being generated: its lines, and its arrays, found by really running it."""

    draw: Any
    lines: list[str] = field(default_factory=lambda: ["import numpy as np"])
    space: dict[str, Any] = field(default_factory=lambda: {"np": np})
    count: int = 0

    def arrays(self, least: int = 0, most: int = 9) -> list[str]:
        return [n for n, v in self.space.items() if isinstance(v, np.ndarray) and least <= v.ndim <= most]

    def shape(self, name: str) -> tuple[int, ...]:
        return self.space[name].shape  # type: ignore[no-any-return]

    def pick(self, least: int = 0, most: int = 9) -> str:
        names = self.arrays(least, most)
        return self.draw(st.sampled_from(names)) if names else self.new(max(least, 2))

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))  # type: ignore[no-any-return]

    def new(self, rank: int) -> str:
        shape = tuple(self.number(1, 4) for _ in range(rank))
        return self.make(shape)

    def make(self, shape: tuple[int, ...]) -> str:
        return self.add(f"(np.arange({math.prod(shape)}.0) - 2).reshape({shape!r})")

    def add(self, expression: str) -> str:
        self.count += 1
        name = f"v{self.count}"
        line = f"{name} = {expression}"
        exec(line, self.space)
        self.lines.append(line)
        return name


def _matmul(d: Draft) -> None:
    a = d.pick(least=2)
    *batch, _, k = d.shape(a)
    n = d.number(1, 4)
    b = d.make((*batch, k, n) if d.draw(st.booleans()) else (k, n))
    d.add(d.draw(st.sampled_from([f"{a} @ {b}", f"np.matmul({a}, {b})", f"({a} @ {b}) / np.sqrt({k})"])))


def _broadcast(d: Draft) -> None:
    a = d.pick(least=1)
    shape = [1 if d.draw(st.booleans()) else n for n in d.shape(a)]
    b = d.make(tuple(shape[d.number(0, len(shape) - 1) :]))
    operator = d.draw(st.sampled_from(["+", "-", "*", ">", "==", ""]))
    pair = (a, b) if d.draw(st.booleans()) else (b, a)
    d.add(f"{pair[0]} {operator} {pair[1]}" if operator else f"np.maximum({a}, {b})")


def _reshape(d: Draft) -> None:
    a = d.pick(least=1)
    size = d.space[a].size
    divisors = [n for n in range(1, size + 1) if size % n == 0] or [0]
    n = d.draw(st.sampled_from(divisors))
    d.add(
        d.draw(
            st.sampled_from(
                [f"{a}.reshape({n}, -1)" if n else f"{a}.copy()", f"np.reshape({a}, -1)", f"{a}.ravel()"]
            )
        )
    )


def _transpose(d: Draft) -> None:
    a = d.pick(least=2)
    axes = d.draw(st.permutations(range(len(d.shape(a)))))
    listed = ", ".join(map(str, axes))
    i, j = axes[0], axes[1]
    d.add(
        d.draw(
            st.sampled_from(
                [
                    f"{a}.transpose({listed})",
                    f"{a}.swapaxes({i}, {j})",
                    f"{a}.T",
                    f"np.moveaxis({a}, {i}, {j})",
                ]
            )
        )
    )


def _reduce(d: Draft) -> None:
    a = d.pick(least=1)
    axis = d.number(-1, len(d.shape(a)) - 1)
    keep = d.draw(st.booleans())
    name = d.draw(st.sampled_from(["sum", "mean", "max", "min"]))
    d.add(
        d.draw(
            st.sampled_from(
                [
                    f"{a}.{name}(axis={axis}, keepdims={keep})",
                    f"np.{name}({a}, axis={axis})",
                    f"{a} - {a}.{name}(axis={axis}, keepdims=True)",
                ]
            )
        )
    )


def _index(d: Draft) -> None:
    a = d.pick(least=1)
    parts = []
    for n in d.shape(a):
        i = d.number(0, n - 1)
        parts.append(
            d.draw(st.sampled_from([":", str(i), f"{i}:", f":{i + 1}", "::-1", "None, :", f"[{i}, 0]"]))
        )
    d.add(f"{a}[{', '.join(parts)}]")


def _einsum(d: Draft) -> None:
    a = d.pick(least=2, most=4)
    letters = "abcd"[: len(d.shape(a))]
    b = d.make((*d.shape(a)[:-2], d.number(1, 3), d.shape(a)[-1]))
    other = letters[:-2] + "z" + letters[-1]
    d.add(f'np.einsum("{letters},{other}->{letters[:-1]}z", {a}, {b})')


def _augment(d: Draft) -> None:
    a = d.pick(least=1)
    line = f"{a} {d.draw(st.sampled_from(['+=', '-=', '*=']))} {d.number(1, 3)}"
    try:
        exec(line, d.space)
    except (TypeError, ValueError):  # a boolean or a read-only array
        return
    d.lines.append(line)


def _loop(d: Draft) -> None:
    a = d.pick(least=1)
    d.count += 1
    lines = [
        f"v{d.count} = np.zeros(())",
        f"for row{d.count} in {a}:",
        f"    v{d.count} = v{d.count} + row{d.count}.sum()",
    ]
    exec("\n".join(lines), d.space)
    d.lines += lines


def _function(d: Draft) -> None:
    a = d.pick(least=2)
    d.count += 1
    lines = [
        f"def f{d.count}(x, scale=2.0):",
        "    y = np.exp((x - x.max(axis=-1, keepdims=True)) / scale)",
        "    return y / y.sum(axis=-1, keepdims=True), [r * 2 for r in y]",
    ]
    exec("\n".join(lines), d.space)
    d.lines += lines
    d.count += 1
    line = f"v{d.count}, w{d.count} = f{d.count - 1}({a})"
    exec(line, d.space)
    d.lines.append(line)


STATEMENTS = [
    _matmul, _broadcast, _reshape, _transpose, _reduce, _index, _einsum, _augment, _loop, _function,
]  # fmt: skip


@st.composite
def programs(draw: Any) -> str:
    """The source of a program that runs without errors."""
    draft = Draft(draw)
    draft.new(draft.number(1, 3))
    for statement in draw(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=8)):
        with contextlib.suppress(TypeError):  # NumPy cannot subtract booleans
            statement(draft)
        if any(v.size > 4096 for v in draft.space.values() if isinstance(v, np.ndarray)):
            break
    return "\n".join(draft.lines) + "\n"


def run_plainly(source: str) -> tuple[dict[str, Any], str]:
    """The namespace and output of the source without instrumentation."""
    space: dict[str, Any] = {"__name__": "__main__"}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, "<plain>", "exec", dont_inherit=True), space)
    return space, out.getvalue()
