"""A course and a warm grader for all tests of a module, because starting a worker takes longer than a check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grading.tiny import make_course
from tutor.course.model import Course, Exercise
from tutor.grading.grader import Grader


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def tiny(course: Course) -> Exercise:
    return course.exercises[0]


@pytest.fixture(scope="session")
def grader(course: Course) -> Iterator[Grader]:
    with Grader(course) as one:
        one.warm()
        yield one


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A learner's folder with a file that must survive."""
    for name, text in {
        "exercises/t2_other.py": "kept = True\n",
        ".tutor/events.jsonl": '{"kept": true}\n',
        "notes.txt": "kept\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def file(workspace: Path, tiny: Exercise) -> Path:
    return workspace / "exercises" / tiny.filename
