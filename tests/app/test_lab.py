"""The Lab: any sentence, every key, on real models; a head that forms; the learner's own code in the model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.app.engines import FakeEngines
from tests.app.learner import PATIENCE, Learner, each_size
from tests.transformers.llama.tiny_gguf import write_gguf
from tutor.course.load import load_course, load_exercise
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.roots import course_root
from tutor.process import Sandbox
from tutor.progress.events import LabLooked
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.lab_models import _of_added
from tutor.transformers.lab.lab_screen import LabScreen
from tutor.transformers.lab.lab_state import VIEWS, LabState
from tutor.transformers.lab.training_screen import TrainingScreen
from tutor.transformers.llama.how_to_add import HOW_TO_ADD
from tutor.transformers.llama.model_store import add_gguf
from tutor.transformers.models import copy_model
from tutor.transformers.models.model_run import ModelRun, Settings, run_model
from tutor.workspace import create

COPY = "dog bell river key , again : dog bell"


@pytest.fixture
def tiny_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an added model of two layers with four heads."""
    monkeypatch.setenv("TUTOR_MODELS", str(tmp_path / "models"))
    write_gguf(tmp_path / "tiny.gguf")
    return add_gguf(tmp_path / "tiny.gguf", "tiny", "a test").name


def lab(learner: Learner) -> LabScreen:
    screen = learner.app.screen
    assert isinstance(screen, LabScreen)
    return screen


def seen(learner: Learner) -> ModelRun:
    look = lab(learner).runner.run
    assert look is not None
    return look


async def write(learner: Learner, text: str) -> None:
    """Insert all at once, as from the clipboard."""
    lab(learner).query_one("#sentence", Input).value = text
    await learner.rest()


def tried(learner: Learner) -> list[str]:
    return [event.what for event in learner.events if isinstance(event, LabLooked)]


@each_size((80, 24), (120, 36))
async def test_it_opens_with_the_courses_sentence_and_describes_a_row(
    learner: Learner, size: tuple[int, int]
) -> None:
    async with learner.at_work("3", size=size):
        await learner.sees("L0 H0 · weights", "fox looks most at", "xpect", "ll heads", "causal")


async def test_the_grid_follows_what_is_typed(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("i", "end")
        await learner.type(" over the")
        assert seen(learner).tokens.written[-2:] == ("over", "the")
        await learner.sees("over", "the")
        await learner.press("escape", "up")
        assert lab(learner).query_one(HeadGrid).has_focus


async def test_keys_sent_with_i_are_written_and_those_after_escape_are_not(
    learner: Learner,
) -> None:
    async with learner.at_work("3"):
        learner.at_once("i", "end", *" fife", "escape", "x", "i", *"fe", "escape", "h")
        await learner.until(lambda: lab(learner).state.sentence == "The quick brown fox jumps fifefe")
        await learner.sees("L0 H1")
        assert lab(learner).state.off == {(0, 0)}


SENTENCES = {
    "": "There is no sentence",
    "zork blip zork": "° a word the model does not know",
    "😀 中文 é": "😀°",
    "[red]fox[/red] \x1b[31m": "[°",
    "word " * 500: "437 more tokens are left out",
    " ".join(f"w{n}x" for n in range(25)): "There are more unknown words",
}


@each_size((80, 24), (120, 36))
async def test_any_sentence_is_read_and_changes_to_it_are_reported(
    learner: Learner, size: tuple[int, int]
) -> None:
    async with learner.at_work("3", size=size):
        for text, sees in SENTENCES.items():
            await write(learner, text)
            last = len(seen(learner).tokens.ids) - 1
            grid = lab(learner).query_one(HeadGrid)
            assert last <= 63 and grid.chosen == min(4, last) and len(grid.rows) == last + 1
            right = "".join(line[-35 if size[0] == 80 else -44 :] for line in learner.screen.splitlines())
            shown = " ".join((learner.screen + right).replace("│", " ").split())
            assert sees in shown, shown


async def test_the_selected_row_of_a_long_text_is_visible(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")  # the row is marked with a sign
    async with learner.at_work("3", size=(80, 24)):
        await write(learner, "the old dog sleeps . " * 12)
        await learner.press("up", "up", "up", "up", "up", "up")
        assert lab(learner).state.token == 59
        await learner.until(lambda: any("│ →" in line for line in learner.screen.splitlines()))


async def test_every_row_sums_to_one_and_no_causal_head_looks_ahead(learner: Learner) -> None:
    async with learner.at_work("3"):
        await write(learner, COPY)
        state, look = lab(learner).state, seen(learner)
        for view, layer, head in product(VIEWS, range(2), range(4)):
            rows = replace(state, view=view, layer=layer, head=head).rows(look)
            for at, row in enumerate(rows):
                assert sum(row) == pytest.approx(1, abs=1e-5)
                assert not any(row[at + 1 :])
        await learner.press("k", "w")
        rows = lab(learner).query_one(HeadGrid).rows
        assert any(any(row[at + 1 :]) for at, row in enumerate(rows))
        assert all(sum(row) == pytest.approx(1, abs=1e-5) for row in rows)


async def test_m_switches_to_the_other_model_and_reports_it(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("k")
        await learner.sees("bidirectional", "in place of fox")
        assert learner.notices == ["Now the bidirectional model, a different one, trained on hidden words."]
        await learner.press("u")
        assert learner.notices[-1] == "The bidirectional model has no mask to remove."
        await learner.press("k", "k", "k")
        assert tried(learner) == ["mode:bidirectional", "mode:causal"]


async def test_l_and_h_go_through_layers_and_heads(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("l")
        await learner.sees("L1 H0 · weights")
        await learner.press("h", "h", "h", "h")
        await learner.sees("L0 H0 · weights")
        await learner.press("left", "w", "w")
        await learner.sees("L1 mean · hides heads")


async def test_x_switches_the_copying_head_off_and_shows_before_and_after(learner: Learner) -> None:
    async with learner.at_work("3"):
        await write(learner, COPY)
        await learner.press("l", "h", "h", "down", "down", "down", "down", "down")
        assert lab(learner).state.token == 9
        assert seen(learner).guesses[0].word == "river"
        await learner.press("x")
        await learner.sees("with L1 H2 switched off", "was ")
        after, before = seen(learner).guesses[0].word, seen(learner).before[0].word
        assert before == "river" != after
        await learner.press("X")
        assert seen(learner).guesses[0].word == "river" and not seen(learner).before
        assert tried(learner) == ["off:causal:1.2"]


async def test_softer_scores_no_mask_and_another_seed_change_the_predictions(learner: Learner) -> None:
    async with learner.at_work("3"):
        plain = seen(learner).loss
        await learner.press("t", "t")
        await learner.sees("scores × 0.25")
        await learner.press("T", "T", "u")
        await learner.sees("causal model without its mask")
        unmasked = seen(learner).loss
        assert plain is not None and unmasked is not None and unmasked > plain
        await learner.press("u", "a")
        await learner.sees("causal, another seed")


async def test_a_click_on_a_row_picks_its_token(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.pilot.click("#grid", offset=(12, 7))
        await learner.rest()
        await learner.sees("quick looks most at")


@each_size((80, 24), (120, 36))
async def test_a_kept_head_is_compared_with_the_next_one(learner: Learner, size: tuple[int, int]) -> None:
    async with learner.at_work("3", size=size):
        await learner.press("c")
        await learner.sees("L0 H0", "Now choose another head")
        await learner.press("right", "right", "l")
        await learner.sees("L1 H2 − L0 H0", "more at The", "less at itself", "+.50", "−.42")
        await learner.press("c")
        await learner.sees("fox looks most at")
        assert "− L0 H0" not in learner.screen


@each_size((80, 24), (120, 36))
async def test_two_models_read_one_sentence_side_by_side(learner: Learner, size: tuple[int, int]) -> None:
    async with learner.at_work("3", size=size):
        await learner.press("c", "k")
        await learner.sees("causal L0 H0", "bidirectional L0 H0", "more at brown", "less at itself", "−.41")
        await learner.press("w")
        await learner.sees("L0 H0 minus causal L0 H0", "+.70")  # the grid is the difference of the two
        rows = lab(learner).state.rows(seen(learner), lab(learner).runner.kept)
        assert rows == lab(learner).query_one(HeadGrid).rows
        assert rows[4] == pytest.approx(
            [
                here - kept
                for here, kept in zip(
                    run_model("The quick brown fox jumps", Settings("bidirectional")).attention[0][0][4],
                    run_model("The quick brown fox jumps").attention[0][0][4],
                    strict=True,
                )
            ]
        )
        await learner.press("P")
        await learner.rest()
        assert list(
            (lab(learner).session.workspace.root / "notes" / "pictures").glob(
                "bidirectional-L0H0-less-causal-L0H0-*.svg"
            )
        )
        await learner.press("w", "c")
        await learner.sees("fox looks most at brown")
        await learner.press("c", "o")
        # With the learner's own code there is nothing to compare with.
        assert lab(learner).state.beside is None


async def test_all_heads_are_below_the_grid_if_there_is_room(learner: Learner) -> None:
    async with learner.at_work("3", size=(120, 36)):
        await learner.sees("all heads", "where fox looks most", "L1 H3 brown")
        await learner.press("f", "enter")
        await learner.rest()
        assert "where fox looks most" not in learner.screen  # the experiment takes the room
        assert "All heads" in learner.screen


async def test_numbers_and_plain_characters_on_demand(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("v")
        await learner.sees(" 1.0 ", ".43")
        await learner.press("v")
        inside = "".join(
            line[2:70] for line in learner.screen.splitlines()[3:10]
        )  # within the frame of the grid
        assert inside.isascii() and "> fox" in inside and "#1.0" in inside


async def test_without_colour_shades_and_the_mark_are_still_distinguishable(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with learner.at_work("3"):
        await learner.sees("→ fox", "░.09", "▒.33", "▓.48", "█.71")
        assert learner.app.no_color


async def test_the_lab_restores_its_last_state(learner: Learner) -> None:
    async with learner.at_work("3"):
        await write(learner, COPY)
        await learner.press("l", "h")
    async with learner.at_work("3"):
        await learner.sees("L1 H1")
        assert lab(learner).query_one("#sentence", Input).value == COPY


@pytest.mark.parametrize(
    "state", [None, 3, {"layer": 9, "head": -1, "token": "x", "model": "gpt", "sentence": None}]
)
def test_an_invalid_state_is_replaced_by_the_default(state: object) -> None:
    assert LabState.of_kept(state) == LabState()


async def test_an_experiment_prepares_everything_and_is_ticked_when_done(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("f")
        await learner.pilot.press(*"copying")
        line = next(line for line in learner.options() if "copying head off" in line)
        assert not line.startswith("✓")
        await learner.press("enter")
        await learner.sees("Do  ", "Look for")
        await learner.press("escape", "x", "f")
        line = next(line for line in learner.options() if "copying head off" in line)
        assert line.startswith("✓")


async def test_an_experiment_stays_below_the_grid_until_it_is_closed(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.nav.go("lab:previous")
        await learner.sees("A head for the previous word", "Do  ", "Look for", "n next · N note")
        await write(learner, "zork zilp frump gnarl bif")
        await learner.sees("✓ A head for the previous word", "Look for")
        assert tried(learner) == ["experiment:previous", "wrote:previous"]
        await learner.press("e")
        await learner.sees("Afterwards: n")
        await learner.press("escape", "escape")
        await learner.until(lambda: "Look for" not in learner.screen)


async def test_viewing_all_heads_of_a_layer_is_evidence_and_a_shorter_sentence_is_not(
    learner: Learner,
) -> None:
    async with learner.at_work("3"):
        await learner.nav.go("lab:fox")
        await learner.rest()
        await learner.press("right", "right", "up", "right")
        assert tried(learner) == ["experiment:fox"]  # another token's row does not count
        await learner.press("down")
        await write(learner, "The quick brown fox")
        assert tried(learner) == ["experiment:fox", "heads:fox"]


@each_size((80, 24), (120, 36))
async def test_the_tour_has_four_stops_each_ticked_by_its_switch(
    learner: Learner, size: tuple[int, int]
) -> None:
    async with learner.at_work("3", size=size):
        for stop in range(1, 5):
            await learner.press("n")
            await learner.sees(f"Stop {stop} · ")
            if size[0] == 80:
                await learner.press("escape")  # the window with everything that does not fit beside the grid
            await learner.press("x")
            await learner.sees(f"✓ Stop {stop} · ", "was ")
        await learner.press("n")
        assert learner.notices[-1].startswith("That was the last stop")
        await learner.press("f")
        assert learner.options()[0].startswith("✓ The tour")


async def test_a_note_on_an_experiment_is_kept(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("N")
        assert learner.notices == ["A note belongs to an experiment: press f to choose one."]
        await learner.nav.go("lab:sink")
        await learner.press("N")
        await learner.type("so it rests there")
        await learner.press("escape")
        assert learner.workspace is not None
        kept = learner.workspace.root / "notes" / "lab" / "sink.md"
        assert kept.read_text(encoding="utf-8") == "so it rests there"


async def test_a_word_lost_with_a_head_is_still_shown_with_its_probability(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.nav.go("lab:tour-induction")
        await learner.press("x")
        line = next(line for line in learner.screen.splitlines() if " was .99" in line)
        assert " river " in line


# A real model


async def test_without_a_real_model_b_says_how_to_get_one_and_nothing_changes(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.press("b")
        assert learner.notices == [HOW_TO_ADD]
        await learner.sees("L0 H0 · weights", "causal")


@each_size((80, 24), (120, 36))
async def test_an_added_model_has_other_heads_and_can_be_left_again(
    learner: Learner, size: tuple[int, int], tiny_model: str
) -> None:
    async with learner.at_work("3", size=size):
        await write(learner, "hello the Zoo")
        await learner.press("b")
        await learner.sees("L0 H0 · weights", tiny_model, "hello", "xpect")
        await learner.press("left", "x")
        await learner.sees("L1 H3 · weights · off", "zero mean random")
        await learner.press("k")
        await learner.sees("L1 H3 · weights", "bidirectional")
        await learner.press("b", "a")
        await learner.sees("causal, another seed")
        await learner.press("b")
        await learner.sees(tiny_model)
    async with learner.at_work("3", size=size):
        await learner.sees("causal", "xpect")


async def test_a_damaged_model_is_reported_and_a_deleted_one_keeps_running(
    learner: Learner, tiny_model: str, tmp_path: Path
) -> None:
    described = tmp_path / "models" / tiny_model / "model.json"
    whole = described.read_bytes()
    _of_added.cache_clear()
    async with learner.at_work("3"):
        described.write_bytes(b"{")
        await learner.press("b")
        assert f"The model {tiny_model} in" in learner.notices[-1] and "damaged" in learner.notices[-1]
        described.write_bytes(whole)
        await learner.press("b")
        await learner.sees(tiny_model)
        described.unlink()
        await learner.press("right", "l", "b")
        await learner.sees("causal")


# A head forms


class Training:
    """Stands in for a training: the head is formed at step 200, and at most ``may`` of its pictures arrive."""

    def __init__(self) -> None:
        self.may = {seed: threading.Semaphore(3) for seed in (1, 2)}
        self.first = next(copy_model.train_live(1))

    def __call__(self, seed: int) -> Iterator[copy_model.Snapshot]:
        for step in range(0, 301, 10):
            assert self.may[seed].acquire(timeout=PATIENCE)
            yield replace(self.first, step=step, loss=6 - step / 60, copy_accuracy=float(step >= 200))


async def test_a_head_forms_while_the_keys_still_answer(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = Training()
    monkeypatch.setattr(copy_model, "STEPS", 300)
    monkeypatch.setattr(copy_model, "train_live", training)
    async with learner.at_work("3"):
        await learner.pilot.press("g")
        await learner.until(lambda: isinstance(learner.app.screen, TrainingScreen))
        screen = learner.app.screen
        assert isinstance(screen, TrainingScreen)
        await learner.until(lambda: len(screen.snapshots) == 3)
        await learner.pilot.press("space")
        await learner.sees("paused · space continues")
        await learner.pilot.press("l")
        await learner.sees("layer 0 · step 20")
        training.may[1].release(100)
        await learner.until(lambda: len(screen.snapshots) == 4)  # one was already running
        await learner.pilot.press("l", "v", "v", "v")
        await learner.sees("layer 1 · step 30")
        assert len(screen.snapshots) == 4
        await learner.pilot.press("space")
        await learner.until(lambda: screen.ended)
        await learner.rest()
        await learner.sees("step 300 of 300", "The head had formed by step 200")
        await learner.press("space")
        assert learner.notices[-1].startswith("Training has finished.")
        assert "formed" in tried(learner)
        await learner.pilot.press("a")
        await learner.until(lambda: screen.seed == 2 and len(screen.snapshots) == 3)
        await learner.pilot.press("escape")
        await learner.until(lambda: isinstance(learner.app.screen, LabScreen))
        training.may[2].release()
        await learner.rest()  # the thread has ended, or this would wait in vain


async def test_leaving_ends_a_training_that_is_paused_and_the_palette_leads_to_it(learner: Learner) -> None:
    async with learner.at_work("3", size=(80, 24)):
        await learner.nav.go("lab:forming")
        await learner.until(lambda: "Look for" in learner.screen)
        await learner.pilot.press("escape")
        await learner.until(lambda: "paused · space continues" in learner.screen)
        await learner.pilot.press("escape")
        await learner.until(lambda: isinstance(learner.app.screen, LabScreen))
        await learner.rest()  # the thread has ended, or this would wait in vain


# The learner's own code


class SandboxEngines(FakeEngines):
    """With real processes for the model."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self.real = sandbox

    @property
    def sandbox(self) -> Any:
        return self.real


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(preload=("tutor.transformers.models.swap_worker",)) as one:
        yield one


@pytest.fixture
def engineer(tmp_path: Path, sandbox: Sandbox) -> Learner:
    """A learner in the real course."""
    course = load_course()
    return Learner(course, create(tmp_path / "engineer", course), SandboxEngines(sandbox))


def solve(learner: Learner, name: str, mistake: str = "") -> None:
    exercise = load_exercise(course_root() / "checks" / name)
    text = exercise.solution
    if mistake:
        text = apply(text, next(one for one in load_mistakes(exercise)[0] if one.id == mistake))
    assert learner.workspace is not None
    learner.workspace.file(exercise).write_text(text, encoding="utf-8")


async def test_without_own_code_o_says_what_to_write(engineer: Learner) -> None:
    async with engineer.at_work("3"):
        await engineer.press("o")
        assert engineer.notices[-1].startswith("There is no code of yours to run yet")
        assert not lab(engineer).state.own


@each_size((80, 24), (120, 36))
async def test_a_bug_is_shown_with_its_increase_of_the_loss(engineer: Learner, size: tuple[int, int]) -> None:
    solve(engineer, "ex2_causal_masking")
    solve(engineer, "ex5_transformer_block", "post-norm")
    async with engineer.at_work("3", size=size):
        await engineer.press("o")
        await engineer.sees("Your code in the model", "causal, your code", "from your ex2")
        flat = " ".join(engineer.screen.replace("│", " ").split())
        assert "✓ ex2 1.93 like the reference" in flat
        price = next(one for one in lab(engineer).runner.costs if one.swap.exercise.startswith("ex5"))
        assert price.loss > 3 and f"ex5 {price.loss:.2f} +{price.loss - price.reference:.2f}" in flat
        assert price.in_words().endswith("the first layer that differs: 0")
        if size[0] == 120:
            assert (
                "the first layer that differs: 0" in flat
                and "your block's answer; was: the reference's" in flat
            )
        await engineer.press("down")
        await engineer.press("x")
        assert not lab(engineer).state.own and not lab(engineer).runner.costs


async def test_right_code_runs_the_model_and_nothing_differs(engineer: Learner) -> None:
    for name in (
        "ex1_scaled_dot_product_attention",
        "ex2_causal_masking",
        "ex3_multi_head_attention",
        "ex5_transformer_block",
    ):
        solve(engineer, name)
    async with engineer.at_work("3"):
        await engineer.press("o")
        await engineer.sees("The model runs on your functions")
        assert "own:same" in tried(engineer)


async def test_the_steps_to_the_selected_row_are_below_a_short_sentence(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.sees("how the row of fox is computed", "÷√16", "without ÷√16 the largest would be 0.88")
        await learner.press("down")
        await learner.sees("how the row of jumps is computed")
        assert "mask" not in learner.screen  # nothing comes after the last word
        await learner.press("w")
        assert "is computed" not in learner.screen  # the flow is computed differently
        await learner.press("w", "w", "v", "v")
        await learner.sees("/sqrt16")
        await write(learner, "the old dog sleeps . " * 6)
        assert "is computed" not in learner.screen  # no room


@each_size((80, 24), (60, 18))
async def test_every_step_of_a_row_is_a_key_away_at_any_size(learner: Learner, size: tuple[int, int]) -> None:
    async with learner.at_work("3", size=size):
        await write(learner, "the old dog sleeps . " * 6)
        await learner.press("s")
        await learner.sees("the row of sleeps", "is multiplied by every key: 16 numbers each", "÷ √16")
        await learner.press("end")
        await learner.sees("Without ÷ √16")
        await learner.press("escape", "k", "s")
        await learner.sees("the row of sleeps")
        assert "mask" not in learner.screen
        await learner.press("escape")
        assert isinstance(learner.app.screen, LabScreen)


async def test_a_capital_p_saves_the_picture(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.sees("fox looks most at")
        await learner.press("P")
        assert learner.notices[-1].startswith("Saved notes/pictures/")
        assert learner.workspace is not None
        folder = learner.workspace.root / "notes" / "pictures"
        assert [file.name for file in folder.iterdir()] == ["causal-L0H0-the-quick-brown-fox.svg"]


async def test_undoing_the_division_is_recorded(learner: Learner) -> None:
    async with learner.at_work("3"):
        await learner.nav.go("lab:division")
        await learner.sees("how the row of fox is computed")
        await learner.press("T")
        assert "undivided:division" not in tried(learner)
        await learner.press("T")
        await learner.sees("×4")
        assert "undivided:division" in tried(learner)


async def test_the_grid_takes_the_colours_of_another_theme(learner: Learner) -> None:
    async with learner.at_work("3"):
        grid = learner.app.screen.query_one(HeadGrid)
        await learner.until(lambda: grid._strips)
        before = list(grid._strips)
        learner.app.theme = "tutor-light"
        await learner.until(lambda: grid._strips != before)


async def test_a_real_model_runs_with_the_block_of_the_capstone(engineer: Learner, tiny_model: str) -> None:
    async with engineer.at_work("3"):
        await write(engineer, "hello the hello")
        await engineer.press("b", "o")
        assert "is not written yet." in engineer.notices[-1] and "capstone" in engineer.notices[-1]
        assert not lab(engineer).state.own
        for name in ("ch1_rope", "ch2_grouped_query_attention", "project_smollm2"):
            solve(engineer, name)
        await engineer.press("o")
        await engineer.sees("Your functions run the model", f"{tiny_model}, your code")
        assert f"own:same:{tiny_model}" in tried(engineer)
        own = lab(engineer).runner.own
        await engineer.press("right", "v")
        assert lab(engineer).runner.own is own  # the result for another head is there already
        await engineer.press("o")
        assert lab(engineer).runner.own is None and lab(engineer).state.model == tiny_model
