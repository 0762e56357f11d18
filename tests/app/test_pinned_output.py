"""At every width, a live block's output stays visible, and what the last key press changed is marked."""

from __future__ import annotations

import pytest

from tests.app.learner import Learner
from tutor.app.widgets.pinned_output import PinnedOutput
from tutor.app.widgets.section_view import SectionView
from tutor.course.load import load_course
from tutor.engines import Engines
from tutor.workspace import Workspace, create

SCALING = "step-1-attention-visual-deep-dive#scaling"
EMBEDDINGS = "step-1-attention-visual-deep-dive#tokens-and-embeddings"


@pytest.fixture
def reader(tmp_path_factory: pytest.TempPathFactory) -> Learner:
    """A learner who reads the real course, with the real tracer."""
    course = load_course()
    workspace: Workspace = create(tmp_path_factory.mktemp("reader") / "learner", course)
    return Learner(course, workspace, Engines(course))


def below(reader: Learner) -> PinnedOutput:
    return reader.app.screen.query_one(SectionView).query_one(PinnedOutput)


def lines_marked(reader: Learner) -> str:
    """The text drawn in reverse on the screen."""
    return " ".join(
        segment.text
        for strip in reader.app.screen._compositor.render_strips()
        for segment in strip
        if segment.style and segment.style.reverse and segment.text.strip()
    )


async def test_doubling_d_k_shows_variance_and_shares_without_scrolling(
    reader: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.app.widgets.live_code.MOMENT", 600)  # keep the marks until they are checked
    async with reader.at_work(size=(80, 24)):
        await reader.nav.go(SCALING)
        await reader.sees("1 import numpy as np", "variance 65.42", "◂ d_k 64 ▸")
        await reader.rest()  # the second block has run, so there is a run to compare with
        await reader.press("greater_than_sign")
        await reader.sees("variance 129.44  std 11.38", "÷ 1     largest 0.89", "◂ d_k 128 ▸")
        await reader.sees("2 rng = np.random", "dots = (q * k).sum(axis=-1)")
        moved = ("129.44", "11.38", "0.89", "29%")
        await reader.until(lambda: all(number in lines_marked(reader) for number in moved), "for marks")


async def test_output_that_is_not_visible_is_pinned_until_it_is(reader: Learner) -> None:
    async with reader.at_work(size=(80, 24)):
        await reader.nav.go(EMBEDDINGS)
        await reader.press(*["down"] * 12)
        await reader.sees("─output─", "1 import numpy as np", "ids [0, 1, 2, 3, 4]")
        await reader.press("space")
        await reader.until(lambda: not below(reader).display)
        await reader.sees("ids [0, 1, 2, 3, 4]")


async def test_on_a_wide_screen_the_output_is_beside_the_text(reader: Learner) -> None:
    async with reader.at_work(size=(200, 24)):
        await reader.nav.go(SCALING)
        await reader.press(*["down"] * 33)
        await reader.sees("─output ", "÷ 1     largest 0.83")
        await reader.until(lambda: not below(reader).display)


async def test_trivial_shapes_are_shown_with_a_key(reader: Learner) -> None:
    async with reader.at_work(size=(120, 36)):
        await reader.nav.go(SCALING)
        await reader.sees("(4000, 64)  4000, d_k")
        await reader.until(lambda: "(4000,) → ()" not in reader.screen)
        await reader.press("s")
        await reader.sees("(4000,) → ()")
        await reader.press("s")
        await reader.until(lambda: "(4000,) → ()" not in reader.screen)


async def test_the_panel_lists_the_arrays_of_the_selected_size_with_old_shapes(reader: Learner) -> None:
    async with reader.at_work(size=(120, 36)):
        await reader.nav.go(SCALING)
        await reader.sees("changes with d_k", "= 512,000 numbers")
        await reader.press("greater_than_sign")
        await reader.sees("q (4000, 128)", "was (4000, 64)", "= 1,024,000 numbers")
        await reader.press("d")
        await reader.until(lambda: "changes with d_k" not in reader.screen)
