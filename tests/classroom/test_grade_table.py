"""The table of a class at any width, and the CSV. Control codes and formulas in names have no effect."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.views.drawing import drawn
from tests.views.test_verdict_view import BEGUN, EXERCISE, FAILED, MISTAKE
from tutor.classroom.grade import Grade
from tutor.classroom.grade_table import COLUMNS, grades_csv, grades_view, summary_line
from tutor.classroom.submissions import StudentWork
from tutor.course.model import Exercise
from tutor.grading.verdict import Verdict
from tutor.views.symbols import ASCII

PASSED = replace(
    FAILED, status="passed", tests=tuple(replace(t, outcome="passed") for t in FAILED.tests), mistake=None
)


def grade(student: str, verdict: Verdict | None = PASSED, exercise: Exercise = EXERCISE) -> Grade:
    file = Path(exercise.filename)
    if verdict is None:
        return Grade(StudentWork(student, exercise, None, f"There is no {file}.", is_there=False), None)
    return Grade(StudentWork(student, exercise, file), verdict)


def table(*grades: Grade, width: int = 80, **options: object) -> str:
    students = tuple(dict.fromkeys(one.work.student for one in grades))
    exercises = tuple({one.work.exercise.id: one.work.exercise for one in grades}.values())
    return drawn(grades_view(grades, students, exercises, width=width, **options), width)


def read(*grades: Grade) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(grades_csv(grades), newline="")))


CLASS = (
    grade("anna"),
    grade("berta", FAILED),
    grade("carl", replace(FAILED, status="timeout", mistake=None, message="Still running after 1 s.")),
    grade("dora", replace(FAILED, status="not_started", mistake=None, message="Nothing is written yet.")),
    grade("emil", replace(FAILED, status="error", mistake=None, message="It is not Python.")),
    grade("frida", None),
)


def test_ungraded_files_are_counted_separately() -> None:
    lost = grade(
        "gina", Verdict("ex1", "not_graded", 0.1, message="The process that grades was ended, twice.")
    )
    assert "gina     · again" in table(grade("anna"), lost)
    assert "again: could not be graded" in table(lost)
    assert summary_line([grade("anna"), lost], ["anna", "gina"]) == (
        "2 students, 1 file graded, 1 passed. 1 could not be graded: run the command again for these."
    )
    (row,) = read(lost)
    assert [row[name] for name in ("verdict", "lines_that_hold", "lines", "share")] == [
        "not_graded",
        "",
        "",
        "",
    ]


def test_each_student_has_a_row_with_shares_or_words() -> None:
    assert table(*CLASS).split("\n") == [
        "Student  ex1",
        "anna     ✓",
        "berta    ✗ 33%",
        "carl     ✗ time",
        "dora     · stub",
        "emil     ✗ error",
        "frida    ─",
        "passed   1 of 6",
        "",
        "✓ passed   ✗ share of the check lines that pass   time: ran out of time",
        "error: could not be run   stub: nothing written   ─ no file",
        "",
        "First failing line",
        "berta  ex1  weights are softmax(q @ kᵀ / √d_k): d_k for √d_k",
        "carl   ex1  Still running after 1 s.",
        "emil   ex1  It is not Python.",
    ]


def test_the_legend_explains_only_words_that_occur() -> None:
    assert table(grade("anna")).split("\n")[-1] == "✓ passed"


def test_ascii_has_the_same_columns() -> None:
    text = table(*CLASS, symbols=ASCII).split("First failing line")[0]
    assert text.isascii() and "x 33%" in text


@pytest.mark.parametrize("width", [30, 40, 80, 200])
def test_every_name_and_grade_is_visible_at_any_width(width: int) -> None:
    exercises = [replace(EXERCISE, id=f"ex{number}_x") for number in range(12)]
    name = "a name that is longer than most are"
    text = table(*(grade(name, FAILED, e) for e in exercises), width=width)
    assert text.count("✗ 33%") == 12
    assert [text.count(e.short + " ") + text.count(e.short + "\n") >= 1 for e in exercises] == [True] * 12
    shown = text.split("✗ share")[0]
    assert shown.count("a name that is") == shown.count("Student") >= 1
    assert "…" not in shown and max(map(len, text.split("\n"))) <= width


def test_names_are_neither_markup_nor_control_codes() -> None:
    text = table(grade("[bold]x[/bold]", FAILED), grade("a\x1b[2J", FAILED))
    assert "[bold]x[/bold]" in text and "\x1b" not in text


def test_csv_has_a_line_per_grade_with_all_details() -> None:
    assert tuple(read(*CLASS)[0]) == COLUMNS
    lines = {line["student"]: line for line in read(*CLASS)}
    assert {name: line["verdict"] for name, line in lines.items()} == {
        "anna": "passed", "berta": "failed", "carl": "timeout",
        "dora": "not_started", "emil": "error", "frida": "missing",
    }  # fmt: skip
    assert lines["berta"] | {"sentence": ""} == {
        "student": "berta", "exercise": "ex1_attention", "verdict": "failed", "lines_that_hold": "1",
        "lines": "3", "share": "0.333", "first_line": "weights are softmax(q @ kᵀ / √d_k)",
        "first_mistake": "d_k for √d_k", "sentence": "", "seconds": "0.06",
        "file": "", "course": "", "points": "", "max_points": "",
    }  # fmt: skip
    assert (lines["frida"]["sentence"], lines["frida"]["seconds"]) == ("There is no ex1_attention.py.", "")


@pytest.mark.parametrize(
    "name", ["=1+1", '=HYPERLINK("http://e.example")', "+49", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"]
)
def test_no_cell_is_a_formula(name: str) -> None:
    verdict = replace(FAILED, message=name, mistake=replace(FAILED.mistake, name=name))
    (line,) = read(grade(name, verdict))
    for column in ("student", "first_mistake", "sentence"):
        assert line[column][0] not in "=+-@＝＋－＠\t\r\n ", column
        assert line[column].endswith(name.strip()), column


def test_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    lines = read(grade('Lee, "Anna"\nMaria'), grade("李雷"))
    assert [line["student"] for line in lines] == ['Lee, "Anna" Maria', "李雷"]
    assert [line["verdict"] for line in lines] == ["passed", "passed"]


def test_the_docs_name_the_columns_of_the_csv() -> None:
    text = " ".join((Path(__file__).parents[2] / "docs" / "classroom.md").read_text(encoding="utf-8").split())
    assert ", ".join(f"`{column}`" for column in COLUMNS) in text


def test_the_summary_counts_students_files_and_passes() -> None:
    assert summary_line(CLASS, ["a"] * 6) == "6 students, 5 files graded, 1 passed."
    assert summary_line(CLASS[:1], ["a"]) == "1 student, 1 file graded, 1 passed."


def test_an_unwritten_function_is_not_a_failure() -> None:
    text = table(grade("anna", BEGUN))
    assert "anna     · 50%" in text and "✗" not in text
    assert "three holds: not yet" in text
    (line,) = read(grade("anna", BEGUN))
    assert (line["verdict"], line["first_line"]) == ("begun", "three holds")
    assert line["sentence"] == "attend is not written yet."


def test_candidates_are_named_and_a_pass_has_no_first_mistake() -> None:
    several = replace(FAILED, mistake=None, candidates=(MISTAKE, replace(MISTAKE, name="d_v for d_k")))
    (line,) = read(grade("anna", several))
    assert line["first_mistake"] == "d_k for √d_k or d_v for d_k"
    (line,) = read(grade("anna", replace(PASSED, mistake=MISTAKE)))
    assert (line["first_line"], line["first_mistake"]) == ("", "")
