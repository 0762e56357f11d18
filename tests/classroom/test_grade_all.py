"""A class graded in parallel: every file gets its own verdict, whatever the others do."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests.grading.test_grader import descendants, until_none
from tests.grading.tiny import SOLUTION
from tutor.classroom.grade import Grade, default_jobs, grade_all
from tutor.classroom.submissions import find_submissions
from tutor.course.model import Course
from tutor.grading.grader import Grader

FILE = "t1_tiny.py"


def hand_in(root: Path, student: str, text: str, name: str = FILE) -> None:
    (root / student).mkdir(parents=True, exist_ok=True)
    (root / student / name).write_text(text, encoding="utf-8")


def grades_of(course: Course, root: Path, **options: float) -> dict[str, Grade]:
    found = find_submissions(root, course.exercises[:1])
    options = {"timeout": 20.0, "jobs": 2, **options}
    return {grade.work.student: grade for grade in grade_all(course, found.work, **options)}


def test_each_student_gets_their_own_verdict(course: Course, tmp_path: Path) -> None:
    stub = course.exercises[0].stub
    for student, text in {
        "right": SOLUTION,
        "stub": stub,
        "rows": SOLUTION.replace("axis=-1", "axis=0"),
        "syntax": "def centre(\n",
        "raises": SOLUTION.replace("return x - mean", "return x - nothing"),
        "empty file": "",
        "zeros": "\0" * 100,
    }.items():
        hand_in(tmp_path, student, text)
    (tmp_path / "empty folder").mkdir()
    heard: list[int] = []
    work = find_submissions(tmp_path, course.exercises[:1]).work
    grades = grade_all(course, work, timeout=20, jobs=2, on_grade=heard.append)
    assert [grade.work for grade in grades] == list(work)
    assert heard == list(range(2, len(work) + 1))  # the student without a file is known from the start
    by_name = {grade.work.student: grade for grade in grades}
    assert {name: grade.word for name, grade in by_name.items()} == {
        "right": "passed", "stub": "not_started", "rows": "failed", "syntax": "error", "raises": "failed",
        "empty file": "failed", "zeros": "error", "empty folder": "missing",
    }  # fmt: skip
    assert (by_name["right"].holds, by_name["right"].total, by_name["right"].says) == (5, 5, "")
    assert (by_name["rows"].holds, by_name["rows"].mistake) == (4, "the mean of the columns")
    assert by_name["rows"].share == 0.8
    assert (by_name["empty folder"].share, by_name["empty folder"].says) == (0.0, "There is no t1_tiny.py.")
    assert all(grade.says for name, grade in by_name.items() if name != "right")


def test_an_endless_loop_costs_its_own_grade_only(course: Course, tmp_path: Path) -> None:
    hand_in(tmp_path, "a", "while True: pass\n")
    hand_in(tmp_path, "b", SOLUTION)
    grades = grades_of(course, tmp_path, timeout=2.0, jobs=1)
    assert (grades["a"].word, grades["b"].word) == ("timeout", "passed")
    assert "still running after 2 s, on line 1" in grades["a"].says


KILLS = """
import ctypes, os, signal
try:
    signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9)
except PermissionError:
    pass
past_the_guard = "libc = ctypes.CDLL(None); libc.kill(os.getppid(), 9)"
exec(compile(past_the_guard, os.__file__, "exec"))  # as a library may
"""


def test_a_file_that_kills_processes_changes_no_other_grade(course: Course, tmp_path: Path) -> None:
    for number in range(6):
        hand_in(tmp_path, f"student{number}", (KILLS if number == 2 else "") + SOLUTION)
    found = find_submissions(tmp_path, course.exercises[:1])
    grades = grade_all(course, found.work, timeout=10.0, jobs=2)
    words = {one.work.student: one.word for one in grades}
    attacker = words.pop("student2")
    assert set(words.values()) == {"passed"}
    # If the kernel does not stop the attack, it only costs the attacker's own grade.
    assert attacker in ("passed", "not_graded")


def test_a_file_may_import_its_neighbours_and_no_other_students_file(course: Course, tmp_path: Path) -> None:
    hand_in(tmp_path, "has", SOLUTION, "t2_other.py")
    for student in ("has", "lacks"):
        hand_in(tmp_path, student, "from t2_other import centre, scores\n")
    grades = grades_of(course, tmp_path)
    assert (grades["has"].word, grades["lacks"].word) == ("passed", "error")


def test_the_file_of_another_student_is_unreachable(course: Course, tmp_path: Path) -> None:
    hand_in(tmp_path, "a", SOLUTION)
    hand_in(tmp_path, "a", SOLUTION, "other.py")
    theirs = tmp_path / "a" / FILE
    hand_in(tmp_path, "b", f"import sys\nsys.path.append({str(theirs.parent)!r})\nfrom other import *\n")
    hand_in(tmp_path, "c", f"exec(open({str(theirs)!r}).read())\n")
    grades = grades_of(course, tmp_path)
    assert {name: one.word for name, one in grades.items()} == {"a": "passed", "b": "error", "c": "error"}
    assert "the tutor blocks it" in grades["c"].says


def test_nothing_is_written_to_the_submissions_folder(course: Course, tmp_path: Path) -> None:
    hand_in(tmp_path, "a", "import pathlib\npathlib.Path('made.txt').write_text('x')\n" + SOLUTION)
    hand_in(tmp_path, "a", "x = 1\n", "helper.py")
    before = sorted(tmp_path.rglob("*"))
    assert grades_of(course, tmp_path)["a"].word == "passed"
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_deleted_while_grading_is_missing_with_a_reason(course: Course, tmp_path: Path) -> None:
    hand_in(tmp_path, "a", SOLUTION)
    work = find_submissions(tmp_path, course.exercises[:1]).work
    (tmp_path / "a" / FILE).unlink()
    (grade,) = grade_all(course, work, timeout=20, jobs=1)
    assert grade.word == "missing"
    assert grade.says == "t1_tiny.py cannot be read (no such file or directory)."


def test_nothing_to_grade_starts_nothing(course: Course) -> None:
    assert grade_all(course, (), timeout=1, jobs=4) == []
    assert default_jobs() >= 1


def test_an_error_in_a_worker_ends_everything_and_is_raised(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path, "a", SOLUTION)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Grader, "check", broken)
    with pytest.raises(RuntimeError, match="broken"):
        grades_of(course, tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_an_interrupt_leaves_neither_process_nor_folder(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path, "a", SOLUTION)
    hand_in(tmp_path, "b", "while True:\n    pass\n")
    before = descendants(os.getpid())
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    started: set[int] = set()

    def interrupt(done: int) -> None:
        started.update(descendants(os.getpid()) - before)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work = find_submissions(tmp_path, course.exercises[:1]).work
        grade_all(course, work, timeout=60, jobs=2, on_grade=interrupt)
    assert until_none(started)
    assert list((tmp_path / "temporary").glob("tutor-grade-*")) == []
