"""``tutor drill`` at a terminal: typed answers, repeated questions after typing errors, and the record."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from tests.cli.ran import Ran, Run
from tutor.course.model import Quiz
from tutor.progress.events import Drilled
from tutor.progress.log import EventLog
from tutor.transformers.drills import drill_command
from tutor.workspace import Workspace

Drill = Callable[..., Ran]


class Terminal(io.StringIO):
    """A user who types these lines and then leaves."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def drill(tutor: Run, monkeypatch: pytest.MonkeyPatch) -> Drill:
    def run(name: str, *typed: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in typed)))
        return tutor("drill", name)

    return run


def right(quiz: Quiz, shown: list[int]) -> str:
    """The right answer as typed."""
    return next(str(n) for n, choice in enumerate(quiz.choices, 1) if choice.correct)


def kept(workspace: Workspace) -> list[Drilled]:
    events = EventLog(workspace.progress_path).read().events
    return [event for event in events if isinstance(event, Drilled)]


def test_a_typing_error_is_asked_again_and_an_answer_is_recorded(workspace: Workspace, drill: Drill) -> None:
    ran = drill("masks", "", "abc", "99999", "q")
    assert ran.code == 0 and ran.out.count("Type a number") == 2
    [event] = kept(workspace)
    assert (event.drill, event.correct, bool(event.question)) == ("masks", False, True)
    assert "✗ The answer is " in ran.out and "(0 in a row)" in ran.out


def test_a_choice_is_made_by_number_or_by_letter(workspace: Workspace, drill: Drill) -> None:
    ran = drill("shapes", "5", "e", "4", "A", "q")
    assert ran.out.count("Type a number from 1 to 4.") == 2
    assert len(kept(workspace)) == 2


def test_the_recorded_streak_continues_until_ten(
    workspace: Workspace, drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.ready()
    for at in range(9):
        EventLog(workspace.progress_path).append(Drilled(at=1e9 + at, drill="shapes", correct=True))
    assert "9 right so far" in drill("shapes", "q").out
    monkeypatch.setattr(drill_command, "_answer", right)
    assert drill("shapes").out.endswith("(10 in a row)\n\nTen in a row: you have passed the drill shapes.\n")
    assert [event.correct for event in kept(workspace)] == [True] * 10
