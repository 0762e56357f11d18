"""``tutor check --watch``: grades what is saved, until Ctrl-C. A newer save of a file ends the check of the older."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.course.types import Exercise

_DEBOUNCE = 50  # milliseconds in which an editor's several steps count as one save
_LOOK_ANYWAY = 1000  # milliseconds


def watch(
    folder: Path, exercises: Iterable[Exercise], grade: Callable[[Exercise], None], ready: Callable[[], None]
) -> None:
    """Call ``grade``, in a thread of its own, for each exercise that is saved from the moment ``ready`` is called."""
    saved = saves(folder, exercises)
    ready()
    for exercise in saved:
        threading.Thread(target=grade, args=(exercise,), daemon=True).start()


def saves(folder: Path, exercises: Iterable[Exercise]) -> Iterator[Exercise]:
    """Each exercise whose file in ``folder`` gets another content from now on, however the editor writes it."""
    by_name = {exercise.filename: exercise for exercise in exercises}
    return _follow(folder, by_name, {name: _digest(folder / name) for name in by_name})


def _follow(folder: Path, by_name: Mapping[str, Exercise], seen: dict[str, bytes]) -> Iterator[Exercise]:
    import watchfiles

    # The folder is watched and not the files: many editors rename a new file over the old one. A look now and then
    # without being told finds what a network drive does not tell, and what was saved before the watch began.
    told = watchfiles.watch(
        folder,
        debounce=_DEBOUNCE,
        step=10,
        rust_timeout=_LOOK_ANYWAY,
        yield_on_timeout=True,
        recursive=False,
    )
    for _ in told:
        for name, exercise in by_name.items():
            digest = _digest(folder / name)
            if digest != seen[name]:
                seen[name] = digest
                yield exercise


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b""
