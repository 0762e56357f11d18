"""Keys and clicks that arrive before their target exists, or after it is gone."""

from __future__ import annotations

import asyncio
import os

import pytest
from textual.events import MouseDown
from textual.widgets import Input

from tests.app.learner import Learner
from tutor.app.palette import Palette
from tutor.app.screens.learn_screen import LearnScreen
from tutor.app.screens.practice_screen import PracticeScreen
from tutor.app.screens.search_dialog import SearchDialog
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.options import Options
from tutor.transformers.drills.drill_screen import DrillScreen


async def test_a_page_key_in_a_hidden_list_does_nothing(learner: Learner) -> None:
    async with learner.at_work("2", size=(80, 24)):
        folded = learner.app.screen.query_one("#exercises", Options)
        assert not folded.scrollable_content_region
        folded.set_options(list(folded.options))  # as after each verdict
        folded.highlighted = 1
        folded.action_page_up()
        folded.action_page_down()
        await learner.press("left_square_bracket", "pageup")
        await learner.sees("ex1 Twice")


async def test_a_click_on_what_was_just_removed_does_nothing(learner: Learner) -> None:
    async with learner.at_work():
        screen = learner.app.screen
        shown = screen.query(LiveCodeView).first()
        x, y = shown.region.offset
        click = MouseDown(shown, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
        with learner.app.batch_update():
            await shown.remove()
            screen._forward_event(click)
        await learner.press("n")
        await learner.sees("1.2 Questions")


@pytest.mark.parametrize("place", "1234")
async def test_keys_sent_with_the_key_of_a_place_wait_for_it(learner: Learner, place: str) -> None:
    async with learner.at_work("4" if place == "1" else "1"):
        learner.at_once(place, "escape", "left_square_bracket", "d", "escape")
        await learner.rest()
        assert learner.app.is_running


@pytest.mark.parametrize("key", ["question_mark", "slash", "t", "ctrl+p"])
async def test_keys_sent_with_the_key_of_a_dialog_reach_it(learner: Learner, key: str) -> None:
    async with learner.at_work():
        learner.at_once(key, "down", "escape", "up", "pageup", "enter")
        await learner.rest()
        await learner.press("escape")
        assert len(learner.app.screen_stack) == 1


@pytest.mark.parametrize("place", "1234")
async def test_words_sent_with_the_search_key_are_searched(learner: Learner, place: str) -> None:
    async with learner.at_work(place):
        learner.at_once("slash", *"quest")
        await learner.until(lambda: isinstance(learner.app.screen, SearchDialog))
        await learner.until(lambda: learner.app.screen.query_one(Input).value == "quest")
        await learner.sees("1 · Questions")
        await learner.press("slash", "escape")  # in the input it is a character
        assert not isinstance(learner.app.screen, SearchDialog)


async def test_two_sections_requested_at_once_are_not_mixed(learner: Learner) -> None:
    async with learner.at_work():
        screen = learner.app.screen
        assert isinstance(screen, LearnScreen)
        lesson = learner.course.lessons[0]
        await asyncio.gather(*(screen.open(lesson, section) for section in lesson.sections[:2]))
        await learner.rest()
        await learner.sees("1.2 Questions")
        assert "Each word asks" not in learner.screen


async def test_a_search_in_a_closed_palette_is_not_an_error(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("ctrl+p")
        palette = learner.app.screen
        assert isinstance(palette, Palette)
        await palette.remove_children()
        palette._gather_commands("zebras")
        await learner.pilot.pause()
        await learner.press("escape", "n")
        await learner.sees("1.2 Questions")


async def test_leaving_a_drill_before_its_question_appears_does_no_harm(learner: Learner) -> None:
    async with learner.at_work("4"):
        for pauses in range(4):
            learner.app.push_screen(DrillScreen(learner.nav.services, None))
            for _ in range(pauses):
                await asyncio.sleep(0)
            learner.app.pop_screen()
            await learner.rest()
        assert learner.app.is_running


async def test_hints_requested_at_once_are_drawn_once(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("h", "h")
        screen = learner.app.screen
        assert isinstance(screen, PracticeScreen)
        await asyncio.gather(screen.draw_hints(), screen.draw_hints())
        assert len(screen.query("#hints > Static")) == 2


@pytest.mark.parametrize("word", ["search", "note", "keys", "playground"])
async def test_a_double_click_on_the_footer_opens_one_window(learner: Learner, word: str) -> None:
    async with learner.at_work(size=(160, 36)):
        line = learner.screen.splitlines()[-1]
        await learner.pilot.click(offset=(line.index(word), 35), times=2)
        await learner.rest()
        assert len(learner.app.screen_stack) == 2
        await learner.press("escape")
        assert len(learner.app.screen_stack) == 1


async def test_the_palette_opens_again_while_it_is_still_closing(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("ctrl+p")
        await learner.sees("ex1 · Twice")
        learner.app.screen.dismiss()
        await learner.app.action_command_palette()
        await learner.rest()
        await learner.sees("ex1 · Twice")
        assert len(learner.app.screen_stack) == 2


async def test_a_key_that_arrives_with_the_first_picture_is_not_lost(learner: Learner) -> None:
    app = learner.make_app()
    async with app.run_test() as learner.pilot:
        while not (isinstance(app.screen, LearnScreen) and app.screen.section):
            await asyncio.sleep(0)
        learner.at_once("n")
        await learner.sees("1.2 Questions")


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "giant"])
async def test_a_pipe_in_place_of_a_file_does_not_block(learner: Learner, kind: str) -> None:
    assert learner.workspace is not None
    file = learner.workspace.file(learner.course.exercises[0])
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "device":
        file.symlink_to("/dev/zero")
    else:
        with file.open("wb") as empty:
            empty.truncate(5_000_000_000)
    async with learner.at_work("2"):
        await learner.press("c", "r", "y", "d", "b")
        assert any("cannot be read (" in notice for notice in learner.notices)
        assert learner.app.session is not None
        lesson = learner.course.lessons[0]
        note = learner.app.session.note_path(lesson.id, lesson.sections[0].id)
        note.parent.mkdir(parents=True)
        os.mkfifo(note)
        await learner.press("1", "n", "4", "2")
        await learner.sees("ex1")
