"""Step 2 shows PyTorch beside NumPy. tutor never runs that code; these tests do, if torch is installed."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from tutor.course.load import load_course
from tutor.course.markdown import all_sizes, blocks, chain
from tutor.course.model import Lesson, LiveCode, Prose
from tutor.course.roots import course_root

STEP_2 = "step-2-code-examples"
# The section, and the live blocks that its PyTorch code follows, each with its preceding blocks.
BEHIND = {
    "complete-attention": ("attention",),
    "causal-masking": ("causal",),
    "testing-multi-head": ("use-heads",),
    "positional-encoding": ("positions",),
    "transformer-layer": ("layer",),
    "pytorch": ("attention",),
    "pytorch-modules": ("attention", "layer"),
}
SNIPPET = re.compile(
    r"^```python\n(?P<code>.*?)^```\n\n```text\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL
)


@cache
def lesson() -> Lesson:
    return next(one for one in load_course(course_root()).lessons if one.id == STEP_2)


def snippets(section_id: str) -> Iterator[tuple[str, str]]:
    """The section's static code blocks with an output."""
    section = lesson().section(section_id)
    assert section is not None
    for block in blocks(section, lesson()):
        if isinstance(block, Prose):
            for found in SNIPPET.finditer(block.markdown):
                yield found["code"], found["output"]


def live(block_id: str) -> LiveCode:
    return next(
        block
        for section in lesson().sections
        for block in blocks(section, lesson())
        if isinstance(block, LiveCode) and block.id == block_id
    )


@pytest.mark.parametrize("section", BEHIND)
def test_each_part_of_the_transformer_is_shown_in_pytorch_too(section: str) -> None:
    assert list(snippets(section))


def test_the_pytorch_code_prints_what_the_lesson_shows() -> None:
    pytest.importorskip("torch")
    wrong = []
    for section, bases in BEHIND.items():
        names: dict[str, Any] = {"__name__": "learner"}
        with np.printoptions():
            for block in [block for base in bases for block in (*chain(lesson(), live(base)), live(base))]:
                names.update(all_sizes(lesson(), block))
                printed(block.source, names)
            behind = snippets("pytorch") if section == "pytorch-modules" else ()
            for code, output in (*behind, *snippets(section)):
                given = printed(code, names)
                if [line.rstrip() for line in given.splitlines()] != output.splitlines():
                    wrong.append(f"{section}:\n{code}\nprints\n{given}")

    assert wrong == []


def printed(code: str, names: dict[str, Any]) -> str:
    """The output of the code when it runs after the blocks that define ``names``."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "<lesson>", "exec"), names)
    return out.getvalue()


@pytest.mark.parametrize("grad", [True, False])
@pytest.mark.parametrize("trains", [True, False])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("batch_first", [True, False])
@pytest.mark.parametrize("need_weights", [True, False])
def test_a_row_without_keys_is_as_described_in_every_mode(
    grad: bool, trains: bool, bias: bool, batch_first: bool, need_weights: bool
) -> None:
    """NaN with weights, zeros without, except in the fast path of evaluation mode."""
    torch = pytest.importorskip("torch")
    module = torch.nn.MultiheadAttention(8, 2, bias=bias, batch_first=batch_first).train(trains)
    x = torch.randn((2, 4, 8) if batch_first else (4, 2, 8))
    blocked = ~torch.tril(torch.ones(4, 4, dtype=torch.bool))
    blocked[2] = True
    with contextlib.nullcontext() if grad else torch.no_grad():
        y, _ = module(x, x, x, attn_mask=blocked, need_weights=need_weights)
    row = y[:, 2] if batch_first else y[2]
    fast = not grad and not trains and bias and batch_first
    assert bool(torch.isnan(row).any()) == (need_weights or fast)
