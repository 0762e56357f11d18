"""Flash attention is recognised by how many scores it has in memory, measured in an isolated process as for a
learner's file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checks.in_process import exercise, failing_lines
from tutor.course.load import load_course
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict

NAME = "ch3_flash_attention"
OUTSIDE = Path(__file__).parent / "outside"
BY_NAME = "from tracemalloc import {0} as forget\n"


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(load_course()) as one:
        yield one


def graded(grader: Grader, folder: Path, source: str) -> Verdict:
    file = folder / exercise(NAME).filename
    file.write_text(source, encoding="utf-8")
    verdict = grader.check(exercise(NAME), file)
    assert verdict is not None
    return verdict


def outside(name: str) -> str:
    return (OUTSIDE / f"ch3_{name}.py").read_text(encoding="utf-8")


def test_a_full_softmax_for_each_query_is_named(grader: Grader, tmp_path: Path) -> None:
    verdict = graded(grader, tmp_path, outside("query_blocks_only"))
    assert verdict.status == "failed"
    assert verdict.message.startswith("exp got the scores of 64 keys at once; block_size is 16.")
    assert verdict.mistake is not None and verdict.mistake.id == "full-softmax-for-a-query-block"


@pytest.mark.parametrize("way", ["reset_peak", "clear_traces", "stop"])
def test_the_whole_grid_is_detected_whatever_the_file_does_to_the_measurement(
    grader: Grader, tmp_path: Path, way: str
) -> None:
    source = outside("measure_set_back")
    source = source.replace("import tracemalloc\n", BY_NAME.format(way)).replace(
        "tracemalloc.reset_peak()", "forget()"
    )
    verdict = graded(grader, tmp_path, source)
    assert verdict.first_failure is not None and verdict.first_failure.id == "no_grid_of_scores"
    assert "A (130, 130) array of scores takes 135 kB" in verdict.message
    assert verdict.mistake is not None and verdict.mistake.id == "whole-grid"


ROWS = """
{0}

def flash_attention(q, k, v, block_size=16, causal=False):
    out = np.empty((len(q), v.shape[1]))
    for i in range(len(q)):
        s = k @ q[i] / np.sqrt(q.shape[1])
        s = s[: i + 1] if causal else s
        s = {1}
        out[i] = (s / s.sum()) @ v[: len(s)]
    return out
"""
SPELLINGS = {
    "imported by name": ("import numpy as np\nfrom numpy import exp", "exp(s - s.max())"),
    "an alias": ("import numpy as np\nmine = np.exp", "mine(s - s.max())"),
    "in place": ("import numpy as np", "np.exp(s - s.max(), out=np.empty(len(s)))"),
    "a power of e": ("import numpy as np", "np.e ** (s - s.max())"),
    "another base": ("import numpy as np", "np.exp2((s - s.max()) / np.log(2))"),
    "no exp at all": ("import numpy as np", "2.718281828459045 ** (s - s.max())"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_row_of_scores_is_detected_however_exp_is_written(spelling: str) -> None:
    core, _ = failing_lines(NAME, ROWS.format(*SPELLINGS[spelling]))
    assert "test_scores_at_once" in core
