"""Which courses of other people the user has agreed to run, kept by their folders in the user's own state folder.

A course is data that its checks, mistakes and lessons make run: the checks with all that the user may do. So a course
other than the tutor's own is asked about once, before anything of it runs.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from tutor.course.roots import exercise_folders, is_own, lesson_paths, plugin_name
from tutor.disk import make_folder, read_regular, sweep, write_atomic

STATE = "TUTOR_STATE"  # names the folder instead of the user's own; empty: nothing is kept
AGREED = "TUTOR_TRUST_COURSE"  # what was agreed to for this command and the processes that it starts
_NAME = "trusted-courses.json"


def is_trusted(root: Path) -> bool:
    """Whether the course in ``root`` may run: the tutor's own, or one that was agreed to."""
    place = os.path.realpath(root)
    return is_own(root) or os.environ.get(AGREED) == place or place in _kept()


def trust(root: Path) -> None:
    """Agree to the course in ``root``, from now on.

    Raises:
        FileError: that cannot be kept; it still holds for this command.
    """
    place = os.path.realpath(root)
    os.environ[AGREED] = place
    file = _file()
    if file is None or place in _kept():
        return
    make_folder(file.parent)
    sweep(file.parent)
    write_atomic(file, json.dumps({"courses": [*_kept(), place]}, indent=1).encode() + b"\n")


def what_runs(root: Path) -> tuple[str, ...]:
    """What of the course in ``root`` would run, a sentence each."""
    checks, lessons = len(exercise_folders(root)), len(lesson_paths(root))
    said = []
    if checks:
        said.append(
            f"the checks and mistakes of {checks} exercise{'s' * (checks != 1)}, with all that you may do here"
        )
    if lessons:
        said.append(f"the live code of {lessons} lesson{'s' * (lessons != 1)}, in an isolated process")
    if named := plugin_name(root):
        said.append(f"the plug-in {named}, which is installed here")
    return tuple(said)


def _file() -> Path | None:
    named = os.environ.get(STATE)
    if named is None:
        from platformdirs import user_state_path

        return user_state_path("transformer-tutor") / _NAME
    return Path(named) / _NAME if named else None


def _kept() -> tuple[str, ...]:
    """The folders that were agreed to; none where nothing readable says so."""
    file = _file()
    try:
        kept = json.loads(read_regular(file)) if file is not None else {}
    except (OSError, ValueError, RecursionError):
        return ()
    places = kept.get("courses") if isinstance(kept, dict) else None
    return tuple(place for place in places if isinstance(place, str)) if isinstance(places, list) else ()
