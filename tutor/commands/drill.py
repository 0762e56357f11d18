"""``tutor drill``: questions in the shell until one has had enough, or ten in a row are right."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from tutor.commands.console import say
from tutor.commands.desk import Desk
from tutor.commands.problem import Problem
from tutor.course.types import Quiz


def drill(name: str | None, workspace: Path | None) -> None:
    """Ask questions of one kind, or of all in turn.

    Raises:
        Problem: there is no such drill, or nobody to answer.
    """
    from tutor.course.answers import is_correct
    from tutor.progress.drills import DRILLS, IN_A_ROW
    from tutor.progress.events import Drilled

    if name is not None and name not in DRILLS:
        raise Problem(f"There is no drill '{name}'. There are: {', '.join(DRILLS)}.")
    if not sys.stdin.isatty():
        raise Problem("A drill asks questions and needs somebody at a terminal.")
    desk = Desk.open(workspace)
    pick = random.Random()
    row = 0
    say(f"Enter answers, q leaves. {IN_A_ROW} in a row pass a drill.\n")
    while row < IN_A_ROW:
        kind = name or pick.choice(list(DRILLS))
        quiz = DRILLS[kind](pick)
        shown = _ask(quiz, pick)
        try:
            given = input("> ").strip()
        except EOFError:
            return
        if given.casefold() in ("q", "quit", "exit"):
            return
        right = is_correct(quiz, _meant(quiz, given, shown))
        row = row + 1 if right else 0
        desk.keep(Drilled(at=time.time(), drill=kind, correct=right))
        say(f"{'✓ Right' if right else f'✗ It is {_answer(quiz, shown)}'}. {quiz.why}  ({row} in a row)\n")
    say("Ten in a row." + ("" if name is None else f" The drill {name} is passed."))


def _ask(quiz: Quiz, pick: random.Random) -> list[int]:
    """Print the question; for an order, the order in which its items are shown."""
    say(quiz.question)
    for number, choice in enumerate(quiz.choices, 1):
        say(f"  {number}  {choice.text}")
    shown = list(range(len(quiz.items)))
    while len(shown) > 1 and shown == sorted(shown):
        pick.shuffle(shown)
    for number, item in enumerate(shown, 1):
        say(f"  {number}  {quiz.items[item]}")
    return shown


def _meant(quiz: Quiz, given: str, shown: list[int]) -> str:
    """An order as typed, in the numbers of the right order."""
    if quiz.kind != "order":
        return given
    numbers = [int(word) for word in given.replace(",", " ").split() if word.isdecimal()]
    return " ".join(str(shown[n - 1] + 1) for n in numbers if 1 <= n <= len(shown))


def _answer(quiz: Quiz, shown: list[int]) -> str:
    """The right answer, as it would have been typed."""
    if quiz.kind == "choice":
        return next(choice.text for choice in quiz.choices if choice.correct)
    if quiz.kind == "order":
        return " ".join(str(shown.index(n) + 1) for n in range(len(shown)))
    return quiz.answer
