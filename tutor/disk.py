"""Reads files that other people may have created, and writes files atomically. All reading and
writing goes through here."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path

LARGEST = 10_000_000  # bytes, the default limit
_TEMPORARY = re.compile(r"\..+\.([0-9]{1,10})-[0-9a-f]{8}\.tmp")  # names created by _temporary
_STARTED = time.time()


class FileError(Exception):
    """A file or folder cannot be used. The message is one sentence: what, where, what to do next."""


class NotRegularError(OSError):
    """The file is a pipe, a device or a socket (or a link to one), so it was not opened."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is not a regular file", str(path))


class TooLargeError(OSError):
    """The file has more than ``limit`` bytes; ``size`` is its size as far as known."""

    def __init__(self, path: Path, size: int, limit: int) -> None:
        super().__init__(
            errno.EFBIG, f"it has {megabytes(size)}, and the limit is {megabytes(limit)}", str(path)
        )
        self.size = size


def read_regular(path: Path, limit: int = LARGEST) -> bytes:
    """The bytes of a regular file, following links. Never waits for a pipe and never opens a device.

    Raises:
        OSError: as ``open`` does; ``IsADirectoryError`` for a folder, and the two errors above.
    """
    # Check before opening, because opening a device can have side effects.
    _must_be_regular(path, path.stat())
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        _must_be_regular(path, status)  # the file may have been replaced since
        if status.st_size > limit:
            raise TooLargeError(path, status.st_size, limit)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError(path, len(data), limit)
    return data


def read_text(path: Path, limit: int = LARGEST) -> str:
    r"""``read_regular`` as text: UTF-8 with or without a byte-order mark, newlines as ``\n``.

    Raises:
        OSError: as in ``read_regular``.
        UnicodeDecodeError: it is not UTF-8.
    """
    return read_regular(path, limit).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _must_be_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularError(path)


def write_atomic(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Replace the content of ``path`` (or of the target of its link) atomically, keeping its mode.

    ``mode`` applies to a new file; the default is the process's umask.

    Raises:
        FileError: it cannot be written; the old content is unchanged.
    """
    try:
        put(path, data, mode=mode)
    except OSError as error:
        raise FileError(_cannot_write(path, error)) from None


def put(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Like ``write_atomic``, but raises ``OSError``."""
    target = Path(os.path.realpath(path))
    temporary = _temporary(target)
    try:
        with suppress(FileNotFoundError):
            status = target.stat()
            _must_be_regular(path, status)  # a rename would replace /dev/null with a file
            mode = status.st_mode & 0o7777
        _write_out(temporary, data)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
        sync_folder(target.parent)
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_new(path: Path, data: bytes) -> bool:
    """Create ``path`` with ``data`` atomically. Returns False if the name is taken.

    Raises:
        FileError: it cannot be written.
    """
    temporary = _temporary(path)
    try:
        _write_out(temporary, data)
        try:
            os.link(temporary, path)  # unlike a rename, this fails if the name is taken
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            if os.path.lexists(path):
                return False
            temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise FileError(_cannot_write(path, error)) from None
    finally:
        with suppress(OSError):
            temporary.unlink()
    return True


def make_folder(folder: Path) -> None:
    """Create ``folder`` and its missing parents.

    Raises:
        FileError: it cannot be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        file = next((p for p in (folder, *folder.parents) if p.exists() and not p.is_dir()), folder)
        raise FileError(f"{file} is a file, and a folder is needed there: choose another name.") from None
    except OSError as error:
        raise FileError(
            f"The folder {folder} cannot be created ({reason(error)}): choose another folder."
        ) from None


def sweep(folder: Path) -> None:
    """Remove temporary files in ``folder`` whose process was killed while writing. Never raises."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _TEMPORARY.fullmatch(entry.name)
            if match is None or not entry.is_file(follow_symlinks=False):
                continue
            with suppress(OSError):
                if _is_left_over(int(match[1]), entry.stat(follow_symlinks=False)):
                    Path(entry.path).unlink()


def _is_left_over(pid: int, status: os.stat_result) -> bool:
    """Whether the process that wrote the file is gone. In a container, the pid may be the same as this process's
    own."""
    if pid == os.getpid():
        return status.st_mtime < _STARTED - 1
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # the process belongs to another user
        return False
    return False


def sync_folder(folder: Path) -> None:
    """Sync the folder, because a new name is safe only then. Some file systems do not support or need it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def reason(error: OSError) -> str:
    """The reason for the error, to use inside a sentence."""
    why = error.strerror or type(error).__name__
    return why[:1].lower() + why[1:]


def megabytes(size: int) -> str:
    """``2.3 MB``"""
    return f"{size / 1e6:,.1f} MB"


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")


def _write_out(path: Path, data: bytes) -> None:
    """Create a file with ``data`` and sync it to disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _cannot_write(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({reason(error)}), so nothing was changed there."
