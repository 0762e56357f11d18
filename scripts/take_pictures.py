"""Draws the running app: ``python scripts/take_pictures.py`` writes docs/*.svg, one of them animated, and
docs/tour.md."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from textual import constants
from textual.pilot import Pilot

from tutor.app.app import TutorApp
from tutor.cli.exercise_commands import without_markers
from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Course
from tutor.workspace import Workspace, create

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZE = (112, 32)
SMALL = (92, 26)
MOVING = (96, 30)
AT_SOFTMAX = {"place": "learn", "lesson": "step-1-attention-visual-deep-dive", "section": "softmax"}
TOUR = """# Two minutes with the tutor

Screens of the program itself, in a terminal of 92 columns. `scripts/take_pictures.py` makes them.
"""


def without_addresses(svg: str) -> str:
    """The picture without the web fonts to which Rich refers, because it must not contact any server."""
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


def animated(frames: list[tuple[str, float]]) -> str:
    """A picture without scripts that shows ``frames`` in a loop; each frame is an SVG and its duration in seconds."""
    total = sum(seconds for _, seconds in frames)
    start, drawn, rules = 0.0, [], []
    for number, (svg, seconds) in enumerate(frames):
        shown = f"{100 * start / total:.2f}%,{100 * (start + seconds) / total - 0.01:.2f}%{{opacity:1}}"
        before = f"0%,{100 * start / total - 0.01:.2f}%{{opacity:0}}" if start else ""
        after = (
            f"{100 * (start + seconds) / total:.2f}%,100%{{opacity:0}}" if number + 1 < len(frames) else ""
        )
        rules.append(f"@keyframes f{number}{{{before}{shown}{after}}}")
        rules.append(f".f{number}{{opacity:0;animation:f{number} {total:g}s step-end infinite}}")
        # Without this, all frames would share Rich's style names.
        inner = re.sub(
            r"terminal-\d+", f"t{number}", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
        )
        drawn.append(f'<g class="f{number}">{inner}</g>')
        start += seconds
    head = frames[0][0][frames[0][0].index("<svg") : frames[0][0].index(">", frames[0][0].index("<svg")) + 1]
    still = "@media (prefers-reduced-motion:reduce){.f0{opacity:1;animation:none}}"
    return f"{head}<style>{''.join(rules)}{still}</style>{''.join(drawn)}</svg>"


async def moving(course: Course, workspace: Workspace) -> None:
    """From a save to the verdict, and the Lab, as one animated picture."""
    exercise = find_exercise(course, "ex1")
    wrong = [next(m for m in load_mistakes(exercise)[0] if m.id == name) for name in ("no-scaling",)]
    workspace.save_state({"place": "practice"})
    app = TutorApp(course, workspace)
    frames: list[tuple[str, float]] = []

    def take(seconds: float) -> None:
        frames.append((without_addresses(app.export_screenshot(title="tutor")), seconds))

    async with app.run_test(size=MOVING) as pilot:
        await pilot.pause(4)
        take(2.5)
        for mistake in wrong:
            text = without_markers(apply(exercise.solution, mistake))
            workspace.file(exercise).write_text(text, encoding="utf-8")
            await pilot.pause(6)
            take(5)
        workspace.file(exercise).write_text(without_markers(exercise.solution), encoding="utf-8")
        await pilot.pause(6)
        take(3)
        await pilot.press("3")
        await pilot.pause(6)
        take(3)
        for key in ("right", "right", "l"):
            await pilot.press(key)
            await pilot.pause(2)
            take(1.5)
    app.close()
    (DOCS / "moving.svg").write_text(animated(frames), encoding="utf-8")


def text_of(app: TutorApp) -> str:
    """The text on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


async def pictures(course: Course, workspace: Workspace) -> None:
    """One picture each of Learn, Practice and the Lab."""
    exercise = find_exercise(course, "ex1")
    mistake = next(m for m in load_mistakes(exercise)[0] if m.id == "no-scaling")
    workspace.save_state(AT_SOFTMAX)
    app = TutorApp(course, workspace)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(3)
        await pilot.press("right", "pagedown")
        await pilot.pause(2)
        (DOCS / "learn.svg").write_text(without_addresses(app.export_screenshot(title="tutor")))
        workspace.file(exercise).write_text(
            without_markers(apply(exercise.solution, mistake)), encoding="utf-8"
        )
        await pilot.press("2")
        await pilot.pause(6)
        (DOCS / "practice.svg").write_text(without_addresses(app.export_screenshot(title="tutor")))
        await pilot.press("3")
        await pilot.pause(8)
        (DOCS / "lab.svg").write_text(without_addresses(app.export_screenshot(title="tutor")))
    app.close()


async def tour(course: Course, workspace: Workspace) -> None:
    """The way from a section to a pass, as text."""
    exercise = find_exercise(course, "ex1")
    mistake = next(m for m in load_mistakes(exercise)[0] if m.id == "no-scaling")
    workspace.save_state(AT_SOFTMAX)
    app = TutorApp(course, workspace)
    parts = [TOUR]

    async def frame(pilot: Pilot[None], words: str, *keys: str, wait: float = 2.0) -> None:
        await pilot.press(*keys)
        await pilot.pause(wait)
        parts.append(f"\n{words}\n\n```text\n{text_of(app)}\n```\n")

    def save(text: str) -> None:
        workspace.file(exercise).write_text(without_markers(text), encoding="utf-8")

    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause(3)
        keys = ("pagedown", *["down"] * 9)
        await frame(pilot, "A section. Its code has run, and the shapes are next to the lines.", *keys)
        await frame(
            pilot,
            "`▸` makes the chosen size, `T`, larger. Everything that depends on it follows. "
            "`=` opens a field to type a value.",
            "right",
            "right",
        )
        await frame(pilot, "`2`: Practice. You write the file in your own editor.", "2")
        save(apply(exercise.solution, mistake))
        await frame(pilot, "A saved file that does not divide by √d_k.", wait=6)
        save(exercise.solution)
        await frame(pilot, "The corrected file, saved again.", wait=6)
        await frame(pilot, "`3`: the Lab. A small trained model shows what each word looks at.", "3", wait=5)
        await frame(pilot, "`4`: Progress. The checkpoints you have reached, and the evidence for them.", "4")
    app.close()
    (DOCS / "tour.md").write_text("".join(parts), encoding="utf-8")


def main() -> None:
    """Create all pictures, each in a new folder."""
    setattr(constants, "COLOR_SYSTEM", "truecolor")  # noqa: B010  whatever this terminal has; a constant to Textual
    os.environ.pop("NO_COLOR", None)
    course = load_course()
    DOCS.mkdir(exist_ok=True)
    for make in (pictures, tour, moving):
        with tempfile.TemporaryDirectory() as folder:
            workspace = create(Path(folder) / "transformer-tutor", course)
            os.chdir(workspace.root)
            asyncio.run(make(course, workspace))


if __name__ == "__main__":
    main()
