"""The shapes that are hidden beside a line of code."""

from __future__ import annotations

from tutor.shapes.trace import Failure, LineTrace, Operation, Trace, Value
from tutor.views.trivial_shapes import trivial_lines

SOURCE = "q = rng.normal(size=(400, d_k))\ntotal = q.sum()\nw = softmax(s)\nprint(\n    q.mean(axis=0)\n)\n"
Q = Value((400, 64), "float64", names=("400", "d_k"))
FIXED = Value((400, 16), "float64", names=("400", "16"))
ROW = Value((64,), "float64", names=("d_k",))
SCALAR = Value((), "float64")
LINES = (
    LineTrace(1, None, 0, (("q", Q),), ()),
    LineTrace(2, None, 0, (("total", SCALAR),), (Operation("sum", (Q,), SCALAR, "q.sum()"),)),
    LineTrace(3, None, 0, (("w", FIXED),), (Operation("softmax", (FIXED,), FIXED, "softmax(s)"),)),
    LineTrace(5, None, 0, (), (Operation("mean", (Q,), ROW, "q.mean(axis=0)"),)),
)


def test_scalars_prints_and_shapes_without_sizes_are_trivial() -> None:
    assert trivial_lines(SOURCE, Trace(lines=LINES), {"d_k"}) == {2, 3, 5}


def test_without_a_size_arrays_keep_their_shapes() -> None:
    assert trivial_lines(SOURCE, Trace(lines=LINES), ()) == {2, 5}


def test_the_line_that_failed_is_never_trivial() -> None:
    failed = Trace(lines=LINES, failure=Failure("It does not fit.", 3))
    assert trivial_lines(SOURCE, failed, {"d_k"}) == {2, 5}
