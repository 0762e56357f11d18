"""The engine knows no course: no id of a lesson, section, exercise or quiz of this course is in ``tutor/``."""

from __future__ import annotations

import ast
from pathlib import Path

import tutor
from tutor.course.load import load_course
from tutor.course.markdown import blocks
from tutor.course.model import Quiz

PACKAGE = Path(tutor.__file__).parent
# The Lab runs the learner's functions in its model, so it must know in which exercises they are.
MAY_KNOW = {"transformers/models/swap.py", "transformers/llama/own_llama.py"}


def test_no_id_of_this_course_is_in_the_program() -> None:
    course = load_course()
    ids = {lesson.id for lesson in course.lessons} | {exercise.id for exercise in course.exercises}
    ids |= {checkpoint.id for lesson in course.lessons for checkpoint in lesson.checkpoints}
    for lesson in course.lessons:
        ids |= {f"{lesson.id}#{section.id}" for section in lesson.sections}
        ids |= {b.id for s in lesson.sections for b in blocks(s, lesson) if isinstance(b, Quiz)}
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.value}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] != "_course" and str(path.relative_to(PACKAGE)) not in MAY_KNOW
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in ids or any(lesson.id in node.value for lesson in course.lessons)
    ]
    assert found == []
