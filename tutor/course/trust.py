"""The courses of other people that the user has agreed to run, stored by folder in the user's state folder.

The checks, mistakes and lessons of a course are executed, and the checks have all the user's permissions. So tutor
asks once before anything runs from a course other than its own.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from tutor.course.roots import exercise_folders, is_own, lesson_paths, plugin_name
from tutor.disk import make_folder, read_regular, sweep, write_atomic

STATE = "TUTOR_STATE"  # names the state folder; if it is empty, nothing is stored
AGREED = "TUTOR_TRUST_COURSE"  # the folder that the user agreed to for this command and its child processes
_NAME = "trusted-courses.json"


def is_trusted(root: Path) -> bool:
    """Whether the course in ``root`` may run: it is tutor's own, or the user has agreed to it."""
    place = os.path.realpath(root)
    return is_own(root) or os.environ.get(AGREED) == place or place in _kept()


def trust(root: Path) -> None:
    """Agree to run the course in ``root`` from now on.

    Raises:
        FileError: the agreement cannot be stored; it still applies to this command.
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
    """The parts of the course in ``root`` that would be executed, one sentence each."""
    checks, lessons = len(exercise_folders(root)), len(lesson_paths(root))
    said = []
    if checks:
        said.append(
            f"the checks and mistakes of {checks} exercise{'s' * (checks != 1)}, with all your permissions"
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
    """The folders that the user agreed to; none if the file is missing or unreadable."""
    file = _file()
    try:
        kept = json.loads(read_regular(file)) if file is not None else {}
    except (OSError, ValueError, RecursionError):
        return ()
    places = kept.get("courses") if isinstance(kept, dict) else None
    return tuple(place for place in places if isinstance(place, str)) if isinstance(places, list) else ()
