"""The palette: every action by its names, despite typing errors, then everything that can be opened."""

from __future__ import annotations

import pytest
from textual.command import CommandList
from textual.widgets import TextArea

from tests.app.learner import Learner
from tutor.app.fuzzy_match import fit
from tutor.app.screens.dialogs import AskDialog, KeysDialog
from tutor.app.screens.note_dialog import NoteDialog
from tutor.app.screens.playground_screen import PlaygroundScreen
from tutor.progress.events import HintTaken


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hnit", "hint"),
        ("plyground", "playground"),
        ("solutoin", "solution"),
        ("nxet", "next section"),
        ("swich haed off", "switch head off"),
        ("playgr", "playground"),
        ("off head", "switch head off"),
    ],
)
def test_a_typing_error_and_a_prefix_still_match(typed: str, name: str) -> None:
    assert fit(typed, [name]) > 0.3


@pytest.mark.parametrize(
    ("typed", "name"), [("hint", "reset"), ("zebra", "playground"), ("", "hint"), ("·", "hint")]
)
def test_other_words_do_not_match(typed: str, name: str) -> None:
    assert fit(typed, [name]) == 0


def test_an_exact_name_matches_best_and_other_names_match_too() -> None:
    exact, begun, slip = (fit(typed, ["hint"]) for typed in ("hint", "hin", "hnit"))
    assert exact > begun > slip > 0
    assert fit("stuck", ["hint", "help me", "stuck"]) > fit("stuck", ["an instruction about stuckness"])


def open_screen(learner: Learner) -> type:
    return type(learner.app.screen)


async def found(learner: Learner, typed: str) -> list[str]:
    """The palette's lines for the typed text, best first. Leaves it open."""
    await learner.press("ctrl+p")
    await learner.type(typed)
    await learner.until(lambda: learner.app.screen.query_one(CommandList).option_count)
    await learner.pilot.pause(0.05)
    return [str(option.prompt) for option in learner.app.screen.query_one(CommandList).options]


async def test_the_actions_of_a_place_run_from_the_palette(learner: Learner) -> None:
    async with learner.at_work():
        assert (await found(learner, "note"))[0].startswith("Write a note   t ")
        await learner.press("enter")
        assert open_screen(learner) is NoteDialog
        await learner.press("escape")
        assert (await found(learner, "plyground"))[0].startswith("Playground   e ")
        await learner.press("enter")
        assert open_screen(learner) is PlaygroundScreen
        assert learner.app.screen.query_one(TextArea).text.startswith("import")


async def test_the_actions_of_another_place_are_found_and_run_there(learner: Learner) -> None:
    async with learner.at_work():
        assert (await found(learner, "hnit"))[0].startswith("Practice · hint   2 h ")
        await learner.press("enter")
        await learner.sees("Think of two")
        assert isinstance(learner.events[-1], HintTaken)
        await learner.press("backspace")
        await learner.sees("1.1 Queries")


async def test_one_action_resets_every_file_after_asking(learner: Learner) -> None:
    async with learner.at_work("2"):
        learner.write("return 3 * x")
        learner.write("return x / 3", 2)
        await found(learner, "reset all")
        await learner.press("enter")
        assert open_screen(learner) is AskDialog
        await learner.press("y")
        assert learner.file(1).read_text() == learner.exercise(1).stub
        assert learner.file(2).read_text() == learner.exercise(2).stub
        assert "2 of 2 files" in learner.notices[-1]


async def test_before_anything_is_typed_the_keys_of_the_place_come_first(learner: Learner) -> None:
    async with learner.at_work():
        lines = await found(learner, "")
        assert lines[0].startswith("Next section   n ")
        assert lines.index("ex1 · Twice") < lines.index("Practice   2   the place")


async def test_sections_and_the_app_itself_are_found(learner: Learner) -> None:
    async with learner.at_work("4"):
        assert (await found(learner, "zebars"))[0] == "2 · Zebras"
        await learner.press("escape")
        assert (await found(learner, "theme"))[0].startswith("Change theme")
        await learner.press("escape")
        await found(learner, "shortcuts")
        await learner.press("enter")
        assert open_screen(learner) is KeysDialog


async def test_f1_shows_the_palettes_keys_and_returns_to_the_typed_text(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("ctrl+p", *"hint", "f1")
        await learner.sees("run or open the chosen entry", "typos are fine")
        await learner.press("escape")
        await learner.sees("hint")
        assert not isinstance(learner.app.screen, KeysDialog)
        await learner.press("escape")
        await learner.sees("1.1 Queries and keys")
