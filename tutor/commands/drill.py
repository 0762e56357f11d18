"""``tutor drill``: questions in the shell until one has had enough, or ten in a row are right."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from tutor.commands.console import say
from tutor.commands.desk import Desk, look_here
from tutor.commands.problem import Problem
from tutor.course.types import Quiz


def drill(name: str | None, workspace: Path | None) -> None:
    """Ask questions of one kind; without a name what was missed before and is due, then of all kinds.

    Raises:
        Problem: there is no such drill, or nobody to answer.
    """
    from tutor.course.load import load_course
    from tutor.progress.asking import Asking
    from tutor.progress.drills import DRILLS, IN_A_ROW

    here = look_here(workspace)
    if not load_course(here.course).drills:
        raise Problem(f"The course in {here.course} has no drills.")
    if name is not None and name not in DRILLS:
        raise Problem(f"There is no drill '{name}'. There are: {', '.join(DRILLS)}.")
    if not sys.stdin.isatty():
        raise Problem("A drill asks questions and needs somebody at a terminal.")
    desk = Desk.at(here)
    pick = random.Random()
    asking = Asking(desk.events(), time.time(), name, pick)
    say(f"Enter answers, q leaves. {IN_A_ROW} in a row {'pass the drill' if name else 'are the aim'}.\n")
    while not asking.passed:
        asked = asking.ask()
        if asked.again:
            say("Missed before:")
        shown = _ask(asked.quiz, pick)
        try:
            given = input("> ").strip()
        except EOFError:
            return
        if given.casefold() in ("q", "quit", "exit"):
            return
        answered = asking.answer(asked, _meant(asked.quiz, given, shown), time.time())
        desk.keep(answered.event)
        mark = "✓ Right." if answered.event.correct else "✗"
        say(f"{mark} {answered.says}  ({asking.row} in a row)\n")
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
