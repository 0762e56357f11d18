"""Core lines decide whether an exercise is passed, robust lines come after; the first failure is named first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.tiny import SOLUTION, make_course
from tutor.course.model import Course, Exercise
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict

CHECK = '''"""What centre and scores must do."""

import numpy as np

from tutor.grading.expect import expect_close, expect_finite
from tutor.grading.lines import core, robust

X = np.array([[1.0, 2.0, 6.0, 3.0], [0.5, -1.0, 2.0, 2.5], [4.0, 4.0, 1.0, -1.0]])


@robust("types")
def test_centre_half(submission):
    """float16 rows do not overflow"""
    x = np.full((2, 4), 60000.0, dtype=np.float16)
    expect_finite(submission.centre(x), what="centred")


@core("centre", "the mean runs over the wrong axis", see="step-1#means")
def test_centre_values(submission):
    """each row loses its own mean"""
    expect_close(submission.centre(X.copy()), X - X.sum(axis=1)[:, np.newaxis] / 4, what="centred")


@core("scores")
def test_scores(submission):
    """every query meets every key"""
    q, k = X[:, :2].copy(), X[:, 2:].copy()
    expect_close(submission.scores(q, k), np.array([[sum(a * b) for b in k] for a in q]), what="scores")
'''

MISTAKES = '''"""Wrong ones."""

import numpy as np

from tutor.course.model import Mistake, Probe

MISTAKES = [
    Mistake(id="column-mean", name="centres the columns", diagnosis="Your code centres columns.",
            see="step-1#means", change={"axis=-1": "axis=0"}),
    Mistake(id="no-mean", name="subtracts nothing", diagnosis="Your code subtracts nothing.",
            see="step-1#means", change={"return x - mean": "return x.copy()"}),
    Mistake(id="keys-first", name="computes k @ qT", diagnosis="Your rows are keys.",
            see="step-1#scores", change={"q @ k.T": "k @ q.T"}),
    Mistake(id="half", name="sums in float16", diagnosis="Your code sums in float16.",
            see="step-1#means", change={"x = np.asarray(x, dtype=np.float64)": "x = np.asarray(x)"}),
]


def probes():
    """Calls on which they differ."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 4))
    return [
        Probe("centre", (x,), facet="centre"),
        Probe("scores", (x[:2], x), facet="scores"),
        Probe("centre", (np.full((2, 4), 60000.0, dtype=np.float16),), facet="types", tier="robust"),
    ]
'''

WIDENED = "x = np.asarray(x, dtype=np.float64)"
HARDENED = SOLUTION.replace(
    "    mean = x.mean(axis=-1, keepdims=True)",
    f"    {WIDENED}\n    mean = x.sum(axis=-1, keepdims=True) / x.shape[-1]",
)
SOFT = HARDENED.replace(WIDENED, "width = x.shape[-1]").replace(
    "/ x.shape[-1]", "/ width"
)  # the mask as other people write it


@pytest.fixture
def tiered(tmp_path: Path) -> Course:
    """A course whose first exercise has two tiers."""
    course = make_course(tmp_path / "course")
    folder = course.exercises[0].folder
    (folder / "solution.py").write_text(HARDENED)
    (folder / f"test_{folder.name}.py").write_text(CHECK)
    (folder / "mistakes.py").write_text(MISTAKES)
    return make_course_again(course)


def make_course_again(course: Course) -> Course:
    from tutor.course.load import load_exercise

    exercises = tuple(load_exercise(exercise.folder) for exercise in course.exercises)
    return Course(course.root, course.lessons, exercises)


def check(course: Course, tmp_path: Path, source: str) -> Verdict:
    exercise: Exercise = course.exercises[0]
    file = tmp_path / "exercises" / exercise.filename
    file.parent.mkdir(exist_ok=True)
    file.write_text(source)
    with Grader(course) as grader:
        verdict = grader.check(exercise, file)
    assert verdict is not None
    return verdict


def test_a_right_answer_without_robustness_passes_and_the_lapse_is_named(
    tiered: Course, tmp_path: Path
) -> None:
    verdict = check(tiered, tmp_path, SOFT)
    assert verdict.status == "passed"
    assert verdict.held("core") == (2, 2)
    assert verdict.held("robust") == (0, 1)
    assert verdict.mistake is not None
    assert verdict.mistake.id == "half"
    assert verdict.message == "All 2 core lines pass, and 0 of 1 robust ones."


def test_the_solution_holds_both_tiers(tiered: Course, tmp_path: Path) -> None:
    verdict = check(tiered, tmp_path, HARDENED)
    assert verdict.status == "passed"
    assert verdict.held("robust") == (1, 1)
    assert verdict.mistake is None
    assert verdict.also == ()


def test_a_lapse_does_not_hide_a_concept_mistake_and_is_named_after_it(
    tiered: Course, tmp_path: Path
) -> None:
    verdict = check(tiered, tmp_path, SOFT.replace("q @ k.T", "k @ q.T"))
    assert verdict.status == "failed"
    assert verdict.mistake is not None
    assert verdict.mistake.id == "keys-first"
    assert verdict.where is not None  # nothing crashed, so this is the line that computes the wrong array
    assert "k @ q.T" in verdict.where.text
    assert verdict.first_failure is not None
    assert verdict.first_failure.where == verdict.where
    assert [mistake.id for mistake in verdict.also] == ["half"]


def test_the_first_failed_core_line_leads_even_after_a_failed_robust_line(
    tiered: Course, tmp_path: Path
) -> None:
    verdict = check(tiered, tmp_path, SOFT.replace("return x - mean", "return x + mean"))
    assert verdict.first_failure is not None
    assert verdict.first_failure.id == "centre_values"
    assert verdict.message == verdict.first_failure.message
    assert verdict.first_failure.often == ("the mean runs over the wrong axis",)
    assert verdict.see == "step-1#means"


def test_the_public_report_names_tiers(tiered: Course, tmp_path: Path) -> None:
    report = check(tiered, tmp_path, SOFT).report("")
    assert report["robust"] == {"held": 0, "of": 1}
    assert [test["tier"] for test in report["tests"]] == ["robust", "core", "core"]
    assert report["also"] == []
    assert report["candidates"] == []


SKIPPING = '''


@core("extra")
def test_needs_something(submission):
    """with what is not here"""
    import pytest
    pytest.skip("It is not here.")


@core("extra")
def test_says_whether_something_failed(submission):
    """after the others"""
    import pytest
    pytest.skip("Something failed." if submission.failing else "Nothing failed.")
'''


def test_while_an_imported_file_is_wrong_no_mistake_of_this_one_is_named(
    tiered: Course, tmp_path: Path
) -> None:
    folder = tiered.exercises[0].folder
    elsewhere = '''


@core("import", elsewhere=True)
def test_import(submission):
    """what you import is right"""
    assert False, "First pass t0."


'''
    path, marked = folder / f"test_{folder.name}.py", "@robust("
    path.write_text(CHECK.replace(marked, elsewhere.lstrip() + marked, 1))
    verdict = check(tiered, tmp_path, SOFT.replace("return x - mean", "return x + mean"))
    assert verdict.message == "First pass t0."
    assert verdict.mistake is None and not verdict.candidates and not verdict.also


def test_a_skipped_line_does_not_count(tiered: Course, tmp_path: Path) -> None:
    folder = tiered.exercises[0].folder
    (folder / f"test_{folder.name}.py").write_text(CHECK + SKIPPING)
    verdict = check(tiered, tmp_path, HARDENED)
    assert verdict.status == "passed" and verdict.held("core") == (2, 2)
    assert verdict.message == "All 3 lines pass, including the 1 robust ones."
    assert verdict.skipped is not None and verdict.skipped.message == "It is not here."
    assert verdict.tests[-1].message == "Nothing failed." and verdict.see is None
    wrong = check(tiered, tmp_path, HARDENED.replace("return x - mean", "return x + mean"))
    assert wrong.status == "failed" and wrong.tests[-1].message == "Something failed."
