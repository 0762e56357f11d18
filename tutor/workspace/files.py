"""The learner's folder and every write to it: atomic, and existing text is never overwritten unless the learner asks
for it."""

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
    """One learner's folder: ``exercises/`` is the learner's, ``.tutor/`` is the program's and ignored by git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._held: HeldFolder | None = None

    def __repr__(self) -> str:
        return f"Workspace({str(self.root)!r})"

    @property
    def exercises_dir(self) -> Path:
        """The folder of the learner's files."""
        return self.root / "exercises"

    @property
    def state_dir(self) -> Path:
        """``.tutor/``; it may not exist yet."""
        return self.root / STATE_FOLDER

    @property
    def progress_path(self) -> Path:
        """The event log."""
        return self.state_dir / "events.jsonl"

    @property
    def playground_dir(self) -> Path:
        """The folder for live blocks that the learner edited."""
        return self.root / "playground"

    @property
    def state_path(self) -> Path:
        """The file with the place where ``tutor start`` resumes."""
        return self.state_dir / "state.json"

    def file(self, exercise: Exercise) -> Path:
        """The learner's file for ``exercise``."""
        return self.exercises_dir / exercise.filename

    def has(self, exercise: Exercise) -> bool:
        """Whether its file name is taken, even by a broken link."""
        return os.path.lexists(self.file(exercise))

    def missing(self, course: Course) -> tuple[Exercise, ...]:
        """The exercises whose file does not exist."""
        return tuple(e for e in course.exercises if not self.has(e))

    def open(self) -> None:
        """Hold the folder open for a session, and remove temporary files of writes that were killed."""
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
        """A sentence if the folder is no longer at its path; else ""."""
        return self._held.moved() if self._held is not None else ""

    def require_in_place(self) -> None:
        """Called before every write, so that nothing is created where the folder used to be.

        Raises:
            FileError: it was moved or deleted since it was opened.
        """
        if sentence := self.moved():
            raise FileError(sentence)

    def make_folder(self, folder: Path) -> None:
        """Create a folder in the workspace.

        Raises:
            FileError: it cannot be created, or the workspace has moved.
        """
        self.require_in_place()
        make_folder(folder)

    def reset(self, exercise: Exercise) -> Path | None:
        """Reset the learner's file to the stub. Returns the backup of its text.

        None if no text was lost: the file was missing, or was the stub already. The backup is on disk before the file
        changes, under a name that no earlier backup has.

        Raises:
            FileError: it cannot be read, backed up or written; the file is unchanged.
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

    def overwrite(self, exercise: Exercise, text: bytes) -> Path | None:
        """Replace the learner's file by ``text``. Returns the backup of what another program wrote there meanwhile.

        None if the file was missing. The backup is on disk before the file changes.

        Raises:
            FileError: it cannot be read, backed up or written; the file is unchanged.
        """
        self.require_in_place()
        path = self.file(exercise)
        try:
            backup = self._back_up(path.name, read_regular(path))
        except FileNotFoundError:
            self.make_folder(path.parent)
            backup = None
        except OSError as error:
            raise FileError(f"{path} cannot be read ({reason(error)}), so it was left alone.") from None
        write_atomic(path, text)
        return backup

    def ready(self) -> None:
        """Create ``.tutor/`` with its ``.gitignore``.

        Raises:
            FileError: it cannot be created.
        """
        self.make_folder(self.state_dir)
        ignore = self.state_dir / ".gitignore"
        if not ignore.exists():
            write_new(ignore, b"*\n")

    def load_state(self) -> dict[str, Any]:
        """The last saved state; empty if there is none, or it cannot be read."""
        try:
            state = json.loads(read_regular(self.state_path))
        except (OSError, ValueError, RecursionError):
            return {}
        return state if isinstance(state, dict) else {}

    def save_state(self, state: Mapping[str, Any]) -> str:
        """Save ``state`` (plain JSON data) atomically. Returns an error message, or "".

        It does not raise, because losing the reading position is not a reason to fail in a read-only folder.
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
