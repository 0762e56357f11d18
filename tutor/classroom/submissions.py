"""Matches the files in a folder of submissions to students and exercises, and accounts for every file.

Runs nothing, and opens a file only to see whether two candidates have the same content.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tutor.classroom.file_names import in_another_form, is_exact, near
from tutor.classroom.hand_ins import LARGEST_FILE, HandIn, all_hand_ins, as_text
from tutor.course.model import Exercise
from tutor.disk import reason

_LOOSE = {
    ".py",
    ".ipynb",
    ".zip",
    ".tar",
    ".gz",
    ".7z",
    ".rar",
}  # files beside the folders that may be submissions


@dataclass(frozen=True, slots=True)
class StudentWork:
    """One student's work on one exercise: a ``file``, or a sentence that says why there is none to grade.

    ``member`` is the file in the zip ``file``. ``shown`` is the student's name for it; ``note`` mentions it if it is
    not the expected one. ``others`` are the student's files for the other exercises, which this one may import.
    """

    student: str
    exercise: Exercise
    file: Path | None
    problem: str = ""
    is_there: bool = True  # whether there is anything: a file to grade, or one that cannot be used
    member: str = ""
    shown: str = ""
    note: str = ""
    others: tuple[tuple[Exercise, HandIn], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """What happened to one file. ``exercise`` is the short name of the exercise as which it was graded; if it was not
    graded, ``why`` says why.

    ``aside`` marks files that are not the student's work: hidden files, the parts of a copy of the course.
    """

    student: str
    shown: str
    exercise: str = ""
    why: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Submissions:
    """All work, by student and then in the order of the course. ``remarks`` are sentences about the folder.

    ``accounts`` has every file below the students' folders.
    """

    students: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    work: tuple[StudentWork, ...]
    remarks: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    folders: tuple[Path, ...] = ()


class NoSubmissionsError(Exception):
    """The folder cannot be graded. The message is one sentence: what, where, what to do next."""


def find_submissions(
    root: Path, exercises: Sequence[Exercise], *, asked: bool = False, others: Sequence[Exercise] = ()
) -> Submissions:
    """Find the submissions in ``root``: one folder per student, with files anywhere in it, preferably in its
    ``exercises/`` or in that of a cloned repository.

    Exercises without any file are left out unless they are ``asked`` for. ``others`` are exercises that are not graded
    but that a student's file may import.

    Raises:
        NoSubmissionsError: the folder does not exist, or contains no work.
    """
    inside = _inside(root)
    if any(is_exact(p.name, e) for p in (*inside, *_names(root / "exercises")) for e in exercises):
        raise NoSubmissionsError(
            f"{root} is one submission: name the folder above it, or go there and use 'tutor check --all'."
        )
    students: dict[str, list[Path]] = {}
    for path in inside:
        if _is_a_student(path):
            students.setdefault(unicodedata.normalize("NFC", as_text(path.name)), []).append(path)
    if not students:
        raise NoSubmissionsError(
            f"{root} contains no folders: each student's files must be in a folder of their own."
        )
    remarks = _loose(inside)
    work: list[StudentWork] = []
    accounts: list[Account] = []
    for student in sorted(students):
        found = _Student(student, students[student], exercises, others)
        work += found.work
        accounts += found.accounts
        remarks += found.remarks
    present = {one.exercise.id for one in work if one.is_there}
    wanted = tuple(e for e in exercises if asked or e.id in present)
    if not present:
        raise NoSubmissionsError(
            f"No folder in {root} contains a file of the course, like {exercises[0].filename}: nothing was graded."
        )
    kept = {e.id for e in wanted}
    return Submissions(
        tuple(sorted(students)),
        wanted,
        tuple(one for one in work if one.exercise.id in kept),
        tuple(remarks),
        tuple(accounts),
        tuple(folder for folders in students.values() for folder in folders),
    )


def one_submission(root: Path, exercises: Sequence[Exercise], others: Sequence[Exercise] = ()) -> Submissions:
    """The work in ``root``, the folder of a single submission, on every one of ``exercises``.

    Raises:
        NoSubmissionsError: the folder does not exist.
    """
    _inside(root)
    found = _Student(as_text(root.absolute().name), [root], exercises, others)
    return Submissions(
        (found.name,),
        tuple(exercises),
        tuple(found.work),
        tuple(found.remarks),
        tuple(found.accounts),
        (root,),
    )


def _inside(root: Path) -> list[Path]:
    try:
        return sorted(root.iterdir())
    except FileNotFoundError:
        raise NoSubmissionsError(
            f"{root} does not exist: name the folder with one folder per student."
        ) from None
    except NotADirectoryError:
        raise NoSubmissionsError(f"{root} is a file: name the folder with one folder per student.") from None
    except OSError as error:
        raise NoSubmissionsError(f"{root} cannot be read ({reason(error)}).") from None


def _names(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_a_student(path: Path) -> bool:
    """Whether this is a student's folder, not a hidden one or one that macOS adds to archives."""
    return path.name[:1] != "." and path.name != "__MACOSX" and path.is_dir()


def _loose(inside: Iterable[Path]) -> list[str]:
    loose = [as_text(path.name) for path in inside if path.suffix.casefold() in _LOOSE and not path.is_dir()]
    if not loose:
        return []
    more = f", as {len(loose) - 1} more." if len(loose) > 1 else "."
    return [f"{loose[0]} is beside the students' folders and belongs to no student{more}"]


class _Student:
    """One student's files. Two normalisations of one name (composed or not) are one student."""

    def __init__(
        self, name: str, folders: Sequence[Path], exercises: Sequence[Exercise], others: Sequence[Exercise]
    ) -> None:
        self.name = name
        self.remarks: list[str] = []
        self._known = (*exercises, *(e for e in others if e not in exercises))
        self._files: list[HandIn] = []
        unread = self._look(folders)
        if not self._files and not unread:
            self.remarks.append(f"{name}: the folder is empty.")
        self._why: dict[HandIn, str] = {}
        self._taken: dict[HandIn, Exercise] = {}
        found = {e.id: self._choose(e) for e in self._known}
        graded = {e.id for e in exercises}
        self.work = [self._work(e, *found[e.id], unread) for e in exercises]
        self.accounts = [self._account(one, graded) for one in self._files]

    def _look(self, folders: Sequence[Path]) -> str:
        """Collect the files. Returns a sentence about a folder that cannot be read, or ""."""
        unread = ""
        for folder in folders:
            try:
                self._files += all_hand_ins(folder)
            except OSError as error:
                self.remarks.append(f"{self.name}: the folder cannot be read ({reason(error)}).")
                unread = f"The folder cannot be read ({reason(error)})."
        return unread

    def _work(self, exercise: Exercise, file: HandIn | None, problem: str, unread: str) -> StudentWork:
        if file is None:
            missing = unread or f"There is no {exercise.filename}."
            return StudentWork(self.name, exercise, None, problem or missing, bool(problem))
        others = tuple((other, one) for one, other in self._taken.items() if other is not exercise)
        note = "" if _place(file, exercise) < _ELSEWHERE else f"taken for {exercise.filename}"
        return StudentWork(
            self.name,
            exercise,
            file.path,
            member=file.member,
            shown=file.shown,
            note=note,
            others=others,
        )

    def _choose(self, exercise: Exercise) -> tuple[HandIn | None, str]:
        """The file for ``exercise``, or a sentence about what is wrong with the candidates, "" if there are none."""
        meant = [one for one in self._files if not one.aside and self._fits(one, exercise)]
        usable = [one for one in meant if not one.problem]
        at_home = [one for one in usable if _place(one, exercise) < _ELSEWHERE]
        best = min((_place(one, exercise) for one in at_home), default=_ELSEWHERE)
        rivals = [one for one in at_home if _place(one, exercise) == best] or usable
        if rivals and all(_same(one, rivals[0]) for one in rivals[1:]):
            self._taken[rivals[0]] = exercise
            for other in meant:
                if other is not rivals[0]:
                    same = "the same text as in" if other in rivals else "another file for it is"
                    self._why.setdefault(other, f"{same} {rivals[0].shown}, which was graded")
            return rivals[0], ""
        if rivals:
            listed = " and ".join(one.shown for one in rivals[:3]) + (" and more" if len(rivals) > 3 else "")
            for one in rivals:
                self._why[one] = f"several files could be {exercise.short} and they differ: keep only one"
            return None, f"{listed} could each be {exercise.short}, and they differ: keep only one of them."
        if meant:
            best_named = min(meant, key=lambda one: (_place(one, exercise), not is_exact(one.name, exercise)))
            return None, f"{best_named.shown} was not graded: {best_named.problem}."
        for one in self._files:
            if (
                not one.aside
                and not one.member
                and exercise in in_another_form(one.name, self._known)
                and not one.is_zip
            ):
                return None, f"{one.shown} was not graded: {_form(one)}it must be called {exercise.filename}."
        return None, ""

    def _fits(self, one: HandIn, exercise: Exercise) -> bool:
        if one.is_zip:
            return False
        return is_exact(one.name, exercise) or near(one.name, self._known) == (exercise,)

    def _account(self, one: HandIn, graded: set[str]) -> Account:
        if one.aside:
            return Account(self.name, one.shown, why=one.aside, aside=True)
        exercise = self._taken.get(one)
        if exercise is not None and exercise.id in graded:
            return Account(self.name, one.shown, exercise.short)
        from_it = [e.short for f, e in self._taken.items() if f.path == one.path and e.id in graded]
        if one.is_zip and from_it:
            return Account(self.name, one.shown, ", ".join(from_it))
        return Account(self.name, one.shown, why=self._reason(one, exercise, graded))

    def _reason(self, one: HandIn, exercise: Exercise | None, graded: set[str]) -> str:
        """Why the file was not graded."""
        if one.problem:
            return one.problem
        if exercise is not None:
            return f"for {exercise.short}, which was not asked for"
        if one in self._why:
            return self._why[one]
        if one.is_zip:
            return "no file in it was graded"
        several = near(one.name, self._known)
        if several:
            return f"could be {' or '.join(e.short for e in several)}"
        for other in in_another_form(one.name, self._known):
            return f"{_form(one)}it must be called {other.filename}"
        if one.name.casefold().endswith(".ipynb"):
            return "a notebook, but only Python files are graded"
        return "no exercise has this name"


_ELSEWHERE = 3


def _place(one: HandIn, exercise: Exercise) -> int:
    """The rank of a file's place, best first; ``_ELSEWHERE`` if it has another name or is deeper."""
    *folders, name = one.shown.split("/")
    if one.member or not is_exact(name, exercise):
        return _ELSEWHERE
    if folders == ["exercises"]:
        return 0
    if not folders:
        return 1
    return 2 if len(folders) == 2 and folders[1] == "exercises" else _ELSEWHERE


def _form(one: HandIn) -> str:
    return "it is a notebook; " if one.name.casefold().endswith(".ipynb") else ""


def _same(one: HandIn, other: HandIn) -> bool:
    try:
        return one.read(LARGEST_FILE) == other.read(LARGEST_FILE)
    except OSError:
        return False
