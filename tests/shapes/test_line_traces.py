"""The text beside each line."""

from __future__ import annotations

import textwrap

import pytest

from tutor.shapes.run import trace
from tutor.shapes.trace import LineTrace, Trace


def traced(source: str, **sizes: int) -> Trace:
    return trace("import numpy as np\n" + textwrap.dedent(source).strip("\n"), sizes)


def last_text(source: str, **sizes: int) -> str:
    result = traced(source, **sizes)
    assert result.failure is None, result.failure
    return [line for line in result.lines if line.depth == 0][-1].text


def line_with(result: Trace, number: int) -> LineTrace:
    found = result.first(number)
    assert found is not None
    return found


SETUP = """
x, w = np.ones((5, 8)), np.ones((8, 4))
q = k = v = np.ones((5, 4))
Q = K = V = np.ones((2, 4, 5, 8))
mask = np.ones((5, 5), dtype=bool)
ids, E = np.array([1, 2, 3]), np.ones((10, 8))
def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
def attention(q, k, v):
    return softmax(q @ k.T) @ v
"""


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("y = x @ w", "(5, 8) @ (8, 4) → (5, 4)"),
        ("y = x @ w / np.sqrt(8)", "(5, 8) @ (8, 4) → (5, 4)"),
        ("scores = (q @ k.T) / np.sqrt(4)", "(5, 4) @ (4, 5) → (5, 5)"),
        ("y = x / 2", "(5, 8)"),
        ("y = np.exp(x)", "(5, 8)"),
        ("y = softmax(q @ k.T)", "(5, 4) @ (4, 5) → (5, 5)"),
        ("y = softmax(q @ k.T / 2) @ v", "(5, 4) @ (4, 5) → (5, 5) @ (5, 4) → (5, 4)"),
        ("y = attention(q, k, v)", "attention(q, k, v)  (5, 4), (5, 4), (5, 4) → (5, 4)"),
        ("y = K.transpose(0, 2, 1, 3)", "K.transpose(0, 2, 1, 3)  (2, 4, 5, 8) → (2, 5, 4, 8)"),
        ("y = k.T", "k.T  (5, 4) → (4, 5)"),
        ("y = x.reshape(5, 2, 4).transpose(1, 0, 2)", "x.reshape(5, 2, 4)  (5, 8) → (5, 2, 4) → (2, 5, 4)"),
        ("y = (x @ w).reshape(5, 2, 2)", "(5, 8) @ (8, 4) → (5, 4) → (5, 2, 2)"),
        ("y = x + np.ones(8)", "(5, 8) + (8,) → (5, 8)  broadcast"),
        ("y = np.ones((2, 4, 5, 5)) + mask", "(2, 4, 5, 5) + (5, 5) → (2, 4, 5, 5)  broadcast"),
        ("y = x @ w + np.ones(4)", "(5, 8) @ (8, 4) → (5, 4) + (4,) → (5, 4)  broadcast"),
        ("y = x.sum(axis=-1)", "x.sum(axis=-1)  (5, 8) → (5,)"),
        ("y = np.mean(x, axis=0)", "np.mean(x, axis=0)  (5, 8) → (8,)"),
        ("y = x.mean()", "x.mean()  (5, 8) → ()"),
        (
            'y = np.einsum("bhqd,bhkd->bhqk", Q, K)',
            'einsum("bhqd,bhkd->bhqk")  (2,4,5,8), (2,4,5,8) → (2,4,5,5)',
        ),
        ("y = E[ids]", "E[ids]  (10, 8), (3,) → (3, 8)"),
        ("y = x[:, None, :]", "x[:, None, :]  (5, 8) → (5, 1, 8)"),
        ("y = np.concatenate([q, k], axis=-1)", "np.concatenate([q, k], axis=-1)  (5, 4), (5, 4) → (5, 8)"),
        ("y = np.concatenate([h for h in V[0]], axis=-1)", "concatenate(…)  4 × (5, 8) → (5, 32)"),
        ("y, z = x @ w, x.T", "(5, 8) @ (8, 4) → (5, 4); x.T  (5, 8) → (8, 5)"),
        ("a, b = np.ones(3), np.ones(2)", "a (3,), b (2,)"),
        ("a, b = np.ones(3), np.ones(3)", "a, b (3,)"),
        ("y = np.arange(5)[:, None] >= np.arange(5)", "(5, 1) >= (5,) → (5, 5)  broadcast"),
        ("y = 3", ""),
        ("x += 1", "(5, 8)"),
        ("x *= np.ones(8)", "(5, 8) *= (8,) → (5, 8)  broadcast"),
        ("x[0] = np.zeros(8)", "(5, 8)"),
        ("x @ w", "(5, 8) @ (8, 4) → (5, 4)"),
        ("y = (lambda a: a @ w)(x)", "(5, 8) @ (8, 4) → (5, 4)"),
        ("y = 2 * x", "(5, 8)"),
        ("y = x[0] * w[:, 0]", "(8,)"),
        ("y = np.allclose(x, x)", ""),
        (
            "y = (x @ w + np.ones(4)) @ w.T + np.ones(8)",
            "(5, 8) @ (8, 4) → (5, 4) @ (4, 8) → (5, 8)  broadcast",
        ),
        (
            "y = attention(q @ np.eye(4), k @ np.eye(4), v @ np.eye(4))",
            "attention(…)  (5, 4), (5, 4), (5, 4) → (5, 4)",
        ),
        ("parts = np.split(x, 2, axis=-1)", "np.split(x, 2, axis=-1)  (5, 8) → (5, 4), (5, 4)"),
    ],
)
def test_a_line_reads_as_a_person_would_write_it(line: str, text: str) -> None:
    assert last_text(SETUP + line) == text


def test_each_physical_line_of_a_long_statement_has_its_own_operation() -> None:
    result = traced("""
        q = k = np.ones((5, 4))
        y = (
            q
            @ k.T
        ).reshape(
            25
        )
    """)
    assert line_with(result, 3).text == "(25,)"
    assert line_with(result, 5).text == "(5, 4) @ (4, 5) → (5, 5)"
    assert line_with(result, 6).text == "( q @ k.T ).reshape( 25 )  (5, 5) → (25,)"


def test_a_loop_shows_its_first_and_last_pass_and_a_count() -> None:
    result = traced("""
        x = np.ones((1, 4))
        for step in range(3):
            x = np.concatenate([x, x[-1:]])
    """)
    body = line_with(result, 4)
    assert body.count == 3
    assert dict(body.assigned)["x"].shape == (2, 4)
    assert body.last is not None
    assert dict(body.last.assigned)["x"].shape == (4, 4)
    assert line_with(result, 3).count == 3


def test_a_loop_of_equal_passes_shows_one() -> None:
    result = traced("x = np.ones((2, 2))\nwhile x.sum() < 100:\n    x = x @ x")
    assert line_with(result, 4).last is None
    assert line_with(result, 4).count > 1


def test_the_header_of_a_loop_is_not_compared_with_later_passes() -> None:
    head = line_with(traced("x = np.ones((T, 2))\nfor row in x[1:]:\n    row", T=4), 3)
    assert (head.text, head.count, head.last) == ("x[1:]  (4, 2) → (3, 2)", 3, None)


def test_calls_are_nested_and_each_call_site_is_its_own_record() -> None:
    result = traced("""
        def inner(x):
            return x.sum(axis=0)
        def outer(x):
            return inner(x) + inner(x.T)
        y = outer(np.ones((3, 3)))
        z = inner(np.ones((2, 5)))
    """)
    records = result.at(3)
    assert [(r.depth, r.function, r.count, r.operations[0].operands[0].shape) for r in records] == [
        (2, "inner", 2, (3, 3)),
        (1, "inner", 1, (2, 5)),
    ]
    assert [line.line for line in result.lines].index(6) < [line.line for line in result.lines].index(5)


def test_the_line_of_a_def_shows_the_shapes_of_its_arguments() -> None:
    result = traced("def f(q, *, scale=1):\n    return q * scale\nf(np.ones((2, 3)))")
    assert line_with(result, 2).text == "q (2, 3)"


def test_methods_and_generators_are_recorded_too() -> None:
    result = traced("""
        class Layer:
            def __init__(self):
                self.w = np.ones((8, 4))
            def __call__(self, x):
                return x @ self.w
        def heads(x):
            for head in x:
                yield head @ head.T
        y = Layer()(np.ones((5, 8)))
        z = list(heads(np.ones((2, 3, 4))))
    """)
    assert line_with(result, 6).function == "Layer.__call__"
    assert line_with(result, 6).text == "(5, 8) @ (8, 4) → (5, 4)"
    assert line_with(result, 9).text == "(3, 4) @ (4, 3) → (3, 3)"
    assert dict(line_with(result, 4).assigned)["self.w"].shape == (8, 4)


def test_the_number_of_records_is_bounded() -> None:
    result = traced("""
        def tree(n, x):
            if n == 0:
                return x @ x
            return tree(n - 1, x) + tree(n - 1, x)
        y = tree(11, np.ones((2, 2)))
    """)
    assert result.failure is None
    assert len(result.lines) <= 5000
    assert result.names[-1][1].shape == (2, 2)


def test_sizes_replace_what_the_block_assigns_and_exist_beforehand() -> None:
    result = trace(
        "import numpy as np\nT, d = 5, 8\nn: int = 2\nx = np.ones((T, d, n, h))", {"T": 7, "h": 3, "n": 6}
    )
    assert result.failure is None
    assert dict(result.names)["x"].shape == (7, 8, 6, 3)


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("n = 4\nn = n + 1\nprint(n)", "5"),
        ("n = 4\nn = -1\nprint(n)", "-1"),
        ("T = T - 1\nprint(T)", "6"),
        ("T = min(T, 3)\nprint(T)", "3"),
    ],
)
def test_computed_values_are_not_replaced_by_sizes(source: str, printed: str) -> None:
    assert trace(source, {"T": 7}).printed == f"{printed}\n"


def test_preceding_blocks_run_with_the_same_sizes_and_leave_no_lines() -> None:
    result = trace("y = x.T", {"T": 6}, before=["import numpy as np", "T = 5\nx = np.ones((T, 2))"])
    assert [line.line for line in result.lines] == [1]
    assert [(name, value.shape) for name, value in result.names] == [("x", (6, 2)), ("y", (2, 6))]


def test_output_of_preceding_blocks_is_dropped() -> None:
    before = ["import numpy as np", "from tutor import show\nprint('before')\nshow(np.ones(2))"]
    result = trace("print('now')", before=before)
    assert (result.printed, result.shown) == ("now\n", ())


def test_print_settings_are_restored_after_a_run() -> None:
    traced("np.set_printoptions(precision=1)")
    assert traced("print(np.array([0.123]))").printed == "[0.123]\n"


def test_printed_text_and_warnings_are_kept_and_warnings_name_the_learners_line() -> None:
    result = traced("print('hello')\nx = np.ones(2) / 0\ny = np.ones(2) / 0")
    assert result.printed == (
        "hello\nline 3: RuntimeWarning: divide by zero encountered in divide\n"
        "line 4: RuntimeWarning: divide by zero encountered in divide\n"
    )


def test_excessive_output_is_cut_and_counted() -> None:
    result = traced("for i in range(20000):\n    print('x' * 9)")
    assert len(result.printed) == 64_000
    assert result.printed_dropped == 200_000 - 64_000
