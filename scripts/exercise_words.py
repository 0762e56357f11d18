"""Everything that a learner reads of an exercise, as one text to edit.

``python scripts/exercise_words.py ex1 > words.txt``: brief, hints, check lines with their usual reasons, and mistakes.
Without a name, those of every exercise.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tutor.course.load import load_course  # noqa: E402
from tutor.course.mistakes import load_mistakes  # noqa: E402
from tutor.course.model import Exercise  # noqa: E402


def words(exercise: Exercise) -> Iterator[str]:
    """The words of one exercise, line by line."""
    yield f"# {exercise.id}\n"
    for name in ("brief.md", "hints.md"):
        yield f"## {name}\n\n{(exercise.folder / name).read_text(encoding='utf-8').strip()}\n"
    yield "## check lines\n"
    for says, reasons in check_lines(exercise.folder / f"test_{exercise.id}.py"):
        yield says
        yield from (f"    - {reason}" for reason in reasons)
    yield "\n## mistakes\n"
    for mistake in load_mistakes(exercise)[0]:
        yield f"{mistake.id}: {mistake.name}\n    {mistake.diagnosis}"
    yield ""


def check_lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each check line and its usual reasons. The first argument of a mark is its group."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = [mark for mark in node.decorator_list if isinstance(mark, ast.Call)]
            texts = [argument for mark in marks for argument in mark.args[1:]]
            reasons = [text.value for text in texts if isinstance(text, ast.Constant)]
            yield ast.get_docstring(node) or node.name, [str(reason) for reason in reasons]


def main() -> None:
    """Print the words of the exercises whose names begin as the argument says."""
    begins = sys.argv[1] if len(sys.argv) > 1 else ""
    for exercise in load_course(ROOT).exercises:
        if exercise.id.startswith(begins):
            print("\n".join(words(exercise)))


if __name__ == "__main__":
    main()
