"""Where the course is on the disk, and its parts. Only names are read: finding a workspace costs nothing."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT = "TUTOR_COURSE"
RECORD = Path(".tutor", "course")  # in a learner's folder: where its course is, when it is not our own
PARTS = ("lessons", "exercises", "checks")
_PACKAGE = Path(__file__).resolve().parents[1]


def course_root(start: Path | None = None) -> Path:
    """The folder of ``lessons/ exercises/ checks/`` that is meant.

    It is what the environment's ``TUTOR_COURSE`` names (``--course`` sets it), or else what the learner's folder that
    ``start`` is in has on record, or else our own. Without ``start`` it is looked for from the environment's
    ``TUTOR_WORKSPACE`` or from here.
    """
    if named := os.environ.get(ENVIRONMENT):
        return Path(named).expanduser().absolute()
    here = Path(start or os.environ.get("TUTOR_WORKSPACE") or Path.cwd()).expanduser().absolute()
    for folder in (here, *here.parents):
        if (folder / RECORD.parent).is_dir():
            return recorded_course(folder) or own_root()
    return own_root()


def recorded_course(folder: Path) -> Path | None:
    """The course that a learner's folder has on record; None when it is our own."""
    try:
        return Path((folder / RECORD).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None


def is_course(root: Path) -> bool:
    """Whether there are lessons or checks."""
    return bool(lesson_paths(root) or exercise_folders(root))


def own_root() -> Path:
    """Our own course: inside the installed package, or the repository."""
    # By path and not through importlib.resources: a package with NumPy is never imported from a zip, and
    # that import alone would cost more than loading the whole course.
    installed = _PACKAGE / "_course"
    return installed if installed.is_dir() else _PACKAGE.parent


def lesson_paths(root: Path) -> list[Path]:
    """The lessons' files, by name."""
    return sorted(path for path in (root / "lessons").glob("*.md") if _counts(path.name))


def exercise_folders(root: Path) -> list[Path]:
    """The exercises' folders, by name."""
    checks = root / "checks"
    if not checks.is_dir():
        return []
    return sorted(folder for folder in checks.iterdir() if _counts(folder.name) and folder.is_dir())


def exercise_names(root: Path | None = None) -> frozenset[str]:
    """The ids of the exercises, without reading any of them."""
    return frozenset(folder.name for folder in exercise_folders(course_root() if root is None else root))


def _counts(name: str) -> bool:
    return not name.startswith(("_", ".")) and name.lower() != "readme.md"
