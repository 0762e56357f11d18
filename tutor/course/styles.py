"""The styles of an exercise: right solutions as other people write them, and the same mistakes in their code.

A style is a file in ``checks/<exercise>/styles/``. ``changes.py`` there defines ``CHANGES``: style → mistake id → the
passages to change. Styles test the check and the mistakes on code that is not derived from ``solution.py``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tutor.course.model import Exercise, MalformedCourseError
from tutor.course.yaml_reader import read_text

CHANGES_FILE = "changes.py"


@dataclass(frozen=True, slots=True)
class Style:
    """One way of writing an exercise. ``changes`` maps a mistake's id to the passages to replace here."""

    name: str
    source: str
    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def with_mistake(self, mistake_id: str) -> str:
        """The source with this mistake.

        Raises:
            ValueError: a passage does not occur exactly once in the source.
        """
        source = self.source
        for old, new in self.changes[mistake_id].items():
            if source.count(old) != 1:
                raise ValueError(
                    f"style {self.name}, {mistake_id}: {source.count(old)} times in the source: {old}"
                )
            source = source.replace(old, new)
        return source


def load_styles(exercise: Exercise) -> tuple[Style, ...]:
    """The styles of an exercise, sorted by name.

    Raises:
        MalformedCourseError: ``changes.py`` names a style that does not exist.
    """
    folder = exercise.folder / "styles"
    files = [path for path in sorted(folder.glob("*.py")) if path.name != CHANGES_FILE]
    changes = _changes(folder / CHANGES_FILE)
    if unknown := sorted(changes.keys() - {path.stem for path in files}):
        raise MalformedCourseError(folder / CHANGES_FILE, 1, f"there is no style {unknown[0]}")
    return tuple(Style(path.stem, read_text(path), changes.get(path.stem, {})) for path in files)


def _changes(path: Path) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    if not path.is_file():
        return {}
    spec = importlib.util.spec_from_file_location(f"changes_of_{path.parent.parent.name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    changes: Mapping[str, Mapping[str, Mapping[str, str]]] = module.CHANGES
    return changes
