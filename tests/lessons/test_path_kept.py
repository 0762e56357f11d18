"""What moved out of Step 0 still reaches the learner: tips, schedules and checkpoints, every line of the path."""

from __future__ import annotations

from tutor.course.load import load_course
from tutor.progress.schedule import schedules

TIPS = {
    1: ("Take notes", "Draw diagrams", "Verify dimensions", "Ask"),
    2: ("Type it out", "Break it", "Print shapes", "Start small"),
    3: ("Take notes", "Draw diagrams", "Verify dimensions", "Ask"),
    4: ("No peeking", "Debug yourself", "Modify exercises", "Build variations"),
    6: ("Take notes", "Draw diagrams", "Verify dimensions", "Ask"),
}


def test_each_step_has_the_four_study_tips_of_its_kind():
    tips = {lesson.step: lesson.tips for lesson in load_course().lessons}
    for step, wanted in TIPS.items():
        assert [any(tip.startswith(f"**{word}") for tip in tips[step]) for word in wanted] == [True] * 4


def test_the_three_schedules_have_every_line_of_the_path():
    texts = {one.id: [line.text for line in one.lines if not line.extra] for one in schedules(load_course())}
    assert [len(lines) for lines in texts.values()] == [7, 14, 12]
    assert texts["fast"][-1] == "Step 4 (challenges) + Step 6 (reference sections)"
    assert "Review + build mini project" in texts["thorough"]


def test_steps_1_2_3_4_and_6_have_twenty_checkpoints():
    of_step = {lesson.step: len(lesson.checkpoints) for lesson in load_course().lessons}
    assert of_step == {0: 0, 1: 4, 2: 4, 3: 4, 4: 4, 5: 0, 6: 4}
