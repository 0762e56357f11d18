"""A folder kept in step with its course, and the record of what that needs: the course, the start of each exercise."""

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
    """``course`` is None for the tutor's own, which moves with the installation; "." for the workspace itself.

    ``stubs`` maps the id of an exercise to the digest of the stub that was offered last.
    """

    course: str | None = None
    stubs: Mapping[str, str] = field(default_factory=dict)

    def root(self, workspace: Path) -> Path:
        """The folder of the course, which may be gone."""
        return own_root() if self.course is None else Path(os.path.normpath(workspace / self.course))


def course_name(root: Path, workspace: Path) -> str | None:
    """How the course in ``root`` is remembered in ``workspace``."""
    if same_folder(root, own_root()):
        return None
    return "." if same_folder(root, workspace) else str(root.absolute())


def digest(text: bytes) -> str:
    """By which a text is known again."""
    return hashlib.sha256(text).hexdigest()


def read_record(state_dir: Path) -> Record | None:
    """What was kept in ``state_dir``; None when there is nothing, or nothing readable."""
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
    """Keeps it, atomically.

    Raises:
        FileError: it cannot be written.
    """
    kept = {"course": record.course, "stubs": dict(record.stubs)}
    write_atomic(state_dir / NAME, json.dumps(kept, ensure_ascii=False, indent=1).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Update:
    """What was done, as names of files in ``exercises/``.

    ``added`` were missing; ``carried`` are exercises under a new name, with what the learner had written under the
    old one; ``renewed`` had nothing in them and have a new start; ``kept`` have a new start too, but were begun;
    ``left`` belong to no exercise any more.
    """

    added: tuple[str, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    renewed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """For the learner: one for each file. Empty when nothing has changed."""
        return (
            *(f"New in exercises/: {name}" for name in self.added),
            *(
                f"exercises/{old} is {new} now, and what you wrote was copied there."
                for old, new in self.carried
            ),
            *(
                f"exercises/{name} begins otherwise now. You had written nothing in it, so it was renewed."
                for name in self.renewed
            ),
            *(
                f"exercises/{name} begins otherwise now, and yours stays as it is: 'tutor reset "
                f"{name.removesuffix('.py')}' gives the new one and keeps a copy of yours."
                for name in self.kept
            ),
            *(
                f"exercises/{name} is no exercise of the course any more; it stays yours."
                for name in self.left
            ),
        )


def create(directory: Path, course: Course) -> Workspace:
    """Makes ``directory`` a workspace: a stub for every exercise that has no file yet, and ``.tutor/``.

    Nothing that the learner wrote is overwritten, so it also completes a workspace after an update of the course.

    Raises:
        FileError: it cannot be made or written to.
    """
    workspace = Workspace(directory.expanduser().absolute())
    workspace.make_folder(workspace.exercises_dir)
    workspace.ready()
    update(workspace, course)
    return workspace


def update(workspace: Workspace, course: Course) -> Update:
    """Brings the files of ``workspace`` in step with ``course``, and remembers that it is for this course.

    What it did is told this once: next time it is remembered.

    Raises:
        FileError: a file cannot be written, or the workspace is not in its place.
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
        with suppress(FileError):  # a folder that cannot be written to can be read and graded
            workspace.ready()
            write_record(workspace.state_dir, new)
    return done.told()


class _Done:
    """What has been done so far."""

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
    """The file of an exercise that has none: with the text of its former name, if that was begun, else the stub."""
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
    """The file of an exercise whose stub has changed since ``old``."""
    stub = exercise.stub.encode()
    path = workspace.file(exercise)
    try:
        text = read_regular(path)
    except OSError:  # whatever stands there, it is not ours
        return
    if text == stub:
        return
    if digest(text) == old:
        write_atomic(path, stub)
        done.renewed.append(exercise.filename)
    else:
        done.kept.append(exercise.filename)


def _former_name(stub: str, before: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """The exercise that began with the same text and is gone."""
    return next((name for name, old in before.items() if old == stub and name not in now), None)
