"""The steps of the workflows that can be run here do what they are for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tutor import __version__

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

pytestmark = pytest.mark.skipif(not WORKFLOWS, reason="an sdist has no workflows")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_jobs_and_every_script_that_it_runs_exists(path: Path) -> None:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert commands
    for command in commands:
        for name in re.findall(r"(?:^|\s)((?:scripts|\.ci)/[\w./-]+)", command):
            assert (ROOT / name).exists(), name


def test_the_release_has_the_notes_of_its_version_and_of_no_other(tmp_path: Path) -> None:
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    (publish,) = [s["run"] for s in release["jobs"]["build"]["steps"] if "notes.md" in s.get("run", "")]
    notes = publish.splitlines()[0]
    assert "notes.md" in notes and "gh" not in notes
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## [0.2.0] - 2027-01-01\n\n- Two.\n- Three.\n\n"
        "## [0.1.0] - 2026-11-29\n\n- One.\n"
    )
    for version, expected in {"0.2.0": ["- Two.", "- Three."], "0.1.0": ["- One."]}.items():
        subprocess.run(
            ["sh", "-c", notes],
            cwd=tmp_path,
            check=True,
            env={"GITHUB_REF_NAME": f"v{version}", "PATH": "/usr/bin:/bin"},
        )
        assert (tmp_path / "notes.md").read_text().split("\n")[1:-1][0:9] == [
            *expected,
            *([""] if version == "0.2.0" else []),
        ]


def test_the_release_names_its_repository_in_the_metadata_and_in_every_link_of_the_readme(
    tmp_path: Path,
) -> None:
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    (step,) = [s["run"] for s in release["jobs"]["build"]["steps"] if "name_repository" in s.get("run", "")]
    (tmp_path / "scripts").mkdir()
    for name in ("README.md", "pyproject.toml", "scripts/name_repository.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    given = {
        "GITHUB_SERVER_URL": "https://git.example",
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_REF_NAME": "v0.2.0",
    }
    command = step.replace("python", sys.executable, 1)
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, env={**given, "PATH": "/usr/bin:/bin"})

    urls = tomllib.loads((tmp_path / "pyproject.toml").read_text())["project"]["urls"]
    assert urls["Changelog"] == "https://git.example/a/b/blob/v0.2.0/CHANGELOG.md"
    before, after = (
        re.findall(r"\]\(([^)]+)\)", (where / "README.md").read_text()) for where in (ROOT, tmp_path)
    )
    for old, new in zip(before, after, strict=True):
        if re.match(r"\w+:|#", old):
            assert new == old
        else:
            assert (ROOT / old.partition("#")[0]).exists()
            assert new in {f"https://git.example/a/b/{kind}/v0.2.0/{old}" for kind in ("blob", "raw")}
    assert "https://git.example/a/b/raw/v0.2.0/docs/moving.svg" in after


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
