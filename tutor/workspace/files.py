"""The learner's folder and every write to it: whole or not at all, never over what is there unless asked."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.disk import FileError, make_folder, read_regular, reason, sweep, write_atomic, write_new
from tutor.workspace.held_folder import HeldFolder

if TYPE_CHECKING:
    from tutor.course.model import Course, Exercise


STATE_FOLDER = ".tutor"


class Workspace:
    """One learner's folder: ``exercises/`` is the learner's, ``.tutor/`` the program's, ignored by git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._held: HeldFolder | None = None

    def __repr__(self) -> str:
        return f"Workspace({str(self.root)!r})"

    @property
    def exercises_dir(self) -> Path:
        """Where the learner's files are."""
        return self.root / "exercises"

    @property
    def state_dir(self) -> Path:
        """``.tutor/``; it may not exist yet."""
        return self.root / STATE_FOLDER

    @property
    def progress_path(self) -> Path:
        """The event log's file."""
        return self.state_dir / "events.jsonl"

    @property
    def playground_dir(self) -> Path:
        """Where blocks that were changed are kept as files."""
        return self.root / "playground"

    @property
    def state_path(self) -> Path:
        """Where ``tutor start`` comes back to."""
        return self.state_dir / "state.json"

    def file(self, exercise: Exercise) -> Path:
        """The learner's file for ``exercise``."""
        return self.exercises_dir / exercise.filename

    def has(self, exercise: Exercise) -> bool:
        """Whether something has the name of its file (a link that leads nowhere has it, too)."""
        return os.path.lexists(self.file(exercise))

    def missing(self, course: Course) -> tuple[Exercise, ...]:
        """The exercises whose file is not there."""
        return tuple(e for e in course.exercises if not self.has(e))

    def open(self) -> None:
        """Hold on to the folder for a session, and remove what writes that were killed left in it."""
        if self._held is None:
            with suppress(OSError):
                self._held = HeldFolder(self.root)
        notes = self.root / "notes"
        for folder in (self.exercises_dir, self.state_dir, self.state_dir / "backups", self.playground_dir):
            sweep(folder)
        with suppress(OSError):
            for folder in notes.iterdir():
                sweep(folder)

    def moved(self) -> str:
        """One sentence when the folder that was opened is not at its path any more; else ""."""
        return self._held.moved() if self._held is not None else ""

    def require_in_place(self) -> None:
        """Before every write: nothing is to appear where the folder was.

        Raises:
            FileError: it was moved or deleted since it was opened.
        """
        if sentence := self.moved():
            raise FileError(sentence)

    def make_folder(self, folder: Path) -> None:
        """Makes a folder of the workspace.

        Raises:
            FileError: it cannot be made, or the workspace is not in its place.
        """
        self.require_in_place()
        make_folder(folder)

    def reset(self, exercise: Exercise) -> Path | None:
        """Puts the learner's file back to the stub; returns the backup of what stood there.

        None when nothing was lost by it: the file was missing, or was the stub already. The backup is
        complete and on the disk before the file changes, under a name that no earlier backup has.

        Raises:
            FileError: it cannot be read, backed up or written; the file is then unchanged.
        """
        self.require_in_place()
        path, stub = self.file(exercise), exercise.stub.encode()
        try:
            text = read_regular(path)
        except FileNotFoundError:
            self.make_folder(self.exercises_dir)
            write_atomic(path, stub)
            return None
        except OSError as error:
            raise FileError(f"{path} cannot be read ({reason(error)}), so it was left alone.") from None
        if text == stub:
            return None
        backup = self._back_up(path.name, text)
        write_atomic(path, stub)
        return backup

    def ready(self) -> None:
        """Makes ``.tutor/`` with its ``.gitignore``.

        Raises:
            FileError: it cannot be made.
        """
        self.make_folder(self.state_dir)
        ignore = self.state_dir / ".gitignore"
        if not ignore.exists():
            write_new(ignore, b"*\n")

    def load_state(self) -> dict[str, Any]:
        """What ``save_state`` kept last; empty when there is nothing, or nothing readable."""
        try:
            state = json.loads(read_regular(self.state_path))
        except (OSError, ValueError, RecursionError):
            return {}
        return state if isinstance(state, dict) else {}

    def save_state(self, state: Mapping[str, Any]) -> str:
        """Keeps ``state`` (plain JSON data) atomically; returns what kept it from being kept, "" when it was.

        It does not raise: where one was reading is not worth an error in a folder that cannot be written to.
        """
        try:
            self.ready()
            write_atomic(
                self.state_path, json.dumps(state, ensure_ascii=False, indent=1).encode(errors="replace")
            )
        except FileError as error:
            return str(error)
        return ""

    def _back_up(self, name: str, text: bytes) -> Path:
        self.ready()
        folder = self.state_dir / "backups"
        self.make_folder(folder)
        stamp = time.strftime("%Y%m%d-%H%M%S")
        number = 1
        while True:
            backup = folder / (f"{name}.bak-{stamp}" + (f"-{number}" if number > 1 else ""))
            if write_new(backup, text):
                return backup
            number += 1
