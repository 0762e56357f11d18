"""Updates a workspace with its course. Records the course, and the stub that each exercise began with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.course.roots import own_root, same_folder
from tutor.disk import FileError, read_regular, write_atomic, write_new
from tutor.workspace.files import Workspace

if TYPE_CHECKING:
    from tutor.course.model import Course, Exercise


NAME = "course.json"


@dataclass(frozen=True, slots=True)
class Record:
    """``course`` is None for tutor's own, which moves with the installation, and "." for the workspace itself.

    ``stubs`` maps the id of an exercise to the digest of the stub offered last.
    """

    course: str | None = None
    stubs: Mapping[str, str] = field(default_factory=dict)

    def root(self, workspace: Path) -> Path:
        """The folder of the course, which may no longer exist."""
        return own_root() if self.course is None else Path(os.path.normpath(workspace / self.course))


def course_name(root: Path, workspace: Path) -> str | None:
    """The value of ``Record.course`` for the course in ``root``."""
    if same_folder(root, own_root()):
        return None
    return "." if same_folder(root, workspace) else str(root.absolute())


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def read_record(state_dir: Path) -> Record | None:
    """The record in ``state_dir``; None if there is none, or it cannot be read."""
    try:
        kept = json.loads(read_regular(state_dir / NAME))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(kept, dict):
        return None
    course, stubs = kept.get("course"), kept.get("stubs")
    return Record(
        course if isinstance(course, str) else None,
        {k: v for k, v in stubs.items() if isinstance(v, str)} if isinstance(stubs, dict) else {},
    )


def write_record(state_dir: Path, record: Record) -> None:
    """Write the record atomically.

    Raises:
        FileError: it cannot be written.
    """
    kept = {"course": record.course, "stubs": dict(record.stubs)}
    write_atomic(state_dir / NAME, json.dumps(kept, ensure_ascii=False, indent=1).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Update:
    """What was done, as file names in ``exercises/``.

    ``added`` were missing; ``carried`` are exercises with a new name, including the learner's text from the old file;
    ``renewed`` were untouched and got the new stub; ``kept`` also have a new stub, but the learner had begun;
    ``left`` no longer belong to any exercise.
    """

    added: tuple[str, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    renewed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence per file for the learner. Empty if nothing has changed."""
        return (
            *(f"New in exercises/: {name}" for name in self.added),
            *(
                f"exercises/{old} is now called {new}; your code was copied there."
                for old, new in self.carried
            ),
            *(
                f"exercises/{name} has new starting code. You had not changed the file, so it was replaced."
                for name in self.renewed
            ),
            *(
                f"exercises/{name} has new starting code. Your file was not changed: 'tutor reset "
                f"{name.removesuffix('.py')}' installs the new one and saves your version."
                for name in self.kept
            ),
            *(
                f"exercises/{name} is no longer an exercise of the course; the file is left as it is."
                for name in self.left
            ),
        )


def create(directory: Path, course: Course) -> Workspace:
    """Make ``directory`` a workspace: a stub for every exercise without a file, and ``.tutor/``.

    It overwrites nothing of the learner's, so it also completes a workspace after the course was updated.

    Raises:
        FileError: it cannot be created or written.
    """
    workspace = Workspace(directory.expanduser().absolute())
    workspace.make_folder(workspace.exercises_dir)
    workspace.ready()
    update(workspace, course)
    return workspace


def update(workspace: Workspace, course: Course) -> Update:
    """Update the files of ``workspace`` from ``course``, and record the course.

    The returned changes are reported only once, because they are recorded too.

    Raises:
        FileError: a file cannot be written, or the workspace has moved.
    """
    workspace.require_in_place()
    record = read_record(workspace.state_dir)
    before = record.stubs if record is not None else {}
    now = {exercise.id: digest(exercise.stub.encode()) for exercise in course.exercises}
    done = _Done()
    for exercise in course.exercises:
        if not workspace.has(exercise):
            _add(workspace, exercise, _former_name(now[exercise.id], before, now), done)
        elif before.get(exercise.id, now[exercise.id]) != now[exercise.id]:
            _renew(workspace, exercise, before[exercise.id], done)
    new = Record(course_name(course.root, workspace.root), now)
    if new != record:
        gone = (f"{name}.py" for name in before if name not in now)
        done.left += [
            n for n in gone if n not in dict(done.carried) and (workspace.exercises_dir / n).exists()
        ]
        with suppress(FileError):  # a read-only folder can still be read and graded
            workspace.ready()
            write_record(workspace.state_dir, new)
    return done.told()


class _Done:
    """The changes so far."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self.carried: list[tuple[str, str]] = []
        self.renewed: list[str] = []
        self.kept: list[str] = []
        self.left: list[str] = []

    def told(self) -> Update:
        return Update(
            tuple(self.added), tuple(self.carried), tuple(self.renewed), tuple(self.kept), tuple(self.left)
        )


def _add(workspace: Workspace, exercise: Exercise, former: str | None, done: _Done) -> None:
    """Create an exercise's missing file: with the learner's text from its former name, else with the stub."""
    workspace.make_folder(workspace.exercises_dir)
    stub = exercise.stub.encode()
    text = stub
    if former is not None:
        with suppress(OSError):
            text = read_regular(workspace.exercises_dir / f"{former}.py")
    if not write_new(workspace.file(exercise), text):
        return
    if text == stub:
        done.added.append(exercise.filename)
    else:
        done.carried.append((f"{former}.py", exercise.filename))


def _renew(workspace: Workspace, exercise: Exercise, old: str, done: _Done) -> None:
    """Update the file of an exercise whose stub has changed since ``old``."""
    stub = exercise.stub.encode()
    path = workspace.file(exercise)
    try:
        text = read_regular(path)
    except OSError:  # the file was not written by tutor
        return
    if text == stub:
        return
    if digest(text) == old:
        write_atomic(path, stub)
        done.renewed.append(exercise.filename)
    else:
        done.kept.append(exercise.filename)


def _former_name(stub: str, before: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """The former id of an exercise: one with the same stub that the course no longer has."""
    return next((name for name, old in before.items() if old == stub and name not in now), None)
