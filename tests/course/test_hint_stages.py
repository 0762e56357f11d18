"""A hint about lines that pass is skipped; the one about the leading line comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.hint_stages import next_hint, shown_hints, text_of_hint, title_of_hint
from tutor.course.load import load_course, load_hints
from tutor.course.model import Hint

HINTS = (
    Hint("Exp.", "softmax", ("softmax",)),
    Hint("Shapes.", "scores", ("attention", "batches")),
    Hint("Hide.", "mask", ("mask",)),
    Hint("**softmax.** e / e.sum()\n\n**scores.** q @ kᵀ\n\n**Types (robust).** astype\n\nThat is all."),
)


@pytest.mark.parametrize(
    ("taken", "holds", "leading", "number"),
    [
        ((), (), "", 1),
        ((), ("softmax",), "attention", 2),
        ((), ("softmax", "attention"), "batches", 2),
        ((), ("softmax",), "mask", 3),
        ((3,), ("softmax",), "mask", 2),
        ((2, 3), ("softmax",), "mask", 4),
        ((), ("softmax", "attention", "batches", "mask", "core"), "types", 4),
        ((4,), ("softmax", "attention", "batches", "mask", "core"), "types", None),
        ((1, 2, 3, 4), (), "softmax", None),
    ],
)
def test_the_next_hint_is_about_failed_lines(
    taken: tuple[int, ...], holds: tuple[str, ...], leading: str, number: int | None
) -> None:
    assert next_hint(HINTS, taken, holds, leading) == number


def test_hints_that_were_taken_are_shown_again_until_their_lines_hold() -> None:
    assert shown_hints(HINTS, (1, 3, 5), ()) == (1, 3)
    assert shown_hints(HINTS, (1, 3, 5), ("softmax",)) == (3,)


def test_the_last_hint_shows_only_paragraphs_about_failed_lines() -> None:
    assert text_of_hint(HINTS, 4, ()) == HINTS[3].text
    assert text_of_hint(HINTS, 4, ("softmax", "types", "attention")) == "**scores.** q @ kᵀ\n\nThat is all."
    assert text_of_hint(HINTS, 1, ("softmax",)) == "Exp."


def test_a_hint_is_called_by_its_name_or_its_number() -> None:
    assert [title_of_hint(HINTS, number) for number in (2, 4)] == ["hint 2: scores", "hint 4 of 4"]
    assert title_of_hint(HINTS, 4, "types") == "hint 4: types"
    assert title_of_hint(HINTS, 4, "calls") == "hint 4 of 4"


def test_headings_name_a_hint_and_its_groups(tmp_path: Path) -> None:
    file = tmp_path / "hints.md"
    file.write_text("## 1\n\na\n\n## 2 · mask\n\nb\n\n## 3 · scores: attention, large numbers\n\nc\n")
    assert load_hints(file) == (
        Hint("a"),
        Hint("b", "mask", ("mask",)),
        Hint("c", "scores", ("attention", "large numbers")),
    )


def test_the_exercises_in_two_tiers_tie_their_hints_to_lines() -> None:
    tied = {one.short for one in load_course().exercises if any(hint.groups for hint in one.hints)}
    assert {"ex1", "ex2", "ex3", "ex4", "ex5", "ch1", "ch2", "ch3"} <= tied
