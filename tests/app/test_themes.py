"""The chosen theme is restored; an unknown name is ignored."""

from __future__ import annotations

from tests.app.learner import Learner


async def test_the_theme_is_restored(learner: Learner) -> None:
    async with learner.at_work():
        learner.app.theme = "high-contrast"
        await learner.rest()
        learner.app.close()
    async with learner.at_work():
        assert learner.app.theme == "high-contrast"


async def test_a_theme_that_no_longer_exists_is_ignored(learner: Learner) -> None:
    assert learner.workspace is not None
    learner.workspace.save_state({"theme": "purple-haze"})
    async with learner.at_work():
        assert learner.app.theme == "tutor-dark"


async def test_code_has_the_background_of_the_screen(learner: Learner) -> None:
    async with learner.at_work():
        await learner.sees("import numpy as np")
        strips = learner.app.screen._compositor.render_strips()
        code = next(strip for strip in strips if "import numpy" in strip.text)
        text = next(strip for strip in strips if "Each word" in strip.text)
        at, plain = code.text.index("import"), text.text.index("Each")
        assert code.crop(at, at + 1).text == "i"
        backgrounds = {
            segment.style.bgcolor
            for strip, x in ((code, at), (text, plain))
            for segment in strip.crop(x, x + 1)
            if segment.style is not None
        }
        assert len(backgrounds) == 1
