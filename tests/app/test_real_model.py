"""A real model in the Lab, on a tiny one with random weights: the map of heads, the ranks, two words, writing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.app.learner import Learner, each_size
from tests.app.test_lab import SandboxEngines, lab, seen, write
from tests.transformers.llama.tiny_gguf import write_gguf
from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.process import Sandbox
from tutor.transformers.lab.head_map import HeadMap
from tutor.transformers.lab.heads_screen import EFFECT, WAYS, HeadsScreen, MapWidget
from tutor.transformers.lab.lab_screen import LabScreen
from tutor.transformers.lab.writing_screen import EXERCISE, WritingScreen
from tutor.transformers.llama import llama_text
from tutor.transformers.llama.growing_text import GrowingText
from tutor.transformers.llama.llama_model import LlamaPass, run
from tutor.transformers.llama.model_store import add_gguf
from tutor.workspace import create


@pytest.fixture(autouse=True)
def tiny_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an added model of two layers with four heads."""
    monkeypatch.setenv("TUTOR_MODELS", str(tmp_path / "models"))
    write_gguf(tmp_path / "tiny.gguf")
    return add_gguf(tmp_path / "tiny.gguf", "tiny", "a test").name


def heads(learner: Learner) -> HeadsScreen:
    screen = learner.app.screen
    assert isinstance(screen, HeadsScreen)
    return screen


def writing(learner: Learner) -> WritingScreen:
    screen = learner.app.screen
    assert isinstance(screen, WritingScreen)
    return screen


async def test_another_head_or_token_needs_no_second_pass(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = []

    def counted(*given: Any, **more: Any) -> LlamaPass:
        passes.append(given)
        return run(*given, **more)

    monkeypatch.setattr("tutor.transformers.llama.llama_stages.run", counted)
    async with learner.at_work("3"):
        await write(learner, "hello the hello the")
        await learner.press("b")
        assert len(passes) == 1
        first = seen(learner)
        await learner.press("right", "right", "l", "v", "w")
        assert seen(learner) is first
        await learner.press("up")
        assert seen(learner).guessed_at == first.guessed_at - 1
        assert len(passes) == 1
        await write(learner, "hello the hello")
        assert len(passes) == 2


async def test_parts_that_are_off_are_compared_by_zero_by_mean_and_with_random_heads(
    learner: Learner,
) -> None:
    async with learner.at_work("3", size=(80, 24)):
        await write(learner, "hello the hello")
        await learner.press("b", "x")
        await learner.sees("zero mean random", "L0 H0 is off: it adds nothing.", "by mean")
        inside = seen(learner).inside
        assert inside is not None and inside.off is not None and inside.off.mean is not None
        assert len(inside.off.random) == 3
        assert all(0 <= share <= 1 for way in inside.off.random for share in way.probabilities)
        await learner.press("X", "L")
        await learner.sees("with layer 0 switched off")
        await learner.press("X")
        inside = seen(learner).inside
        assert inside is not None and inside.off is None


async def test_two_words_are_compared_and_a_word_of_two_tokens_is_refused(learner: Learner) -> None:
    async with learner.at_work("3"):
        await write(learner, "hello the hello")
        await learner.press("b", "D")
        await learner.sees("Compare two words")
        for written, said in (
            ("o e", "to o − e"),
            ("Zoooo e", "tokens for this model"),
            ("o", "Two words are needed"),
        ):
            learner.app.screen.query_one(Input).value = written
            await learner.press("enter")
            await learner.sees(said)
            await learner.press("D")
        await learner.press("escape")
        assert lab(learner).state.words == "o"


@each_size((80, 24), (120, 36))
async def test_the_ranks_by_layer_end_at_one(learner: Learner, size: tuple[int, int]) -> None:
    async with learner.at_work("3", size=size):
        await write(learner, "hello the hello")
        await learner.press("b", "r")
        await learner.sees("after each layer", "embedding", "2 of 2", "The plain lens")
        await learner.press("escape")
        assert isinstance(learner.app.screen, LabScreen)


@each_size((80, 24), (120, 36))
async def test_the_map_finds_heads_by_what_they_do_and_leads_to_the_grid(
    learner: Learner, size: tuple[int, int]
) -> None:
    async with learner.at_work("3", size=size):
        await write(learner, "hello the hello the")
        await learner.press("b", "H")
        await learner.sees("previous token", "of 8 heads at .50 or more")
        screen = heads(learner)
        assert screen.found is not None and screen.found.complete
        for way in WAYS[1:]:
            await learner.press("d")
            assert screen.way == way
            if way == "subject":  # its nouns are not tokens of this model
                assert screen._scores() is None
                continue
            order = screen._order()
            assert (screen.state.layer, screen.state.head) == order[0] and len(order) == 8
        await learner.sees("what each head adds to the next word", "in logits")
        assert screen.way == EFFECT
        await learner.press("n")
        assert (screen.state.layer, screen.state.head) == screen._order()[1]
        await learner.press("d", "s")
        await learner.sees("on your sentence")
        layer, head = screen.state.layer, screen.state.head
        await learner.press("right", "down", "x", "v", "enter")
        there = ((layer + 1) % 2, (head + 1) % 4)
        assert (lab(learner).state.layer, lab(learner).state.head) == there
        assert lab(learner).state.off == frozenset({there})
        await learner.press("H", "left", "escape")
        assert (lab(learner).state.layer, lab(learner).state.head) == there


async def test_a_click_on_the_map_chooses_a_head(learner: Learner) -> None:
    async with learner.at_work("3", size=(120, 36)):
        await learner.press("b", "H")
        drawn = heads(learner).query_one(MapWidget).drawn
        assert drawn is not None
        wide, tall = drawn.cell
        await learner.pilot.click(MapWidget, offset=(2 + 4 + wide, 1 + 1 + 2 * tall))
        await learner.rest()
        assert (heads(learner).state.layer, heads(learner).state.head) == (1, 2)


def test_a_map_that_is_too_large_keeps_the_selected_head_visible() -> None:
    drawn = HeadMap(((0.0,) * 40,) * 60, (59, 39), 60, 10)
    layers, heads = drawn.shown()
    assert 59 in layers and 39 in heads and len(layers) == 28 and len(heads) == 9
    assert drawn.at(4, 1) == (layers[0], heads[0]) and drawn.at(0, 0) is None


async def test_a_text_grows_and_each_change_begins_it_anew(learner: Learner) -> None:
    async with learner.at_work("3", size=(80, 24)):
        await write(learner, "hello the")
        await learner.press("b", "W")
        screen = writing(learner)
        assert screen.draft is not None and screen.draft.ended
        await learner.sees("tokens a second", "tokens went through the model", "cache")
        await learner.press("t", "k", "p", "a")
        assert (screen.knobs.temperature, screen.knobs.top_k, screen.knobs.top_p) == (0.3, 200, 0.95)
        await learner.press("c")
        await learner.sees("reads the whole text again for each token", "without")
        await learner.press("c")
        await learner.sees("Measured:")
        await learner.pilot.press("space", "t", "t")
        await learner.rest()
        assert screen.knobs.temperature == 0.7 and screen.draft.ended
        await learner.press("escape")
        assert isinstance(learner.app.screen, LabScreen)


async def test_the_learners_sampler_writes_and_its_errors_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.transformers.lab.writing_screen.MOST", 5)
    course = load_course()
    exercise = find_exercise(course, EXERCISE)
    workspace = create(tmp_path / "learner", course)
    file, right = workspace.file(exercise), exercise.solution
    with Sandbox.start() as sandbox:
        learner = Learner(course, workspace, SandboxEngines(sandbox))

        async def written_with(source: str, *keys: str) -> GrowingText:
            file.write_text(source, encoding="utf-8")
            await learner.press(*keys)
            draft = writing(learner).draft
            assert draft is not None and draft.ended
            return draft

        async with learner.at_work("3", size=(80, 24)):
            await write(learner, "hello the")
            await learner.press("b", "W")
            ours = writing(learner).draft
            assert ours is not None
            draft = await written_with(exercise.stub, "o")
            assert draft.failure == "s6_sampling.py is not written yet."
            await learner.sees("yours", "is not written yet", "press o for")
            draft = await written_with(right, "space")
            assert not draft.failure and (draft.text, draft.choices) == (ours.text, ours.choices)
            draft = await written_with(right, "t", "m", "r")
            assert not draft.failure and draft.count == 5
            draft = await written_with(right.replace("argsort(-p,", "argsort(-q,"), "space")
            assert draft.failure.startswith("s6_sampling.py stopped on line")
            assert "name 'q' is not defined" in draft.failure
            draft = await written_with(
                right.replace("return int(rng.choice", "return p, (rng.choice"), "space"
            )
            assert draft.failure == "sample should return the id of a token, an integer; it returns a tuple."
            await learner.press("o")
            await learner.sees("tutor's", "probability")


async def test_a_key_stops_the_writing(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*given: Any, **more: Any) -> Iterator[llama_text.WrittenToken]:
        for one in llama_text.write(*given, **more):
            time.sleep(0.05)
            yield one

    monkeypatch.setattr("tutor.transformers.llama.growing_text.write", slowly)
    async with learner.at_work("3"):
        await learner.press("b")
        await learner.pilot.press("W")
        await learner.until(lambda: isinstance(learner.app.screen, WritingScreen) and writing(learner).draft)
        await learner.pilot.press("z")
        screen = writing(learner)
        assert screen.stopped and not screen.writing and screen.draft is not None
        count = screen.draft.count
        await asyncio.sleep(0.15)
        await learner.rest()
        assert screen.draft.count == count < 64
        await learner.sees("stopped")


async def test_keys_for_a_real_model_say_so_on_a_small_one(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("H", "W", "r", "L", "D")
        assert learner.notices == ["That needs a real language model: press b to switch to one."] * 5
