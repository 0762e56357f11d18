"""Two records of one learner are merged: no duplicates, nothing lost, sorted by time."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from tutor.progress import log as log_module
from tutor.progress.events import Checked, Claimed, SectionRead, to_line
from tutor.progress.log import EventLog
from tutor.progress.merge import MergeError, merge


def read(at: float, section: str = "scores") -> SectionRead:
    return SectionRead(at=at, step="step-1", section=section)


@pytest.fixture
def here(tmp_path: Path) -> EventLog:
    log = EventLog(tmp_path / "here" / ".tutor" / "events.jsonl")
    for at in (1.0, 3.0, 5.0):
        log.append(read(at))
    return log


@pytest.fixture
def there(tmp_path: Path) -> EventLog:
    log = EventLog(tmp_path / "there" / ".tutor" / "events.jsonl")
    for event in (read(1.0), read(2.0), Checked(at=4.0, exercise="ex1", status="passed", digest="d")):
        log.append(event)
    return log


def test_merged_events_are_unique_and_sorted_by_time(here: EventLog, there: EventLog, tmp_path: Path) -> None:
    before = here.path.read_bytes()
    merged = merge(here, there.path, tmp_path / "backups")
    assert (merged.new, merged.known, merged.unreadable) == (2, 1, 0)
    assert [event.at for event in here.read().events] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert merged.backup is not None and merged.backup.read_bytes() == before


def test_merging_is_idempotent_and_symmetric(here: EventLog, there: EventLog, tmp_path: Path) -> None:
    merge(there, here.path.parents[1], tmp_path / "backups")  # a folder is accepted too
    merge(here, there.path, tmp_path / "backups")
    once = here.path.read_bytes()
    assert once == there.path.read_bytes()
    again = merge(here, there.path, tmp_path / "backups")
    assert (again.new, again.known, again.backup) == (0, 5, None)
    assert here.path.read_bytes() == once


def test_unreadable_lines_stay_and_are_counted(here: EventLog, there: EventLog, tmp_path: Path) -> None:
    ours, theirs = b'{"kind":"of-a-later-version","at":9}', b"\xff\xfe rubbish"
    here.path.write_bytes(ours + b"\n" + here.path.read_bytes())
    there.path.write_bytes(there.path.read_bytes() + theirs + b"\n")
    assert merge(here, there.path, tmp_path / "backups").unreadable == 1
    lines = here.path.read_bytes().splitlines()
    assert lines.count(ours) == 1 and theirs not in lines
    assert theirs in there.path.read_bytes()


def test_an_unreadable_line_stays_after_the_previous_one(
    here: EventLog, there: EventLog, tmp_path: Path
) -> None:
    first, second, third = here.path.read_bytes().splitlines()
    here.path.write_bytes(b"\n".join([first, second, b"rubbish", third, b'{"kind":"torn']))
    merge(here, there.path, tmp_path / "backups")
    lines = here.path.read_bytes().splitlines()
    assert (lines[0], lines[2:4], lines[5:]) == (first, [second, b"rubbish"], [third, b'{"kind":"torn'])


def test_fields_of_a_newer_version_are_kept(here: EventLog, there: EventLog, tmp_path: Path) -> None:
    def richer(path: Path) -> bytes:
        data = path.read_bytes().replace(b'"scores"}', b'"scores","mood":"good"}')
        path.write_bytes(data)
        return data

    ours, theirs = richer(here.path), richer(there.path)
    assert merge(here, there.path, tmp_path / "backups").new == 2
    assert set(here.path.read_bytes().splitlines()) == set((ours + theirs).splitlines())


def test_a_record_that_is_a_link_stays_a_link(here: EventLog, there: EventLog, tmp_path: Path) -> None:
    synced = here.path.rename(tmp_path / "synced.jsonl")
    here.path.symlink_to(synced)
    synced.chmod(0o600)
    merge(here, there.path, tmp_path / "backups")
    assert here.path.is_symlink() and len(EventLog(synced).read().events) == 5
    assert synced.stat().st_mode & 0o777 == 0o600


def test_the_state_folder_is_accepted_and_only_regular_files_are_read(
    here: EventLog, there: EventLog, tmp_path: Path
) -> None:
    assert merge(here, there.path.parent, tmp_path / "backups").new == 2
    os.mkfifo(tmp_path / "pipe")  # reading it would block for ever
    with pytest.raises(MergeError, match="not a regular file"):
        merge(here, tmp_path / "pipe", tmp_path / "backups")


def test_a_full_disk_leaves_the_record_and_no_half_file(
    here: EventLog, there: EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = here.path.read_bytes()

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MergeError, match="no space left on device"):
        merge(here, there.path, tmp_path / "backups")
    assert here.path.read_bytes() == before
    assert [path.name for path in here.path.parent.iterdir()] == ["events.jsonl"]
    assert list((tmp_path / "backups").iterdir()) == []


def test_without_locks_concurrent_events_are_appended_afterwards(
    here: EventLog, there: EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "_lock", lambda fd: False)
    put = log_module.put

    def slowly(path: Path, data: bytes, *, mode: int | None = None) -> None:
        if path == here.path:
            with path.open("ab") as file:
                file.write(to_line(read(9.0)) + b"\n")
        put(path, data, mode=mode)

    monkeypatch.setattr(log_module, "put", slowly)
    merge(here, there.path, tmp_path / "backups")
    assert [event.at for event in here.read().events] == [1.0, 2.0, 3.0, 4.0, 5.0, 9.0]


def test_merging_into_an_empty_record_works(there: EventLog, tmp_path: Path) -> None:
    log = EventLog(tmp_path / "new" / ".tutor" / "events.jsonl")
    merged = merge(log, there.path, tmp_path / "backups")
    assert (merged.new, merged.backup) == (3, None) and not (tmp_path / "backups").exists()
    assert len(log.read().events) == 3


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"not json\n", b'{"a": 1}\n', None])
def test_a_file_that_is_no_record_is_refused_and_nothing_changes(
    here: EventLog, tmp_path: Path, content: bytes | None
) -> None:
    before, other = here.path.read_bytes(), tmp_path / "other"
    if content is not None:
        other.write_bytes(content)
    with pytest.raises(MergeError) as refused:
        merge(here, other, tmp_path / "backups")
    assert str(other) in str(refused.value)
    assert here.path.read_bytes() == before and not (tmp_path / "backups").exists()


def test_concurrent_writes_are_not_lost(here: EventLog, tmp_path: Path) -> None:
    others = []
    for number in range(6):
        log = EventLog(tmp_path / f"other-{number}.jsonl")
        for at in range(20):
            log.append(read(100.0 * number + at, "other"))
        others.append(log.path)
    kept: list[bool] = []

    def write() -> None:
        for at in range(150):
            kept.append(here.append(Claimed(at=1e6 + at, checkpoint="c")).kept)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for path in others:
        merge(here, path, tmp_path / "backups")
    for thread in threads:
        thread.join()
    assert all(kept) and len(kept) == 300
    events = here.read().events
    assert sum(isinstance(event, SectionRead) for event in events) == 3 + 6 * 20
    # Both wrote the same events; a merge in between may have merged equal ones.
    assert len({to_line(event) for event in events if isinstance(event, Claimed)}) == 150


def test_in_a_read_only_folder_the_record_is_unchanged(
    here: EventLog, there: EventLog, tmp_path: Path
) -> None:
    before = here.path.read_bytes()
    (tmp_path / "backups").write_text("a file")
    with pytest.raises(MergeError, match="nothing was merged"):
        merge(here, there.path, tmp_path / "backups")
    assert here.path.read_bytes() == before
