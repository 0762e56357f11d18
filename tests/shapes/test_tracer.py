"""Tracing in an isolated process: every failure is a sentence, and nothing is harmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tutor.process import Sandbox
from tutor.shapes.run import trace
from tutor.shapes.tracer import PRELOAD, Tracer

BLOCK = """import numpy as np
from tutor import show
X = np.ones((T, d_model))
q = k = X.reshape(T, n_heads, -1).transpose(1, 0, 2)
for h in range(n_heads):
    s = q[h] @ k[h].T
show(s)
print(s.shape)
"""


@pytest.fixture(scope="module")
def tracer() -> Iterator[Tracer]:
    with Sandbox.start(preload=PRELOAD) as sandbox:
        yield Tracer(sandbox)


def test_an_isolated_trace_equals_one_made_in_process(tracer: Tracer) -> None:
    sizes = {"T": 5, "d_model": 8, "n_heads": 2}
    apart, here = tracer.trace(BLOCK, sizes), trace(BLOCK, sizes)
    assert apart.failure is None
    for part in ("lines", "names", "shown", "printed"):
        assert getattr(apart, part) == getattr(here, part)


def test_preceding_blocks_run_in_the_same_process(tracer: Tracer) -> None:
    result = tracer.trace("y = x.T", {"T": 3}, before=["import numpy as np\nx = np.ones((T, 2))"])
    assert dict(result.names)["y"].shape == (2, 3)
    assert dict(result.names)["y"].names == ("2", "T")


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("x = (1", "syntax", "Line 1 does not parse"),
        ("import os\nos._exit(0)", "crash", "ended the process"),
        ("import faulthandler\nfaulthandler._sigsegv()", "crash", "crash"),
        ("import numpy as np\nx = np.ones((10**5, 10**5))", "memory", "more memory"),
        (
            "import pathlib\npathlib.Path.home().parent.joinpath('zz').write_text('x')",
            "blocked",
            "separate folder",
        ),
        ("import os\nos.system('ls')", "blocked", "another process"),
        ("input()", "error", "input()"),
        ("import sys\nsys.exit(0)", "error", "Line 2 ended the run"),
    ],
)
def test_every_failure_is_one_sentence(tracer: Tracer, source: str, kind: str, words: str) -> None:
    failure = tracer.trace(source).failure
    assert failure is not None
    assert failure.kind == kind
    assert words in failure.message
    assert "\n" not in failure.message


def test_an_endless_loop_is_stopped_and_shows_its_line_and_trace(tracer: Tracer) -> None:
    result = tracer.trace(
        "import numpy as np\nx = np.ones((2, 3))\nwhile True:\n    x = x + 1\n", timeout=1.0
    )
    assert result.failure is not None
    assert (result.failure.kind, result.failure.line in (3, 4)) == ("timeout", True)
    assert [line.text for line in result.lines if line.line == 2] == ["(2, 3)"]


def test_a_loop_that_swallows_every_exception_is_stopped_from_outside(tracer: Tracer) -> None:
    source = "while True:\n    try:\n        sum(range(10**7))\n    except BaseException:\n        pass"
    result = tracer.trace(source, timeout=1.0)
    assert result.failure is not None
    assert result.failure.kind == "timeout"
    assert result.failure.line in range(1, 6)


def test_a_function_of_a_file_is_traced_with_its_arguments(tracer: Tracer, tmp_path: Path) -> None:
    file = tmp_path / "ex1.py"
    file.write_text(
        "import numpy as np\nfrom helper import scale\n\n\ndef attention(q, k, causal=False):\n"
        "    scores = q @ k\n    return scores * scale\n"
    )
    library = tmp_path / "library"
    library.mkdir()
    (library / "helper.py").write_text("scale = 2\n")
    q = np.ones((2, 5, 8))

    result = tracer.trace_file(file, "attention", (q, q), {"causal": True}, importable=[library])

    assert result.failure is not None
    assert result.failure.line == 6
    assert result.failure.message == "q @ k: (2, 5, 8) @ (2, 5, 8): 8 and 5 must match."
    assert result.failure.suggestion == "Did you mean k.swapaxes(-1, -2)?"
    entered = result.first(5)
    assert entered is not None
    assert entered.text == "q, k (2, 5, 8)"


def test_hidden_folders_cannot_be_read_by_the_traced_file(tracer: Tracer, tmp_path: Path) -> None:
    secret = tmp_path / "checks"
    secret.mkdir()
    (secret / "solution.py").write_text("answer = 42\n")
    file = tmp_path / "ex1.py"
    file.write_text(f"def f():\n    return open({str(secret / 'solution.py')!r}).read()\n")
    failure = tracer.trace_file(file, "f", hidden=[secret]).failure
    assert failure is not None
    assert (failure.kind, failure.line) == ("blocked", 2)


def test_arguments_that_cannot_be_pickled_are_reported_in_a_sentence(tracer: Tracer, tmp_path: Path) -> None:
    file = tmp_path / "ex1.py"
    file.write_text("def f(x):\n    return x\n")
    failure = tracer.trace_file(file, "f", (lambda: 1,)).failure
    assert failure is not None
    assert failure.message.startswith("The code could not be traced")
