"""Whatever is in place of a file, every command ends immediately, with one sentence that says what it is."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.workspace import Workspace

EX1 = "ex1_scaled_dot_product_attention.py"
KINDS = ("pipe", "link to a pipe", "device", "folder", "link to a folder", "giant", "link to itself")


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Interrupt anything that blocks for ever."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(40)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def put(kind: str, path: Path) -> None:
    """Create something in place of a file."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    target = path.with_name(f"{path.name}.target") if kind.startswith("link") else path
    if kind.startswith("link"):
        path.symlink_to(path.name if kind == "link to itself" else target.name)
    if kind.endswith("pipe"):
        os.mkfifo(target)
    elif kind.endswith("folder"):
        target.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "giant":
        with path.open("wb") as file:
            file.truncate(5_000_000_000)


@pytest.mark.parametrize("kind", KINDS)
def test_an_exercise_that_is_no_file_is_one_sentence(tutor: Run, workspace: Workspace, kind: str) -> None:
    file = workspace.exercises_dir / EX1
    put(kind, file)
    ran = tutor("check", "ex1")
    assert ran.code == 1 and "stopped with an error" in ran.out and ran.err == ""
    assert ran.out.count("\n") <= 5
    for command in (["reset", "ex1"], ["trace", "ex1"], ["trace", f"exercises/{EX1}"]):
        ran = tutor(*command)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert f"{EX1} cannot be read (" in ran.err
    assert tutor("check").code == 1 and tutor("progress").code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_is_no_file_is_one_sentence(tutor: Run, workspace: Workspace, kind: str) -> None:
    put(kind, workspace.progress_path)
    ran = tutor("progress")
    assert ran.code == 0 and ran.err.count("\n") == 1 and "cannot be read (" in ran.err
    ran = tutor("hint", "ex1")
    assert ran.code == 0 and 1 <= ran.err.count("\n") <= 2
    ran = tutor("progress", "--merge", str(workspace.progress_path))
    assert ran.code == 2 and "cannot be read (" in ran.err
    for name in ("course.json", "state.json"):
        put(kind, workspace.state_dir / name)
    assert tutor("search", "softmax").code == 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "link to itself"])
def test_a_learners_path_that_is_no_regular_file_is_not_traced(tutor: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mine.py"
    put(kind, path)
    ran = tutor("trace", str(path))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"{path} cannot be read (it " in ran.err


def test_a_missing_file_is_reported_as_a_file(tutor: Run, tmp_path: Path) -> None:
    ran = tutor("trace", str(tmp_path / "gone.py"))
    assert ran.err == f"{tmp_path / 'gone.py'} cannot be read (no such file or directory).\n"


@pytest.mark.parametrize(
    ("source", "says"),
    [("a = 1\n" * 2_001, "2,002 lines, and"), (f"a = '{'x' * 200_000}'\n", "200 kB, and at most 100 kB")],
)
def test_code_too_long_to_trace_is_refused_before_it_runs(
    tutor: Run, tmp_path: Path, source: str, says: str
) -> None:
    (tmp_path / "long.py").write_text(source)
    ran = tutor("trace", str(tmp_path / "long.py"))
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert says in ran.err


def test_an_exercise_too_long_to_trace_is_still_graded(tutor: Run, workspace: Workspace) -> None:
    file = workspace.exercises_dir / EX1
    file.write_text(file.read_text() + "a = 1\n" * 3_000)
    assert tutor("check", "ex1").code == 1
    assert "lines, and at most" in tutor("trace", "ex1").err


@pytest.mark.parametrize("place", ["/dev/null", "/dev/zero", "pipe", "."])
def test_nothing_overwrites_a_non_regular_file(tutor: Run, workspace: Workspace, place: str) -> None:
    os.mkfifo(workspace.root / "pipe")
    before = (Path("/dev/null").stat().st_mode, (workspace.root / "pipe").stat().st_mode)
    for command in (
        ["report", "--html", "-o", place],
        ["check", "ex1", "--junit", place],
        ["grade", "..", "-e", "ex1", "--csv", place],
    ):
        ran = tutor(*command)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert before == (Path("/dev/null").stat().st_mode, (workspace.root / "pipe").stat().st_mode)
