"""No wrong submission passes, none blocks the grader or harms a file outside its folder, and each gets its sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.grading.hostile import GOOD, HARMLESS, HOSTILE, WRONG
from tutor.course.load import course_root, load_exercise
from tutor.course.model import Course, Exercise
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict

LIMIT = 0.6  # seconds for submissions that never return
PATIENCE = 30.0  # seconds for the others; only a failing test or a busy machine takes that long
BOUND = 2 * PATIENCE  # seconds within which a verdict must arrive; an endless loop would exceed any limit


def everything(folder: Path, besides: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p != besides}


def grade(grader: Grader, exercise: Exercise, file: Path, timeout: float = PATIENCE) -> Verdict:
    begun = time.monotonic()
    verdict = grader.check(exercise, file, timeout=timeout)
    assert time.monotonic() - begun < BOUND
    assert verdict is not None
    return verdict


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_hostile_passes(
    name: str, grader: Grader, course: Course, tiny: Exercise, workspace: Path, file: Path
) -> None:
    source, status, words = HOSTILE[name]
    checks = str(course.root / "checks")
    file.write_text(source.replace("{checks!r}", repr(checks)).replace("{workspace!r}", repr(str(workspace))))
    before = everything(workspace, file), everything(course.root, file)
    verdict = grade(grader, tiny, file, LIMIT if status == "timeout" else PATIENCE)
    assert (verdict.status, "Traceback" in verdict.message) == (status, False), verdict
    for word in words:
        assert word in verdict.message
    assert (everything(workspace, file), everything(course.root, file)) == before


@pytest.mark.parametrize("name", HARMLESS)
def test_misbehaviour_besides_right_answers_does_not_interfere(
    name: str, grader: Grader, tiny: Exercise, workspace: Path, file: Path
) -> None:
    file.write_text(HARMLESS[name])
    verdict = grade(grader, tiny, file)
    assert verdict.status == "passed", verdict.message


def test_a_gigabyte_of_output_is_cut_and_counted(grader: Grader, tiny: Exercise, file: Path) -> None:
    file.write_text(HARMLESS["prints-a-gigabyte"])
    printed = grade(grader, tiny, file).printed
    assert printed.text.startswith("xxx")
    assert len(printed.text) + printed.dropped == 1_000_001_000
    assert len(printed.text) < 100_000


@pytest.mark.parametrize(
    "name", ["numpy.py", "pytest.py", "conftest.py", "tutor.py", "sitecustomize.py", "json.py"]
)
def test_a_module_next_to_the_file_shadows_nothing(
    name: str, grader: Grader, tiny: Exercise, workspace: Path, file: Path
) -> None:
    (workspace / "exercises" / name).write_text(
        "def allclose(*a, **k): return True\ndef pytest_runtest_call(): pass\nraise RuntimeError('shadowed')\n"
    )
    file.write_text("import json\n" + GOOD)
    assert grade(grader, tiny, file).status == "passed"
    file.write_text("import json\n" + WRONG)
    assert grade(grader, tiny, file).status == "failed"


def test_after_all_that_a_right_file_still_passes(grader: Grader, tiny: Exercise, file: Path) -> None:
    file.write_text(GOOD)
    verdict = grade(grader, tiny, file)
    assert verdict.status == "passed"
    assert [test.outcome for test in verdict.tests] == ["passed"] * 5


# The same attacks on a real exercise, with softmax in place of centre. Those that only wait are tested on the small
# one.
QUICK = [name for name, (_, status, _) in HOSTILE.items() if status != "timeout"]


@pytest.fixture(scope="module")
def attention() -> Exercise:
    return load_exercise(course_root() / "checks" / "ex1_scaled_dot_product_attention")


@pytest.fixture(scope="module")
def attention_grader(attention: Exercise):
    with Grader(Course(course_root(), (), (attention,))) as one:
        yield one


@pytest.mark.parametrize("name", QUICK)
def test_nothing_hostile_passes_for_attention(
    name: str, attention_grader: Grader, attention: Exercise, workspace: Path
) -> None:
    checks = str(attention.folder.parent)
    source = (
        HOSTILE[name][0].replace("{checks!r}", repr(checks)).replace("{workspace!r}", repr(str(workspace)))
    )
    source = source.replace("def centre(x):", "def softmax(x, axis=-1):").replace("t1_tiny", attention.id)
    source = source.replace("def scores(q, k):", "def scaled_dot_product_attention(q, k, v, mask=None):")
    file = workspace / "exercises" / attention.filename
    file.write_text(source)
    before = everything(workspace, file)
    verdict = grade(attention_grader, attention, file, timeout=2.0)
    assert verdict.status in ("failed", "error", "timeout"), verdict
    assert verdict.message
    assert "Traceback" not in verdict.message
    assert everything(workspace, file) == before
