"""The playground: a copy of a block that runs while the learner types."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import TextArea

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.widgets.footer import Foot
from tutor.progress.events import BlockRun
from tutor.shapes.trace import Failure


async def test_the_block_opens_with_its_changed_sizes_and_runs(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("right", "e")
        await learner.sees(
            "your copy", "shapes and output", "Playground · qk   T 6  d_k 4", "(6, 4) @ (4, 6)"
        )


async def test_typed_code_runs_and_counts_once_as_an_experiment_done(
    learner: Learner, engines: FakeEngines
) -> None:
    async with learner.at_work():
        await learner.press("e")
        await learner.pilot.press("#", "a")
        await learner.until(lambda: engines.fake_tracer.runs[-1][0].startswith("#a"))
        await learner.rest()
        await learner.pilot.press("b")
        await learner.until(lambda: engines.fake_tracer.runs[-1][0].startswith("#ab"))
        await learner.rest()
        runs = [event for event in learner.events if isinstance(event, BlockRun)]
        assert [(run.block, run.edited) for run in runs] == [("step-1-attention#qk", True)]


async def test_a_size_set_in_code_counts_as_changed(learner: Learner, engines: FakeEngines) -> None:
    async with learner.at_work():
        await learner.press("e")
        learner.app.screen.query_one(TextArea).insert("T = 9\n", (0, 0))
        await learner.sees("Playground · qk   T 9  d_k 4", "(9, 4) @ (4, 9)")
        await learner.press("ctrl+s", "ctrl+r")
        await learner.sees("Playground · qk   T 5  d_k 4")
        assert learner.workspace is not None
        kept = next((learner.workspace.root / "playground").iterdir()).read_text(encoding="utf-8")
        assert kept.startswith("T = 9\nd_k = 4\n")


async def test_one_key_restores_the_lessons_code(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("e")
        editor = learner.app.screen.query_one(TextArea)
        own = editor.text
        await learner.type("x1")
        assert editor.text == "x1" + own
        await learner.press("ctrl+r")
        assert editor.text == own
        await learner.press("escape")
        await learner.sees("1.1 Queries and keys")


async def test_a_saved_copy_runs_on_its_own_and_never_overwrites_a_file(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("e", "ctrl+s", "ctrl+s")
        assert learner.workspace is not None
        first, second = sorted((learner.workspace.root / "playground").iterdir())
        assert first.name == "1-qk-1.py" and second.name == "1-qk-2.py"
        text = first.read_text(encoding="utf-8")
        assert text.startswith("T = 5\nd_k = 4\n") and "scores = q @ q.T" in text
        compile(text, str(first), "exec")


async def test_a_section_without_code_says_so(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "e")
        assert learner.notices == ["This section has no live block."]


async def test_the_footer_shows_only_keys_that_are_not_typed_into_the_code(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("e")
        await learner.sees("esc leave", "f1 keys")
        foot = str(learner.app.screen.query_one(Foot).content)
        assert "Learn" not in foot
        assert "?" not in foot
        await learner.press("f1")
        await learner.sees("restore the lesson's code")


async def test_the_reason_for_a_failure_is_visible_below_any_block(
    learner: Learner, engines: FakeEngines
) -> None:
    async with learner.at_work(size=(80, 24)):
        await learner.press("e")
        await learner.sees("shapes and output")
        engines.fake_tracer.failing = Failure("8 and 5 must match.", 40)
        learner.app.screen.query_one(TextArea).insert("a = 1\n" * 40)
        await learner.sees("─ ✗ line 40: 8 and 5 must match. ─")
        engines.fake_tracer.failing = None
        await learner.pilot.press("#")
        await learner.until(lambda: "must match" not in learner.screen)


async def test_one_key_pages_through_the_results_and_back(learner: Learner) -> None:
    async with learner.at_work(size=(80, 24)):
        await learner.press("e")
        learner.app.screen.query_one(TextArea).insert("a = 1\n" * 20)
        result = learner.app.screen.query_one("#result")
        await learner.until(lambda: result.max_scroll_y > 0)
        pages = 0
        while not result.is_vertical_scroll_end and pages < 9:
            await learner.press("ctrl+o")
            pages += 1
        assert 0 < pages < 9
        await learner.press("ctrl+o")
        assert result.scroll_offset.y == 0


async def test_a_paste_too_long_to_trace_is_refused(learner: Learner, engines: FakeEngines) -> None:
    async with learner.at_work():
        await learner.press("e")
        editor = learner.app.screen.query_one(TextArea)
        before = editor.text
        editor.post_message(Paste("a = 1\n" * 3_000_000))
        await learner.rest()
        assert editor.text == before
        assert "at most 100 kB and 2,000 lines are traced" in learner.notices[0]
        editor.post_message(Paste("b = 2\n"))
        await learner.until(lambda: "b = 2" in engines.fake_tracer.runs[-1][0])


async def test_code_has_the_colours_of_the_theme_even_after_a_change(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("e")
        editor = learner.app.screen.query_one(TextArea)
        for theme in ("tutor-light", "high-contrast"):
            learner.app.theme = theme
            await learner.pilot.pause()
            assert editor.theme == f"code of {theme}"
