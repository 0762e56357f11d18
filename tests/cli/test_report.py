"""``tutor report``: the format of each output. The content is tested with the summary and the report."""

from __future__ import annotations

import json

import pytest

from tests.cli.ran import Run
from tutor.progress.events import Checked, Claimed, to_line
from tutor.workspace import Workspace


@pytest.fixture
def done(workspace: Workspace) -> Workspace:
    """A folder with some recorded work."""
    workspace.ready()
    events = [
        Checked(at=1.79e9, exercise="ex1_scaled_dot_product_attention", status="passed", digest="d"),
        Claimed(at=1.79e9 + 60, checkpoint="s4-block"),
    ]
    workspace.progress_path.write_bytes(b"".join(to_line(event) + b"\n" for event in events))
    note = workspace.root / "notes" / "step-0-start-here" / "anything.md"
    note.parent.mkdir(parents=True)
    note.write_text("my own words")
    return workspace


def test_into_a_pipe_it_is_markdown(tutor: Run, done: Workspace) -> None:
    ran = tutor("report")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Transformer Tutor: report\n")
    assert "passed ex1" in ran.out and "*claimed*" in ran.out and "> my own words" in ran.out
    again = tutor("report", "--md").out.splitlines()
    assert [line for line in again if not line.startswith("Created ")] == [
        line for line in ran.out.splitlines() if not line.startswith("Created ")
    ]


def test_html_goes_into_a_file_and_one_line_says_where(tutor: Run, done: Workspace) -> None:
    ran = tutor("report", "--html")
    assert (ran.code, ran.out) == (0, "The report is in tutor-report.html\n")
    assert "my own words" in (done.root / "tutor-report.html").read_text(encoding="utf-8")
    assert tutor("report", "--html", "--output", "-").out.startswith("<!doctype html>")


def test_json_is_one_document(tutor: Run, done: Workspace) -> None:
    report = json.loads(tutor("report", "--json").out)
    assert report["schema"] == 1
    marks = {c["id"]: c["mark"] for step in report["steps"] for c in step["checkpoints"]}
    assert len(marks) == 20
    assert (marks["s4-attention"], marks["s4-block"], marks["s6-ready"]) == ("shown", "claimed", "blank")


@pytest.mark.parametrize(
    ("name", "start"), [("a.html", "<!doctype html>"), ("a.json", "{"), ("a.md", "# Transformer")]
)
def test_a_file_s_name_says_the_form(tutor: Run, done: Workspace, name: str, start: str) -> None:
    assert tutor("report", "--output", name).out == f"The report is in {name}\n"
    assert (done.root / name).read_text(encoding="utf-8").startswith(start)


def test_two_forms_at_once_or_a_folder_for_a_file_is_a_wrong_use(tutor: Run, done: Workspace) -> None:
    assert tutor("report", "--html", "--json").code == 2
    ran = tutor("report", "--html", "--output", "exercises")
    assert (ran.code, ran.err) == (2, "exercises is a folder: name a file in it.\n")
    missing = tutor("report", "--html", "--output", "no/such/folder.html")
    assert missing.code == 2 and missing.err.count("\n") == 1
