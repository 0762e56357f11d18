"""What is new since the last visit is said once, from the changelog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tutor.workspace import Workspace
from tutor.workspace import news as module
from tutor.workspace.news import news

FIRST = """# Changelog

## [Unreleased]

### Added

#### App

- One thing
  on two lines.
- `b` opens it.

### Fixed

- A bug.
"""


@pytest.fixture
def changelog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "own_root", lambda: tmp_path)
    file = tmp_path / "CHANGELOG.md"
    file.write_text(FIRST)
    return file


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "learner")
    made.state_dir.mkdir(parents=True)
    return made


def test_the_first_visit_has_no_news_and_later_entries_are_told_once(
    changelog: Path, workspace: Workspace
) -> None:
    assert news(workspace) == ""
    assert news(workspace) == ""
    changelog.write_text(FIRST.replace("- `b`", "- A **new** key.\n- `b`"))
    assert news(workspace) == "New since your last visit: A new key."
    assert news(workspace) == ""


def test_many_entries_are_counted(changelog: Path, workspace: Workspace) -> None:
    news(workspace)
    changelog.write_text(FIRST.replace("- `b`", "".join(f"- Thing {n}.\n" for n in range(5)) + "- `b`"))
    assert news(workspace) == (
        "New since your last visit: Thing 0. Thing 1. Thing 2. And 2 more: see CHANGELOG.md."
    )


def test_fixes_are_not_news(changelog: Path, workspace: Workspace) -> None:
    news(workspace)
    changelog.write_text(FIRST + "- Another bug.\n")
    assert news(workspace) == ""


@pytest.mark.parametrize("kept", ["", "{", "[1, 2]", '{"a": 1}', "[" * 10_000])
def test_a_damaged_record_is_a_first_visit_or_news_but_no_crash(
    kept: str, changelog: Path, workspace: Workspace
) -> None:
    (workspace.state_dir / "seen.json").write_text(kept)
    assert news(workspace) in ("", "New since your last visit: One thing on two lines. b opens it.")
    assert len(json.loads((workspace.state_dir / "seen.json").read_text())) == 2


def test_without_a_changelog_there_is_no_news(changelog: Path, workspace: Workspace) -> None:
    changelog.unlink()
    assert news(workspace) == ""


def test_the_changelog_of_this_project_has_entries(workspace: Workspace) -> None:
    assert news(workspace) == ""
    assert len(json.loads((workspace.state_dir / "seen.json").read_text())) > 50
