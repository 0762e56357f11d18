"""A plain ``pytest checks/<exercise>``: the same isolation, the learner's sentences, pytest's exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading.tiny import SOLUTION
from tutor.course.load import course_root
from tutor.course.model import Course, Exercise


def run_pytest(course: Course, exercise: Exercise, **environment: str) -> tuple[int, str]:
    conftest = course.root / "checks" / "conftest.py"
    if not conftest.exists():
        conftest.write_bytes((course_root() / "checks" / "conftest.py").read_bytes())
    (course.root / "pytest.ini").write_text("[pytest]\n")  # in place of the repository's pyproject.toml
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "TUTOR"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(exercise.folder)],
        env={**clean, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def own(tmp_path: Path) -> Course:
    from tests.grading.tiny import make_course

    return make_course(tmp_path / "own")


def test_the_workspace_of_the_environment_is_graded(own: Course, workspace: Path, file: Path) -> None:
    file.write_text(SOLUTION)
    code, output = run_pytest(own, own.exercises[0], TUTOR_WORKSPACE=str(workspace))
    assert (code, "5 passed" in output) == (0, True), output


def test_the_file_of_the_environment_is_graded(own: Course, tmp_path: Path) -> None:
    path = tmp_path / "somewhere.py"
    path.write_text(SOLUTION.replace("axis=-1", "axis=0"))
    code, output = run_pytest(own, own.exercises[0], TUTOR_EXERCISE_FILE=str(path))
    assert code == 1
    assert "each row loses its own mean" in output
    assert "centred[0, 0] is" in output
    assert "Traceback" not in output
    assert "tutor/grading" not in output
    assert "1 failed, 4 passed" in output


@pytest.mark.parametrize(
    "exit_call", ["import os\nos._exit(0)\n", "import sys\nsys.exit(0)\n", "def broken(:\n"]
)
def test_a_file_that_cannot_be_loaded_fails_once(
    own: Course, workspace: Path, file: Path, exit_call: str
) -> None:
    file.write_text(exit_call + SOLUTION)
    code, output = run_pytest(own, own.exercises[0], TUTOR_WORKSPACE=str(workspace))
    assert code == 1
    assert "t1_tiny.py" in output or "ended the whole process" in output
    assert "1 error" in output or "1 failed" in output
    assert "4 skipped" in output


def test_a_missing_file_is_reported(own: Course, workspace: Path) -> None:
    code, output = run_pytest(own, own.exercises[0], TUTOR_WORKSPACE=str(workspace))
    assert code == 1
    assert "t1_tiny.py is missing" in output
