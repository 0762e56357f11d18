"""Finds the learner's folder and the course that it belongs to. Reads only names, so it is fast."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tutor.course import roots
from tutor.course.roots import NotACourseError, same_folder
from tutor.disk import FileError
from tutor.workspace.files import STATE_FOLDER, Workspace
from tutor.workspace.sync import Record, read_record

ENVIRONMENT = "TUTOR_WORKSPACE"
PREFIX = "my-"  # prefix of a folder for learning from a course


@dataclass(frozen=True, slots=True)
class Here:
    """The current course, and the learner's folder for it, if there is one."""

    course: Path
    workspace: Workspace | None


def look(start: Path | None = None, override: str | Path | None = None) -> Here:
    """The course and workspace for ``start`` (by default the current folder).

    The course is the selected one (``roots.chosen_root``), else the one recorded in the workspace, else tutor's own. A
    folder that merely contains lessons and checks is not used. The workspace is the result of ``find``.

    Raises:
        FileError: ``override`` names a folder that is not a workspace, or none for the selected course.
        NotACourseError: the selected course, or the recorded one, does not exist.
    """
    here = (start or Path.cwd()).absolute()
    workspace = find(here, override)
    course = roots.chosen_root()
    if course is None and workspace is not None:
        course = _remembered(workspace)
    return Here(course or roots.own_root(), workspace)


def find(start: Path | None = None, override: str | Path | None = None) -> Workspace | None:
    """The workspace that contains ``start`` (by default the current folder).

    ``override``, or else the environment's ``TUTOR_WORKSPACE``, names the folder and ends the search. Otherwise it is
    the nearest folder, upwards from ``start``, whose ``exercises/`` holds a file of the course, which has been a
    workspace before (``.tutor/``), or which is that course itself. Failing that, it is the folder in ``start`` that
    ``tutor start`` would have created (for another course only if it is the only such folder there). If a course is
    selected, workspaces of other courses are skipped.

    Raises:
        FileError: ``override`` names a folder that is not a workspace, or none for the selected course.
        NotACourseError: the selected course does not exist.
    """
    chosen = roots.chosen_root()
    named = override or os.environ.get(ENVIRONMENT)
    if named:
        return _named(str(named), chosen)
    return _search((start or Path.cwd()).absolute(), chosen)


def course_for(folder: Path) -> Path:
    """The course for the workspace ``folder``, which need not exist yet.

    Raises:
        FileError: a course is selected, and the folder belongs to another one.
        NotACourseError: the selected course, or the recorded one, does not exist.
    """
    folder = folder.expanduser().absolute()
    chosen = roots.chosen_root()
    if chosen is not None:
        if _serves(folder, None) and not _serves(folder, chosen):
            raise FileError(_of_another(folder, chosen))
        return chosen
    workspace = _search(folder, None)
    known = _remembered(workspace) if workspace is not None else None
    return known or roots.own_root()


def default_folder(course: Path) -> str:
    """The default name of a folder for learning from ``course``."""
    return "transformer-tutor" if same_folder(course, roots.own_root()) else f"{PREFIX}{course.name}"


def _search(here: Path, chosen: Path | None) -> Workspace | None:
    for folder in (here, *here.parents, here / default_folder(chosen or roots.own_root())):
        if _serves(folder, chosen):
            return Workspace(folder)
    others = [f for f in here.glob(f"{PREFIX}*") if read_record(f / STATE_FOLDER) and _serves(f, chosen)]
    return Workspace(others[0]) if len(others) == 1 else None


def _named(name: str, chosen: Path | None) -> Workspace:
    root = Path(name).expanduser().absolute()
    for folder in (root.parent, root) if root.name == "exercises" else (root,):
        if _serves(folder, chosen):
            return Workspace(folder)
    if chosen is not None and _serves(root, None):
        raise FileError(_of_another(root, chosen))
    what = (
        "contains no exercises" if root.is_dir() else "is not a folder" if root.exists() else "does not exist"
    )
    raise FileError(f"{root} {what}: 'tutor init {name}' creates a workspace there.")


def _of_another(folder: Path, chosen: Path) -> str:
    record = read_record(folder / STATE_FOLDER) or Record()
    return (
        f"{folder} is for the course in {record.root(folder)}: leave out --course, "
        f"or use another folder for the one in {chosen}."
    )


def _remembered(workspace: Workspace) -> Path | None:
    """The course recorded in ``workspace``; None if there is no record."""
    record = read_record(workspace.state_dir)
    if record is None:
        return None
    root = record.root(workspace.root)
    if not roots.is_course(root):
        raise NotACourseError(
            f"The exercises in {workspace.root} belong to the course in {root}, which no longer exists: "
            "say where it is now with --course DIR."
        )
    return root


def _serves(folder: Path, chosen: Path | None) -> bool:
    """Whether ``folder`` is a workspace, for the ``chosen`` course if that is given."""
    state = folder / STATE_FOLDER
    record = read_record(state)
    if record is None and (state / ".gitignore").is_file():
        record = Record()
    if record is not None:
        root = record.root(folder)
        if chosen is None or same_folder(root, chosen):
            return True
        if record.stubs and roots.is_course(root):
            return False
    course = chosen or roots.own_root()
    return (same_folder(folder, course) and roots.holds_course(folder)) or _holds(folder, course)


def _holds(folder: Path, course: Path) -> bool:
    """Whether ``folder/exercises/`` contains the file of an exercise of ``course``."""
    try:
        with os.scandir(folder / "exercises") as entries:
            there = {entry.name for entry in entries}
    except OSError:
        return False
    return any(f"{name}.py" in there for name in roots.exercise_names(course))
