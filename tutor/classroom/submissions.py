"""A folder of submissions → which file of which student is for which exercise, and a sentence where there is none.

Nothing is run here and no file is opened; what a file holds is the grader's business.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.course.model import Exercise
from tutor.disk import reason


@dataclass(frozen=True, slots=True)
class StudentWork:
    """One student's work on one exercise: a ``file``, or the sentence that says why there is none to grade."""

    student: str
    exercise: Exercise
    file: Path | None
    problem: str = ""
    is_there: bool = True  # whether something is there: a file to grade, or one that cannot be taken


@dataclass(frozen=True, slots=True)
class Submissions:
    """All of them, by student and then in the order of the course. ``remarks`` are sentences about the folder."""

    students: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    work: tuple[StudentWork, ...]
    remarks: tuple[str, ...] = ()


class NoSubmissionsError(Exception):
    """The folder cannot be graded. The message is one sentence: what, where, what to do next."""


def find_submissions(root: Path, exercises: Sequence[Exercise], *, asked: bool = False) -> Submissions:
    """Looks through ``root``: one folder a student, with the files in it, in its ``exercises/`` or in the
    ``exercises/`` of a folder in it (a clone of a repository).

    Exercises that nobody has a file of are left out, unless they are ``asked`` for.

    Raises:
        NoSubmissionsError: no such folder, or nobody's work is in it.
    """
    names = {e.filename for e in exercises}
    try:
        inside = sorted(root.iterdir())
    except FileNotFoundError:
        raise NoSubmissionsError(
            f"{root} does not exist: name the folder that holds one folder a student."
        ) from None
    except NotADirectoryError:
        raise NoSubmissionsError(
            f"{root} is a file: name the folder that holds one folder a student."
        ) from None
    except OSError as error:
        raise NoSubmissionsError(f"{root} cannot be read ({reason(error)}).") from None
    if _holds(root / "exercises", names) or _holds(root, names):
        raise NoSubmissionsError(
            f"{root} is one submission: name the folder above it, or go there and use 'tutor check --all'."
        )
    folders = [path for path in inside if _is_a_student(path)]
    loose = [path for path in inside if path.suffix == ".py"]
    if not folders:
        raise NoSubmissionsError(
            f"{root} holds no folders: each student's files must be in a folder of their own."
        )
    remarks: list[str] = []
    if loose:
        remarks.append(
            f"{loose[0].name} lies beside the students' folders and is nobody's"
            + (f", as {len(loose) - 1} more." if len(loose) > 1 else ".")
        )
    work = [one for folder in folders for one in _work_of(folder, exercises, names, remarks)]
    present = {one.exercise.id for one in work if one.is_there}
    wanted = tuple(e for e in exercises if asked or e.id in present)
    if not present:
        raise NoSubmissionsError(
            f"No folder in {root} holds a file of the course, like {exercises[0].filename}: nothing was graded."
        )
    kept = {e.id for e in wanted}
    return Submissions(
        tuple(_shown(folder.name) for folder in folders),
        wanted,
        tuple(one for one in work if one.exercise.id in kept),
        tuple(remarks),
    )


def _work_of(
    folder: Path, exercises: Sequence[Exercise], names: set[str], remarks: list[str]
) -> Iterable[StudentWork]:
    student = _shown(folder.name)
    try:
        found = _home(folder, names)
        files = {path.name: path for path in sorted(found.iterdir())}
    except OSError as error:
        remarks.append(f"{student}: the folder cannot be read ({reason(error)}).")
        for exercise in exercises:
            yield StudentWork(student, exercise, None, f"The folder cannot be read ({reason(error)}).", False)
        return
    if not files:
        remarks.append(f"{student}: the folder is empty.")
    for exercise in exercises:
        path = files.get(exercise.filename)
        if path is None:
            other = next((name for name in files if _meant(name, exercise)), None)
            sentence = (
                _missing(exercise)
                if other is None
                else f"{_shown(other)} was not graded: it must be called {exercise.filename}."
            )
            yield StudentWork(student, exercise, None, sentence, other is not None)
        else:
            problem = _cannot_be_taken(path, folder)
            yield StudentWork(student, exercise, None if problem else path, problem)


def _is_a_student(path: Path) -> bool:
    """Whether a folder is somebody's: not a hidden one, nor what a Mac adds to an archive."""
    return path.name[:1] != "." and path.name != "__MACOSX" and path.is_dir()


def _home(folder: Path, names: set[str]) -> Path:
    """Where in a student's folder the files are; the folder itself if they are nowhere."""
    places = [folder / "exercises", folder]
    places += sorted(
        path / "exercises" for path in folder.iterdir() if path.is_dir() and path.name[:1] != "."
    )
    for place in places:
        if _holds(place, names):
            return place
    return folder / "exercises" if (folder / "exercises").is_dir() else folder


def _holds(folder: Path, names: set[str]) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name in names for entry in entries)
    except OSError:
        return False


def _meant(name: str, exercise: Exercise) -> bool:
    """Whether a file of another name looks as if it were for the exercise: ``ex1.py``, ``EX1_softmax (1).py``."""
    stem, dot, suffix = name.casefold().rpartition(".")
    if not dot or suffix not in ("py", "txt", "ipynb"):
        return False
    rests = (stem.removeprefix(name) for name in (exercise.id, exercise.short))
    return any(rest != stem and not rest[:1].isalnum() for rest in rests)


def _cannot_be_taken(path: Path, folder: Path) -> str:
    """Why the file is left alone; "" when it can be graded. What it holds is not looked at."""
    try:
        # Resolved even where the file itself is no link: the folder it lies in may be one.
        if not path.resolve().is_relative_to(folder.resolve()):
            return f"{path.name} is a link out of the student's folder, so it was not read."
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is a link to itself"
        return f"{path.name} cannot be read ({why})."
    if stat.S_ISDIR(mode):
        return f"{path.name} is a folder; a Python file of this name is wanted there."
    if not stat.S_ISREG(mode):
        return f"{path.name} is no ordinary file, so it was not read."
    return "" if os.access(path, os.R_OK) else f"{path.name} cannot be read (permission denied)."


def _missing(exercise: Exercise) -> str:
    return f"There is no {exercise.filename}."


def _shown(name: str) -> str:
    """A file's name as text, even where it is no UTF-8; what differs on the disk differs as text."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
