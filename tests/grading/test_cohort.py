"""A folder of submissions is graded each for itself: who has what, what is wrong first, and no endless wait."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from tutor.course import apply, load_course, load_mistakes
from tutor.grading.cohort import Grade, grade_all
from tutor.grading.handed_in import NoSubmissionsError, Submissions, find_submissions
from tutor.render.grades import grades_csv, grades_view, summary_line
from tutor.render.junit import Suite, junit

COURSE = load_course(Path(__file__).parents[1] / "second_course")
(NEAREST,) = COURSE.exercises
MISTAKE = load_mistakes(NEAREST)[0][0]
LOOP = "def nearest(points, point):\n    while True:\n        pass\n"


def hand_in(root: Path, student: str, text: str | None, where: str = "") -> None:
    """A student's folder, with the file in it if there is a text."""
    folder = root / student / where
    folder.mkdir(parents=True)
    if text is not None:
        (folder / NEAREST.filename).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("class")
    hand_in(root, "ada", NEAREST.solution, "exercises")
    hand_in(root, "bob", NEAREST.stub)
    hand_in(root, "cem", apply(NEAREST.solution, MISTAKE), "my-clone/exercises")
    hand_in(root, "dora loops", LOOP)
    hand_in(root, "eve", "def nearest(:\n")
    hand_in(root, "fritz", None)
    hand_in(root, "=1+1", "import sys\nprint('hello')\nsys.exit(0)\n")
    hand_in(root, "Ünal", "raise ValueError('\x1b[31m[/bold]')\n")
    (root / "gil").mkdir()
    (root / "gil" / "near1 (2).py").write_text(NEAREST.solution, encoding="utf-8")
    (root / "hal").mkdir()
    (root / "hal" / NEAREST.filename).symlink_to(root / "ada" / "exercises" / NEAREST.filename)
    (root / "readme.py").write_text("nobody's")
    return root


@pytest.fixture(scope="module")
def found(handed_in: Path) -> Submissions:
    return find_submissions(handed_in, COURSE.exercises)


@pytest.fixture(scope="module")
def grades(found: Submissions) -> list[Grade]:
    heard: list[int] = []
    grades = grade_all(COURSE, found.work, timeout=1.0, jobs=2, on_grade=heard.append)
    assert heard[-1] == len(found.work) and heard == sorted(heard)
    return grades


def of(grades: list[Grade], student: str) -> Grade:
    return next(one for one in grades if one.work.student == student)


def test_every_student_has_a_line_in_the_order_of_the_names(found: Submissions) -> None:
    assert found.students == ("=1+1", "ada", "bob", "cem", "dora loops", "eve", "fritz", "gil", "hal", "Ünal")
    assert [one.student for one in found.work] == list(found.students)
    assert found.remarks == (
        "readme.py lies beside the students' folders and is nobody's.",
        "fritz: the folder is empty.",
    )


@pytest.mark.parametrize(
    ("student", "word", "says"),
    [
        ("ada", "passed", ""),
        ("bob", "not_started", "Nothing is written yet"),
        ("cem", "failed", ""),
        ("dora loops", "timeout", "still running after 1 s"),
        ("eve", "error", ""),
        ("fritz", "missing", "There is no near1_nearest.py."),
        ("=1+1", "error", ""),
        ("Ünal", "error", ""),
        ("gil", "missing", "near1 (2).py was not graded: it must be called near1_nearest.py."),
        ("hal", "missing", "is a link out of the student's folder"),
    ],
)
def test_each_gets_what_the_work_is_worth(grades: list[Grade], student: str, word: str, says: str) -> None:
    grade = of(grades, student)
    assert grade.word == word, grade.says
    assert says in grade.says


def test_a_mistake_is_named_and_the_share_is_of_the_check_lines(grades: list[Grade]) -> None:
    cem = of(grades, "cem")
    assert MISTAKE.name in (cem.mistake, *(one.name for one in cem.verdict.candidates))  # type: ignore[union-attr]
    assert (cem.holds, cem.total, cem.share) == (0, 2, 0.0)
    assert of(grades, "ada").share == 1.0


def test_one_student_s_file_is_not_in_reach_of_another_s(tmp_path: Path) -> None:
    hand_in(tmp_path, "ada", NEAREST.solution)
    thief = f"import sys\nsys.path.append({str(tmp_path / 'ada')!r})\nfrom near1_nearest import nearest\n"
    hand_in(tmp_path, "ben", thief)
    copier = f"exec(open({str(tmp_path / 'ada' / NEAREST.filename)!r}).read())\n"
    hand_in(tmp_path, "cy", copier)
    work = find_submissions(tmp_path, COURSE.exercises).work
    words = {one.work.student: one.word for one in grade_all(COURSE, work, timeout=5.0, jobs=1)}
    assert words["ada"] == "passed" and words["ben"] == "error"


def test_the_table_says_it_all_in_few_words(grades: list[Grade], found: Submissions) -> None:
    from rich.console import Console

    out = Console(width=100, file=io.StringIO(), color_system=None)
    out.print(grades_view(grades, found.students, found.exercises))
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    assert "1 of 10" in text and "time" in text and "stub" in text and "\x1b" not in text
    assert "[/bold]" in text, "what a student wrote is never markup"
    assert summary_line(grades, found.students) == "10 students, 7 files graded, 1 passed."


def test_the_csv_has_a_line_a_grade_and_no_formula(grades: list[Grade]) -> None:
    lines = list(csv.DictReader(io.StringIO(grades_csv(grades))))
    assert len(lines) == 10
    assert lines[0]["student"] == "'=1+1"
    by_name = {line["student"]: line for line in lines}
    assert by_name["ada"]["verdict"] == "passed" and by_name["ada"]["share"] == "1.000"
    assert by_name["fritz"]["seconds"] == "" and by_name["dora loops"]["lines_that_hold"] == "0"
    assert not any(value.startswith(("=", "+", "-", "@")) for line in lines for value in line.values())


def test_the_junit_file_is_xml_whose_counts_add_up(grades: list[Grade]) -> None:
    root = Xml.fromstring(
        junit([Suite(f"{one.work.student}.near1", one.verdict, one.work.problem) for one in grades])
    )
    suites = root.findall("testsuite")
    assert len(suites) == 10
    for suite in suites:
        cases = suite.findall("testcase")
        assert int(suite.get("tests", "")) == len(cases) >= 1
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors", "")) == len(suite.findall("testcase/error"))
    ada = next(suite for suite in suites if suite.get("name") == "ada.near1")
    assert (ada.get("tests"), ada.get("failures"), ada.get("errors")) == ("2", "0", "0")
    assert sum(int(root.get(count, "")) for count in ("failures", "errors")) >= 8
    printed = next(suite for suite in suites if suite.get("name") == "=1+1.near1").findtext("system-out")
    assert printed is None or "hello" in printed


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda root: None, "does not exist"),
        (lambda root: root.write_text("x"), "is a file"),
        (lambda root: root.mkdir(), "holds no folders"),
        (lambda root: (root / "ada").mkdir(parents=True), "holds a file of the course"),
        (lambda root: hand_in(root.parent, root.name, NEAREST.stub, "exercises"), "is one submission"),
    ],
    ids=["nothing", "a file", "an empty folder", "empty folders", "one submission"],
)
def test_what_is_no_class_is_refused_in_one_sentence(tmp_path: Path, make, says: str) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path / "root"
    make(root)
    with pytest.raises(NoSubmissionsError) as refused:
        find_submissions(root, COURSE.exercises)
    assert says in str(refused.value) and "\n" not in str(refused.value)
