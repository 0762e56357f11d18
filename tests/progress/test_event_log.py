"""No acknowledged event is lost and no log becomes unreadable, whatever happens to the writer or the disk."""

import errno
import fcntl
import multiprocessing
import os
import random
import resource
import select
import signal
import time
from pathlib import Path

import pytest

from tutor.progress import log as log_module
from tutor.progress.events import Checked, HintTaken, QuizAnswered, SectionRead, to_line
from tutor.progress.log import EventLog


def event(number: int, padding: int = 0) -> QuizAnswered:
    return QuizAnswered(at=1.0, quiz=f"q{number}", given="x" * padding, correct=True)


def numbers(log: EventLog) -> list[int]:
    return [int(e.quiz[1:]) for e in log.read().events]


def test_events_are_read_back_unchanged_and_in_order(tmp_path):
    log = EventLog(tmp_path / "deep" / "events.jsonl")
    kept = [
        SectionRead(at=1.5, step="s", section="é"),
        Checked(at=2.5, exercise="ex1", status="failed", digest="d", mistake="m", passed=3, total=9),
        HintTaken(at=3.5, exercise="ex1", number=2),
    ]
    assert all(log.append(e).kept for e in kept)
    assert log.read().events == tuple(kept)
    assert log.read().problem == ""


def test_a_log_that_does_not_exist_is_empty_and_reading_does_not_make_it(tmp_path):
    log = EventLog(tmp_path / "events.jsonl")
    assert log.read().events == () and not log.path.exists()


def test_a_line_torn_at_any_byte_is_skipped_and_the_rest_is_read(tmp_path):
    lines = b"".join(to_line(event(i)) + b"\n" for i in range(3))
    second = lines.index(b"\n") + 1
    for end in range(second, len(lines) + 1):
        log = EventLog(tmp_path / f"{end}.jsonl")
        log.path.write_bytes(lines[:end])
        whole = [i for i in range(3) if end >= len(b"".join(lines.splitlines(True)[: i + 1])) - 1]
        assert (numbers(log), log.read().problem) == (whole, "")
        assert log.append(event(7)).kept
        assert (numbers(log), log.read().problem) == ([*whole, 7], "")


def test_an_event_of_a_newer_version_is_skipped_and_stays_in_the_file(tmp_path):
    log = EventLog(tmp_path / "events.jsonl")
    log.append(event(1))
    newer = b'{"kind":"dreamt","at":1.0,"of":"attention"}\n'
    with log.path.open("ab") as file:
        file.write(newer)
    log.append(event(2))
    assert (numbers(log), log.read().problem) == ([1, 2], "")
    assert newer in log.path.read_bytes()


@pytest.mark.parametrize("damage", [b"\x00" * 40, b"garbage", b"\xff\xfe{", b'{"kind": }', b"[1]"])
def test_damage_is_reported_with_its_line_and_the_rest_is_read(tmp_path, damage):
    log = EventLog(tmp_path / "events.jsonl")
    log.append(event(1))
    with log.path.open("ab") as file:
        file.write(damage + b"\n")
    log.append(event(2))
    reading = log.read()
    assert numbers(log) == [1, 2]
    assert "1 line of" in reading.problem and "(line 2)" in reading.problem


def _append_range(path: Path, first: int, count: int) -> None:
    log = EventLog(path)
    for number in range(first, first + count):
        assert log.append(event(number)).kept


def test_two_writers_at_once_lose_nothing(tmp_path, monkeypatch):
    path = tmp_path / "events.jsonl"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_range, args=(path, first, 1000)) for first in (0, 1000)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    found = numbers(EventLog(path))
    assert sorted(found) == list(range(2000))
    assert [n for n in found if n < 1000] == list(range(1000))


def _write_until_killed(path: Path, acknowledge: int, first: int) -> None:
    """Append for ever, and report each acknowledged number by a write that cannot be torn."""
    log = EventLog(path)
    number = first
    while True:
        # Long lines cross pages, where a kill can tear a write.
        if log.append(event(number, padding=9000 if number % 3 == 0 else 10)).kept:
            os.write(acknowledge, number.to_bytes(8, "little"))
        number += 1


def _killed_writer(path: Path, first: int, delay: float) -> list[int]:
    """Start a writer and kill it ``delay`` seconds after its first acknowledged event. Returns all
    acknowledged ones."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            _write_until_killed(path, into, first)
        finally:
            os._exit(1)
    os.close(into)
    select.select([out], [], [], 10)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = b""
    while chunk := os.read(out, 65536):
        told += chunk
    os.close(out)
    return [int.from_bytes(told[i : i + 8], "little") for i in range(0, len(told), 8)]


@pytest.mark.parametrize("kills", [pytest.param(100), pytest.param(1000, marks=pytest.mark.thorough)])
def test_no_acknowledged_event_is_lost_by_kills_in_the_middle_of_writing(tmp_path, kills):
    chance = random.Random(0)
    acknowledged: list[int] = []
    logs = [EventLog(tmp_path / f"{i}.jsonl") for i in range(10)]
    for kill in range(kills):
        log = logs[kill % len(logs)]
        acknowledged += _killed_writer(log.path, kill * 100_000, chance.random() * 0.002)
    kept = {number for log in logs for number in numbers(log)}
    assert len(acknowledged) >= kills
    assert set(acknowledged) <= kept
    assert [log.read().problem for log in logs] == [""] * len(logs)


def test_a_full_disk_is_reported_and_nothing_earlier_is_lost(tmp_path):
    log = EventLog(tmp_path / "events.jsonl")
    log.append(event(1))
    before = log.path.read_bytes()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        # There is room for half a line, so the write succeeds partly and has to be undone.
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, len(before) + 20))
        answer = log.append(event(2))
        os._exit(0 if not answer.kept and "disk is full" in answer.problem else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert log.path.read_bytes() == before
    assert log.append(event(3)).kept
    assert numbers(log) == [1, 3]


def test_a_disk_that_fails_on_flush_is_reported(tmp_path, monkeypatch):
    log = EventLog(tmp_path / "events.jsonl")
    log.append(event(1))

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(log_module.os, "fsync", full)
    answer = log.append(event(2))
    monkeypatch.undo()
    assert not answer.kept and "all earlier ones were" in answer.problem
    assert numbers(log) == [1]


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_read_only_folder_works_and_says_that_nothing_is_saved(tmp_path, monkeypatch, code):
    log = EventLog(tmp_path / "events.jsonl")
    log.append(event(1))

    def refuse(*args: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(log_module.os, "open", refuse)
    answer = log.append(event(2))
    monkeypatch.undo()
    assert not answer.kept
    assert answer.problem.startswith("Your progress is not being saved: ") and answer.problem.count(".") >= 1
    assert numbers(log) == [1]


def test_a_file_in_place_of_the_folder_is_reported(tmp_path):
    (tmp_path / "state").write_text("")
    assert (
        "Your progress is not being saved"
        in EventLog(tmp_path / "state" / "events.jsonl").append(event(1)).problem
    )


def test_a_folder_in_place_of_the_log_is_reported(tmp_path):
    (tmp_path / "events.jsonl").mkdir()
    log = EventLog(tmp_path / "events.jsonl")
    assert "cannot be read" in log.read().problem
    assert not log.append(event(1)).kept


def test_a_process_that_never_releases_the_lock_does_not_block_this_one(tmp_path, monkeypatch):
    log = EventLog(tmp_path / "events.jsonl")
    log.append(event(1))
    monkeypatch.setattr(log_module, "_LOCK_PATIENCE", 0.01)
    with log.path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert "another process has locked it" in log.append(event(2)).problem
    assert log.append(event(3)).kept
    assert numbers(log) == [1, 3]


def test_a_name_that_is_not_unicode_is_reported_and_breaks_nothing(tmp_path):
    log = EventLog(tmp_path / "events.jsonl")
    assert "not Unicode" in log.append(HintTaken(at=1.0, exercise="\udc80", number=1)).problem
    assert log.append(event(1)).kept
    assert numbers(log) == [1]


def test_an_event_is_not_written_to_a_file_deleted_while_it_waited(tmp_path, monkeypatch):
    log = EventLog(tmp_path / "events.jsonl")
    log.append(event(1))
    lock = log_module._lock

    def delete_then_lock(fd: int) -> bool:
        monkeypatch.setattr(log_module, "_lock", lock)
        log.path.unlink()
        return lock(fd)

    monkeypatch.setattr(log_module, "_lock", delete_then_lock)
    assert log.append(event(2)).kept
    assert numbers(log) == [2]


def test_a_file_system_without_locks_still_keeps_events(tmp_path, monkeypatch):
    def unsupported(fd: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(log_module, "lock_now", unsupported)
    log = EventLog(tmp_path / "events.jsonl")
    assert log.append(event(1)).kept
    assert numbers(log) == [1]
