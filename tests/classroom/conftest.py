"""The small course of the grading tests, to grade a class in."""

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
    """An empty folder for a class, with more around it than one student may see."""
    (tmp_path / "class").mkdir()
    return tmp_path / "class"
