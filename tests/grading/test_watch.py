"""What counts as a save, for every way in which editors write a file."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from tutor.grading.watch import awatch, watch

PATIENCE = 10.0


class Watched:
    """A file under watch, and what is reported of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stop = threading.Event()
        self.reports: Queue[frozenset[Path]] = Queue()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._until_armed()

    def _run(self) -> None:
        for changed in watch([self.path], self.stop):
            self.reports.put(changed)

    def _until_armed(self) -> None:
        """Write until the watch reports: before that it may not have been listening."""
        for number in range(100):
            self.path.write_text(f"armed = {number}\n")
            try:
                self.reports.get(timeout=0.1)
                break
            except Empty:
                continue
        while True:
            try:
                self.reports.get(timeout=0.2)
            except Empty:
                return

    def next(self) -> frozenset[Path]:
        return self.reports.get(timeout=PATIENCE)

    def close(self) -> None:
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


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
    assert watched.next() == {watched.path}
    with pytest.raises(Empty):
        watched.reports.get(timeout=0.2)


def test_the_same_bytes_again_are_no_change(watched: Watched) -> None:
    watched.path.write_text(watched.path.read_text())
    os.utime(watched.path)
    with pytest.raises(Empty):
        watched.reports.get(timeout=0.3)


def test_neighbours_are_no_change(watched: Watched) -> None:
    watched.path.with_name("other.py").write_text("y = 2\n")
    with pytest.raises(Empty):
        watched.reports.get(timeout=0.3)


def test_a_deleted_file_is_a_change_and_so_is_its_return(watched: Watched) -> None:
    watched.path.unlink()
    assert watched.next() == {watched.path}
    watched.path.write_text("back = True\n")
    assert watched.next() == {watched.path}


def test_what_a_link_points_to_is_watched(tmp_path: Path) -> None:
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


def test_a_folder_that_goes_and_comes_back_is_still_watched(watched: Watched) -> None:
    shutil.rmtree(watched.path.parent)
    assert watched.next() == {watched.path}
    watched.path.parent.mkdir()
    watched.path.write_text("x = 1\n")
    assert watched.next() == {watched.path}


async def test_an_event_loop_hears_of_a_save_and_can_stop_listening(tmp_path: Path) -> None:
    path = tmp_path / "ex1_tiny.py"
    path.write_text("x = 0\n")
    changes = awatch([path])

    async def write() -> None:
        for number in range(100):
            await asyncio.sleep(0.05)
            path.write_text(f"x = {number + 1}\n")

    writing = asyncio.create_task(write())
    assert await asyncio.wait_for(anext(changes), PATIENCE) == {path}
    writing.cancel()
    await changes.aclose()
