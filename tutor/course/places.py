"""Where the parts of a course are on the disk. Only names are read: finding a workspace costs nothing."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def course_root() -> Path:
    """The folder of ``lessons/ exercises/ checks/``: inside the installed package, or the repository."""
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
