"""``tutor check --junit``: the learner's own checks for a CI service."""

from __future__ import annotations

import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.course.load import load_course
from tutor.course.trust import AGREED
from tutor.workspace import Workspace, create

SECOND = Path(__file__).parents[1] / "second_course"


def test_own_checks_are_reported_as_junit_for_a_ci_service(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_COURSE", str(SECOND))
    monkeypatch.setenv(AGREED, str(SECOND))
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
