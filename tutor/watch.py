"""Watches exercise files for real changes, whichever way an editor saves: in place, by rename, or through a backup.

It watches folders rather than files, because a rename creates a new file. It compares content rather than times, so
saving the same bytes is no change.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import watchfiles

from tutor.disk import read_regular

STEP = 8  # ms between checks of the system's reports; uses 0.3% of a processor when idle
DEBOUNCE = 20  # ms, longest time to collect reports
HEARTBEAT = 2.0  # seconds between reads of the files themselves, for file systems that report no changes
SETTLE = 0.02  # seconds to wait on an empty or missing file: some editors truncate a file before writing it
LARGEST = 2_000_000  # bytes read of a file; the grader accepts less


def watch(paths: Iterable[Path], stop: threading.Event) -> Iterator[frozenset[Path]]:
    """The files of ``paths`` whose content has changed since they were last reported (or since the start).

    Blocks until there are some; ends soon after ``stop`` is set. A deleted file is reported once. A link has the
    content of its target. Folders may disappear and come back.
    """
    seen = _Contents(paths)
    while not stop.is_set():
        folders = seen.folders()
        if not folders:
            stop.wait(HEARTBEAT)
        for _ in _reports(folders, stop):
            if changed := seen.changed():
                yield changed
            if seen.folders() != folders:
                break  # a different folder with the same name must be watched anew
        if changed := seen.changed():
            yield changed


def _reports(folders: dict[Path, int], stop: threading.Event) -> Iterator[object]:
    """Yields whenever something happens in one of these folders, or after a heartbeat without events."""
    if not folders:
        return iter(())
    return watchfiles.watch(
        *folders,
        watch_filter=None,
        step=STEP,
        debounce=DEBOUNCE,
        stop_event=stop,
        rust_timeout=int(1000 * HEARTBEAT),
        yield_on_timeout=True,
        recursive=False,
        raise_interrupt=True,
    )


class _Contents:
    """The last known content of each file."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(dict.fromkeys(path.absolute() for path in paths))
        self._digests = {path: _digest(path) for path in self._paths}

    def folders(self) -> dict[Path, int]:
        """The folders to watch, including those of link targets, with a value that identifies each folder."""
        found = {}
        for path in self._paths:
            for folder in (path.parent, Path(os.path.realpath(path)).parent):
                with suppress(OSError):
                    found[folder] = folder.stat().st_ino
        return found

    def changed(self) -> frozenset[Path]:
        """The files whose bytes have changed since the last call."""
        found = set()
        for path in self._paths:
            digest = _digest(path)
            if digest == self._digests[path]:
                continue
            if digest in (_NOTHING, _EMPTY):
                time.sleep(SETTLE)  # the editor may be saving right now
                digest = _digest(path)
            if digest != self._digests[path]:
                self._digests[path] = digest
                found.add(path)
        return frozenset(found)


_NOTHING = "nothing there"
_EMPTY = hashlib.sha256(b"").hexdigest()


def _digest(path: Path) -> str:
    """The digest of the file's content; "" if it is not a regular file or is too large to be graded."""
    with suppress(OSError):
        return hashlib.sha256(read_regular(path, LARGEST)).hexdigest()
    return _NOTHING
