"""The check of every exercise passes each correct variant and rejects every wrong one.

``variants/`` has a file for each exercise: ``HONEST`` variants (a whole file without its imports, or a change of the
solution) and ``WRONG`` ones, which are conceivable but too rare to have a name. The named mistakes are the course's
own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.checks.in_process import (
    changed,
    exercise,
    failing_lines,
    failures,
    mistake_ids,
    rejected,
    skipped_unless_here,
    sources,
)
from tutor.course.load import load_course
from tutor.grading.grader import Grader
from tutor.grading.mistake_index import MistakeIndex
from tutor.grading.verdict import Verdict

SAMPLE = 8  # wrong ways of each exercise that every run takes; the same ones each time
IMPORTS = "import math\nimport numpy as np\n\n"
VARIANTS: dict[str, ModuleType] = {
    path.stem: import_module(f"tests.checks.variants.{path.stem}")
    for path in sorted((Path(__file__).parent / "variants").glob("*.py"))
}


def every_exercise() -> list[object]:
    """The exercises that have variants; those that need a missing package are skipped."""
    return [pytest.param(name, marks=skipped_unless_here(name)) for name in VARIANTS]


def every(table: str) -> list[object]:
    """The exercises, each with every name in one of its tables; of the wrong ones, all but a sample are thorough."""
    return [
        pytest.param(name, way, marks=[*skipped_unless_here(name), *_slow_if_measured(name), *marks])
        for name, variants in VARIANTS.items()
        for way, marks in _sampled(
            name, table, mistake_ids(name) if table == "mistakes" else [*vars(variants)[table]]
        )
    ]


def _sampled(name: str, table: str, ways: Sequence[str]) -> Iterator[tuple[str, list[pytest.MarkDecorator]]]:
    chosen = set(random.Random(name).sample(sorted(ways), min(SAMPLE, len(ways))))
    for way in ways:
        yield way, [] if table == "HONEST" or way in chosen else [pytest.mark.thorough]


def _slow_if_measured(name: str) -> list[pytest.MarkDecorator]:
    """Seconds for each way of writing flash attention: its memory is traced, allocation by allocation."""
    return [pytest.mark.slow] if name == "ch3_flash_attention" else []


@pytest.mark.parametrize("name", every_exercise())
def test_the_solution_passes(name: str) -> None:
    assert failures(name, exercise(name).solution) == []


@pytest.mark.parametrize(("name", "way"), every("HONEST"))
def test_a_correct_variant_passes(name: str, way: str) -> None:
    written = VARIANTS[name].HONEST[way]
    source = IMPORTS + written if isinstance(written, str) else changed(name, written)
    assert failures(name, source) == []


@pytest.mark.parametrize(("name", "mistake"), every("mistakes"))
def test_a_known_mistake_is_rejected(name: str, mistake: str) -> None:
    assert rejected(name, sources(name)[mistake])


@pytest.mark.parametrize(("name", "way"), every("WRONG"))
def test_a_rare_mistake_is_rejected(name: str, way: str) -> None:
    assert rejected(name, changed(name, VARIANTS[name].WRONG[way]))


@pytest.mark.parametrize("name", every_exercise())
def test_mistakes_with_right_results_are_distinguished_by_the_lines_that_they_fail(name: str) -> None:
    unseen = [mistake.id for mistake in MistakeIndex.load(exercise(name)).unseen()]
    failing = [tuple(failing_lines(name, sources(name)[mistake])[0]) for mistake in unseen]
    assert all(failing)
    assert len(set(failing)) == len(failing)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(load_course()) as one:
        yield one


# As a learner meets them, in isolated processes. `tutor course check` grades all the mistakes.
@pytest.mark.parametrize("name", every_exercise())
def test_the_grader_distinguishes_the_stub_the_solution_and_a_mistake(
    grader: Grader, name: str, tmp_path: Path
) -> None:
    file = tmp_path / exercise(name).filename

    def graded(source: str) -> Verdict:
        file.write_text(source, encoding="utf-8")
        verdict = grader.check(exercise(name), file)
        assert verdict is not None
        return verdict

    mistake = mistake_ids(name)[0]
    stub, solution, wrong = (
        graded(source) for source in (exercise(name).stub, exercise(name).solution, sources(name)[mistake])
    )
    assert stub.status == "not_started"
    assert solution.status == "passed", solution.first_failure
    assert any(test.outcome != "passed" for test in wrong.tests)
    assert wrong.mistake is not None and wrong.mistake.id == mistake
