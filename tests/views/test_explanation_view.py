"""Explanations are shown beside the model answer in Progress, in the report and in the shell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from rich.console import Console

from tests.progress.history import COURSE, MONDAY
from tutor.course.model import Course
from tutor.progress.events import AnyEvent, Claimed, Explained, PointsTicked, QuizAnswered
from tutor.progress.explained import Explanation, explanations_of
from tutor.progress.standing import CheckpointStanding, Standing
from tutor.progress.summary import summary_of
from tutor.views.explanation_view import explanation_view
from tutor.views.progress_view import worth
from tutor.views.report import report_markdown

FENCE = """
```explain
id: e-scale
ask: Why divide?
points: [the spread, one key wins, nothing to follow, the root]
model: Because scores spread.
```
"""
TEXT = "It keeps the *weights* soft.\n# Not a heading \x1b[2J"


def course() -> Course:
    lesson = COURSE.lessons[0]
    section = replace(lesson.sections[0], text=lesson.sections[0].text + FENCE)
    checkpoint = replace(lesson.checkpoints[0], proof=("quiz:q-scale",), explain="e-scale")
    lesson = replace(
        lesson,
        sections=(section, lesson.sections[1]),
        checkpoints=(checkpoint, *lesson.checkpoints[1:]),
    )
    return replace(COURSE, lessons=(lesson,))


ANSWERED = QuizAnswered(at=MONDAY, quiz="q-scale", given="4", correct=True, round=0)
WRITTEN = (
    Explained(at=MONDAY + 1, explain="e-scale", text=TEXT),
    PointsTicked(at=MONDAY + 2, explain="e-scale", points=(0, 3)),
)


def first(*events: AnyEvent) -> CheckpointStanding:
    return Standing.of(course(), events).checkpoints[0]


def explanation() -> Explanation:
    return next(explanations_of(course(), Standing.of(course(), WRITTEN)))


def drawn(width: int) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(explanation_view(explanation(), width))
    return capture.get()


def test_a_checkpoint_says_what_its_evidence_is_worth() -> None:
    assert worth(first()) == ""
    assert worth(first(ANSWERED)) == "answered, not explained yet"
    assert worth(first(ANSWERED, *WRITTEN)) == "explained, answered"
    assert worth(first(Claimed(at=1, checkpoint="c-scale"))) == "claimed, not explained yet"


def test_an_explanation_alone_shows_nothing() -> None:
    only = first(*WRITTEN)
    assert (only.mark, only.worth) == ("blank", ("explained",))
    assert first(ANSWERED).mark == "shown"


def test_both_texts_are_side_by_side_if_they_fit() -> None:
    assert any("It keeps" in line and "Because scores" in line for line in drawn(100).split("\n"))
    assert not any("It keeps" in line and "Because scores" in line for line in drawn(50).split("\n"))
    for width in (50, 100):
        assert "☑ the spread" in drawn(width) and "☐ one key wins" in drawn(width)
        assert "\x1b" not in drawn(width)


def test_the_report_has_the_text_the_model_answer_and_the_points() -> None:
    text = report_markdown(summary_of(course(), [ANSWERED, *WRITTEN], made_at=MONDAY), UTC)
    lines = text.splitlines()
    assert "- [x] **shown** 2026-01-05 20:00: Know why \\<we> scale (explained, answered)" in lines
    at = lines.index("## Explained in own words")
    assert lines[at + 2] == "### Why divide?"
    assert "> It keeps the *weights* soft." in lines and "> # Not a heading ␛[2J" in lines
    assert "The model answer: Because scores spread." in lines
    assert "2 of 4 points ticked by the learner: the spread; the root." in text


def test_text_written_after_the_model_answer_is_labelled() -> None:
    again = Explained(at=MONDAY + 3, explain="e-scale", text="Now better.")
    text = report_markdown(summary_of(course(), [ANSWERED, *WRITTEN, again], made_at=MONDAY), UTC)
    assert "before the model answer was seen:\n\n> It keeps" in text
    assert "Written again, after it:\n\n> Now better." in text
    assert "0 of 4 points ticked by the learner." in text


def test_an_unanswered_explanation_is_still_to_do() -> None:
    text = report_markdown(summary_of(course(), [ANSWERED], made_at=MONDAY), UTC)
    assert "    - to do: explain in your own words: Why divide?" in text
    assert "Explained in own words" not in text
