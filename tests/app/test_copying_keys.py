"""``y`` copies the focused content, ``Y`` a question to a helper."""

from __future__ import annotations

from tests.app.learner import Learner


async def test_y_copies_the_code_in_view_then_its_shapes_then_the_section(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("y")
        assert learner.app.clipboard.strip() == "import numpy as np\nq = np.ones((T, d_k))\nscores = q @ q.T"
        assert learner.notices[-1] == "Copied the code (3 lines). y again: code and shapes."
        await learner.press("y")
        assert "(5, 4)" in learner.app.clipboard and "scores = q @ q.T" in learner.app.clipboard
        await learner.press("y")
        assert learner.app.clipboard.startswith("Each word asks")
        await learner.press("y")
        assert learner.notices[-1].startswith("Copied the code")


async def test_y_copies_the_focused_question(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "tab", "y")
        assert "What does a query do?" in learner.app.clipboard
        assert learner.notices[-1].startswith("Copied the question")


async def test_y_copies_the_selection_first(learner: Learner) -> None:
    async with learner.at_work():
        line = next(n for n, text in enumerate(learner.screen.splitlines()) if "Each word" in text)
        x = learner.screen.splitlines()[line].index("Each")
        await learner.pilot.mouse_down(offset=(x, line))
        await learner.pilot.hover(offset=(x + 3, line))
        await learner.pilot.mouse_up(offset=(x + 3, line))
        await learner.press("y")
        assert learner.app.clipboard == "Each"


async def test_y_copies_the_verdict_then_the_shapes_then_the_code(learner: Learner) -> None:
    learner.write("return wrong")
    async with learner.at_work("2"):
        await learner.sees("✗ not yet")
        await learner.press("y")
        assert "✗ not yet" in learner.app.clipboard and "twice(3) is 6" in learner.app.clipboard
        await learner.press("y")
        assert "return wrong" in learner.app.clipboard and "the shapes" in learner.notices[-1]
        await learner.press("y")
        assert learner.app.clipboard == learner.file().read_text(encoding="utf-8")


async def test_y_copies_the_task_before_anything_is_written(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("y")
        assert learner.app.clipboard == "Write `twice(x)`, which gives **two times** x."


async def test_capital_y_copies_a_question_that_asks_for_no_solution(learner: Learner) -> None:
    learner.write("return wrong")
    async with learner.at_work("2"):
        await learner.sees("✗ not yet")
        await learner.press("Y")
        asked = learner.app.clipboard
        assert "one hint" in asked and "do not write the solution" in asked
        assert "return wrong" in asked and "twice(3) is 6" in asked and "Write `twice(x)`" in asked
        assert "return 2 * x" not in asked
        assert "hint" in learner.notices[-1]


async def test_capital_y_asks_nothing_when_every_line_passes(learner: Learner) -> None:
    learner.write("return 2 * x")
    async with learner.at_work("2"):
        await learner.sees("✓ passed")
        await learner.press("Y")
        assert learner.notices[-1].startswith("Every line passes") and not learner.app.clipboard


async def test_y_copies_the_text_of_a_frame(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.press("y")
        assert learner.app.clipboard.strip()
        assert learner.notices[-1].startswith("Copied")
