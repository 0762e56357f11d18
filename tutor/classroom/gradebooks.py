"""Grades in the formats that other systems import: Gradescope's results.json, and nbgrader's CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from tutor.classroom.grade import Grade
from tutor.classroom.grade_table import spreadsheet_text
from tutor.classroom.points import Weights, line_points, points
from tutor.grading.verdict import TestResult, Verdict
from tutor.views.text import harmless

# The columns of ``nbgrader export``: https://nbgrader.readthedocs.io, nbgrader/plugins/export.py
NBGRADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def gradescope(grades: Sequence[Grade], weights: Weights) -> str:
    """The results.json of one submission, with a test for each check line.

    Format: https://gradescope-autograders.readthedocs.io/en/latest/specs/. Gradescope adds up the scores of the tests.
    """
    tests = [test for grade in grades for test in _tests(grade, weights)]
    seconds = sum(grade.verdict.seconds for grade in grades if grade.verdict is not None)
    return json.dumps(
        {
            "execution_time": round(seconds),
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": tests,
        },
        indent=1,
    )


def _tests(grade: Grade, weights: Weights) -> list[dict[str, object]]:
    short, verdict = grade.work.exercise.short, grade.verdict
    if verdict is None or not verdict.tests or verdict.not_graded:
        found = points(weights, grade)
        most = found.most if found is not None else 0.0
        return [
            {
                "name": short,
                "score": 0.0,
                "max_score": most,
                "status": "failed",
                "output": harmless(grade.says),
                "output_format": "text",
                "visibility": weights.visibility.get("core", "visible"),
            }
        ]
    worth = line_points(weights, grade)
    return [
        {
            "name": f"{short}: {harmless(test.says)}",
            "score": worth[test.id] if test.outcome == "passed" else 0.0,
            "max_score": worth[test.id],
            "status": "passed" if test.outcome == "passed" else "failed",
            "output": _output(test, verdict),
            "output_format": "text",
            "tags": [test.tier],
            "visibility": weights.visibility.get(test.tier, "visible"),
        }
        for test in verdict.tests
        if test.id in worth
    ]


def _output(test: TestResult, verdict: Verdict) -> str:
    if test.outcome == "passed":
        return ""
    said = [test.message or verdict.message]
    if test is verdict.first_failure and verdict.mistake is not None:
        said.append(verdict.mistake.diagnosis)
    return harmless("\n".join(said))


def nbgrader_csv(grades: Sequence[Grade], weights: Weights) -> str:
    """One line per student and exercise, with the columns of ``nbgrader export``. Unknown ones are empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(NBGRADER)
    for grade in grades:
        found = points(weights, grade)
        if found is None:
            continue
        scores = (found.score + found.penalty, found.penalty, found.score, found.most)
        name = spreadsheet_text(grade.work.student)
        row = (grade.work.exercise.id, "", "", name, "", "", "", *(f"{score:.4g}" for score in scores))
        writer.writerow(row)
    return out.getvalue()
