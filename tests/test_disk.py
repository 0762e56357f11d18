"""Outside files are read only if they are regular and small enough; writes are atomic."""

from __future__ import annotations

import ast
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import tutor
from tutor.disk import (
    FileError,
    NotRegularError,
    TooLargeError,
    read_regular,
    read_text,
    reason,
    sweep,
    write_atomic,
)

PACKAGE = Path(tutor.__file__).parent
# Copies of the course's solutions in a temporary folder, and the scripts that build the shipped models.
MAY_WRITE = {
    "app/screens/hunt_screen.py",
    "app/screens/puzzle_screen.py",
    "classroom/grade.py",
    "grading/verify.py",
    "transformers/models/card.py",
    "transformers/models/train.py",
}


def test_a_regular_file_is_read_even_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text\r\n")
    (tmp_path / "link").symlink_to("a")
    assert read_regular(tmp_path / "link", 6) == b"text\r\n"
    assert read_text(tmp_path / "link") == "text\n"


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("what", ["pipe", "device", "socket"])
def test_anything_but_a_regular_file_is_refused_at_once(tmp_path: Path, what: str, linked: bool) -> None:
    path = tmp_path / what
    if what == "pipe":
        os.mkfifo(path)
    elif what == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
    else:
        path = Path("/dev/zero")
    if linked:
        (tmp_path / "link").symlink_to(path)
        path = tmp_path / "link"
    with pytest.raises(NotRegularError) as error:
        read_regular(path)
    assert reason(error.value) == "it is not a regular file"


def test_a_folder_and_a_missing_file_raise_their_own_errors(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as error:
        read_regular(tmp_path)
    assert reason(error.value) == "it is a folder"
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "missing")


def test_a_file_above_the_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 3_000_000)
    with pytest.raises(TooLargeError) as error:
        read_regular(path, 2_000_000)
    assert reason(error.value) == "it has 3.0 MB, and the limit is 2.0 MB"
    if Path("/proc/self/environ").exists():  # a file whose size is reported as 0
        with pytest.raises(TooLargeError):
            read_regular(Path("/proc/self/maps"), 10)


def test_a_write_keeps_the_mode_and_the_link_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link.symlink_to(target)
    write_atomic(link, b"new")
    assert link.is_symlink() and target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    write_atomic(tmp_path / "fresh", b"x", mode=0o640)
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fresh", "link", "target"]


def test_a_failed_write_changes_nothing_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"file cannot be written \(no space left on device\)"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_no_other_module_writes_files() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = str(path.relative_to(PACKAGE))
        if name == "disk.py" or "_course" in name or name in MAY_WRITE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("write_text", "write_bytes"):
                pytest.fail(f"{name}:{node.lineno} writes a file: use tutor.disk.write_atomic")


# Leftovers of a kill

KILLED_BEFORE_ITS_RENAME = """
import os, signal, sys
from pathlib import Path
from tutor import disk

Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
getattr(disk, sys.argv[1])(Path(sys.argv[2]), b"half")
"""


@pytest.mark.parametrize("writer", ["write_atomic", "write_new"])
def test_leftovers_of_a_killed_write_are_removed_and_nothing_else(tmp_path: Path, writer: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_ITS_RENAME, writer, str(tmp_path / "ex1.py")],
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    pid, random = re.fullmatch(r"\.ex1\.py\.(\d+)-([0-9a-f]{8})\.tmp", left.name).groups()  # type: ignore[union-attr]
    others = [
        f".ex1.py.{os.getpid()}-{random}.tmp",  # this process is writing it
        f".ex1.py.{os.getppid()}-{random}.tmp",  # another process is writing it
        f".ex1.py.{pid}.tmp",
        f".ex1.py.{pid}-{random}.swp",
        f"ex1.py.{pid}-{random}.tmp",
        f".ex1.py.{pid}-{random}x.tmp",
        "mine.tmp",
    ]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    folder, link = tmp_path / f".a.{pid}-00000000.tmp", tmp_path / f".b.{pid}-00000000.tmp"
    folder.mkdir()
    link.symlink_to("mine.tmp")
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*others, folder.name, link.name}
    sweep(tmp_path / "missing")
    sweep(tmp_path / "mine.tmp")


def test_in_a_container_the_killed_process_may_have_had_this_pid(tmp_path: Path) -> None:
    old = tmp_path / f".ex1.py.{os.getpid()}-0123abcd.tmp"
    old.write_bytes(b"")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    sweep(tmp_path)
    assert not old.exists()
