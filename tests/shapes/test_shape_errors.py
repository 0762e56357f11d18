"""A run that stops says where, with which shapes, and what would make them fit."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pytest

from tutor.shapes.run import trace, trace_call
from tutor.shapes.trace import Failure, Trace


def traced(source: str, seconds: float | None = None) -> Trace:
    return trace("import numpy as np\n" + textwrap.dedent(source).strip("\n"), {}, seconds=seconds)


def failure_of(source: str) -> Failure:
    failure = traced(source).failure
    assert failure is not None
    return failure


SETUP = "q = k = np.ones((2, 5, 8)); a, b = np.ones((5, 8)), np.ones((5, 8)); w = np.ones((4, 8)); s = np.ones(5)\n"


@pytest.mark.parametrize(
    ("line", "message", "suggestion"),
    [
        ("q @ k", "q @ k: (2, 5, 8) @ (2, 5, 8): 8 and 5 must match.", "Did you mean k.swapaxes(-1, -2)?"),
        ("a @ b", "a @ b: (5, 8) @ (5, 8): 8 and 5 must match.", "Did you mean b.T?"),
        ("a @ w", "a @ w: (5, 8) @ (4, 8): 8 and 4 must match.", "Did you mean w.T?"),
        ("a.T @ (w + 1).T", "a.T @ (w + 1).T: (8, 5) @ (8, 4): 5 and 8 must match.", "Did you mean a instead of a.T?"),
        ("np.matmul(a, b)", "np.matmul(a, b): (5, 8) @ (5, 8): 8 and 5 must match.", "Did you mean b.T?"),
        ("a.dot(b)", "a.dot(b): (5, 8) @ (5, 8): 8 and 5 must match.", "Did you mean b.T?"),
        ("a @ np.ones((3, 2))", "a @ np.ones((3, 2)): (5, 8) @ (3, 2): 8 and 3 must match.", ""),
        ("w.T @ a.T", "w.T @ a.T: (8, 4) @ (8, 5): 4 and 8 must match.", "Did you mean w instead of w.T?"),
        ("w.T @ a", "w.T @ a: (8, 4) @ (5, 8): 4 and 5 must match.", "Did you mean a @ w.T?"),
        (
            "np.ones((2, 3, 4)) @ np.ones((3, 4, 5))",
            "np.ones((2, 3, 4)) @ np.ones((3, 4, 5)): (2, 3, 4) @ (3, 4, 5): "
            "2 and 3 must match, because @ does not multiply the leading axes.",
            "",
        ),
        ("a - s", "a - s: (5, 8) - (5,): 8 and 5 must match, or one of them must be 1.", "Did you mean s[:, None]?"),
        (
            "a / a.sum(axis=-1)",
            "a / a.sum(axis=-1): (5, 8) / (5,): 8 and 5 must match, or one of them must be 1.",
            "Did you mean a.sum(axis=-1, keepdims=True)?",
        ),
        ("a + np.ones((8, 5))", "a + np.ones((8, 5)): (5, 8) + (8, 5): 8 and 5 must match, or one of them must be 1.",
         "Did you mean np.ones((8, 5)).T?"),
        ("a += s", "a += s: (5, 8) += (5,): 8 and 5 must match, or one of them must be 1.", "Did you mean s[:, None]?"),
        (
            "a.reshape(5, 2, 3)",
            "a.reshape(5, 2, 3): (5, 8) holds 40 numbers, (5, 2, 3) would hold 30.",
            "Did you mean (5, 2, 4)?",
        ),
        ("a.reshape(3, -1)", "a.reshape(3, -1): (5, 8) holds 40 numbers, which 3 does not divide.", ""),
        (
            'np.einsum("ij,jk->ik", a, b)',
            'np.einsum("ij,jk->ik", a, b): "j" is 8 in one operand and 5 in another.',
            "",
        ),
        ('np.einsum("ijk->ik", a)', 'np.einsum("ijk->ik", a): "ijk" names 3 axes, but the operand is (5, 8).', ""),
        ("undefined + 1", "NameError: name 'undefined' is not defined", ""),
        ("{}['x']", "KeyError: there is no key 'x'.", ""),
        ("raise NotImplementedError", "NotImplementedError", ""),
        ("exit(3)", "Line 3 ended the run with exit(3).", ""),
    ],
)  # fmt: skip
def test_a_failed_line_says_why_and_suggests_a_fix(line: str, message: str, suggestion: str) -> None:
    failure = failure_of(SETUP + line)
    assert failure.message == message
    assert failure.suggestion == suggestion
    assert failure.line == 3


@pytest.mark.parametrize(
    "line", ["q @ k", "a - s", "a / a.sum(axis=-1)", "a @ w", "a += s", "np.matmul(a, b)"]
)
def test_the_suggestion_works(line: str) -> None:
    failure = failure_of(SETUP + line)
    assert failure.operation is not None
    suggested = failure.suggestion.removeprefix("Did you mean ").removesuffix("?")
    operand = next(name for name in ("a.sum(axis=-1)", "k", "s", "w", "b") if name in line)
    assert traced(SETUP + line.replace(operand, suggested)).failure is None


def test_the_failing_operation_has_the_shapes_of_its_operands() -> None:
    result = traced(SETUP + "scores = q @ k")
    assert result.failure is not None
    assert result.failure.operation is not None
    assert [o.shape for o in result.failure.operation.operands] == [(2, 5, 8), (2, 5, 8)]
    assert result.failure.operation.result is None


def test_a_failure_inside_a_called_function_names_its_line() -> None:
    result = traced("def f(q):\n    y = q + 1\n    return y @ q\nf(np.ones((2, 3)))")
    assert result.failure is not None
    assert result.failure.line == 4
    assert result.failure.suggestion == "Did you mean q.T?"
    assert [line.line for line in result.lines] == [5, 2, 3]


def test_an_error_that_a_called_function_raises_is_not_blamed_on_the_shapes_of_the_call() -> None:
    failure = failure_of("def f(q):\n    raise ValueError('no')\nf(np.ones((2, 3)))")
    assert (failure.message, failure.line, failure.operation) == ("ValueError: no", 3, None)


def test_a_caught_error_is_no_failure() -> None:
    result = traced("a = np.ones((2, 3))\ntry:\n    a @ a\nexcept ValueError:\n    b = a.T\n")
    assert result.failure is None
    assert result.names[-1][0] == "b"


def test_code_that_does_not_parse_is_traced_up_to_the_error() -> None:
    result = traced("x = np.ones((2, 3))\ny = x.T\nz = (y @\n")
    assert result.failure is not None
    assert (result.failure.kind, result.failure.line) == ("syntax", 4)
    assert [line.line for line in result.lines] == [2, 3]


@pytest.mark.parametrize(
    "source", ["", "\0", "(" * 300, "def", "x = 1\n  y = 2", "'''", "x = \x0c\n", "é = 'ü'\ré"]
)
def test_no_source_makes_the_tracer_itself_fail(source: str) -> None:
    assert isinstance(trace(source), Trace)


def test_a_failed_preceding_block_is_named() -> None:
    result = trace("x = 1", before=["1 / 0"])
    assert result.failure is not None
    assert result.failure.message.startswith("A block that this one builds on fails: ZeroDivisionError")


def test_an_endless_loop_is_stopped_with_its_line_and_the_lines_so_far() -> None:
    result = traced("x = np.ones((2, 3))\nwhile True:\n    y = x * 2\n", seconds=0.5)
    assert result.failure is not None
    assert result.failure.kind == "timeout"
    assert result.failure.line in (3, 4)
    assert "still running on line" in result.failure.message
    assert {line.line for line in result.lines} >= {2, 4}


def test_endless_recursion_and_memory_errors_are_sentences() -> None:
    failure = failure_of("def f(n):\n    return f(n + 1) + 1\nf(0)")
    assert failure.message == "Line 3 calls itself without end: RecursionError."
    failure = failure_of("np.ones((10**7, 10**7))")
    assert (failure.kind, failure.line) == ("memory", 2)


def test_tracing_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    result = trace_call(tmp_path / "ex1.py", "f")
    assert result.failure is not None
    assert result.failure.message.startswith("ex1.py cannot be read")


def test_tracing_a_missing_function_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "ex1.py"
    file.write_text("x = 1\n")
    result = trace_call(file, "attention", [np.ones(2)])
    assert result.failure is not None
    assert result.failure.message == "ex1.py defines no function attention()."
