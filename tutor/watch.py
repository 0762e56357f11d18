"""Which exercise files have really changed, however an editor saves: in place, by renaming over, or by way of a backup.

Folders are watched, not files, for a rename makes a new file. Content decides, not times: the same bytes are no change.
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

STEP = 8  # ms between two looks at what the system has reported: 0.3 % of a processor when nothing happens
DEBOUNCE = 20  # ms at most that reports are gathered
HEARTBEAT = 2.0  # seconds between two looks at the files themselves, for drives that report nothing
SETTLE = (
    0.02  # seconds that an empty or missing file is given: some editors empty a file before they write it
)
LARGEST = 2_000_000  # bytes that are read of a file; the grader refuses less


def watch(paths: Iterable[Path], stop: threading.Event) -> Iterator[frozenset[Path]]:
    """The files of ``paths`` whose content has changed since they were last reported (or since the start).

    Blocks until there are some; ends soon after ``stop`` is set. A deleted file is reported once. What a link points
    to counts as the link's content. Folders may go and come back.
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
                break  # another folder of the same name: it must be watched anew
        if changed := seen.changed():
            yield changed


def _reports(folders: dict[Path, int], stop: threading.Event) -> Iterator[object]:
    """Something happens in one of these folders every time this yields, or it was quiet for a heartbeat."""
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
    """What stood in each file when it was last looked at."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(dict.fromkeys(path.absolute() for path in paths))
        self._digests = {path: _digest(path) for path in self._paths}

    def folders(self) -> dict[Path, int]:
        """The folders to watch, those of the files and of what links point to, with what tells one from the next."""
        found = {}
        for path in self._paths:
            for folder in (path.parent, Path(os.path.realpath(path)).parent):
                with suppress(OSError):
                    found[folder] = folder.stat().st_ino
        return found

    def changed(self) -> frozenset[Path]:
        """The files whose bytes differ from what they were; they count as seen from now on."""
        found = set()
        for path in self._paths:
            digest = _digest(path)
            if digest == self._digests[path]:
                continue
            if digest in (_NOTHING, _EMPTY):
                time.sleep(SETTLE)  # in the middle of a save
                digest = _digest(path)
            if digest != self._digests[path]:
                self._digests[path] = digest
                found.add(path)
        return frozenset(found)


_NOTHING = "nothing there"
_EMPTY = hashlib.sha256(b"").hexdigest()


def _digest(path: Path) -> str:
    """The digest of what the file holds; what is no regular file, or too large to be graded, is nothing."""
    with suppress(OSError):
        return hashlib.sha256(read_regular(path, LARGEST)).hexdigest()
    return _NOTHING
