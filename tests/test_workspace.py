"""The learner's folder is found, created and reset, and the learner's text is never lost."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.course.model import Course, Exercise
from tutor.disk import FileError, write_atomic
from tutor.session import Session
from tutor.workspace import Workspace, create, find, update


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    monkeypatch.delenv("TUTOR_WORKSPACE", raising=False)
    monkeypatch.setattr("tutor.course.roots.exercise_names", lambda root=None: frozenset({"ex1_a", "ex2_b"}))


def exercise(name: str) -> Exercise:
    return Exercise(name, "T", 1, (), "", (), (), (), "", f"# stub of {name}\n", Path())


EX1, EX2 = exercise("ex1_a"), exercise("ex2_b")
COURSE = Course(Path(), exercises=(EX1, EX2))


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return create(tmp_path / "w", COURSE)


def refuse(code: int):
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_creating_writes_every_stub_and_a_state_folder_that_git_ignores(workspace):
    assert workspace.file(EX1).read_text() == "# stub of ex1_a\n"
    assert workspace.file(EX2).name == "ex2_b.py"
    assert (workspace.state_dir / ".gitignore").read_text() == "*\n"
    assert sorted(p.name for p in workspace.exercises_dir.iterdir()) == ["ex1_a.py", "ex2_b.py"]


def test_creating_again_overwrites_nothing_and_adds_missing_files(workspace):
    workspace.file(EX1).write_text("mine")
    workspace.file(EX2).unlink()
    assert workspace.missing(COURSE) == (EX2,)
    create(workspace.root, COURSE)
    assert workspace.file(EX1).read_text() == "mine"
    assert workspace.file(EX2).read_text() == "# stub of ex2_b\n"
    assert workspace.missing(COURSE) == ()


def test_an_update_reports_its_changes_once(workspace):
    workspace.file(EX2).unlink()
    assert update(workspace, COURSE).sentences == ("New in exercises/: ex2_b.py",)
    assert update(workspace, COURSE).sentences == ()


def test_a_file_that_appears_during_creation_is_not_overwritten(workspace, monkeypatch):
    monkeypatch.setattr(Workspace, "has", lambda self, exercise: False)
    workspace.file(EX1).write_text("mine")
    assert update(workspace, COURSE).sentences == ()
    assert workspace.file(EX1).read_text() == "mine"


def test_a_broken_link_is_left_alone(workspace):
    workspace.file(EX1).unlink()
    workspace.file(EX1).symlink_to("gone.py")
    create(workspace.root, COURSE)
    assert workspace.file(EX1).is_symlink() and not workspace.file(EX1).exists()


def test_a_workspace_is_found_from_within_and_from_its_parent(tmp_path):
    made = create(tmp_path / "transformer-tutor", COURSE)
    deep = made.root / "exercises" / "deep"
    deep.mkdir()
    for start in (made.root, deep, tmp_path):
        assert find(start).root == made.root


def test_a_clone_without_a_state_folder_is_a_workspace(tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "ex2_b.py").write_text("")
    assert find(tmp_path).root == tmp_path


def test_a_workspace_without_files_is_still_a_workspace(workspace):
    for path in workspace.exercises_dir.iterdir():
        path.unlink()
    workspace.exercises_dir.rmdir()
    assert find(workspace.root).root == workspace.root
    assert len(create(workspace.root, COURSE).missing(COURSE)) == 0


def test_an_unrelated_exercises_folder_is_no_workspace(tmp_path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "homework.py").write_text("")
    assert find(tmp_path) is None


def test_without_a_start_the_current_folder_counts(workspace, monkeypatch):
    monkeypatch.chdir(workspace.exercises_dir)
    assert find().root == workspace.root


def test_an_override_wins_over_the_environment_and_both_over_the_search(tmp_path, monkeypatch):
    one, two, three = (create(tmp_path / name, COURSE) for name in "123")
    assert find(one.root).root == one.root
    monkeypatch.setenv("TUTOR_WORKSPACE", str(two.root))
    assert find(one.root).root == two.root
    assert find(one.root, three.root).root == three.root
    assert find(one.root, str(three.root)).root == three.root
    assert find(one.root, three.exercises_dir).root == three.root


@pytest.mark.parametrize(
    ("name", "says"), [("empty", "contains no exercises"), ("none", "does not exist"), ("f", "not a folder")]
)
def test_an_override_that_is_no_workspace_says_what_to_do(tmp_path, name, says):
    (tmp_path / "empty").mkdir()
    (tmp_path / "f").write_text("")
    with pytest.raises(FileError, match=says) as caught:
        find(tmp_path, tmp_path / name)
    assert "tutor init" in str(caught.value)


def test_a_reset_backs_up_the_exact_text_and_restores_the_stub(workspace):
    text = b"\xff not utf-8 \x00 and mine\r\n"
    workspace.file(EX1).write_bytes(text)
    backup = workspace.reset(EX1)
    assert backup.read_bytes() == text
    assert backup.parent == workspace.state_dir / "backups" and backup.name.startswith("ex1_a.py.bak-")
    assert workspace.file(EX1).read_text() == EX1.stub


def test_every_reset_has_a_backup_of_its_own(workspace):
    backups = []
    for number in range(5):
        workspace.file(EX1).write_text(f"try {number}")
        backups.append(workspace.reset(EX1))
    assert [b.read_text() for b in backups] == [f"try {number}" for number in range(5)]
    assert len(set(backups)) == 5


def test_a_reset_of_a_stub_or_of_nothing_needs_no_backup(workspace):
    assert workspace.reset(EX1) is None
    workspace.file(EX1).unlink()
    assert workspace.reset(EX1) is None
    assert workspace.file(EX1).read_text() == EX1.stub
    assert not (workspace.state_dir / "backups").exists()


def test_without_room_for_a_backup_the_file_is_unchanged(workspace, monkeypatch):
    workspace.file(EX1).write_text("mine")
    monkeypatch.setattr(os, "fsync", refuse(errno.ENOSPC))
    with pytest.raises(FileError, match="no space left"):
        workspace.reset(EX1)
    assert workspace.file(EX1).read_text() == "mine"
    assert [p.name for p in (workspace.state_dir / "backups").iterdir()] == []


def test_a_folder_in_place_of_the_file_is_reported_and_unchanged(workspace):
    workspace.file(EX1).unlink()
    workspace.file(EX1).mkdir()
    with pytest.raises(FileError, match="cannot be read"):
        workspace.reset(EX1)
    assert workspace.file(EX1).is_dir()


def test_a_reset_through_a_link_keeps_the_link_and_the_mode(workspace, tmp_path):
    target = tmp_path / "elsewhere.py"
    target.write_text("mine")
    target.chmod(0o640)
    workspace.file(EX1).unlink()
    workspace.file(EX1).symlink_to(target)
    assert workspace.reset(EX1).read_text() == "mine"
    assert workspace.file(EX1).is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == (EX1.stub, 0o640)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for blocked in (tmp_path / "file", tmp_path / "file" / "w"):
        with pytest.raises(FileError, match=rf"^{tmp_path}/file is a file, and a folder is needed"):
            create(blocked, COURSE)
    monkeypatch.setattr(Path, "mkdir", refuse(errno.EROFS))
    with pytest.raises(FileError, match=r"cannot be created \(read-only file system\)"):
        create(tmp_path / "new", COURSE)


def test_state_is_loaded_and_empty_if_there_is_none(workspace):
    assert workspace.load_state() == {}
    assert workspace.save_state({"place": "learn", "sizes": {"T": 5}, "é": "√"}) == ""
    assert workspace.load_state() == {"place": "learn", "sizes": {"T": 5}, "é": "√"}


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\x00", b"[1]", b'"text"', b"[" * 100_000])
def test_damaged_state_is_no_state(workspace, damage):
    workspace.state_path.write_bytes(damage)
    assert workspace.load_state() == {}


def test_state_that_cannot_be_saved_is_reported_without_raising(workspace, monkeypatch):
    workspace.save_state({"n": 1})
    monkeypatch.setattr(Path, "replace", refuse(errno.EROFS))
    assert "cannot be written (read-only file system)" in workspace.save_state({"n": 2})
    monkeypatch.undo()
    assert workspace.load_state() == {"n": 1}
    assert not list(workspace.state_dir.glob(".*.tmp"))


def test_state_makes_its_folder_in_a_clone(tmp_path):
    assert Workspace(tmp_path).save_state({}) == ""
    assert (tmp_path / ".tutor" / ".gitignore").read_text() == "*\n"


def test_a_failed_atomic_write_keeps_the_old_content(tmp_path, monkeypatch):
    path = tmp_path / "x"
    write_atomic(path, b"old")
    monkeypatch.setattr(os, "fsync", refuse(errno.EIO))
    with pytest.raises(FileError):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_file_system_without_hard_links_still_gets_its_stubs(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    made = create(tmp_path / "w", COURSE)
    assert made.missing(COURSE) == ()
    made.file(EX1).write_text("mine")
    create(made.root, COURSE)
    assert made.file(EX1).read_text() == "mine"


def test_finding_a_workspace_loads_no_yaml_and_no_numpy():
    import subprocess
    import sys

    code = (
        "import sys, tutor.workspace as w; w.find(); print({'yaml', 'msgspec', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_opening_removes_leftovers_of_killed_writes_everywhere(workspace):
    printed = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    name = f".x.{int(printed.stdout)}-0123abcd.tmp"
    for folder in (
        "exercises",
        ".tutor",
        ".tutor/backups",
        "notes/lesson",
        "playground",
        "my",
        "exercises/my",
    ):
        (workspace.root / folder).mkdir(parents=True, exist_ok=True)
        (workspace.root / folder / name).write_bytes(b"")
    Session(COURSE, workspace).close()
    left = {str(path.parent.relative_to(workspace.root)) for path in workspace.root.rglob(name)}
    assert left == {"my", "exercises/my"}
