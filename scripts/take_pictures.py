"""Draws the pictures of the README from the running app: ``python scripts/take_pictures.py`` writes docs/*.svg."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from tutor.app.app import TutorApp
from tutor.course.find import find_exercise
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.workspace import create

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZE = (112, 32)


def without_addresses(svg: str) -> str:
    """The picture without the web fonts that Rich names in it: it must not ask any server for anything."""
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


async def main() -> None:
    """Learn, Practice and Lab, each once."""
    course = load_course()
    exercise = find_exercise(course, "ex1")
    mistake = next(m for m in load_mistakes(exercise)[0] if m.id == "no-scaling")
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        workspace = create(Path(folder) / "transformer-tutor", course)
        os.chdir(workspace.root)
        workspace.save_state(
            {"place": "learn", "lesson": "step-1-attention-visual-deep-dive", "section": "softmax"}
        )
        app = TutorApp(course, workspace)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause(3)
            await pilot.press("right", "pagedown")
            await pilot.pause(2)
            (DOCS / "learn.svg").write_text(without_addresses(app.export_screenshot(title="tutor")))
            workspace.file(exercise).write_text(apply(exercise.solution, mistake), encoding="utf-8")
            await pilot.press("2")
            await pilot.pause(6)
            (DOCS / "practice.svg").write_text(without_addresses(app.export_screenshot(title="tutor")))
            await pilot.press("3", "m", "v")
            await pilot.pause(8)
            (DOCS / "lab.svg").write_text(without_addresses(app.export_screenshot(title="tutor")))
        app.close()


if __name__ == "__main__":
    asyncio.run(main())
