"""Files written by people who do not know this repository, and the expected verdict on each.

A file in ``outside/`` is named after its exercise, ``ex1_….py``. Its first line says what is wrong with it; the lines
below have the expected ``status``, ``line`` (the leading check line), ``failing`` (all failed lines), ``mistake``,
``candidates``, ``also``. A field without a value means that there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path

import pytest

from tests.checks.in_process import exercise
from tutor.course.exercise import needed
from tutor.course.load import load_course
from tutor.course.mistakes import load_mistakes
from tutor.grading.grader import Grader
from tutor.grading.verdict import FAILING, NamedMistake, Verdict

FILES = sorted((Path(__file__).parent / "outside").glob("*.py"))
IDS = {one.short: one.id for one in load_course().exercises}
FIELDS = ("status", "line", "failing", "mistake", "candidates", "also")


def wanted(source: str) -> dict[str, str]:
    """The fields in a file's header; the first line is for people."""
    header = list(takewhile(lambda line: line.startswith("#"), source.splitlines()))
    parts = [line[2:].partition(":") for line in header[1:]]
    fields = {name: value.strip() for name, _, value in parts}
    assert fields.keys() <= set(FIELDS), f"unknown field in {sorted(fields)}"
    return fields


def said(verdict: Verdict) -> Mapping[str, str]:
    """What a verdict says, field by field."""
    first = verdict.first_failure
    return {
        "status": verdict.status,
        "line": "" if first is None else first.id,
        "failing": " ".join(test.id for test in verdict.tests if test.outcome in FAILING),
        "mistake": "" if verdict.mistake is None else verdict.mistake.id,
        "candidates": _ids(verdict.candidates),
        "also": _ids(verdict.also),
    }


def _ids(mistakes: tuple[NamedMistake, ...]) -> str:
    return " ".join(mistake.id for mistake in mistakes)


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader(load_course()) as one:
        yield one


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_grader_reports_what_the_header_says(grader: Grader, path: Path, tmp_path: Path) -> None:
    one = exercise(IDS[path.stem.partition("_")[0]])
    if missing := needed(one):
        pytest.skip(missing)
    source = path.read_text(encoding="utf-8")
    file = tmp_path / one.filename
    file.write_text(source, encoding="utf-8")
    verdict = grader.check(one, file)
    assert verdict is not None
    fields = wanted(source)
    found = said(verdict)
    assert {name: found[name] for name in fields} == fields


def test_every_expected_mistake_exists() -> None:
    for path in FILES:
        fields = wanted(path.read_text(encoding="utf-8"))
        known = {mistake.id for mistake in load_mistakes(exercise(IDS[path.stem.partition("_")[0]]))[0]}
        for name in ("mistake", "candidates", "also"):
            ids = {one for part in fields.get(name, "").split() for one in part.split("+")}
            assert ids <= known, f"{path.name}: {sorted(ids - known)}"
