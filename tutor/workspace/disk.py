"""Writing in the learner's folder: wholly or not at all, never over what is there unless that is asked."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


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
