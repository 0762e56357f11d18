"""The map, opened from anywhere: the section's part is selected, parts link to places, and going back returns."""

from __future__ import annotations

import pytest

from tests.app.learner import Learner, each_size
from tutor.transformers.map.map_screen import MapScreen

TABLE = """\
pieces:
  - id: qkv
    says: Three projections.
    sections: ['{lesson}#queries']
    exercise: ex1
    lab: fox
  - id: softmax
    says: Scores become shares.
    sections: ['{lesson}#questions']
models: {{}}
"""


@pytest.fixture(autouse=True)
def table(learner: Learner) -> None:
    lesson = learner.course.lessons[0].id
    file = learner.course.root / "lessons" / "map.yaml"
    file.write_text(TABLE.format(lesson=lesson), encoding="utf-8")


def shown(learner: Learner) -> MapScreen:
    screen = learner.app.screen
    assert isinstance(screen, MapScreen)
    return screen


@each_size((80, 24), (120, 36), (60, 18))
async def test_from_a_section_and_back(learner: Learner, size: tuple[int, int]) -> None:
    async with learner.at_work(size=size):
        await learner.press("m")
        assert shown(learner).state.piece == "qkv"
        await learner.sees("▸W_q W_k W_v◂")
        await learner.press("right")
        assert shown(learner).state.piece == "split"
        await learner.press("m")
        assert learner.nav.here == "learn" and len(learner.app.screen_stack) == 1
        await learner.press("n", "m")
        assert shown(learner).state.piece == "softmax"
        await learner.press("escape")
        assert not isinstance(learner.app.screen, MapScreen)


async def test_sizes_changed_in_the_section_are_on_the_map(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("m")
        await learner.sees("GPT-2", "(5, 768)")
        await learner.press("m", "greater_than_sign", "m")
        await learner.sees("T 10", "(10, 768)")  # the section has no d_model


async def test_a_part_opens_its_section_exercise_and_experiment(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.press("m", "i", "right")
        assert shown(learner).state.piece == "qkv"
        await learner.press("enter")
        await learner.sees("1.1 Queries and keys")
        await learner.press("backspace")
        assert shown(learner).state.piece == "qkv"
        await learner.press("e")
        await learner.sees("ex1")
        assert learner.nav.here == "practice"
        await learner.press("backspace", "x")
        assert learner.nav.here == "lab"


async def test_another_model_and_more_tokens_are_kept(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("m", "plus", "A", "A")
        await learner.sees("(6,)", "T 6")
        name = shown(learner).state.name
        await learner.press("d")
        await learner.press("escape")
        assert shown(learner).state.name == name
    async with learner.at_work():
        await learner.press("m")
        assert (shown(learner).state.name, shown(learner).state.tokens) == (name, 6)


async def test_in_a_field_the_map_key_is_a_letter_and_below_a_dialog_it_does_nothing(
    learner: Learner,
) -> None:
    async with learner.at_work("3"):
        await learner.press("i", "m")
        assert not isinstance(learner.app.screen, MapScreen)
        await learner.press("escape", "question_mark", "m")
        assert not isinstance(learner.app.screen, MapScreen)


async def test_a_click_selects_a_part_and_a_second_one_opens_its_section(learner: Learner) -> None:
    async with learner.at_work("4", size=(80, 24)):
        await learner.nav.go("map:gpt2")
        await learner.rest()
        await learner.press("i")
        for _ in range(2):
            line = next(n for n, text in enumerate(learner.screen.splitlines()) if "W_q W_k W_v" in text)
            column = learner.screen.splitlines()[line].index("W_q W_k W_v")
            await learner.pilot.click(offset=(column, line))
            await learner.rest()
        await learner.sees("1.1 Queries and keys")
