"""The small course of the grading tests, to grade a class in."""

from __future__ import annotations

import pytest

from tests.grading.tiny import make_course
from tutor.course.model import Course


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("course"))
