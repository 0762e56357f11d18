"""The lessons themselves: their claims are true, their code runs, and they keep the required form."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pytest

from tutor.course.findings import Report
from tutor.course.lint import check_course
from tutor.course.load import load_course
from tutor.course.markdown import all_sizes, blocks, chain
from tutor.course.model import Course, Lesson, LiveCode, Prose, Quiz, Section
from tutor.course.roots import course_root
from tutor.shapes.run import trace

STEP_0 = "step-0-start-here"
STEP_1 = "step-1-attention-visual-deep-dive"
STEP_4 = "step-4-hands-on-exercises"

SECTIONS = {
    STEP_0: "how-the-tutor-works the-seven-steps choose-a-focus choose-a-schedule",
    STEP_1: "why-attention tokens-and-embeddings one-head-by-hand queries-keys-values scores softmax weighted-sum"
    " scaling output-projection the-whole-walk batches multi-head split-and-merge what-heads-learn causal-masking"
    " masking-in-general cross-attention positional-encoding rope-and-alibi residual-stream"
    " residuals-and-layer-norm feed-forward blocks cost common-mistakes",
    STEP_4: "how-to-work ex1 ex2 ex3 ex4 ex5 ch1 ch2 ch3 mini-project pytorch-project checkpoints",
}
CHECKPOINTS = {
    STEP_0: [],
    STEP_1: [
        "Can explain Q, K, V matrices",
        "Understand attention score calculation",
        "Know why we scale by √d_k",
        "Can trace dimensions through attention",
    ],
    STEP_4: [
        "Implemented attention from scratch",
        "Built multi-head attention",
        "Created complete transformer block",
        "Ready to use PyTorch",
    ],
}
# Sizes that a learner can reach with keys and that once broke blocks.
LOW = {
    "T": 1,
    "S": 1,
    "T_q": 1,
    "B": 1,
    "d_model": 1,
    "d_k": 1,
    "d_head": 1,
    "n_heads": 1,
    "d_ff": 1,
    "n": 1,
    "gap": 0,
}
ODD = {
    "T": 12,
    "S": 7,
    "T_q": 5,
    "B": 3,
    "d_model": 7,
    "d_k": 3,
    "d_head": 3,
    "n_heads": 3,
    "d_ff": 11,
    "n": 9,
    "gap": 5,
}


def run_block(before: tuple[str, ...], source: str, sizes: Mapping[str, int | float]) -> str:
    """The block's own output in a traced run; each run starts with NumPy's default print settings."""
    here = 'print("\\f")'  # everything before this was printed by preceding blocks
    with np.printoptions():
        done = trace(source, sizes, before=(*before, here), names=False, seconds=30)
    if done.failure is not None:
        raise AssertionError(f"line {done.failure.line}: {done.failure.message}")
    return done.printed.rpartition("\f\n")[2]


@cache
def course() -> Course:
    return load_course(course_root())


@cache
def report() -> Report:
    """Without running blocks, which another test here does."""
    return check_course(course())


def lesson(lesson_id: str) -> Lesson:
    return next(one for one in course().lessons if one.id == lesson_id)


def live_blocks() -> Iterator[tuple[Lesson, Section, LiveCode]]:
    for one in course().lessons:
        for section in one.sections:
            yield from ((one, section, b) for b in blocks(section, one) if isinstance(b, LiveCode))


def quizzes(section: Section, of: Lesson) -> list[Quiz]:
    return [block for block in blocks(section, of) if isinstance(block, Quiz)]


def test_the_lessons_and_exercises_have_no_static_faults() -> None:
    assert [str(finding) for finding in report().findings] == []


@pytest.mark.parametrize(
    "part",
    [
        pytest.param((), id="whole", marks=pytest.mark.thorough),
        pytest.param(("ex4_positional_encoding",), id="an exercise", marks=pytest.mark.slow),
    ],
)
def test_the_course_is_in_order(part: tuple[str, ...]) -> None:
    """Calls ``tutor course check``: runs every block, and grades every solution, stub and mistake."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TUTOR_")}
    environment["TUTOR_CACHE"] = ""
    checked = subprocess.run(
        [sys.executable, "-m", "tutor", "course", "check", *part],
        cwd=course_root(),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("lesson_id", SECTIONS)
def test_a_step_has_all_sections_of_the_learning_path_in_order(lesson_id: str) -> None:
    wanted = SECTIONS[lesson_id].split()

    assert [section.id for section in lesson(lesson_id).sections if section.id in wanted] == wanted


@pytest.mark.parametrize("lesson_id", CHECKPOINTS)
def test_a_step_has_the_checkpoints_of_the_learning_path_word_for_word(lesson_id: str) -> None:
    assert [checkpoint.text for checkpoint in lesson(lesson_id).checkpoints] == CHECKPOINTS[lesson_id]


def test_every_checkpoint_can_be_shown() -> None:
    without = [c.id for one in course().lessons for c in one.checkpoints if not c.proof]

    assert without == []


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [LOW, ODD], ids=["smallest", "odd"])
def test_every_live_block_runs_at_sizes_far_from_its_own(sizes: Mapping[str, int]) -> None:
    failed = []
    for one, _, block in live_blocks():
        own = all_sizes(one, block)
        moved = {name: sizes.get(name, value) for name, value in own.items()}
        try:
            run_block(tuple(earlier.source for earlier in chain(one, block)), block.source, moved)
        except AssertionError as error:
            failed.append(f"{one.id}#{block.id} at {moved}: {error}")

    assert failed == []


def test_code_leaves_room_for_its_shapes() -> None:
    wide = [
        f"{one.id}#{block.id}: {line}"
        for one, _, block in live_blocks()
        for line in block.source.splitlines()
        if len(line) > 62
    ]

    assert wide == []


def test_a_live_block_prints_so_little_that_it_fits_under_its_code() -> None:
    long = [
        f"{one.id}#{block.id}"
        for one, _, block in live_blocks()
        if block.output is not None and len(block.output.splitlines()) > 12
    ]

    assert long == []


def test_every_section_of_step_1_asks_two_questions_and_gives_something_to_do() -> None:
    step = lesson(STEP_1)
    asks = {section.id: len(quizzes(section, step)) for section in step.sections}
    idle = [section.id for section in step.sections if "**Do:**" not in section.text]

    assert min(asks.values()) >= 2
    assert idle == []


@pytest.mark.parametrize(
    "lesson_id",
    [STEP_0, STEP_1, "step-2-code-examples", "step-3-bert-vs-gpt-vs-t5", STEP_4, "step-6-complete-reference"],
)
def test_a_number_or_a_shape_knows_wrong_answers_and_comes_back_with_other_numbers(lesson_id: str) -> None:
    step = lesson(lesson_id)
    typed = [
        one for section in step.sections for one in quizzes(section, step) if one.kind in ("number", "shape")
    ]

    assert [one.id for one in typed if len(one.wrong) < 2 or len(one.others) < 2] == []
    assert typed


def test_checkpoints_about_explaining_in_steps_1_to_3_have_an_explain_box() -> None:
    words = ("explain", "know", "understand", "theory")
    asked = {
        checkpoint.text: checkpoint.explain
        for one in course().lessons
        for checkpoint in one.checkpoints
        if one.step <= 3 and any(word in checkpoint.text.casefold() for word in words)
    }

    assert len(asked) == 8
    assert all(asked.values()), asked


def test_no_choice_names_the_place_of_another() -> None:
    """Each learner sees the choices in a different order."""
    placed = re.compile(
        r"\b([Aa]ll|[Nn]one|[Bb]oth) of (the|these|those)\b.*\babove|\b(answer|choice)s? [a-d]\b"
    )
    found = [
        f"{quiz.id}: {text}"
        for one in course().lessons
        for section in one.sections
        for quiz in quizzes(section, one)
        for choice in quiz.choices
        for text in (choice.text, choice.why)
        if placed.search(text)
    ]

    assert found == []


def test_every_section_of_step_1_runs_something_and_ends_with_its_source() -> None:
    step = lesson(STEP_1)
    for section in step.sections:
        found = blocks(section, step)
        last = found[-1]

        assert any(isinstance(block, LiveCode) for block in found), section.id
        assert isinstance(last, Prose), section.id
        assert last.markdown.strip().splitlines()[-1].startswith("Source: "), section.id


def test_the_right_choice_has_no_favourite_place() -> None:
    places = Counter(
        [choice.correct for choice in quiz.choices].index(True)
        for one in course().lessons
        for section in one.sections
        for quiz in quizzes(section, one)
        if quiz.kind == "choice"
    )

    assert max(places.values()) <= 0.5 * places.total()


def test_no_section_takes_longer_than_twenty_minutes() -> None:
    long = {f"{time.lesson}#{time.section}": time.minutes for time in report().reading if time.minutes > 20}

    assert long == {}
