"""Finds the course on disk, and its parts. Reads only file names, so that finding a workspace is fast."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tutor.disk import read_text

ENVIRONMENT = "TUTOR_COURSE"
OWN_PLUGIN = "tutor.transformers"  # what ``lab: true`` and ``drills: true`` select in an older course.yaml
_PARTS = ("lessons/", "checks/")
_PACKAGE = Path(__file__).resolve().parents[1]


class NotACourseError(Exception):
    """The named folder is not a course. The message is one sentence: what, where, what to do next."""


def course_root() -> Path:
    """The folder of the course in ``TUTOR_COURSE``, or of tutor's own course.

    Raises:
        NotACourseError: ``TUTOR_COURSE`` does not name a course.
    """
    return chosen_root() or own_root()


def own_root() -> Path:
    """tutor's own course: inside the installed package, or in the repository."""
    # Use the path instead of importlib.resources, whose import alone would take longer than loading the whole course.
    # A package that needs NumPy is never imported from a zip anyway.
    installed = _PACKAGE / "_course"
    return installed if installed.is_dir() else _PACKAGE.parent


def chosen_root() -> Path | None:
    """The folder in ``TUTOR_COURSE``; None if that is unset.

    Raises:
        NotACourseError: it is not a course.
    """
    named = os.environ.get(ENVIRONMENT)
    if not named:
        return None
    root = Path(named).expanduser().absolute()
    if not is_course(root):
        what = (
            f"has no {' and no '.join(name for name in _PARTS if not (root / name).is_dir())} in it"
            if root.is_dir()
            else "is not a folder"
            if root.exists()
            else "does not exist"
        )
        raise NotACourseError(f"{root} {what}: a course is a folder with lessons/, exercises/ and checks/.")
    return Path(os.path.normpath(root))


def is_course(root: Path) -> bool:
    """Whether ``root`` has the folders of a course; ``exercises/`` is derived and not needed."""
    return all((root / name).is_dir() for name in _PARTS)


def holds_course(root: Path) -> bool:
    """Whether ``root`` is a course that is not empty."""
    return is_course(root) and (
        bool(lesson_paths(root)) or any((f / "brief.md").is_file() for f in exercise_folders(root))
    )


def course_around(start: Path) -> Path | None:
    """The nearest enclosing folder of ``start`` that is a course and not empty."""
    return next((f for f in (start, *start.parents) if holds_course(f)), None)


def is_own(root: Path) -> bool:
    """Whether ``root`` is tutor's own course."""
    return same_folder(root, own_root())


def other_course(root: Path) -> str:
    """The folder of the course that grades; "" if it is tutor's own."""
    return "" if is_own(root) else str(root)


def judge_sentence(root: Path) -> str:
    """A sentence that says which course grades; "" if it is tutor's own."""
    return "" if is_own(root) else f"Graded with the checks of another course, in {root}"


def same_folder(one: Path, other: Path) -> bool:
    """Whether both are the same folder on disk, following links."""
    return os.path.realpath(one) == os.path.realpath(other)


def plugin_name(root: Path) -> str:
    """The plug-in of the course in ``root``, found without a YAML parser, which would slow down start-up."""
    try:
        text = read_text(root / "lessons" / "course.yaml")
    except (OSError, UnicodeDecodeError):
        return ""
    named = re.search(r"^plugin:[ \t]*['\"]?([\w.]+)", text, re.MULTILINE)
    if named:
        return named[1]
    return OWN_PLUGIN if re.search(r"^(lab|drills):[ \t]*true\b", text, re.MULTILINE) else ""


def lesson_paths(root: Path) -> list[Path]:
    """The lesson files, sorted by name."""
    return sorted(path for path in (root / "lessons").glob("*.md") if _counts(path.name))


def exercise_folders(root: Path) -> list[Path]:
    """The exercise folders, sorted by name."""
    checks = root / "checks"
    if not checks.is_dir():
        return []
    return sorted(folder for folder in checks.iterdir() if _counts(folder.name) and folder.is_dir())


def exercise_names(root: Path | None = None) -> frozenset[str]:
    """The ids of the exercises, from folder names alone."""
    return frozenset(folder.name for folder in exercise_folders(course_root() if root is None else root))


def _counts(name: str) -> bool:
    return not name.startswith(("_", ".")) and name.lower() != "readme.md"
