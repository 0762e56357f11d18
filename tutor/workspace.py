"""Where the learner's files and state are: finds, makes and resets them without losing any text.

It knows nothing of grading or of what stands in the files.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.course.types import Course, Exercise

DEFAULT_FOLDER = "transformer-tutor"
ENVIRONMENT = "TUTOR_WORKSPACE"
_STATE_FOLDER = ".tutor"


class WorkspaceError(Exception):
    """The folder cannot serve. The message is one sentence for the learner: what, where, what to do next."""


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
        return self.root / _STATE_FOLDER

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

    def missing(self, course: Course) -> tuple[Exercise, ...]:
        """The exercises whose file is not there (a link that leads nowhere is there)."""
        return tuple(e for e in course.exercises if not os.path.lexists(self.file(e)))

    def offer(self, course: Course) -> tuple[Path, ...]:
        """Writes the stub of every missing exercise and returns the files written; never overwrites.

        Raises:
            WorkspaceError: the folder cannot be written to.
        """
        missing = self.missing(course)
        if missing:
            _make_folder(self.exercises_dir)
        self._record(course.root)
        return tuple(self.file(e) for e in missing if _write_new(self.file(e), e.stub.encode()))

    def _record(self, root: Path) -> None:
        """Where the course is, for later commands; our own course needs no record."""
        from tutor.course.places import RECORD, own_root, recorded_course

        if recorded_course(self.root) != root and root != own_root():
            with suppress(WorkspaceError):
                self.ready()
                write_atomic(self.root / RECORD, f"{root}\n".encode())

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
            _make_folder(self.exercises_dir)
            write_atomic(path, stub)
            return None
        except OSError as error:
            raise WorkspaceError(f"{path} cannot be read ({_reason(error)}), so it was left alone.") from None
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
        _make_folder(self.state_dir)
        ignore = self.state_dir / ".gitignore"
        if not ignore.exists():
            _write_new(ignore, b"*\n")

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
        _make_folder(folder)
        stamp = time.strftime("%Y%m%d-%H%M%S")
        number = 1
        while True:
            backup = folder / (f"{name}.bak-{stamp}" + (f"-{number}" if number > 1 else ""))
            if _write_new(backup, text):
                return backup
            number += 1


def find(start: Path | None = None, override: str | Path | None = None) -> Workspace | None:
    """The workspace that ``start`` (the current folder by default) is in.

    ``override``, or else the environment's ``TUTOR_WORKSPACE``, names the folder and ends the search.
    Otherwise it is the nearest folder, upwards from ``start``, whose ``exercises/`` holds a file of the
    course or which has been one before (``.tutor/``); failing that, ``start/transformer-tutor``, where
    ``tutor start`` would have made it.

    Raises:
        WorkspaceError: ``override`` names a folder that is no workspace.
    """
    from tutor.course.places import course_root

    named = override or os.environ.get(ENVIRONMENT)
    if named:
        root = Path(named).expanduser().absolute()
        course = course_root(root)
        if root.name == "exercises" and _is_workspace(root.parent, course):
            return Workspace(root.parent)
        if _is_workspace(root, course):
            return Workspace(root)
        what = (
            "holds no exercises"
            if root.is_dir()
            else "is not a folder"
            if root.exists()
            else "does not exist"
        )
        raise WorkspaceError(f"{root} {what}: 'tutor init {named}' makes a workspace there.")
    here = (start or Path.cwd()).absolute()
    course = course_root(here)
    for folder in (here, *here.parents, here / default_folder(course)):
        if _is_workspace(folder, course):
            return Workspace(folder)
    return None


def create(directory: Path, course: Course) -> Workspace:
    """Makes ``directory`` a workspace: a stub for every exercise that has no file yet, and ``.tutor/``.

    Nothing that exists is overwritten, so it also completes a workspace after an update of the course.

    Raises:
        WorkspaceError: it cannot be made or written to.
    """
    workspace = Workspace(directory.expanduser().absolute())
    _make_folder(workspace.exercises_dir)
    workspace.ready()
    workspace.offer(course)
    return workspace


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


def _write_new(path: Path, data: bytes) -> bool:
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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        file = next((p for p in (folder, *folder.parents) if p.exists() and not p.is_dir()), folder)
        raise WorkspaceError(
            f"{file} is a file, and a folder is needed there: choose another name."
        ) from None
    except OSError as error:
        raise WorkspaceError(
            f"The folder {folder} cannot be made ({_reason(error)}): choose another folder."
        ) from None


def default_folder(course: Path) -> str:
    """The name of the folder that ``tutor start`` offers to make for the course at this place."""
    from tutor.course.places import own_root

    return DEFAULT_FOLDER if course == own_root() else f"my-{course.name}"


def _is_workspace(folder: Path, course: Path) -> bool:
    """Whether somebody learns this course here."""
    from tutor.course.places import exercise_names, is_course, own_root, recorded_course

    files = {f"{name}.py" for name in exercise_names(course)}
    try:
        if (folder / _STATE_FOLDER / ".gitignore").is_file():
            recorded = recorded_course(folder) or own_root()
            if recorded == course or is_course(recorded):
                return recorded == course
            # The course has moved: the files' names tell whose they are.
        with os.scandir(folder / "exercises") as entries:
            return any(entry.name in files for entry in entries)
    except OSError:
        return False


def _cannot_write(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({_reason(error)}), so nothing was changed there."


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
