"""Drills ask fresh questions whose answers are right, and ten right answers in a row are evidence."""

from __future__ import annotations

import math
import random
import re

import numpy as np
import pytest

from tutor.course.answers import is_correct, number, shape
from tutor.course.types import Checkpoint, Course, Lesson, Section
from tutor.progress.drills import DRILLS, ORDERS, masks, params, scores, shapes
from tutor.progress.events import Drilled
from tutor.progress.standing import Standing


@pytest.mark.parametrize("name", DRILLS)
def test_questions_are_fresh_and_can_be_answered(name: str) -> None:
    asked = set()
    for seed in range(200):
        quiz = DRILLS[name](random.Random(seed))
        asked.add((quiz.question, quiz.answer))
        assert quiz.why
        if quiz.kind == "choice":
            right = [str(n) for n, choice in enumerate(quiz.choices, 1) if choice.correct]
            assert len(right) == 1 and is_correct(quiz, right[0])
            assert not is_correct(quiz, str(int(right[0]) % len(quiz.choices) + 1))
        elif quiz.kind == "order":
            assert is_correct(quiz, " ".join(str(n) for n in range(1, len(quiz.items) + 1)))
        else:
            assert is_correct(quiz, quiz.answer)
            assert number(quiz.answer) is not None or shape(quiz.answer) is not None
    assert len(asked) > (3 if name in ("order", "patterns") else 60)


def numbers(text: str) -> list[tuple[int, ...]]:
    """Every shape that stands in a question."""
    return [
        tuple(int(n) for n in found.split(",") if n.strip()) for found in re.findall(r"\(([\d, ]+)\)", text)
    ]


def test_shapes_are_those_that_numpy_makes() -> None:
    checked = 0
    for seed in range(300):
        quiz = shapes(random.Random(seed))
        given = [np.zeros(size) for size in numbers(quiz.question)]
        if "x @ w_q" in quiz.question or "weights @ v" in quiz.question or "feed-forward" in quiz.question:
            real = (given[0] @ given[1]).shape
        elif "q @ k.T" in quiz.question:
            real = (given[0] @ given[1].T).shape
        elif "scores" in quiz.question:
            real = (given[0] @ given[0].swapaxes(-1, -2)).shape
        elif "keepdims" in quiz.question:
            real = given[0].mean(axis=-1, keepdims=True).shape
        elif "split" in quiz.question:
            batch, seq, d = given[0].shape
            heads = int(re.findall(r"into (\d+) heads", quiz.question)[0])
            real = given[0].reshape(batch, seq, heads, d // heads).transpose(0, 2, 1, 3).shape
        else:
            batch, heads, seq, head = given[0].shape
            real = given[0].transpose(0, 2, 1, 3).reshape(batch, seq, heads * head).shape
        assert shape(quiz.answer) == real, quiz.question
        checked += 1
    assert checked == 300


def test_masks_are_counted_as_a_mask_counts() -> None:
    for seed in range(200):
        quiz = masks(random.Random(seed))
        sizes = [int(n) for n in re.findall(r"\d+", quiz.question)]
        if "window" in quiz.question or "at most the last" in quiz.question:
            seq, window = sizes[0], sizes[1]
            distance = np.arange(seq)[:, None] - np.arange(seq)
            assert int(quiz.answer) == ((distance >= 0) & (distance < window)).sum()
        elif "pairs are visible" in quiz.question:
            assert int(quiz.answer) == np.tril(np.ones((sizes[0], sizes[0]))).sum()


def test_scores_and_parameters_are_computed() -> None:
    for seed in range(200):
        quiz = scores(random.Random(seed))
        if "two scores" in quiz.question:
            a, b = (int(n) for n in re.findall(r"scores, (-?\d+) and (-?\d+)", quiz.question)[0])
            assert float(quiz.answer) == pytest.approx(math.exp(a) / (math.exp(a) + math.exp(b)), rel=1e-4)
        quiz = params(random.Random(seed))
        if "feed-forward" in quiz.question:
            d, wide = (int(n) for n in re.findall(r"d_model = (\d+), d_ff = (\d+)", quiz.question)[0])
            assert int(quiz.answer) == sum(
                a.size for a in (np.zeros((d, wide)), np.zeros(wide), np.zeros((wide, d)), np.zeros(d))
            )


def test_orders_have_no_two_equal_steps() -> None:
    for _, items in ORDERS:
        assert len(set(items)) == len(items) >= 5


def course() -> Course:
    """One checkpoint, shown by a drill."""
    from pathlib import Path

    checkpoint = Checkpoint("c", "Can trace dimensions", ("drill:shapes",))
    lesson = Lesson(
        "step-1", 1, "One", "1 h", "", "", (), (checkpoint,), (Section("s", "S", "", 1),), Path("step-1.md")
    )
    return Course(Path(), (lesson,))


def test_ten_in_a_row_are_evidence_and_nine_are_not() -> None:
    nine = [Drilled(at=float(n), drill="shapes", correct=True) for n in range(9)]
    broken = [*nine, Drilled(at=9.0, drill="shapes", correct=False), *nine]
    assert not Standing.of(course(), nine).shown
    assert not Standing.of(course(), broken).shown
    assert not Standing.of(course(), [*nine, Drilled(at=9.0, drill="masks", correct=True)]).shown
    standing = Standing.of(course(), [*broken, Drilled(at=20.0, drill="shapes", correct=True)])
    assert standing.shown == 1
    assert "ten questions" in standing.checkpoints[0].evidence[0].says
