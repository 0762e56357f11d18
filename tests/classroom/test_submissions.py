"""Which student's file is for which exercise, and the sentence if there is none."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tutor.classroom import submissions
from tutor.classroom.hand_ins import HandIn
from tutor.classroom.submissions import NoSubmissionsError, StudentWork, Submissions, find_submissions
from tutor.course.model import Course

FILE, OTHER = "t1_tiny.py", "t2_other.py"


def put(path: Path, text: str = "x = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def of(found: Submissions, student: str, exercise: str = "t1_tiny") -> StudentWork:
    (one,) = (w for w in found.work if (w.student, w.exercise.id) == (student, exercise))
    return one


@pytest.mark.parametrize("place", ["", "exercises", "repository/exercises"])
def test_files_may_be_in_the_folder_in_exercises_or_in_a_clone(
    course: Course, root: Path, place: str
) -> None:
    file = put(root / "anna" / place / FILE)
    assert of(find_submissions(root, course.exercises), "anna").file == file


def test_any_folder_name_is_a_distinct_student(course: Course, root: Path) -> None:
    names = ["anna lee", "Jürgen Groß", "李雷", "=1+1", "[bold]x[/bold]", "-e", "a\nb"]
    if sys.platform == "linux":
        names += [os.fsdecode(b"a\xff"), os.fsdecode(b"a\xfe")]
    for name in names:
        put(root / name / FILE)
    found = find_submissions(root, course.exercises)
    assert len(set(found.students)) == len(names) == len(found.work)
    assert {"anna lee", "Jürgen Groß", "李雷", "=1+1"} <= set(found.students)
    for student in found.students:
        student.encode()  # can be written to a file


def test_students_are_sorted_by_name_and_exercises_as_in_the_course(course: Course, root: Path) -> None:
    for name in ("carl", "anna", "berta"):
        put(root / name / OTHER)
        put(root / name / FILE)
    found = find_submissions(root, course.exercises)
    assert found.students == ("anna", "berta", "carl")
    assert [(w.student, w.exercise.id) for w in found.work[:3]] == [
        ("anna", "t1_tiny"), ("anna", "t2_other"), ("berta", "t1_tiny"),
    ]  # fmt: skip


def test_an_exercise_without_files_is_left_out_unless_requested(course: Course, root: Path) -> None:
    put(root / "anna" / FILE)
    (root / "empty").mkdir()
    assert [e.id for e in find_submissions(root, course.exercises).exercises] == ["t1_tiny"]
    asked = find_submissions(root, course.exercises, asked=True)
    assert [e.id for e in asked.exercises] == ["t1_tiny", "t2_other"]


def test_an_empty_folder_and_a_missing_file_are_reported(course: Course, root: Path) -> None:
    put(root / "anna" / FILE)
    put(root / "berta" / OTHER)
    (root / "carl").mkdir()
    found = find_submissions(root, course.exercises)
    assert found.remarks == ("carl: the folder is empty.",)
    assert (of(found, "berta").file, of(found, "berta").problem) == (None, "There is no t1_tiny.py.")
    assert of(found, "carl").file is None


@pytest.mark.parametrize("name", ["t1_tiny.ipynb", "t1_tiny.py.txt"])
def test_a_misnamed_file_is_reported_with_the_right_name(course: Course, root: Path, name: str) -> None:
    put(root / "anna" / name)
    put(root / "berta" / FILE)
    one = of(find_submissions(root, course.exercises), "anna")
    assert one.file is None and one.problem.startswith(f"{name} was not graded: ")
    assert one.problem.endswith("it must be called t1_tiny.py.")


def test_a_file_of_another_exercise_is_not_a_misnamed_one(course: Course, root: Path) -> None:
    put(root / "anna" / "t12_more.py")
    put(root / "berta" / FILE)
    assert of(find_submissions(root, course.exercises), "anna").problem == "There is no t1_tiny.py."


def test_links_are_followed_only_inside_the_student_s_folder(course: Course, root: Path) -> None:
    theirs = put(root / "anna" / FILE)
    for name, target in {
        "file out": theirs,
        "around": root / "around" / FILE,
        "nowhere": root / "nowhere" / "gone",
    }.items():
        (root / name).mkdir()
        (root / name / FILE).symlink_to(target)
    (root / "folder out").mkdir()
    (root / "folder out" / "exercises").symlink_to(root / "anna")
    put(root / "inside" / "work.py")
    (root / "inside" / FILE).symlink_to("work.py")
    found = find_submissions(root, course.exercises)
    problem = {student: of(found, student).problem for student in found.students}
    assert "a link out of the student's folder" in problem["file out"]
    assert "a link out of the student's folder" in problem["folder out"]
    assert "cannot be read" in problem["around"] and "cannot be read" in problem["nowhere"]
    assert of(found, "inside").file == root / "inside" / FILE


def test_only_regular_files_are_read(course: Course, root: Path) -> None:
    put(root / "anna" / FILE)
    (root / "folder" / FILE).mkdir(parents=True)
    (root / "pipe").mkdir()
    os.mkfifo(root / "pipe" / FILE)  # reading it would block for ever
    found = find_submissions(root, course.exercises)
    assert "is a folder" in of(found, "folder").problem
    assert "not a regular file" in of(found, "pipe").problem


def test_a_folder_that_cannot_be_read_is_one_remark_and_adds_no_exercise(
    course: Course, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root / "anna" / FILE)
    (root / "berta").mkdir()
    look = submissions.all_hand_ins

    def refuse(folder: Path) -> Iterable[HandIn]:
        if folder.name == "berta":
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return look(folder)

    monkeypatch.setattr(submissions, "all_hand_ins", refuse)  # root ignores permissions
    found = find_submissions(root, course.exercises)
    assert found.remarks == ("berta: the folder cannot be read (permission denied).",)
    assert of(found, "berta").file is None
    assert [e.id for e in found.exercises] == ["t1_tiny"]


def test_files_of_no_student_are_ignored(course: Course, root: Path) -> None:
    put(root / "anna" / FILE)
    put(root / ".git" / FILE)
    put(root / "__MACOSX" / FILE)
    put(root / "notes.py")
    put(root / "more.py")
    put(root / "list.txt")
    found = find_submissions(root, course.exercises)
    assert found.students == ("anna",)
    assert found.remarks == ("more.py is beside the students' folders and belongs to no student, as 1 more.",)


def test_a_folder_without_submissions_is_refused_with_advice(course: Course, root: Path) -> None:
    def refused(folder: Path) -> str:
        with pytest.raises(NoSubmissionsError) as error:
            find_submissions(folder, course.exercises)
        sentence = str(error.value)
        assert sentence.startswith(("No folder in", str(folder))) and sentence.endswith(".")
        return sentence

    assert "does not exist" in refused(root / "gone")
    assert "is a file" in refused(put(root.parent / "file.txt"))
    assert "contains no folders" in refused(root)
    (root / "anna").mkdir()
    assert "contains a file of the course, like t1_tiny.py" in refused(root)
    put(root / "anna" / "exercises" / FILE)
    assert "'tutor check --all'" in refused(root / "anna")
