"""A learner's folder, and the command run in it: in this process, or from a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.ran import Ran, Run
from tutor import cli
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.workspace import Workspace, create


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TUTOR_WORKSPACE",
        "TUTOR_DEBUG",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "CLICOLOR_FORCE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TUTOR_TRUST_COURSE", "")
    # --course sets it; a variable set by the test is restored afterwards.
    monkeypatch.setenv("TUTOR_COURSE", "")


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course()


@pytest.fixture
def workspace(tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A new folder with every exercise, as the current folder."""
    made = create(tmp_path / "learner", course)
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def tutor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs a command in this process."""

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tutor", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, out, err)

    return run


@pytest.fixture
def shell() -> Run:
    """A function that runs a command as a separate program, through pipes."""

    def run(*arguments: str, env: Mapping[str, str] | None = None, timeout: float = 60) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "tutor", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, **(env or {})},
            timeout=timeout,
            check=False,
        )
        encoding = (env or {}).get("PYTHONIOENCODING", "utf-8")
        return Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))

    return run
