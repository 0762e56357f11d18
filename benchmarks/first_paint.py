"""``tutor start`` beside a Textual app of one line, both from exec, and what follows: first section, a turn, memory.

Runs interleaved, each in a fresh pseudo-terminal of 80×24; medians. The place is the first section of Step 6, the
longest step, so that nothing is hidden. Usage: ``python benchmarks/first_paint.py [RUNS]``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from rows import Row, machine, table
from terminal import Terminal

from tutor.course.load import load_course
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


def rows(runs: int = 10) -> list[Row]:
    """The table's lines about opening and reading."""
    course = load_course()
    longest = max(course.lessons, key=lambda lesson: len(lesson.sections))
    first, second = longest.sections[:2]
    times: dict[str, list[float]] = {}

    def take(name: str, value: float) -> None:
        times.setdefault(name, []).append(value)

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        one_line, viewer = home / "one_line.py", home / "viewer.py"
        one_line.write_text(ONE_LINE, encoding="utf-8")
        viewer.write_text(MARKDOWN, encoding="utf-8")
        workspace = create(home / "learner", course)
        state = {"place": "learn", "lesson": longest.id, "section": first.id}
        for run in range(runs + 1):
            if run == 1:
                times.clear()  # the first fills the caches
            workspace.save_state(dict(state))
            with Terminal([sys.executable, str(one_line)], home) as peer:
                take("one line", peer.seconds_until("one line of text"))
                time.sleep(SETTLED / 3)
                take("one line, memory", peer.memory())
            with Terminal([sys.executable, "-m", "tutor", "start"], workspace.root) as own:
                take("first paint", own.seconds_until("Transformer Tutor"))
                take("first section", own.seconds_until(f"{longest.step}.1 {first.title[:20]}"))
                time.sleep(SETTLED)
                own.press("n")
                take("turn", own.seconds_until(f"{longest.step}.2 {second.title[:20]}"))
                take("memory", own.memory())
        with Terminal([sys.executable, str(viewer), str(longest.path)], home) as whole:
            take("viewer", whole.seconds_until(longest.title))
    median = {name: statistics.median(taken) for name, taken in times.items()}
    ms = {name: 1000 * value for name, value in median.items()}
    base, name = ms["one line"], "a one-line Textual app's first paint"
    return [
        Row("first paint", ms["first paint"], name, base, 1.5),
        Row("first section of the longest step", ms["first section"], name, base),
        Row("  the same", ms["first section"], "MarkdownViewer on the whole step", ms["viewer"]),
        Row("turning to the next section", ms["turn"], "our own first paint", ms["first paint"], 0.25),
        Row(
            "memory, reading",
            median["memory"],
            "a one-line Textual app",
            median["one line, memory"],
            2.0,
            "MB",
        ),
    ]


if __name__ == "__main__":
    print(machine())
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 10)))
