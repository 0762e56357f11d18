"""Typing a size, and choosing a preset for the sizes of a calculator of Step 6."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.screens.size_dialog import SizeDialog
from tutor.app.widgets.size_bar import SizesPanel
from tutor.course.load import load_course
from tutor.workspace import create

SERVING = {"lesson": "step-6-complete-reference", "section": "formulas-serving"}


async def test_a_size_is_typed_on_a_small_screen_and_a_wrong_number_is_explained(learner: Learner) -> None:
    async with learner.at_work(size=(80, 24)):
        await learner.sees("= type")
        await learner.press("equals_sign")
        await learner.sees("now 5", "from 1 to 64", "7B")
        await learner.type("many")
        await learner.press("enter")
        await learner.sees("Type a number, such as")
        learner.app.screen.query_one(Input).value = "65"
        await learner.press("enter")
        await learner.sees("T must be from 1 to 64, not 65.")
        learner.app.screen.query_one(Input).value = "12"
        await learner.press("enter")
        await learner.sees("◂ T 12 ▸", "(12, 4) @ (4, 12) → (12, 12)")
        await learner.press("equals_sign", "escape")
        assert not isinstance(learner.app.screen, SizeDialog)
        await learner.sees("◂ T 12 ▸")


async def test_sizes_without_a_quantity_have_no_presets(learner: Learner) -> None:
    async with learner.at_work(size=(120, 36)):
        assert "c presets" not in learner.screen
        await learner.press("c")
        assert "There is no preset for the sizes of this section." in learner.notices


async def test_a_preset_sets_all_sizes_that_belong_together(tmp_path: Path, engines: FakeEngines) -> None:
    course = load_course(Path(__file__).parents[2])
    workspace = create(tmp_path / "own", course)
    workspace.save_state(SERVING)
    learner = Learner(course, workspace, engines)
    async with learner.at_work(size=(80, 24)):
        panel = learner.app.screen.query_one(SizesPanel)
        await learner.sees("◂ parameters 70.6 billion ▸ 1/12")
        await learner.press("right")
        assert panel.sizes["billions"] == 120
        await learner.press("equals_sign")
        await learner.sees("Usual: 0.1  0.5  1  3  7  8")
        await learner.type("135M")
        await learner.press("enter")
        await learner.sees("◂ parameters 135 million ▸")
        await learner.press("c")
        await learner.type("qwen3 8b")
        await learner.sees("Qwen3 8B · 8.191 billion")
        await learner.press("enter")
        assert panel.sizes["billions"] == panel.sizes["active"] == 8.191
        assert (panel.sizes["cached"], panel.sizes["windowed"]) == (36 * 2 * 8 * 128, 0)
        await learner.press("c")
        await learner.type("4090")
        await learner.press("enter")
        assert (panel.sizes["memory"], panel.sizes["tbs"], panel.sizes["tflops"]) == (24, 1.008, 165.2)
        await learner.press("right_square_bracket")
        await learner.sees("= Qwen3 8B", "= RTX 4090", "memory of a card", "24 GB")
        await learner.press("r")
        assert panel.sizes == panel.own and panel.chosen_presets() == []
