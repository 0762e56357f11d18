"""The task of a section is verified: its target exists, its section exists, and no section lacks one."""

from __future__ import annotations

import pytest

from tutor.course.lint import check_folder
from tutor.course.load import load_course

LESSON = "lessons/step-1-attention.md"
TASKS = "do:\n  scores:\n    to: {to}\n    words: Try it.\n  why-d_k:\n    to: exercise:ex1\n    words: Write it.\n"


def tasks(to: str, text: str = TASKS) -> dict[str, tuple[str, str]]:
    return {LESSON: ("actions:\n", text.format(to=to) + "actions:\n")}


@pytest.mark.parametrize("to", ["exercise:ex1", "run:scores", "step-1-attention#why-d_k"])
def test_a_task_may_refer_to_an_exercise_a_block_or_a_section(make_course, to):
    report = check_folder(make_course(tasks(to)))
    assert report.findings == () and report.counts["tasks"] == 2


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        ("exercise:ex7", "no exercise 'ex7'"),
        ("run:why-d_k-1", "this section has no live block 'why-d_k-1'"),
        ("quiz:scores-shape", "it cannot be opened"),
        ("elsewhere:x", "it cannot be opened"),
        ("step-1-attention#nowhere", "there is no section"),
    ],
)
def test_a_task_without_a_target_is_a_finding_on_its_line(make_course, to, fault):
    [finding] = check_folder(make_course(tasks(to))).findings
    assert fault in finding.fault.replace("There is", "there is") and finding.line == 8


def test_a_section_without_a_task_beside_others_that_have_one_is_a_finding(make_course):
    only = TASKS[: TASKS.index("  why-d_k")]
    [finding] = check_folder(make_course(tasks("run:scores", only))).findings
    assert "section 'why-d_k' ends without a task" in finding.fault


def test_a_task_of_no_section_is_a_finding(make_course):
    text = TASKS + "  gone:\n    to: exercise:ex1\n    words: x\n"
    [finding] = check_folder(make_course(tasks("run:scores", text))).findings
    assert "there is no section 'gone'" in finding.fault


def test_every_section_of_steps_1_to_3_ends_in_something_to_do():
    for lesson in load_course().lessons:
        if lesson.step in (1, 2, 3):
            assert set(lesson.tasks) == {section.id for section in lesson.sections}, lesson.id


def test_exercise_1_opens_from_the_fourth_section_of_step_1():
    lesson = next(one for one in load_course().lessons if one.step == 1)
    assert lesson.tasks[lesson.sections[3].id].to == "exercise:ex1"
