"""Lists the files below a student's folder, including those in zips, and why some cannot be used.

It opens only the tables of contents of zips. Hidden files, and the parts of a copy of the course, are only counted.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.disk import megabytes, read_regular, reason

MOST_FILES = 20_000  # files to list below one student's folder
DEEPEST = 12
LARGEST_ZIP = 50_000_000
LARGEST_FILE = 20_000_000
_IN_A_COPY = "part of a copy of the course"
_HIDDEN = "hidden"
_MADE = {"__MACOSX": "made by a Mac", "__pycache__": "made by Python", "node_modules": "installed packages"}


@dataclass(frozen=True, slots=True)
class HandIn:
    """One file: ``path``, or the ``member`` of that zip. ``shown`` is its place in the student's folder, as text.

    ``problem`` says why it cannot be used. ``aside`` says why it is not the student's work.
    """

    path: Path
    shown: str
    member: str = ""
    problem: str = ""
    aside: str = ""

    @property
    def name(self) -> str:
        """The file name that the student chose."""
        return (self.member or self.path.name).rpartition("/")[2]

    @property
    def is_zip(self) -> bool:
        """Whether it is a zip itself, not a file in one."""
        return not self.member and self.path.suffix.casefold() == ".zip"

    def read(self, limit: int) -> bytes:
        """The content.

        Raises:
            OSError: it cannot be read, or has more than ``limit`` bytes.
        """
        return read_member(self.path, self.member, limit) if self.member else read_regular(self.path, limit)


def all_hand_ins(folder: Path) -> Iterator[HandIn]:
    """Every file below ``folder``, sorted by increasing depth. Links to folders are not followed.

    Raises:
        OSError: the folder itself cannot be read.
    """
    seen = 0
    waiting: list[tuple[Path, int, str]] = [(folder, 0, "")]
    while waiting:
        here, depth, aside = waiting.pop(0)
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            if here == folder:
                raise
            yield HandIn(here, _place(here, folder) + "/", problem=f"it cannot be read ({reason(error)})")
            continue
        names = {entry.name for entry in entries}
        is_copy = {"lessons", "checks"} <= names or "pyvenv.cfg" in names
        for entry in entries:
            path = Path(entry.path)
            seen += 1
            if seen > MOST_FILES:
                yield HandIn(
                    path,
                    "…",
                    problem=f"there are more than {MOST_FILES:,} files, and the rest was not examined",
                )
                return
            why = aside or _aside(entry.name) or (_IN_A_COPY if is_copy and _is_a_part(entry) else "")
            if entry.is_dir(follow_symlinks=False):
                if depth >= DEEPEST:
                    yield HandIn(
                        path, _place(path, folder) + "/", problem="it is nested too deeply to be examined"
                    )
                else:
                    waiting.append((path, depth + 1, why))
                if path.suffix == ".py":
                    yield HandIn(path, _place(path, folder) + "/", problem=_FOLDER, aside=why)
            elif entry.is_symlink() and path.is_dir():
                yield from _linked(path, folder, why)
            else:
                one = HandIn(path, _place(path, folder), problem=_problem(path, folder), aside=why)
                yield from _with_members(one) if one.is_zip and not (one.problem or why) else (one,)


_FOLDER = "it is a folder, but must be a Python file"


def _aside(name: str) -> str:
    return _HIDDEN if name[:1] == "." else _MADE.get(name, "")


def _is_a_part(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder of a copy of the course, other than the one with the student's files."""
    return entry.is_dir(follow_symlinks=False) and entry.name != "exercises"


def _linked(link: Path, folder: Path, aside: str) -> Iterator[HandIn]:
    """The files behind a link to a folder, by name only. Files that are also in the student's folder are found
    there."""
    if _inside(link, folder):
        yield HandIn(link, _place(link, folder), aside=aside or "a link to a folder of the student's own")
        return
    try:
        names = sorted(entry.name for entry in os.scandir(link))[:MOST_FILES]
    except OSError:
        names = []
    for name in names:
        yield HandIn(link / name, _place(link / name, folder), problem=_OUT, aside=aside)
    if not names:
        yield HandIn(link, _place(link, folder), problem=_OUT, aside=aside)


_OUT = "it is a link out of the student's folder, so it was not read"


def _inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself, reported elsewhere
        return True


def _problem(path: Path, folder: Path) -> str:
    """Why the file cannot be used; "" if it can. Does not read its content."""
    if not _inside(path, folder):
        return _OUT
    try:
        status = path.stat()
    except (OSError, RuntimeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is a link to itself"
        return f"it cannot be read ({why})"
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file, so it was not read"
    if status.st_size > (LARGEST_ZIP if path.suffix.casefold() == ".zip" else LARGEST_FILE):
        return f"it is too large ({megabytes(status.st_size)})"
    return "" if os.access(path, os.R_OK) else "it cannot be read (permission denied)"


def _with_members(file: HandIn) -> Iterator[HandIn]:
    """A zip and the files in it, which are read only when they are graded."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        why = "it is damaged" if not isinstance(error, OSError) else reason(error)
        yield replace(file, problem=f"it cannot be opened as a zip ({why})")
        return
    yield file
    for info in infos[:MOST_FILES]:
        parts = info.filename.split("/")
        aside = next((why for why in map(_aside, parts) if why), "")
        problem = ""
        if info.flag_bits & 1:
            problem = "it is locked with a password"
        elif info.file_size > LARGEST_FILE:
            problem = f"it is too large ({megabytes(info.file_size)})"
        yield HandIn(file.path, f"{file.shown}: {info.filename}", info.filename, problem, aside)


def read_member(path: Path, member: str, limit: int) -> bytes:
    """Read a file in a zip.

    Raises:
        OSError: it cannot be read, or has more than ``limit`` bytes, whatever the zip's header says.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            data = file.read(limit + 1)
    except (ValueError, KeyError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile) as error:
        raise OSError(None, f"the zip is damaged: {error}") from None
    except Exception as error:  # including those of zlib, lzma and bz2
        if isinstance(error, OSError):
            raise
        raise OSError(None, f"the zip is damaged: {error}") from None
    if len(data) > limit:
        raise OSError(None, f"it is larger than {megabytes(limit)}")
    return data


def members_beside(path: Path, member: str) -> list[str]:
    """The Python files in the same folder of the zip as ``member``.

    Raises:
        OSError: the zip cannot be read.
    """
    folder = member.rpartition("/")[0]
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise OSError(None, f"the zip is damaged: {error}") from None
    return [name for name in names if name.endswith(".py") and name.rpartition("/")[0] == folder]


def _place(path: Path, folder: Path) -> str:
    return as_text(path.relative_to(folder).as_posix())


def as_text(name: str) -> str:
    """A file name as text, even if it is not valid UTF-8. Different names produce different texts."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
