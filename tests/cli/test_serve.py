"""Who may connect to the served app, and what the app takes for a screen. No server, no browser."""

from __future__ import annotations

import pytest

from tutor.cli import app_start
from tutor.cli.exits import Problem
from tutor.cli.serve_command import is_welcome
from tutor.course.roots import own_root
from tutor.workspace import Here


@pytest.mark.parametrize(
    ("served", "host", "origin", "welcome"),
    [
        ("127.0.0.1", "127.0.0.1:8000", None, True),
        ("127.0.0.1", "localhost:8000", "http://localhost:8000", True),
        ("127.0.0.1", "localhost", "http://localhost", True),
        ("::1", "[::1]:8000", "http://[::1]:8000", True),
        ("::1", "[::1]", None, True),
        ("127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:9000", False),
        ("127.0.0.1", "127.0.0.1:8000", "https://example.org", False),
        ("127.0.0.1", "127.0.0.1:8000", "null", False),
        ("127.0.0.1", "example.org:8000", "http://example.org:8000", False),
        ("0.0.0.0", "box.local:8000", "http://box.local:8000", True),
        ("0.0.0.0", "box.local:8000", "http://example.org", False),
    ],
)
def test_only_pages_that_were_served_here_may_connect(
    served: str, host: str, origin: str | None, welcome: bool
) -> None:
    assert is_welcome(served, host, origin) is welcome


def test_a_browser_is_a_screen_and_a_pipe_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []

    def look(workspace: object) -> Here:
        looked.append(workspace)
        return Here(own_root(), None)

    monkeypatch.setattr(app_start, "look_here", look)
    monkeypatch.setattr("tutor.app.app.TutorApp.run", lambda self: None)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    with pytest.raises(Problem):
        app_start.open_app()
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    assert app_start.open_app() == 0 and looked == [None]
