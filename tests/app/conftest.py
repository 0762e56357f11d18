"""A learner's folder, the small course, and the app on both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tests.app.small_course import write_course
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.workspace import Workspace, create


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No editor, no colour settings, no folder of the one who runs the tests."""
    for name in ("VISUAL", "EDITOR", "NO_COLOR", "TUTOR_WORKSPACE", "TUTOR_COURSE", "TUTOR_START_METHOD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def one_day_and_a_fast_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The days of UTC; and neither a notice nor a save in two strokes ends sooner on a slow machine."""
    monkeypatch.setattr("textual.app.App.NOTIFICATION_TIMEOUT", 600)
    monkeypatch.setattr("tutor.watch.SETTLE", 0.3)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return load_course(write_course(tmp_path / "course"))


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    return create(tmp_path / "learner", course)


@pytest.fixture
def engines() -> FakeEngines:
    return FakeEngines()


@pytest.fixture
def learner(course: Course, workspace: Workspace, engines: FakeEngines) -> Learner:
    return Learner(course, workspace, engines)
