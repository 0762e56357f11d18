"""``tutor trace``: shapes beside the lines of a file or exercise, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.ran import Run
from tutor.course.links import find_exercise
from tutor.course.model import Course
from tutor.workspace import Workspace

FITS = "import numpy as np\nq = np.ones((5, 8))\nk = np.ones((7, 8))\nscores = q @ k.T\n"
FITS_NOT = FITS.replace("k.T", "k")


def test_a_file_is_traced_where_it_is(tutor: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(FITS, encoding="utf-8")
    ran = tutor("trace", str(path))
    assert ran.code == 0
    assert "(5, 8) @ (8, 7) → (5, 7)" in ran.out


def test_a_shape_error_is_shown_with_its_operands_and_a_fix(tutor: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(FITS_NOT, encoding="utf-8")
    ran = tutor("trace", str(path))
    assert ran.code == 1
    assert "(5, 8) @ (7, 8)" in ran.out
    assert "line 4" in ran.out
    assert "k.T" in ran.out or "swapaxes" in ran.out


def test_json_has_every_line_and_nothing_else_on_standard_output(tutor: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(FITS + "print('hello')\nnothing = np.full((1, 1), np.nan)\n", encoding="utf-8")
    report = json.loads(tutor("trace", str(path), "--json").out)
    (run,) = report["runs"]
    lines = {line["line"]: line["text"] for line in run["lines"]}
    assert lines[4] == "(5, 8) @ (8, 7) → (5, 7)"
    assert run["printed"] == "hello\n"
    assert run["failure"] is None


def test_an_exercise_is_called_with_inputs_of_the_course(
    tutor: Run, workspace: Workspace, course: Course
) -> None:
    exercise = find_exercise(course, "ex1")
    workspace.file(exercise).write_text(exercise.solution, encoding="utf-8")
    ran = tutor("trace", "ex1")
    assert ran.code == 0
    assert all(f"{function}(…)" in ran.out for function in exercise.functions)
    assert " @ " in ran.out


def test_the_file_of_an_exercise_is_traced_as_the_exercise(
    tutor: Run, workspace: Workspace, course: Course
) -> None:
    exercise = find_exercise(course, "ex1")
    workspace.file(exercise).write_text(exercise.solution, encoding="utf-8")
    assert f"{exercise.functions[0]}(…)" in tutor("trace", str(workspace.file(exercise))).out


def test_an_endless_loop_ends_and_its_line_is_named(tutor: Run, tmp_path: Path) -> None:
    path = tmp_path / "endless.py"
    path.write_text("n = 0\nwhile True:\n    n += 1\n", encoding="utf-8")
    ran = tutor("trace", str(path), "--timeout", "0.5")
    assert ran.code == 1
    assert "line 2" in ran.out or "line 3" in ran.out


def test_a_file_that_is_no_text_is_reported_in_a_sentence(tutor: Run, tmp_path: Path) -> None:
    path = tmp_path / "latin.py"
    path.write_bytes("x = 'é'".encode("latin-1"))
    ran = tutor("trace", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert "UTF-8" in ran.err
