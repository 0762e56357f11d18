"""``tutor drill``: questions in the shell until ten in a row are right, or the learner stops."""

from __future__ import annotations

import random
import re
import sys
from typing import Annotated

import typer

from tutor.cli.access import look_here, open_session
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, WorkspaceOption
from tutor.cli.terminal import say
from tutor.course.model import Quiz

LETTERS = "abcd"  # letters of the choices, as in the app


def _names(incomplete: str) -> list[str]:
    from tutor.transformers.drills.catalogue import DRILLS

    return [name for name in DRILLS if name.startswith(incomplete)]


def drill(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="shapes, scores, masks, params, order, patterns or code.",
            autocompletion=_names,
            show_default=False,
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Answer new questions until ten in a row are right."""
    from tutor.course.kinds import plugin_of
    from tutor.course.load import load_course
    from tutor.transformers.drills.catalogue import DRILLS
    from tutor.transformers.drills.review import DrillSession
    from tutor.transformers.drills.streaks import IN_A_ROW

    here = look_here(workspace)
    if plugin_of(load_course(here.course)).practice is None:
        raise Problem(f"The course in {here.course} has no drills.")
    if name is not None and name not in DRILLS:
        raise Problem(f"There is no drill '{name}'. Available: {', '.join(DRILLS)}.")
    if not sys.stdin.isatty():
        raise Problem("A drill asks questions, so it needs a terminal.")
    session = open_session(here=here)
    pick = random.Random()
    asking = DrillSession(session.events, name, pick)
    aim = f"{IN_A_ROW} in a row pass the drill" if name else f"Aim for {IN_A_ROW} in a row"
    so_far = f"; {asking.row} right so far" if asking.row else ""
    say(f"Enter answers, q quits. {aim}{so_far}.\n")
    while not asking.passed:
        asked = asking.ask(session.now())
        if asked.again:
            more = f", and {len(asking.waiting)} more" if asking.waiting else ""
            say(f"Missed before{more}:")
        shown = _ask(asked.quiz, pick)
        given = _answer(asked.quiz, shown)
        if given is None:
            return
        answered = asking.answer(asked, given, session.now())
        session.record(answered.event)
        mark = "✓ Right." if answered.event.correct else "✗"
        say(f"{mark} {answered.says}  ({asking.row} in a row)\n")
        if answered.news:
            say(answered.news)


def _ask(quiz: Quiz, pick: random.Random) -> list[int]:
    """Print the question. Returns the order in which the items of an ordering question are shown."""
    say(quiz.question)
    for number, choice in enumerate(quiz.choices, 1):
        say(f"  {number}  {choice.text}")
    shown = list(range(len(quiz.items)))
    while len(shown) > 1 and shown == sorted(shown):
        pick.shuffle(shown)
    for number, item in enumerate(shown, 1):
        say(f"  {number}  {quiz.items[item]}")
    return shown


def _answer(quiz: Quiz, shown: list[int]) -> str | None:
    """The answer in a quiz's format; None if the learner stops. Asks again after a typing error."""
    from tutor.course.quiz import unreadable

    while True:
        try:
            typed = input("> ").strip()
        except EOFError:
            return None
        if typed.casefold() in ("q", "quit", "exit"):
            return None
        given = _meant(quiz, typed, shown)
        slip = unreadable(quiz, given)
        if not slip:
            return given
        say(slip)


def _meant(quiz: Quiz, typed: str, shown: list[int]) -> str:
    """Accept a choice by its letter, as in the app, and translate an order to the quiz's numbering."""
    if quiz.kind == "choice" and len(typed) == 1 and typed.casefold() in LETTERS:
        return str(LETTERS.index(typed.casefold()) + 1)
    if quiz.kind != "order":
        return typed
    numbers = [int(word[:9]) for word in re.findall(r"\d+", typed)]
    return " ".join(str(shown[n - 1] + 1 if 1 <= n <= len(shown) else 0) for n in numbers)
