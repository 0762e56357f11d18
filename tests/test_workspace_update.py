"""When the course changes, the workspace follows: nothing is lost, and each change is reported once."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tutor.course.model import Course, Exercise
from tutor.workspace import Update, Workspace, create, update


def exercise(name: str, stub: str = "") -> Exercise:
    return Exercise(name, "T", 1, (), "", (), (), (), "", stub or f"# start of {name}\n", Path())


def course(root: Path, *exercises: Exercise) -> Course:
    return Course(root / "course", exercises=exercises)


OLD, NEW = exercise("ex1_a"), exercise("ex1_a", "# another start\n")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Created when the course had two exercises."""
    return create(tmp_path / "w", course(tmp_path, OLD, exercise("ex2_b")))


def files(workspace: Workspace) -> dict[str, str]:
    return {path.name: path.read_text() for path in workspace.exercises_dir.iterdir()}


def test_a_new_exercise_gets_its_file(workspace: Workspace, tmp_path: Path) -> None:
    now = course(tmp_path, OLD, exercise("ex2_b"), exercise("ex3_c"))
    assert update(workspace, now) == Update(added=("ex3_c.py",))
    assert files(workspace)["ex3_c.py"] == "# start of ex3_c\n"
    assert update(workspace, now) == Update()


def test_an_untouched_stub_is_replaced_by_the_new_one(workspace: Workspace, tmp_path: Path) -> None:
    now = course(tmp_path, NEW, exercise("ex2_b"))
    assert update(workspace, now) == Update(renewed=("ex1_a.py",))
    assert files(workspace)["ex1_a.py"] == NEW.stub
    assert update(workspace, now) == Update()


def test_a_begun_file_stays_and_the_message_says_how_to_get_the_new_stub(
    workspace: Workspace, tmp_path: Path
) -> None:
    now = course(tmp_path, NEW, exercise("ex2_b"))
    workspace.file(OLD).write_text("mine")
    done = update(workspace, now)
    assert done == Update(kept=("ex1_a.py",))
    assert "tutor reset ex1_a" in done.sentences[0]
    assert files(workspace)["ex1_a.py"] == "mine"
    assert update(workspace, now) == Update()
    backup = workspace.reset(NEW)
    assert backup is not None and backup.read_text() == "mine"
    assert files(workspace)["ex1_a.py"] == NEW.stub


def test_a_file_equal_to_the_new_stub_is_not_reported(workspace: Workspace, tmp_path: Path) -> None:
    workspace.file(OLD).write_text(NEW.stub)  # as git pull leaves it in a clone
    assert update(workspace, course(tmp_path, NEW, exercise("ex2_b"))) == Update()


def test_the_file_of_a_removed_exercise_stays(workspace: Workspace, tmp_path: Path) -> None:
    workspace.file(exercise("ex2_b")).write_text("mine")
    now = course(tmp_path, OLD)
    assert update(workspace, now) == Update(left=("ex2_b.py",))
    assert files(workspace)["ex2_b.py"] == "mine"
    assert update(workspace, now) == Update()


def test_the_learners_other_files_are_not_mentioned(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.exercises_dir / "notes.py").write_text("mine")
    assert update(workspace, course(tmp_path, NEW, exercise("ex2_b"))).left == ()


def test_text_under_an_old_name_moves_to_the_new_one(workspace: Workspace, tmp_path: Path) -> None:
    workspace.file(exercise("ex2_b")).write_text("mine")
    now = course(tmp_path, OLD, exercise("ex7_b", "# start of ex2_b\n"))
    assert update(workspace, now) == Update(carried=(("ex2_b.py", "ex7_b.py"),))
    assert files(workspace)["ex2_b.py"] == files(workspace)["ex7_b.py"] == "mine"
    assert update(workspace, now) == Update()


def test_a_renamed_exercise_that_was_not_begun_just_gets_its_new_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    now = course(tmp_path, OLD, exercise("ex7_b", "# start of ex2_b\n"))
    assert update(workspace, now) == Update(added=("ex7_b.py",), left=("ex2_b.py",))


def test_several_changes_give_one_sentence_per_file(workspace: Workspace, tmp_path: Path) -> None:
    workspace.file(OLD).write_text("mine")
    sentences = update(workspace, course(tmp_path, NEW, exercise("ex3_c"))).sentences
    assert [sentence.count(".py") for sentence in sentences] == [1, 1, 1]


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[1]", b'{"course": 3, "stubs": [1]}', b"\xff"])
def test_a_workspace_without_a_record_keeps_every_file(
    workspace: Workspace, tmp_path: Path, damage: bytes | None
) -> None:
    record = workspace.state_dir / "course.json"
    record.unlink()
    if damage is not None:
        record.write_bytes(damage)
    before = files(workspace)
    assert update(workspace, course(tmp_path, NEW, exercise("ex2_b"))) == Update()
    assert files(workspace) == before
    newer = course(tmp_path, exercise("ex1_a", "# a third start\n"), exercise("ex2_b"))
    assert update(workspace, newer) == Update(kept=("ex1_a.py",))


def test_a_new_stub_that_cannot_be_written_leaves_the_old_one(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk, pytest.raises(Exception, match="no space left"):
        disk.setattr(os, "fsync", full)
        update(workspace, course(tmp_path, NEW, exercise("ex2_b")))
    assert files(workspace)["ex1_a.py"] == OLD.stub
    assert update(workspace, course(tmp_path, NEW, exercise("ex2_b"))).renewed == ("ex1_a.py",)
