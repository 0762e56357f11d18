"""The small course of the grading tests, for grading a class."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.tiny import make_course
from tutor.course.model import Course


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty folder for a class, next to files that no student may read."""
    (tmp_path / "class").mkdir()
    return tmp_path / "class"
