"""Text is selected with the mouse and copied, in a real terminal: a lesson, a verdict, a grid."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.terminal import Terminal
from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.workspace import create

COPY, LEAVE = "\x03", "\x11"  # ctrl+c, ctrl+q


def place_of(screen: str, words: str) -> tuple[int, int]:
    """The column and row where ``words`` begin."""
    row = next(n for n, line in enumerate(screen.splitlines()) if words in line)
    return screen.splitlines()[row].index(words), row


def take_out(terminal: Terminal, first: str, last: str) -> str:
    """Drag from the beginning of ``first`` to the end of ``last`` and copy. Returns the clipboard."""
    screen = terminal.text
    (column, row), (column2, row2) = place_of(screen, first), place_of(screen, last)
    terminal.drag((column, row), (column2 + len(last) - 1, row2))
    return taken(terminal)


def taken(terminal: Terminal) -> str:
    """Copy the selection. Returns the clipboard."""
    before = len(terminal.copied)
    terminal.press(COPY)
    terminal.until(lambda: len(terminal.copied) > before, "something in the clipboard")
    assert len(terminal.copied) == before + 1
    return terminal.copied[-1]


@pytest.mark.slow
def test_a_lesson_a_verdict_and_a_grid_can_be_dragged_over_and_copied(tmp_path: Path) -> None:
    course = load_course()
    workspace = create(tmp_path / "learner", course)
    exercise = find_exercise(course, "ex1")
    mistake = next(m for m in load_mistakes(exercise)[0] if m.id == "no-scaling")
    workspace.file(exercise).write_text(apply(exercise.solution, mistake), encoding="utf-8")
    workspace.save_state(
        {"lesson": "step-1-attention-visual-deep-dive", "section": "softmax", "opening": "seen"}
    )
    with Terminal("start", cwd=workspace.root, columns=120, rows=36) as terminal:
        lesson = course.lessons[1].section("softmax")
        assert lesson is not None
        first, second = next(line for line in lesson.text.splitlines() if len(line) > 40).split()[:2]
        terminal.wait_for(f"{first} {second}")
        words = f"{first} {second}"
        assert take_out(terminal, words, words) == words

        terminal.press("2")
        start = " ".join(mistake.diagnosis.split()[:4])
        terminal.wait_for("not yet", start)
        copied = take_out(terminal, "✗ not yet", start)
        assert copied.startswith("✗ not yet") and copied.endswith(start) and "\n" in copied
        assert all(line == line.rstrip() for line in copied.splitlines())

        terminal.press("3")
        screen = terminal.wait_for("<bos>", "reading it")
        frame = next(n for n, line in enumerate(screen.splitlines()) if "╭" in line)
        terminal.drag((2, frame + 1), (30, frame + 5))
        assert [name in taken(terminal) for name in ("The", "quick", "brown")] == [True] * 3
        terminal.press(LEAVE)
        assert terminal.wait_for_end() == 0
        assert all(text.strip() for text in terminal.copied)
