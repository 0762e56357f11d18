"""What counts as a save, for every way in which editors write a file."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

import pytest

from tutor import watch as watching
from tutor.watch import watch

PATIENCE = 30.0


class Watched:
    """A watched file and its reports.

    Two more files are watched. ``starter`` is written until the watch is listening. ``clock`` is written once at a
    time: as soon as that is reported, everything that happened to the file before has been seen, however slow the
    machine is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.starter, self.clock = path.with_name("starter"), path.with_name("clock")
        self.path.write_text("at_first = True\n")
        self.stop = threading.Event()
        self.reports: Queue[frozenset[Path]] = Queue()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._until_armed()

    def _run(self) -> None:
        for changed in watch([self.starter, self.clock, self.path], self.stop):
            self.reports.put(changed)

    def _until_armed(self) -> None:
        for number in range(100):
            self.starter.write_text(f"{number}\n")
            with suppress(Empty):
                self.reports.get(timeout=PATIENCE / 100)
                return
        raise AssertionError("the watch reports nothing")

    def next(self) -> frozenset[Path]:
        """The next report that is not only about the two helper files."""
        while True:
            if changed := self.reports.get(timeout=PATIENCE) - {self.starter, self.clock}:
                return changed

    def rest(self) -> list[frozenset[Path]]:
        """The reports not taken yet. Once per test."""
        self.clock.write_text("now\n")
        found = []
        while True:
            changed = self.reports.get(timeout=PATIENCE)
            found.append(changed - {self.starter, self.clock})
            if self.clock in changed:
                return [paths for paths in found if paths]

    def close(self) -> None:
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@pytest.fixture(autouse=True)
def long_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test delayed between truncating a file and writing it must not count as a slow editor."""
    monkeypatch.setattr(watching, "SETTLE", 0.3)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    (tmp_path / "exercises").mkdir()
    one = Watched(tmp_path / "exercises" / "ex1_tiny.py")
    yield one
    one.close()


def in_place(path: Path) -> None:
    path.write_text("x = 1\n")


def renamed_over(path: Path) -> None:
    other = path.with_name("4913~tmp")
    other.write_text("x = 1\n")
    other.replace(path)


def backup_then_write(path: Path) -> None:
    path.rename(path.with_name(path.name + "~"))
    path.write_text("x = 1\n")


def emptied_then_written(path: Path) -> None:
    with path.open("w") as file:
        file.flush()
        os.fsync(file.fileno())
        file.write("x = 1\n")


def with_an_old_time(path: Path) -> None:
    path.write_text("x = 1\n")
    os.utime(path, (1, 1))


def same_size_and_time(path: Path) -> None:
    status = path.stat()
    path.write_text("x".ljust(status.st_size - 1, "#") + "\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize(
    "save",
    [in_place, renamed_over, backup_then_write, emptied_then_written, with_an_old_time, same_size_and_time],
)
def test_every_way_of_saving_is_one_change(watched: Watched, save: Callable[[Path], None]) -> None:
    save(watched.path)
    assert watched.rest() == [{watched.path}]


def test_the_same_bytes_again_are_no_change(watched: Watched) -> None:
    watched.path.write_text(watched.path.read_text())
    os.utime(watched.path)
    assert watched.rest() == []


def test_neighbours_are_no_change(watched: Watched) -> None:
    watched.path.with_name("other.py").write_text("y = 2\n")
    assert watched.rest() == []


def test_a_deleted_file_is_a_change_and_so_is_its_return(watched: Watched) -> None:
    watched.path.unlink()
    assert watched.next() == {watched.path}
    watched.path.write_text("back = True\n")
    assert watched.next() == {watched.path}


def test_the_target_of_a_link_is_watched(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "mine.py"
    target.write_text("x = 0\n")
    link = tmp_path / "exercises" / "ex1_tiny.py"
    link.symlink_to(target)
    one = Watched(link)
    try:
        target.write_text("x = 1\n")
        assert one.next() == {link}
    finally:
        one.close()


def test_a_folder_that_disappears_and_returns_is_still_watched(watched: Watched) -> None:
    shutil.rmtree(watched.path.parent)
    assert watched.next() == {watched.path}
    watched.path.parent.mkdir()
    watched.path.write_text("x = 1\n")
    assert watched.next() == {watched.path}
