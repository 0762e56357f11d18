"""Which exercise files have really changed, however an editor saves: in place, by renaming over, or by way of a backup.

Folders are watched, not files, for a rename makes a new file. Content decides, not times: the same bytes are no change.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import watchfiles

STEP = 5  # ms between two looks at what the system has reported
DEBOUNCE = 20  # ms at most that reports are gathered
SETTLE = (
    0.02  # seconds that an empty or missing file is given: some editors empty a file before they write it
)
LARGEST = 2_000_000  # bytes that are read of a file; the grader refuses less


def watch(paths: Iterable[Path], stop: threading.Event) -> Iterator[frozenset[Path]]:
    """The files of ``paths`` whose content has changed since they were last reported (or since the start).

    Blocks until there are some; ends soon after ``stop`` is set. A file that has been deleted is reported once. A path
    that is a link is reported when what it points to changes, too. Where the system reports nothing (network drives),
    set WATCHFILES_FORCE_POLLING, as watchfiles itself has it.
    """
    seen = _Contents(paths)
    for _ in watchfiles.watch(
        *seen.folders, watch_filter=seen.concerns, stop_event=stop, rust_timeout=1000, **_OPTIONS
    ):
        changed = seen.changed()
        if changed:
            yield changed


async def awatch(paths: Iterable[Path], stop: asyncio.Event) -> AsyncIterator[frozenset[Path]]:
    """``watch`` for an event loop; reading the files happens in a thread of its own."""
    seen = _Contents(paths)
    async for _ in watchfiles.awatch(*seen.folders, watch_filter=seen.concerns, stop_event=stop, **_OPTIONS):
        changed = await asyncio.to_thread(seen.changed)
        if changed:
            yield changed


_OPTIONS = {"step": STEP, "debounce": DEBOUNCE, "recursive": False, "raise_interrupt": True}


class _Contents:
    """What stood in each file when it was last looked at."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(dict.fromkeys(path.absolute() for path in paths))
        self._digests = {path: _digest(path) for path in self._paths}

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders to watch: those of the files and of what links point to."""
        both = [
            folder for path in self._paths for folder in (path.parent, Path(os.path.realpath(path)).parent)
        ]
        return tuple(dict.fromkeys(folder for folder in both if folder.is_dir()))

    def concerns(self, _: watchfiles.Change, path: str) -> bool:
        """Whether a reported path may be one of the files, by its name (the folder may have other names)."""
        name = os.path.basename(path)  # noqa: PTH119
        return any(name in (own.name, os.path.basename(os.path.realpath(own))) for own in self._paths)  # noqa: PTH119

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
    """What stands in the file, in short; never waits for a pipe."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(LARGEST)
            return hashlib.sha256(data or b"").hexdigest()
    return _NOTHING
