"""The exercises and challenges as a learner meets them: graded in isolated processes, and the mistake named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checks.in_process import exercise, mistake_ids, sources
from tutor.course.load import load_course
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict

NAMES = (
    "ex1_scaled_dot_product_attention",
    "ex2_causal_masking",
    "ex3_multi_head_attention",
    "ex4_positional_encoding",
    "ex5_transformer_block",
    "ch1_rope",
    "ch2_grouped_query_attention",
    "ch3_flash_attention",
)
ALL_MISTAKES = [(name, mistake) for name in NAMES for mistake in mistake_ids(name)]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(load_course()) as one:
        yield one


def graded(grader: Grader, name: str, source: str, folder: Path) -> Verdict:
    """The verdict on a learner's file with this text."""
    file = folder / exercise(name).filename
    file.write_text(source, encoding="utf-8")
    verdict = grader.check(exercise(name), file)
    assert verdict is not None
    return verdict


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes(grader, name, tmp_path):
    verdict = graded(grader, name, exercise(name).solution, tmp_path)
    assert verdict.status == "passed", verdict.first_failure


@pytest.mark.parametrize("name", NAMES)
def test_the_stub_is_not_started(grader, name, tmp_path):
    assert graded(grader, name, exercise(name).stub, tmp_path).status == "not_started"


@pytest.mark.parametrize(("name", "mistake"), ALL_MISTAKES)
def test_a_mistake_fails_and_is_named(grader, name, mistake, tmp_path):
    verdict = graded(grader, name, sources(name)[mistake], tmp_path)
    assert verdict.status == "failed"
    assert verdict.mistake is not None, verdict.first_failure
    assert verdict.mistake.id == mistake
