"""The learner's folder and every write to it: whole or not at all, never over what is there unless asked."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.course.model import Course, Exercise


class WorkspaceError(Exception):
    """The folder cannot serve. The message is one sentence for the learner: what, where, what to do next."""


def write_atomic(path: Path, data: bytes) -> None:
    """Replaces what ``path`` (or the target of its link) holds, wholly or not at all; its mode stays.

    Raises:
        WorkspaceError: it cannot be written; what stood there stands there still.
    """
    target = Path(os.path.realpath(path))
    temporary = _temporary(target)
    try:
        _write_out(temporary, data)
        with suppress(FileNotFoundError):
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise WorkspaceError(_cannot_write(path, error)) from None
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_new(path: Path, data: bytes) -> bool:
    """Makes ``path`` with ``data``, wholly or not at all; False when something has that name already."""
    temporary = _temporary(path)
    try:
        _write_out(temporary, data)
        try:
            os.link(temporary, path)  # unlike a rename, it refuses a name that is taken
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            if os.path.lexists(path):
                return False
            temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise WorkspaceError(_cannot_write(path, error)) from None
    finally:
        with suppress(OSError):
            temporary.unlink()
    return True


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")


def _write_out(path: Path, data: bytes) -> None:
    """A new file with ``data``, on the disk when this returns."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # The name is only safe once the folder is on the disk; some file systems cannot, and need not, be asked.
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        file = next((p for p in (folder, *folder.parents) if p.exists() and not p.is_dir()), folder)
        raise WorkspaceError(
            f"{file} is a file, and a folder is needed there: choose another name."
        ) from None
    except OSError as error:
        raise WorkspaceError(
            f"The folder {folder} cannot be made ({reason(error)}): choose another folder."
        ) from None


def _cannot_write(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({reason(error)}), so nothing was changed there."


def reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


STATE_FOLDER = ".tutor"


class Workspace:
    """One learner's folder: ``exercises/`` is the learner's, ``.tutor/`` the program's, ignored by git."""

    def __init__(self, root: Path) -> None:
        self.root = root

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

    def reset(self, exercise: Exercise) -> Path | None:
        """Puts the learner's file back to the stub; returns the backup of what stood there.

        None when nothing was lost by it: the file was missing, or was the stub already. The backup is
        complete and on the disk before the file changes, under a name that no earlier backup has.

        Raises:
            WorkspaceError: it cannot be read, backed up or written; the file is then unchanged.
        """
        path, stub = self.file(exercise), exercise.stub.encode()
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            make_folder(self.exercises_dir)
            write_atomic(path, stub)
            return None
        except OSError as error:
            raise WorkspaceError(f"{path} cannot be read ({reason(error)}), so it was left alone.") from None
        if text == stub:
            return None
        backup = self._back_up(path.name, text)
        write_atomic(path, stub)
        return backup

    def ready(self) -> None:
        """Makes ``.tutor/`` with its ``.gitignore``.

        Raises:
            WorkspaceError: it cannot be made.
        """
        make_folder(self.state_dir)
        ignore = self.state_dir / ".gitignore"
        if not ignore.exists():
            write_new(ignore, b"*\n")

    def load_state(self) -> dict[str, Any]:
        """What ``save_state`` kept last; empty when there is nothing, or nothing readable."""
        try:
            state = json.loads(self.state_path.read_bytes())
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
        except WorkspaceError as error:
            return str(error)
        return ""

    def _back_up(self, name: str, text: bytes) -> Path:
        self.ready()
        folder = self.state_dir / "backups"
        make_folder(folder)
        stamp = time.strftime("%Y%m%d-%H%M%S")
        number = 1
        while True:
            backup = folder / (f"{name}.bak-{stamp}" + (f"-{number}" if number > 1 else ""))
            if write_new(backup, text):
                return backup
            number += 1
