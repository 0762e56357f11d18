"""The tutor's own editor: nothing that a learner writes is lost, and saving checks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.widgets import Input
from textual.widgets.text_area import Selection

from tests.app.learner import Learner
from tutor.app.screens.exercise_editor import ExerciseEditor
from tutor.app.widgets.code_area import CodeArea

RIGHT = '"""Mine."""\n\n\ndef twice(x: float) -> float:\n    """Mine."""\n    return right\n'


@asynccontextmanager
async def editing(learner: Learner) -> AsyncIterator[CodeArea]:
    """The first exercise in the tutor's editor."""
    assert learner.workspace is not None
    learner.workspace.save_state({"editor": "tutor"})
    async with learner.at_work("2"):
        await learner.press("e")
        yield editor(learner)


def editor(learner: Learner) -> CodeArea:
    """The open editor."""
    assert isinstance(learner.app.screen, ExerciseEditor)
    return learner.app.screen.editor


async def test_the_tutors_editor_can_be_chosen_and_opens_where_something_is_to_be_written(
    learner: Learner,
) -> None:
    async with learner.at_work("2"):
        await learner.press("e")
        await learner.sees("Which editor do you use?", "The tutor's own")
        await learner.press("end", "up", "enter")
        await learner.sees(learner.file().name, "^s save", "^f find")
        row, column = editor(learner).cursor_location
        assert editor(learner).document[row][column:].startswith("raise NotImplementedError")


async def test_saving_writes_the_file_and_checks_it(learner: Learner) -> None:
    async with editing(learner) as area:
        stub = area.text
        area.text = RIGHT
        await learner.sees("not saved")
        assert learner.file().read_text(encoding="utf-8") == stub, "only saving changes the file"
        await learner.press("ctrl+s")
        assert learner.file().read_text(encoding="utf-8") == RIGHT
        await learner.sees("✓ passed")
        assert "not saved" not in learner.screen
        await learner.press("escape")
        await learner.sees("1 of 2 passed")


async def test_leaving_saves_and_undo_takes_back(learner: Learner) -> None:
    async with editing(learner) as area:
        stub = area.text
        await learner.type("x1")
        await learner.press("ctrl+z")
        assert area.text == stub
        await learner.press("ctrl+y", "escape")
        assert "x1raise NotImpl" in learner.file().read_text(encoding="utf-8")


async def test_what_was_not_saved_comes_back_after_a_reload(learner: Learner) -> None:
    async with editing(learner) as area:
        stub = area.text
        await learner.type("x1")
        learner.app.close()
    async with learner.at_work("2"):
        await learner.until(lambda: isinstance(learner.app.screen, ExerciseEditor))
        await learner.rest()
        assert "x1raise NotImpl" in editor(learner).text
        assert learner.file().read_text(encoding="utf-8") == stub
        assert "you had not saved" in learner.notices[-1]
        assert editor(learner).cursor_location[0] == stub[: stub.index("raise")].count("\n")
        await learner.press("ctrl+s")
        assert "x1raise NotImpl" in learner.file().read_text(encoding="utf-8")
        learner.app.close()
    assert learner.workspace is not None
    assert learner.workspace.load_state()["drafts"] == {}


async def test_a_file_changed_by_another_program_is_not_overwritten_silently(learner: Learner) -> None:
    async with editing(learner) as area:
        await learner.type("x1")
        learner.write("return wrong")
        theirs = learner.file().read_text(encoding="utf-8")
        await learner.press("ctrl+s")
        await learner.sees("Another program has changed")
        await learner.press("n")
        assert learner.file().read_text(encoding="utf-8") == theirs
        await learner.press("ctrl+r")
        assert area.text == theirs
        await learner.press("ctrl+z")
        assert "x1" in area.text
        await learner.press("ctrl+s")
        assert "x1" in learner.file().read_text(encoding="utf-8"), "the learner has seen the other version"

        learner.write("return wrong")
        area.insert("# ", (0, 0))
        await learner.press("escape")
        await learner.sees("Another program has changed")
        await learner.press("y")
        assert learner.file().read_text(encoding="utf-8").startswith("# ")
        assert learner.workspace is not None
        (backup,) = (learner.workspace.state_dir / "backups").iterdir()
        assert backup.read_text(encoding="utf-8") == theirs
        assert not isinstance(learner.app.screen, ExerciseEditor), "and the editor is closed"


async def test_a_change_by_another_program_is_shown_if_nothing_is_unsaved(learner: Learner) -> None:
    async with editing(learner) as area:
        learner.write("return wrong")
        await learner.until(lambda: "return wrong" in area.text)


async def test_a_file_that_cannot_be_written_keeps_the_editor_open(learner: Learner) -> None:
    async with editing(learner):
        await learner.type("x1")
        learner.file().unlink()
        learner.file().mkdir()
        await learner.press("escape")
        assert "x1" in editor(learner).text and learner.file().name in learner.notices[-1]


async def test_find_goes_from_place_to_place_and_around_the_end(learner: Learner) -> None:
    async with editing(learner) as area:
        area.text = "one Two\ntwo\n\nthree TWO"
        await learner.press("ctrl+f")
        field = learner.app.screen.query_one("#find", Input)
        assert field.has_focus
        await learner.type("two")
        places = [area.selection]
        for key in ("enter", "ctrl+f", "enter", "up", "down"):
            await learner.press(key)
            places.append(area.selection)
        first, second, third = (
            Selection(*place) for place in (((0, 4), (0, 7)), ((1, 0), (1, 3)), ((3, 6), (3, 9)))
        )
        assert places == [first, second, third, first, third, first]
        await learner.type("x")
        await learner.sees("not found")
        await learner.press("escape")
        assert area.has_focus and area.selection == first


async def test_lines_keep_their_indentation(learner: Learner) -> None:
    async with editing(learner) as area:
        area.text = "def f():"
        area.move_cursor(area.document.end)
        await learner.press("enter")
        await learner.type("a")
        await learner.press("enter")
        assert area.text == "def f():\n    a\n    "
        await learner.press("backspace")
        assert area.text == "def f():\n    a\n"
        await learner.press("up", "shift+tab")
        assert area.text == "def f():\na\n"


async def test_in_a_browser_e_opens_the_tutors_editor_whatever_is_chosen(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learner.workspace is not None
    learner.workspace.save_state({"editor": "vim"})
    monkeypatch.setattr("tutor.app.app.TutorApp.is_web", True)
    async with learner.at_work("2"):
        await learner.press("E")
        assert "tutor's own editor" in learner.notices[-1]
        await learner.press("e")
        await learner.sees(learner.file().name, "f2 save", "f3 find")
        await learner.press("f1")
        await learner.sees("In a browser", "reload the page")
