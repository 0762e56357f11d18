"""Which course grades: tutor's own unless another is selected, and then the output says so."""

from __future__ import annotations

import csv
import json
import os
import shutil
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.course.model import Course
from tutor.course.roots import own_root
from tutor.course.trust import AGREED, STATE, trust
from tutor.workspace import Workspace, look

EX1 = "ex1_scaled_dot_product_attention"
SECOND = Path(__file__).parents[1] / "second_course"
SAYS = "Graded with the checks of another course"
WRONG = """def softmax(x, axis=-1): return "nothing"
def scaled_dot_product_attention(q, k, v, mask=None): return None
"""
KIND = 'def test_all(submission):\n    """all is well"""\n'


@pytest.fixture(autouse=True)
def nothing_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_COURSE", "")
    monkeypatch.setenv(AGREED, "")
    monkeypatch.setenv(STATE, str(tmp_path / "state"))
    for known in (SECOND, tmp_path / "copied"):
        trust(known)


def carry_checks(folder: Path) -> None:
    """Copy the course into a student's folder, with a check of ex1 that always passes."""
    for part in ("lessons", "checks"):
        shutil.copytree(own_root() / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "checks" / EX1 / f"test_{EX1}.py").write_text(KIND, encoding="utf-8")
    (folder / "checks" / "conftest.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    (folder / "conftest.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n", encoding="utf-8")


def wrong(folder: Path) -> None:
    (folder / "exercises").mkdir(exist_ok=True)
    (folder / "exercises" / f"{EX1}.py").write_text(WRONG, encoding="utf-8")


def test_checks_that_a_workspace_carries_change_nothing(tutor: Run, workspace: Workspace) -> None:
    carry_checks(workspace.root)
    wrong(workspace.root)
    ran = tutor("check", "ex1")
    assert ran.code == 1 and "not yet" in ran.out and "all is well" not in ran.out
    assert SAYS not in ran.out


def test_checks_in_an_unopened_copy_of_the_repository_change_nothing(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    carry_checks(copy)
    wrong(copy)
    monkeypatch.chdir(copy / "exercises")
    ran = tutor("check", "ex1", "--json")
    assert ran.code == 1
    document = json.loads(ran.out)
    assert document["course"] == {"own": True, "folder": str(own_root())}
    assert look().workspace.root == copy  # type: ignore[union-attr]
    assert tutor("check", "ex1").code == 1, "and the folder does not remember another course either"


def test_a_class_is_graded_by_tutors_own_course_from_any_folder(
    tutor: Run, tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = tmp_path / "class" / "kim"
    student.mkdir(parents=True)
    carry_checks(student)
    wrong(student)
    record = student / ".tutor"
    record.mkdir()
    (record / "course.json").write_text('{"course": ".", "stubs": {}}', encoding="utf-8")
    for stands in (tmp_path, student, student / "exercises"):
        monkeypatch.chdir(stands)
        ran = tutor("grade", str(tmp_path / "class"), "-e", "ex1")
        assert ran.code == 0 and "1 file graded, 0 passed" in ran.out and SAYS not in ran.out
    tutor("grade", str(tmp_path / "class"), "-e", "ex1", "--csv", "g.csv", "--junit", "g.xml")
    assert named_in(Path("g.xml")) == []
    assert all(line.endswith(",") for line in Path("g.csv").read_text("utf-8").splitlines()[1:])


def test_a_class_graded_by_a_named_course_says_so(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class" / "kim").mkdir(parents=True)
    shutil.copy(SECOND / "exercises" / "near1_nearest.py", tmp_path / "class" / "kim")
    ran = tutor("grade", "class", "--course", str(SECOND), "--csv", "g.csv", "--junit", "g.xml")
    assert ran.code == 0 and f"{SAYS}, in {SECOND}." in ran.out
    assert named_in(Path("g.xml")) == [str(SECOND)]
    with Path("g.csv").open(newline="", encoding="utf-8") as file:
        assert [row["course"] for row in csv.DictReader(file)] == [str(SECOND)]


def named_in(junit: Path) -> list[str | None]:
    return [one.get("value") for one in Xml.parse(junit).iter("property") if one.get("name") == "course"]


@pytest.mark.parametrize("how", ["option", "environment", "record"])
def test_another_course_that_was_asked_for_is_said_with_the_verdict(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tutor("init", "mine", "--course", str(SECOND)).code == 0
    os.environ["TUTOR_COURSE"] = str(SECOND) if how == "environment" else ""
    monkeypatch.chdir(tmp_path / "mine")
    option = ("--course", str(SECOND)) if how == "option" else ()
    assert f"{SAYS}, in {SECOND}\n" in tutor("check", *option).out
    document = json.loads(tutor("check", "--json", *option).out)
    assert document["course"] == {"own": False, "folder": str(SECOND)}
    tutor("check", "--junit", "mine.xml", *option)
    assert named_in(Path("mine.xml")) == [str(SECOND)]


def test_an_author_checks_the_course_around_the_current_folder(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copied"
    shutil.copytree(SECOND, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(copy / "lessons")
    assert tutor("course", "new", "exercise", "near2_twice").out.startswith(f"Created in {copy}:")
    ran = tutor("course", "check", "near2")
    assert ran.code == 0, ran.out + ran.err
    assert tutor("check", "near1").out.startswith("near1"), "its folder remembers that it is of this course"
