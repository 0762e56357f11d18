"""``tutor start`` beside a Textual app of one line, both from exec, and what follows: first section, a turn, memory.

Runs interleaved, each in a fresh pseudo-terminal of 80×24; medians. The place is the first section of Step 6, the
longest step, so that nothing is hidden. A section is there when the words of its text can be read: once with the
picture that was kept of it when it was last open, once without, as where it was never opened at this size. The
processor time until then stands below the clock's: it says more on a machine that does other things too.
Usage: ``python benchmarks/first_paint.py [RUNS]``.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from rows import Row, machine, table
from terminal import Terminal

from tutor.course.load import load_course
from tutor.course.markdown import blocks
from tutor.course.model import Lesson, Prose, Section
from tutor.workspace import create

ONE_LINE = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class OneLine(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("one line of text")

OneLine().run()
"""
MARKDOWN = """
import sys
from pathlib import Path
from textual.app import App, ComposeResult
from textual.widgets import MarkdownViewer

class Viewer(App[None]):
    def compose(self) -> ComposeResult:
        yield MarkdownViewer(Path(sys.argv[1]).read_text(encoding="utf-8"), show_table_of_contents=False)

Viewer().run()
"""
SETTLED = 3.0  # seconds after which nothing of the start is under way any more


WHOLE_STEP = 120.0  # seconds that Textual's own viewer may need for a step on a machine that does much else
WORDS = 3  # of a section's text, that tell it from all others


def words_of(section: Section, lesson: Lesson) -> str:
    """The first words of its text, as they stand on the screen."""
    text = next(part for part in blocks(section, lesson) if isinstance(part, Prose)).markdown
    return " ".join(re.sub(r"[*_`#]", "", text).split()[:WORDS])


def rows(runs: int = 10) -> list[Row]:
    """The table's lines about opening and reading."""
    course = load_course()
    longest = max(course.lessons, key=lambda lesson: len(lesson.sections))
    first, second = (words_of(section, longest) for section in longest.sections[:2])
    times: dict[str, list[tuple[float, float]]] = {}  # by the clock, of the processor
    memory: dict[str, list[float]] = {"own": [], "one line": []}

    def take(name: str, seconds: float, of: Terminal, before: float = 0.0) -> None:
        times.setdefault(name, []).append((1000 * seconds, 1000 * (of.processor() - before)))

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        one_line, viewer = home / "one_line.py", home / "viewer.py"
        one_line.write_text(ONE_LINE, encoding="utf-8")
        viewer.write_text(MARKDOWN, encoding="utf-8")
        workspace = create(home / "learner", course)
        place = {"place": "learn", "lesson": longest.id, "section": longest.sections[0].id, "opening": "seen"}
        kept = {"TUTOR_CACHE": str(home / "cache")}
        for run in range(runs + 1):
            if run == 1:
                times.clear()  # the first fills the caches
            with Terminal([sys.executable, str(one_line)], home) as peer:
                take("one line", peer.seconds_until("one line of text"), peer)
                time.sleep(SETTLED / 3)
                memory["one line"].append(peer.memory())
            command = [sys.executable, "-m", "tutor", "start"]
            workspace.save_state(dict(place))
            with Terminal(command, workspace.root, {"TUTOR_CACHE": ""}) as app:
                take("never opened", app.seconds_until(first), app)
            workspace.save_state(dict(place))
            with Terminal(command, workspace.root, kept) as app:
                take("first paint", app.seconds_until("Transformer Tutor"), app)
                take("opened before", app.seconds_until(first), app)
                time.sleep(SETTLED)
                used = app.processor()
                app.press("n")
                take("turn", app.seconds_until(second), app, used)
                memory["own"].append(app.memory())
        with Terminal([sys.executable, str(viewer), str(longest.path)], home) as whole:
            take("viewer", whole.seconds_until(longest.title, WHOLE_STEP), whole)
    clock, busy = (
        {name: statistics.median(pair[at] for pair in taken) for name, taken in times.items()}
        for at in (0, 1)
    )
    name = "a one-line Textual app's first paint"
    lines = []
    for what, own, beside, base, aim in (
        ("first paint", "first paint", name, "one line", 1.5),
        ("section readable, opened before", "opened before", name, "one line", 1.5),
        ("section readable, never opened", "never opened", name, "one line", 1.5),
        ("  the same", "never opened", "MarkdownViewer on the whole step", "viewer", None),
        ("next section readable", "turn", name, "one line", 0.25),
    ):
        lines.append(Row(what, clock[own], beside, clock[base], aim))
        lines.append(Row("  processor time", busy[own], "its processor time", busy[base]))
    mine, least = (statistics.median(memory[name]) for name in ("own", "one line"))
    return [*lines, Row("memory, reading", mine, "a one-line Textual app", least, 1.6, "MB")]


if __name__ == "__main__":
    print(machine())
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 10)))
