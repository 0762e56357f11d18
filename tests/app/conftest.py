"""A workspace, the small course, and the app on both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tests.app.small_course import write_course
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.workspace import Workspace, create


@pytest.fixture(scope="session", autouse=True)
def styles_are_parsed_once() -> Iterator[None]:
    """Cache the parsed styles. Textual parses them for each app, which takes a fifth of a test, although every app
    here has the same styles."""
    parse = Stylesheet._parse_rules
    parsed: dict[object, Any] = {}

    def parse_once(self: Stylesheet, css: str, *place: Any, **options: Any) -> Any:
        key = (css, place, *options.items(), frozenset(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, css, *place, **options)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def idle_is_seen_soon() -> Iterator[None]:
    """Shorten the pauses of Textual's pilot, which wait until the process was idle for 20 ms; a key here takes seven
    of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual._wait.SLEEP_GRANULARITY", 0.005)
        patch.setattr("textual._wait.SLEEP_IDLE", 0.0005)
        yield


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No editor, colour settings or workspace of the developer; all colours, whatever the terminal."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("VISUAL", "EDITOR", "NO_COLOR", "TUTOR_WORKSPACE", "TUTOR_COURSE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def one_day_and_a_fast_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Days in UTC; and on a slow machine no notice, mark or two-step save ends too soon."""
    monkeypatch.setattr("textual.app.App.NOTIFICATION_TIMEOUT", 600)
    monkeypatch.setattr("tutor.watch.SETTLE", 0.3)
    monkeypatch.setattr("tutor.app.widgets.live_code.MOMENT", 600)
    monkeypatch.setattr("tutor.transformers.lab.lab_view.QUIET", 0.01)
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
