"""The text of a section that was never opened is shown before the course is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.learner import Learner
from tutor.app.app import TutorApp
from tutor.app.first_text import FirstText, beginning
from tutor.app.widgets.selectable import SelectableStatic
from tutor.workspace.find import Here

LESSON = """---
step: 3
title: "Three"
---
Before all sections.

## One

Words of one.

## Two {#second}

Words of *two*,
more of them.

```python
x = 1
```

Words below.

## Three

```python
x = 1
```
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "three.md").write_text(LESSON, encoding="utf-8")
    return tmp_path


def test_words_end_at_the_first_block(root: Path) -> None:
    found = beginning(root, {"place": "learn", "lesson": "three", "section": "second"})
    assert found is not None
    assert (found.step, found.lesson, found.number, found.title) == ("3", "Three", 2, "Two")
    assert found.words == "Words of *two*,\nmore of them."


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"place": "lab", "lesson": "three", "section": "second"},
        {"place": "learn", "lesson": "gone", "section": "second"},
        {"place": "learn", "lesson": "three", "section": "gone"},
        {"place": "learn", "lesson": "three", "section": "three"},
    ],
)
def test_no_text_is_shown_if_there_is_none_or_another_place_opens(
    root: Path, state: dict[str, object]
) -> None:
    assert beginning(root, state) is None


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_text_is_where_learn_shows_it(
    learner: Learner, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, course = learner.workspace, learner.course
    assert workspace is not None
    workspace.save_state({"place": "learn", "lesson": "step-1-attention", "section": "queries"})
    monkeypatch.setenv("TUTOR_CACHE", "")
    with monkeypatch.context() as patch:
        patch.setattr(TutorApp, "on_mount", lambda self: None)  # the course is never loaded
        app = TutorApp(here=Here(course.root, workspace))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            frame, words = (app.query_one(name) for name in ("#section", ".prose"))
            assert "Each word asks" in app.query_one(".prose", SelectableStatic).lines[0]
            places = frame.region, words.region.offset
    async with learner.at_work(size=size):
        screen = learner.app.screen
        assert (screen.query_one("#section").region, screen.query(".prose").first().region.offset) == places


async def test_keys_that_arrive_before_the_place_is_ready_are_not_lost(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, course = learner.workspace, learner.course
    assert workspace is not None
    state = {"place": "learn", "lesson": "step-1-attention", "section": "queries", "opening": "seen"}
    workspace.save_state(state)
    monkeypatch.setenv("TUTOR_CACHE", "")
    app = TutorApp(course, workspace, here=Here(course.root, workspace))
    learner.app, app.animation_level = app, "none"
    with monkeypatch.context() as patch:
        patch.setattr(TutorApp, "_open", lambda self: None)
        async with app.run_test(size=(80, 24)) as pilot:
            learner.pilot = pilot
            assert app.query(FirstText)
            await pilot.press("n")
            patch.undo()
            app._open()
            await learner.until(lambda: getattr(app.screen, "section", None) is course.lessons[0].sections[1])
