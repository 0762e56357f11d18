"""The last hint: the solution's lines in random order. Any order that passes the checks is accepted."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.keys import Key
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.options import Options
from tutor.course.code import Puzzle, puzzles
from tutor.course.model import Exercise
from tutor.grading.verdict import Verdict
from tutor.progress.events import SolutionShown
from tutor.views.listing import code_lines
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.app.services import Services

FRAME = 8  # columns for borders, marks and the scrollbar


class PuzzleScreen(TutorScreen):
    """One function at a time. ``done`` contains the functions whose lines are in order."""

    CSS_PATH = "puzzle_screen.tcss"
    HEADING = "Lines in order"
    KEYS = (
        Key("", row="↑ ↓", help="choose a line"),
        Key("k", "cursor(-1)", label="line above"),
        Key("j", "cursor(1)", label="line below"),
        Key(
            "J,shift+down",
            "move(1)",
            foot="move the line",
            sign="⇧↑↓",
            row="shift+↑ ↓",
            help="move it (J and K do the same)",
        ),
        Key("K,shift+up", "move(-1)", label="move the line up"),
        Key("c", "check", foot="check", row="enter, c", help="check; any order that passes is right"),
        Key("r", "reveal", foot="place a line", help="put the next line in its place"),
        Key("n,tab", "next", foot="next function", help="the next function"),
        Key("escape", "leave", foot="leave", help="back to the exercise"),
    )

    def __init__(self, services: Services, exercise: Exercise) -> None:
        super().__init__(services)
        self.exercise = exercise
        self.puzzles = puzzles(exercise.solution)
        self.orders = {one.function: one.shuffled() for one in self.puzzles}
        self.at = 0
        self.done: set[str] = set()
        self.proved: tuple[str, int] = (
            "",
            0,
        )  # a function, and how many of its lines are known to be right

    def idle(self) -> frozenset[str]:
        """The keys that move lines, once all lines are in order."""
        done = {"move(1)", "check", "reveal"} if self.puzzle.function in self.done else set()
        return frozenset(done if len(self.puzzles) > 1 else {*done, "next"})

    @property
    def puzzle(self) -> Puzzle:
        """The current function."""
        return self.puzzles[self.at]

    def content(self) -> ComposeResult:
        """The function's header, its lines, and the result."""
        with Vertical(id="places"):
            yield Static("", id="head", markup=False)
            yield Options(id="lines")
            yield Static("", id="found", markup=False)

    def title_text(self) -> str:
        """The exercise, and how many functions are in order."""
        return f"{self.exercise.short} · put the lines in order · {len(self.done)} of {len(self.puzzles)}"

    def on_mount(self) -> None:
        """Show the first function."""
        self.query_one("#lines").focus()
        self._show("The lines of a solution, shuffled. Put them in order, then press c to check.")

    def _show(self, said: str, at: int = 0) -> None:
        puzzle, options = self.puzzle, self.query_one("#lines", OptionList)
        order = self.orders[puzzle.function]
        options.border_title = f"{puzzle.function} · {self.at + 1} of {len(self.puzzles)}"
        function, right = self.proved
        right = len(order) if puzzle.function in self.done else right if function == puzzle.function else 0
        head = Text("\n").join(code_lines(puzzle.head))
        self.query_one("#head", Static).update(head)
        options.set_options(
            Option(self._line(puzzle.lines[number], place < right)) for place, number in enumerate(order)
        )
        options.highlighted = min(at, len(order) - 1)
        self.query_one("#found", Static).update(said)
        self.draw_top()

    def _line(self, line: str, right: bool) -> Text:
        """The text of a line: marked if known to be right, and with its comment only if there is room."""
        code, remark, _ = line.partition("  # ")
        if remark and max(map(len, line.split("\n"))) + FRAME > self.size.width:
            line = code
        return Text.assemble(("✓ " if right else "  ", "green"), Text("\n  ").join(code_lines(line)))

    # Keys

    def action_cursor(self, step: int) -> None:
        """Select another line."""
        options = self.query_one("#lines", OptionList)
        (options.action_cursor_up if step < 0 else options.action_cursor_down)()

    def action_move(self, step: int) -> None:
        """Move the selected line up or down."""
        options, order = self.query_one("#lines", OptionList), list(self.orders[self.puzzle.function])
        at = options.highlighted or 0
        if self.puzzle.function in self.done or not 0 <= at + step < len(order):
            return
        order[at], order[at + step] = order[at + step], order[at]
        self._arrange(tuple(order), "", at + step)

    def _arrange(self, order: tuple[int, ...], said: str, at: int) -> None:
        function, right = self.proved
        if function == self.puzzle.function:  # a line known to be right may have moved
            self.proved = (function, min(right, self.puzzle.standing(order)))
        self.orders[self.puzzle.function] = order
        self._show(said, at)

    @on(OptionList.OptionSelected)
    def action_check(self) -> None:
        """Run the exercise's checks with the lines in this order."""
        if self.puzzle.function in self.done:
            self._show("This order is right.")
            return
        order = self.orders[self.puzzle.function]
        self.query_one("#found", Static).update("… checking")
        self.jobs.latest(
            "check",
            partial(self._check, self.puzzle, order),
            then=partial(self._checked, order),
            failing="The order could not be checked",
        )

    def _check(self, puzzle: Puzzle, order: tuple[int, ...]) -> Verdict | None:
        """Runs in the job's thread. None if the check of a newer save replaced this one."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / self.exercise.filename
            file.write_text(puzzle.assembled(self.exercise.solution, order), encoding="utf-8")
            return self.session.grader.check(self.exercise, file)

    def _checked(self, order: tuple[int, ...], verdict: Verdict | None) -> None:
        if order != self.orders[self.puzzle.function]:
            return
        at = self._at
        if verdict is None:
            self._show("A save was checked instead. Press c to check this order again.", at)
        elif verdict.status == "passed":
            self._in_order("Every line passes with this order.", at)
        else:
            right = self.puzzle.standing(order)
            self.proved = (self.puzzle.function, right)
            self._show(f"Not yet: {_reason(verdict)}", at)

    def action_reveal(self) -> None:
        """Move one more line to its place."""
        if self.puzzle.function in self.done:
            return
        order = self.puzzle.revealed(self.orders[self.puzzle.function])
        right = self.puzzle.standing(order)
        self.proved = (self.puzzle.function, right)
        self.orders[self.puzzle.function] = order
        if right == len(order):
            self._in_order("This is the solution's order.", right - 1)
        else:
            self._show(f"The first {right} are in place." if right > 1 else "The first is in place.", right)

    def _in_order(self, said: str, at: int) -> None:
        self.done.add(self.puzzle.function)
        if len(self.done) < len(self.puzzles):
            self._show(f"✓ {said} Press n for the next function.", at)
            return
        self.session.record(SolutionShown(at=self.session.now(), exercise=self.exercise.id, how="pieces"))
        self._show(f"✓ {said} Now write it yourself: esc, then e.", at)

    def action_next(self) -> None:
        """Show the next function, wrapping around."""
        self.at = (self.at + 1) % len(self.puzzles)
        self._show("This order is right." if self.puzzle.function in self.done else "")

    def on_resize(self, event: events.Resize) -> None:
        """Redraw the lines for the new width."""
        super().on_resize(event)
        self._show(str(self.query_one("#found", Static).content), self._at)

    @property
    def _at(self) -> int:
        return self.query_one("#lines", OptionList).highlighted or 0

    def action_leave(self) -> None:
        """Return to the exercise."""
        self.app.pop_screen()


def _reason(verdict: Verdict) -> str:
    """The first failure, in one line."""
    failed = next((test for test in verdict.tests if test.outcome == "failed"), None)
    said = verdict.message or (failed.message if failed else "")
    return harmless(" ".join(said.split()))
