"""The list of exercises beside the checkpoints breaks no word of a title."""

from __future__ import annotations

import pytest
from rich.console import Console

from tutor.course.load import load_course
from tutor.progress.standing import Standing
from tutor.progress.tally import ExerciseStanding
from tutor.views import progress_view


@pytest.mark.parametrize("width", [50, 56, 80])
def test_a_long_state_breaks_no_word_of_a_title(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    course = load_course()
    said = "passed, all 8 robust lines too, 12 tries, 4 hints"
    monkeypatch.setattr(progress_view, "_state", lambda own: said)
    standing = Standing(exercises={e.id: ExerciseStanding(e.id) for e in course.exercises})
    console = Console(width=width, color_system=None)
    with console.capture() as drawn:
        console.print(progress_view.exercise_list_view(course.exercises, standing, width))
    words = set(drawn.get().split())
    assert all(word in words for exercise in course.exercises for word in exercise.title.split())
