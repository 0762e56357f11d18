"""``tutor grade``: a teacher's folder becomes a table and files, or one sentence if that is impossible."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.cli.ran import Run
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Course

EX1 = "ex1_scaled_dot_product_attention"


@pytest.fixture
def handed_in(tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The submissions of a small class. Its parent is the current folder."""
    ex1 = course.exercises[0]
    mistake = next(m for m in load_mistakes(ex1)[0] if m.change)
    for student, text in {
        "anna lee": ex1.solution,
        "=1+1": ex1.solution,
        "müller": apply(ex1.solution, mistake),
        "stub": ex1.stub,
        "loop": "while True:\n    pass\n",
        "syntax": "def (\n",
        "\x1b[2Jclear": None,
    }.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        if text is not None:
            (tmp_path / "class" / student / ex1.filename).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_grades_are_printed_and_written_and_the_exit_code_is_0(tutor: Run, handed_in: Path) -> None:
    ran = tutor("grade", "class", "--timeout", "4", "--csv", "grades.csv", "--junit", "grades.xml")
    assert (ran.code, ran.err) == (0, "␛[2Jclear: the folder is empty.\n")
    cells = {line[:10].strip(): line[10:].split() for line in ran.out.split("\n\n")[0].split("\n")}
    assert cells["anna lee"] == cells["=1+1"] == ["✓"]
    assert cells["müller"][0] == "✗" and cells["müller"][1].endswith("%")
    assert [cells[name] for name in ("stub", "loop", "syntax", "␛[2Jclear")] == [
        ["·", "stub"], ["✗", "time"], ["✗", "error"], ["─"],
    ]  # fmt: skip
    assert ran.out.endswith(
        "\n7 students, 6 files graded, 2 passed.\n"
        "As a table for a spreadsheet: grades.csv\nAs JUnit XML: grades.xml\n"
    )
    with Path("grades.csv").open(newline="", encoding="utf-8") as file:
        lines = {line["student"]: line for line in csv.DictReader(file)}
    assert {name: line["verdict"] for name, line in lines.items()} == {
        "'=1+1": "passed", "anna lee": "passed", "müller": "failed", "stub": "not_started",
        "loop": "timeout", "syntax": "error", "␛[2Jclear": "missing",
    }  # fmt: skip
    assert lines["müller"]["first_mistake"] and lines["müller"]["first_mistake"].split()[-1] in ran.out
    root = Xml.fromstring(Path("grades.xml").read_bytes())
    suites = {suite.get("name", "").removesuffix(f".{EX1}"): suite for suite in root}
    assert {n for n, s in suites.items() if s.get("failures") == s.get("errors") == "0"} == {
        "anna lee",
        "=1+1",
    }
    assert root.get("tests") == str(sum(int(suite.get("tests", "")) for suite in root))


@pytest.fixture
def one(tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class of one who has written nothing, the fastest possible grade."""
    (tmp_path / "one" / "anna").mkdir(parents=True)
    (tmp_path / "one" / "anna" / f"{EX1}.py").write_text(course.exercises[0].stub)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_exercise_is_chosen_by_the_beginning_of_its_name(tutor: Run, one: Path) -> None:
    assert tutor("grade", "one").out.startswith("Student  ex1\nanna     · stub\n")
    both = tutor("grade", "one", "-e", "ex2", "-e", "ex1", "-e", "ex1_s")
    assert both.code == 0
    assert both.out.startswith("Student  ex2     ex1\nanna     ─       · stub\n")


def test_grading_leaves_no_record_and_needs_no_workspace(tutor: Run, one: Path) -> None:
    before = sorted(one.rglob("*"))
    assert tutor("grade", "one").code == 0
    assert sorted(one.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gone",), "gone does not exist: "),
        (("class/anna lee",), "class/anna lee is one submission: "),
        (("class", "-e", "ex2"), "No folder in class contains a file of the course, like ex2_"),
        (("class", "-e", "ex9"), "There is no exercise 'ex9'."),
        (("class", "--csv", "class"), "class is a folder: "),
        (("class", "--csv", "no/x.csv"), "x.csv cannot be written, because there is no folder no: "),
        (("class", "--csv", "x", "--junit", "x"), "--csv and --junit both name x: "),
    ],
)
def test_impossible_requests_are_one_sentence(
    tutor: Run, handed_in: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = sorted(handed_in.rglob("*"))
    ran = tutor("grade", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said) and ran.err.count("\n") == 1
    assert sorted(handed_in.rglob("*")) == before


def test_without_a_folder_it_says_how_it_is_used(tutor: Run) -> None:
    ran = tutor("grade")
    assert ran.code == 2 and "Missing argument 'DIR'" in ran.err


def test_a_file_at_which_the_tutor_failed_is_no_grade_and_exits_3(
    tutor: Run, one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    ran = tutor("grade", "one")
    assert ran.code == 3
    assert "could not be graded: run the command again" in ran.out
