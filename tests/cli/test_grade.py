"""tutor grade and tutor check --junit: what they print, write and exit with."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.course import load_course
from tutor.workspace import Workspace, create

SECOND = Path(__file__).parents[1] / "second_course"


@pytest.fixture
def submissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two students of the small course, one of whom has passed; the test stands beside their folders."""
    monkeypatch.setenv("TUTOR_COURSE", str(SECOND))
    (exercise,) = load_course(SECOND).exercises
    for student, text in (("ada", exercise.solution), ("bob", "def nearest(points, point):\n    return 0\n")):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / exercise.filename).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "class"


def test_a_class_is_one_table_and_exits_0_whatever_the_grades(tutor: Run, submissions: Path) -> None:
    ran = tutor("grade", "class", "--csv", "grades.csv", "--junit", "grades.xml")
    assert (ran.code, ran.err) == (0, "")
    assert "ada" in ran.out and "2 students, 2 files graded, 1 passed." in ran.out
    assert "grades.csv" in ran.out and "grades.xml" in ran.out
    lines = csv.DictReader(io.StringIO(Path("grades.csv").read_text(encoding="utf-8")))
    assert [(line["student"], line["verdict"]) for line in lines] == [("ada", "passed"), ("bob", "failed")]
    assert Xml.fromstring(Path("grades.xml").read_bytes()).get("failures") != "0"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "nowhere does not exist"),
        (("class", "--exercise", "ex9"), "There is no exercise 'ex9'"),
        (("class", "--csv", "no/such/folder.csv"), "There is no folder no/such"),
        (("class", "--junit", "class"), "class is a folder"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    tutor: Run, submissions: Path, arguments: tuple[str, ...], says: str
) -> None:
    ran = tutor("grade", *arguments)
    assert ran.code == 2 and says in ran.err and ran.out == ""


def test_one_s_own_checks_as_junit_for_a_service_that_runs_them(
    tutor: Run, submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = load_course(SECOND)
    workspace: Workspace = create(tmp_path / "mine", course)
    monkeypatch.chdir(workspace.root)
    assert tutor("check", "--all", "--junit", "checks.xml").code == 1
    suite = Xml.fromstring(Path("checks.xml").read_bytes()).find("testsuite")
    assert suite is not None and suite.get("name") == "near1_nearest" and suite.get("failures") == "2"
    workspace.file(course.exercises[0]).write_text(course.exercises[0].solution, encoding="utf-8")
    assert tutor("check", "near1", "--junit", "checks.xml", "--json").code == 0
    root = Xml.fromstring(Path("checks.xml").read_bytes())
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "0", "0")


def test_junit_with_watch_or_into_a_folder_is_refused_before_anything_runs(
    tutor: Run, workspace: Workspace
) -> None:
    assert "choose one of them" in tutor("check", "--watch", "--junit", "x.xml").err
    assert "is a folder" in tutor("check", "ex1", "--junit", ".").err
