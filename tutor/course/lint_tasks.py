"""The course check of the task at the end of each section, and the place where the learner does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from tutor.course.findings import Finding, line_of
from tutor.course.kinds import RUN, parted
from tutor.course.markdown import readable_blocks
from tutor.course.model import Course, Lesson, LiveCode
from tutor.hooks import Kind


def task_findings(
    lesson: Lesson, course: Course, kinds: Mapping[str, Kind], counts: Counter[str]
) -> Iterator[Finding]:
    """Findings for tasks that refer to no existing section or place and, in a lesson with tasks, for sections without
    one."""
    if not lesson.tasks:
        return
    counts["tasks"] += len(lesson.tasks)
    ids = {section.id for section in lesson.sections}
    for name, task in lesson.tasks.items():
        line = line_of(lesson.path, f"{name}:")
        if name not in ids:
            yield Finding(lesson.path, line, f"do: there is no section '{name}' in this lesson")
        elif not task.words:
            yield Finding(lesson.path, line, f"do: '{name}' is empty")
        elif fault := _fault(task.to, name, lesson, course, kinds):
            yield Finding(lesson.path, line, f"do: '{name}' links to '{task.to}': {fault}")
    for section in lesson.sections:
        if section.id not in lesson.tasks:
            fault = f"section '{section.id}' ends without a task: it has no line under do:"
            yield Finding(lesson.path, section.line, fault)


def _fault(to: str, section_id: str, lesson: Lesson, course: Course, kinds: Mapping[str, Kind]) -> str:
    kind, name = parted(to, kinds)
    if kind is not None and kind.name == RUN:
        section = lesson.section(section_id)
        here = readable_blocks(section, lesson) if section else ()
        found = any(isinstance(block, LiveCode) and block.id == name for block in here)
        return "" if found else f"this section has no live block '{name}'"
    if kind is None or kind.open is None:
        return "it cannot be opened"
    return kind.fault(course, name, lesson.id)
