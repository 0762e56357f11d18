"""Points, gradebooks, the misunderstandings of a class, a run that goes on, and the workflow for GitHub Classroom."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.classroom.test_grade_table import CLASS, PASSED, grade
from tests.views.test_verdict_view import EXERCISE, FAILED
from tutor.classroom.classroom_command import workflow
from tutor.classroom.grade import grade_all
from tutor.classroom.gradebooks import NBGRADER, gradescope, nbgrader_csv
from tutor.classroom.journal import Journal
from tutor.classroom.misunderstandings import (
    misunderstandings,
    misunderstandings_csv,
    misunderstandings_view,
)
from tutor.classroom.points import Late, Weights, WeightsError, points, read_weights
from tutor.classroom.submissions import find_submissions, one_submission
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.grading.verdict import TestResult, Verdict

TESTS = (
    TestResult("a", "the shape", "passed"),
    TestResult("b", "the values", "failed", "They differ."),
    TestResult("c", "float16", "failed", "inf", tier="robust"),
    TestResult("d", "integers", "passed", tier="robust"),
    TestResult("e", "a real model", "skipped", "It is not installed.", tier="robust"),
)
HALF = Verdict(EXERCISE.id, "failed", 1.5, TESTS)


@pytest.mark.parametrize(
    ("weights", "score", "most"),
    [
        (Weights(), 5.0, 10.0),
        (Weights(core=100, robust=0), 5.0, 10.0),
        (Weights(points=40, core=3, robust=1), 20.0, 40.0),
        (Weights(exercises={EXERCISE.short: 4}), 2.0, 4.0),
        (Weights(late=Late(per_day=10, days={"anna": 2})), 4.0, 10.0),
        (Weights(late=Late(per_day=60, at_most=90, days={"anna": 2})), 0.5, 10.0),
    ],
)
def test_points_are_shares_of_the_tiers_minus_what_lateness_costs(
    weights: Weights, score: float, most: float
) -> None:
    found = points(weights, grade("anna", HALF))
    assert found is not None
    assert (found.score, found.most) == (pytest.approx(score), most)


def test_the_ends_of_the_scale() -> None:
    assert points(Weights(), grade("anna")) == points(Weights(robust=0), grade("anna"))
    none = points(Weights(), grade("frida", None))
    assert none is not None and none.score == 0.0
    assert points(Weights(), grade("gina", Verdict("ex1", "not_graded", 0.1))) is None


def test_a_wrong_file_of_weights_is_one_sentence_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "grading.yaml"
    for text, said in {
        "core: 80\nrobus: 20\n": "grading.yaml, line 2",
        "core: many\n": "grading.yaml, line 1",
        "core: -1\n": "core is -1",
        "core: 0\nrobust: 0\n": "both 0",
        "late: {per_day: .inf}\n": "late.per_day",
        "core: [": "cannot be read",
    }.items():
        file.write_text(text)
        with pytest.raises(WeightsError, match=r"\A[^\n]+\Z") as raised:
            read_weights(file)
        assert said in str(raised.value)
    file.write_text(
        "points: 5\nexercises: {ex1: 20}\nlate: {per_day: 10, days: {kim: 1}}\nvisibility: {robust: hidden}\n"
    )
    assert read_weights(file).exercises == {"ex1": 20}
    with pytest.raises(WeightsError, match="missing"):
        read_weights(tmp_path / "missing.yaml")


# From https://gradescope-autograders.readthedocs.io/en/latest/specs/: the keys, their types, and the allowed words.
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
TOP = {
    "score": float, "execution_time": int, "output": str, "output_format": str, "test_output_format": str,
    "test_name_format": str, "visibility": str, "stdout_visibility": str, "extra_data": dict, "tests": list,
    "leaderboard": list,
}  # fmt: skip
TEST = {
    "score": float, "max_score": float, "status": str, "name": str, "name_format": str, "number": str, "output": str,
    "output_format": str, "tags": list, "visibility": str, "extra_data": dict,
}  # fmt: skip


def validated(text: str) -> dict[str, Any]:
    report = json.loads(text)
    assert all(isinstance(value, TOP[key]) for key, value in report.items())
    assert "score" in report or "tests" in report
    for test in report["tests"]:
        assert all(isinstance(value, TEST[key]) for key, value in test.items())
        assert test["status"] in {"passed", "failed"} and test["visibility"] in VISIBILITY
        assert test["output_format"] in FORMATS and 0 <= test["score"] <= test["max_score"]
    assert {report["visibility"], report["stdout_visibility"]} <= VISIBILITY
    return report


def test_gradescope_gets_a_test_for_each_line_with_its_points() -> None:
    report = validated(gradescope([grade("anna", HALF)], Weights(visibility={"robust": "after_published"})))
    assert [(t["score"], t["max_score"], t["visibility"]) for t in report["tests"]] == [
        (4.0, 4.0, "visible"), (0.0, 4.0, "visible"), (0.0, 1.0, "after_published"), (1.0, 1.0, "after_published"),
    ]  # fmt: skip
    assert report["tests"][1]["output"] == "They differ."


def test_gradescope_gets_one_test_for_a_file_that_is_missing_or_broken() -> None:
    broken = Verdict(EXERCISE.id, "error", 0.0, message="It is \x1b[31mnot Python.")
    report = validated(gradescope([grade("a", None), grade("a", broken), *CLASS], Weights()))
    assert [t["score"] for t in report["tests"][:2]] == [0.0, 0.0]
    assert "\x1b" not in report["tests"][1]["output"]


def test_nbgrader_gets_the_columns_of_its_own_export() -> None:
    late = Weights(late=Late(per_day=10, days={"anna": 1}))
    rows = list(
        csv.DictReader(io.StringIO(nbgrader_csv([grade("anna", HALF), grade("=x")], late), newline=""))
    )
    assert tuple(rows[0]) == NBGRADER
    assert (rows[0]["raw_score"], rows[0]["late_submission_penalty"], rows[0]["score"]) == ("5", "0.5", "4.5")
    assert rows[1]["student_id"] == "'=x"


def test_a_misunderstanding_is_counted_over_the_class_with_its_section() -> None:
    assert FAILED.mistake is not None
    second = replace(FAILED.mistake, id="second", name="another one")
    both = replace(FAILED, also=(second,))
    found = misunderstandings([grade("a", FAILED), grade("b", both), grade("c"), grade("d", None)])
    assert [(one.mistake.id, one.who, one.of) for one in found] == [
        (FAILED.mistake.id, ("a", "b"), 3),
        ("second", ("b",), 3),
    ]
    lapse = replace(second, id="lapse")
    passing = replace(PASSED, mistake=lapse)
    mixed = misunderstandings([grade("a", passing), grade("b", passing), grade("c", FAILED)])
    assert [(one.mistake.id, one.fails) for one in mixed] == [(FAILED.mistake.id, True), ("lapse", False)]
    view = misunderstandings_view(found, lambda see: f"[{see}]")
    assert view is not None
    from tests.views.drawing import drawn

    assert f"2 of 3  ex1  {FAILED.mistake.name}  [{FAILED.mistake.see}]" in drawn(view, 100)
    assert "another one" not in drawn(view, 100)  # one student alone needs no lesson
    (first, other) = csv.DictReader(io.StringIO(misunderstandings_csv(found, str), newline=""))
    assert (first["students"], first["who"], other["who"]) == ("2", "a, b", "b")
    assert misunderstandings_view(misunderstandings([grade("c", PASSED)]), str) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ex1 = load_course().exercises[0]
    wrong = next(m for m in load_mistakes(ex1)[0] if m.change)
    for number, text in enumerate([ex1.solution, apply(ex1.solution, wrong), ex1.solution]):
        (tmp_path / "class" / f"s{number}").mkdir(parents=True)
        (tmp_path / "class" / f"s{number}" / ex1.filename).write_text(text)
    return tmp_path / "class"


def test_a_run_that_was_stopped_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    taught = load_course()
    found = find_submissions(folder, taught.exercises[:1])
    journal = Journal(tmp_path / "kept.jsonl")
    first = grade_all(taught, found.work[:2], timeout=10, jobs=1, journal=journal)
    journal.close()
    with (tmp_path / "kept.jsonl").open("ab") as torn:  # killed in the middle of a line
        torn.write(b'["abc", {"exerc')
    journal = Journal(tmp_path / "kept.jsonl")
    assert journal.found == 2
    counts: list[int] = []
    again = grade_all(taught, found.work, timeout=10, jobs=1, journal=journal, on_grade=counts.append)
    assert counts == []  # the third has the text of the first, so nothing was left to grade
    assert [one.word for one in again] == ["passed", "failed", "passed"]
    assert [(g.word, g.mistake, g.share) for g in again[:2]] == [(g.word, g.mistake, g.share) for g in first]
    assert journal.get(taught.exercises[0], {taught.exercises[0].filename: b"other"}, 10) is None
    assert (
        journal.get(taught.exercises[0], {taught.exercises[0].filename: found.work[0].file.read_bytes()}, 5)
        is None
    )  # type: ignore[union-attr]


def test_a_submission_alone_has_work_for_every_exercise(folder: Path) -> None:
    taught = load_course()
    found = one_submission(folder / "s0", taught.exercises)
    assert found.students == ("s0",)
    assert [one.file is not None for one in found.work] == [True] + [False] * (len(taught.exercises) - 1)


@pytest.mark.slow
def test_every_step_of_the_workflow_runs(tmp_path: Path, folder: Path) -> None:
    """As GitHub would run them, but for the installation and the graders, which are GitHub's own."""
    steps = yaml.safe_load(workflow(["ex1", "ex2"], "git+https://example.org/x", 5))["jobs"]["check"]["steps"]
    graded = [step["with"] for step in steps if "autograding-command-grader" in step.get("uses", "")]
    assert [(one["test-name"], one["max-score"]) for one in graded] == [("ex1", 5), ("ex2", 5)]
    reporter = steps[-1]
    assert reporter["with"]["runners"] == "ex1,ex2"
    assert reporter["env"]["EX2_RESULTS"] == "${{ steps.ex2.outputs.result }}"
    assert {step["id"] for step in steps if "id" in step} == {"ex1", "ex2"}
    learner = tmp_path / "learner"
    run = subprocess.run(
        [sys.executable, "-m", "tutor", "init", str(learner)], check=True, capture_output=True
    )
    assert run.returncode == 0
    (learner / "exercises" / load_course().exercises[0].filename).write_text(
        load_course().exercises[0].solution
    )
    (learner / "venv" / "bin").mkdir(parents=True)
    tutor = learner / "venv" / "bin" / "tutor"
    tutor.write_text(f'#!/bin/sh\nexec {sys.executable} -m tutor "$@"\n')
    tutor.chmod(0o755)
    codes = [
        subprocess.run(
            ["sh", "-c", one["command"]], cwd=learner, capture_output=True, env=os.environ, check=False
        ).returncode
        for one in graded
    ]
    assert codes == [0, 1]
    (report,) = [step["run"] for step in steps if step.get("name") == "report"]
    only = report.replace("--all", "ex1")  # the whole course takes long
    assert subprocess.run(["sh", "-c", only], cwd=learner, capture_output=True, check=False).returncode == 0
    assert (learner / "checks.xml").read_text().startswith("<?xml")
