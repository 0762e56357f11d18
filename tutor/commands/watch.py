"""``tutor check --watch``: grades what is saved, until Ctrl-C. A newer save of a file ends the check of the older."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.course.types import Exercise

_DEBOUNCE = 50  # milliseconds in which an editor's several steps count as one save


def watch(folder: Path, exercises: Iterable[Exercise], grade: Callable[[Exercise], None]) -> None:
    """Call ``grade`` in a thread of its own for every exercise that is saved; returns only by KeyboardInterrupt."""
    for exercise in saves(folder, exercises):
        threading.Thread(target=grade, args=(exercise,), daemon=True).start()


def saves(folder: Path, exercises: Iterable[Exercise]) -> Iterator[Exercise]:
    """Each exercise whose file in ``folder`` has got another content, however the editor wrote it."""
    import watchfiles

    by_name = {exercise.filename: exercise for exercise in exercises}
    seen = {name: _digest(folder / name) for name in by_name}
    while True:
        # The folder is watched and not the files: many editors rename a new file over the old one.
        for changes in watchfiles.watch(folder, debounce=_DEBOUNCE, step=10, recursive=False):
            for name in {Path(path).name for _, path in changes} & by_name.keys():
                digest = _digest(folder / name)
                if digest != seen[name]:
                    seen[name] = digest
                    yield by_name[name]
        time.sleep(_DEBOUNCE / 1000)  # the watcher ended: the folder itself was replaced


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b""
