"""Dialogs close once, leave nothing behind, and lose no word of a note."""

from __future__ import annotations

from pathlib import Path

from rich.segment import Segment
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions
from textual.widgets import TextArea

from tests.app.learner import Learner
from tutor.app.screens.dialogs import TextDialog
from tutor.app.tinted import Tinted


def note(learner: Learner) -> Path:
    assert learner.workspace is not None
    return learner.workspace.root / "notes" / "step-1-attention" / "queries.md"


async def test_the_palette_opens_a_place_and_leaves_no_window_open(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.press("question_mark")
        await learner.sees("Everywhere")
        await learner.press("ctrl+p")
        await learner.type("zebras")
        await learner.sees("2 · Zebras")
        await learner.press("enter")
        await learner.sees("2.1 Zebras")
        await learner.press("4")
        await learner.rest()
        assert len(learner.app.screen_stack) == 1


async def test_from_the_playground_the_palette_opens_another_section(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("e")
        await learner.sees("Playground")
        await learner.press("ctrl+p")
        await learner.type("zebras")
        await learner.sees("2 · Zebras")
        await learner.press("enter")
        await learner.sees("2.1 Zebras")


async def test_a_note_is_saved_even_if_the_app_is_left_without_closing_it(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("t")
        await learner.type("abc")
        await learner.pilot.press("ctrl+q")
    assert note(learner).read_text() == "abc"


async def test_a_note_is_saved_when_the_palette_opens_another_place(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("t")
        await learner.type("abc")
        await learner.press("ctrl+p")
        await learner.type("zebras")
        await learner.sees("2 · Zebras")
        await learner.press("enter")
        await learner.sees("2.1 Zebras")
        assert note(learner).read_text() == "abc"


async def test_a_note_is_saved_while_it_is_being_written(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("t")
        await learner.type("abc")
        await learner.until(lambda: note(learner).is_file() and note(learner).read_text() == "abc")


async def test_a_note_that_cannot_be_saved_stays_open_once_so_that_it_can_be_copied(learner: Learner) -> None:
    assert learner.workspace is not None
    (learner.workspace.root / "notes").write_text("a file where a folder is needed")
    async with learner.at_work():
        await learner.press("t")
        await learner.type("abc")
        await learner.press("escape")
        assert "Press esc again to close without saving" in learner.notices[-1]
        assert learner.app.screen.query_one(TextArea).text == "abc"
        await learner.press("escape")
        assert len(learner.app.screen_stack) == 1


async def test_two_leaving_keys_at_once_close_one_window(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("slash")
        learner.at_once("enter", "escape", "enter", "escape")
        await learner.rest()
        assert len(learner.app.screen_stack) == 1
        await learner.press("question_mark")
        assert isinstance(learner.app.screen, TextDialog)


async def test_a_page_key_in_a_palette_that_is_not_laid_out_yet_does_nothing(learner: Learner) -> None:
    async with learner.at_work():
        learner.at_once("ctrl+p", "pageup", "pagedown", "pageup")
        await learner.rest()
        await learner.sees("Search for an action")
        await learner.press("escape")
        assert len(learner.app.screen_stack) == 1


async def test_choosing_twice_at_once_in_the_palette_closes_nothing_below_it(learner: Learner) -> None:
    async with learner.at_work():
        for keys in (("enter", "enter"), ("enter", "enter", "escape"), ("enter", "escape", "enter")):
            await learner.press("ctrl+p")
            await learner.type("zebras")
            await learner.sees("2 · Zebras")
            learner.at_once(*keys)
            await learner.rest()
            await learner.press("escape")
            assert len(learner.app.screen_stack) == 1


async def test_the_last_line_has_the_keys_of_the_open_window(learner: Learner) -> None:
    async with learner.at_work():
        for key, keys in {
            "question_mark": "esc close",
            "slash": "enter open  esc close  f1 keys",
            "ctrl+p": "enter open  esc close  f1 keys",
            "t": "esc save and close  f1 keys",
        }.items():
            await learner.press(key)
            await learner.until(lambda: isinstance(learner.app.screen, ModalScreen))
            await learner.rest()
            assert learner.screen.splitlines()[-1].strip() == keys
            await learner.press("escape")
        assert "next" in learner.screen.splitlines()[-1]


async def test_the_screen_below_a_window_is_tinted_as_textual_does_it(learner: Learner) -> None:
    async with learner.at_work():
        below, tint = learner.app.screen, Color(20, 40, 60, 0.6)
        options = learner.app.console_options
        segments = learner.app.console.render(BackgroundScreen(below, tint), options)
        lines = Segment.split_and_crop_lines(segments, options.max_width, include_new_lines=False, pad=False)
        own = Tinted(below, tint).render_strips(options.max_width, None, Style(), RenderOptions(None, {}))  # type: ignore[arg-type]
        assert own == [Strip(line) for line in lines][: len(own)]
