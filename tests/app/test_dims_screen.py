"""Dimensions of published models: selected, made longer and wider, compared, and restored."""

from __future__ import annotations

import pytest

from tests.app.learner import Learner, each_size
from tutor.transformers.architectures.architecture_state import LONGEST, WIDEST, ArchitectureState
from tutor.transformers.architectures.dims_screen import DimensionsScreen
from tutor.transformers.architectures.presets import presets
from tutor.transformers.lab.lab_screen import LabScreen


def chosen(learner: Learner) -> ArchitectureState:
    screen = learner.app.screen
    assert isinstance(screen, DimensionsScreen)
    return screen.chosen


@each_size((80, 24), (120, 36), (60, 18))
async def test_from_the_lab_and_back(learner: Learner, size: tuple[int, int]) -> None:
    async with learner.at_work("3", size=size):
        await learner.press("d")
        await learner.sees(
            "GPT-2 small", "one sequence of 1,024 tokens", "124 M", "12 heads of 64", "of which"
        )
        await learner.press("down")
        await learner.sees("GPT-2 medium   decoder", "355 M")
        await learner.press("escape")
        assert isinstance(learner.app.screen, LabScreen)


async def test_the_input_grows_only_as_far_as_there_are_positions(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("d", "right")
        await learner.sees("◂ T 1,024 ▸", "its longest sequence")
        await learner.press("left", "b", "b")
        await learner.sees("◂ T 512 ▸   batch 4", "4 sequences of 512 tokens")
        await learner.press("B")
        await learner.sees("batch 2")
        await learner.nav.go("dims:llama-3-8b")
        await learner.press(*["right"] * 6)
        await learner.sees("◂ T 32,768 ▸   batch 2", "scores and sums                     53 %")


async def test_the_others_are_compared_with_the_one_that_is_kept(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.nav.go("dims:gpt2-large")
        await learner.press("c")
        await learner.sees("c stops")
        await learner.press("up")
        await learner.sees("compared with GPT-2 large", "0.46 × GPT-2 large")
        await learner.nav.go("dims:bert-base")
        await learner.sees("compared with GPT-2 large at T 1,024")  # BERT itself has 512 positions
        await learner.nav.go("dims:gpt2-large")
        await learner.press("c", "up")
        assert "×" not in "".join(line for line in learner.screen.splitlines() if "parameters  " in line)


async def test_the_next_start_restores_the_screen_as_it_was_left(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.nav.go("dims:qwen3-8b")
        await learner.press("right", "b", "c")
        left = chosen(learner)
    async with learner.at_work("3"):
        await learner.press("d")
        assert chosen(learner) == left == ArchitectureState("qwen3-8b", 2048, 2, "qwen3-8b")
        await learner.sees("Qwen3 8B   decoder, 2 sequences of 2,048 tokens")


async def test_the_table_pages_while_the_list_keeps_its_place(learner: Learner) -> None:
    async with learner.at_work("3", size=(80, 24)):
        await learner.nav.go("dims:deepseek-v3")
        await learner.sees("DeepSeek-V3   decoder")
        await learner.press("space", "space")
        await learner.sees("Q latent norm")
        assert chosen(learner).name == "deepseek-v3"
        await learner.press("pageup", "pageup")
        await learner.sees("DeepSeek-V3   decoder")


async def test_the_palette_finds_each_model(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("ctrl+p")
        await learner.type("dimensions mixtral")
        await learner.press("enter")
        await learner.sees("Mixtral 8x7B   decoder", "2 of 8 experts of 14,336")
        await learner.press("escape")
        await learner.sees("1.1 Queries and keys")


@pytest.mark.parametrize(
    "state",
    [
        None,
        7,
        [],
        {"name": "gpt9"},
        {"name": ["gpt2"]},
        {"seq_len": 1000},
        {"seq_len": 0},
        {"seq_len": True, "batch": -4},
        {"batch": "2"},
        {"seq_len": 2**40},
        {"beside": 3},
    ],
)
def test_an_invalid_state_is_replaced_by_the_initial_one(state: object) -> None:
    assert ArchitectureState.of_state(state) == ArchitectureState()


def test_a_saved_state_is_restored_unchanged() -> None:
    one = ArchitectureState("gemma-3-27b", 2**17, 8, "gpt2")
    assert ArchitectureState.of_state(one.state()) == one


def test_no_key_leads_to_a_size_beyond_the_limit() -> None:
    for name in presets():
        one = ArchitectureState(name)
        for _ in range(30):
            one = one.longer(1).wider(1)
        assert one.batch == WIDEST
        assert one.fitting == (one.architecture.max_positions or LONGEST)
        assert one.table().flops_forward > 0
        for _ in range(60):
            one = one.longer(-1).wider(-1)
        assert (one.seq_len, one.batch) == (1, 1)
