"""What a failed verdict says first: a crash with its shapes, a known mistake, or the section to reread."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.tiny import SOLUTION
from tutor.course.model import Exercise
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict


def verdict_on(source: str, grader: Grader, tiny: Exercise, file: Path) -> Verdict:
    file.write_text(source, encoding="utf-8")
    verdict = grader.check(tiny, file)
    assert verdict is not None
    return verdict


def test_a_shape_error_names_the_shapes_and_a_fix(grader: Grader, tiny: Exercise, file: Path) -> None:
    verdict = verdict_on(SOLUTION.replace("q @ k.T", "q @ k"), grader, tiny, file)
    assert verdict.status == "failed"
    assert "line 17" in verdict.message
    assert "(3, 4) @ (2, 4)" in verdict.message
    assert "k.T" in verdict.message
    assert verdict.where is not None
    assert verdict.where.line == 17
    assert verdict.first_failure is not None
    assert verdict.first_failure.message == verdict.message


def test_a_mistake_is_named_with_its_section(grader: Grader, tiny: Exercise, file: Path) -> None:
    verdict = verdict_on(SOLUTION.replace("axis=-1", "axis=0"), grader, tiny, file)
    assert verdict.mistake is not None
    assert (verdict.mistake.id, verdict.see) == ("column-mean", "step-1#means")
    assert verdict.mistake.diagnosis == "It looks as if columns are centred."
    assert verdict.candidates == ()


def test_two_mistakes_are_named_together(grader: Grader, tiny: Exercise, file: Path) -> None:
    source = SOLUTION.replace("return x - mean", "x -= mean\n    return x").replace(
        "return q @ k.T", "return 2 * q @ k.T"
    )
    verdict = verdict_on(source, grader, tiny, file)
    assert verdict.mistake is not None
    assert verdict.mistake.id == "in-place+doubled"
    assert verdict.mistake.name == "x is changed; and counted twice"


def test_swapped_axes_are_recognised_as_such(grader: Grader, tiny: Exercise, file: Path) -> None:
    verdict = verdict_on(SOLUTION.replace("return q @ k.T", "return (q @ k.T).T + 1"), grader, tiny, file)
    assert verdict.message == ("scores must have shape (T_q, T_k) = (3, 2); yours is (2, 3): axes swapped.")


def test_the_first_failed_line_leads_for_every_kind_of_failure(
    grader: Grader, tiny: Exercise, file: Path
) -> None:
    source = SOLUTION.replace("return x - mean", "return 3 * x - mean").replace("q @ k.T", "(q @ k.T)[None]")
    verdict = verdict_on(source, grader, tiny, file)
    assert verdict.first_failure is not None
    assert verdict.first_failure.id == "centre_values"
    assert verdict.message == verdict.first_failure.message


def test_a_missing_return_is_named_before_the_crash_it_causes(
    grader: Grader, tiny: Exercise, file: Path
) -> None:
    source = SOLUTION.replace("return x - mean", "x - mean").replace("q @ k.T", "centre(q) @ centre(k).T")
    verdict = verdict_on(source, grader, tiny, file)
    assert "error" in {test.outcome for test in verdict.tests}
    assert verdict.message == "centred must be a NumPy array, but is None. Is a return missing?"


def test_unrecognised_values_are_shown_with_the_section_to_reread(
    grader: Grader, tiny: Exercise, file: Path
) -> None:
    verdict = verdict_on(SOLUTION.replace("return x - mean", "return 3 * x - mean"), grader, tiny, file)
    assert verdict.mistake is None
    assert verdict.see == "step-1#means"
    failing = verdict.first_failure
    assert failing is not None
    assert failing.comparison is not None
    assert failing.comparison.first_difference == (0, 0)
    assert failing.comparison.expected.rows[0][0] == pytest.approx(-2.0)
    assert failing.comparison.actual.rows[0][0] == pytest.approx(0.0)
    assert failing.message == "centred[0, 0] is 0, expected -2. 12 of 12 numbers differ."


def test_a_changed_input_is_shown(grader: Grader, tiny: Exercise, file: Path) -> None:
    verdict = verdict_on(SOLUTION.replace("return x - mean", "x -= mean\n    return x"), grader, tiny, file)
    assert [test.id for test in verdict.tests if test.outcome == "failed"] == ["centre_unchanged"]
    assert "x[0, 0] was 1 before the call and is -2 after it" in verdict.message
    assert verdict.mistake is not None
    assert verdict.mistake.id == "in-place"


VARIANTS = {
    "other names": SOLUTION.replace("mean", "average").replace("x.average", "x.mean"),
    "einsum": SOLUTION.replace("q @ k.T", "np.einsum('id,jd->ij', q, k)"),
    "loops": SOLUTION.replace("return q @ k.T", "return np.array([[sum(a * b) for b in k] for a in q])"),
    "out of place": SOLUTION.replace("return x - mean", "x = x.copy()\n    x -= mean\n    return x"),
    "a view": SOLUTION.replace("return q @ k.T", "return (k @ q.T).T"),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_other_correct_solutions_pass(name: str, grader: Grader, tiny: Exercise, file: Path) -> None:
    verdict = verdict_on(VARIANTS[name], grader, tiny, file)
    assert verdict.status == "passed", verdict.message
