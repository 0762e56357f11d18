"""The last hint: a function of the solution with its lines shuffled, to be put in order.

An order is right when the exercise's checks pass with it, so lines that may change places may. That is for whoever
can run checks; here lines are only taken apart and put together.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.course.statements import functions, statements, text_of
from tutor.course.stub import region_lines

LEAST = 2  # lines that there must be to have an order


@dataclass(frozen=True, slots=True)
class Puzzle:
    """One function. ``head`` is its ``def``; ``lines`` are whole statements as they are written, in the right order.

    ``first`` and ``last`` (1-based) are the lines of the solution whose place they take.
    """

    function: str
    head: str
    lines: tuple[str, ...]
    first: int
    last: int

    def shuffled(self, seed: int = 0) -> tuple[int, ...]:
        """The numbers of all lines, from 0, in an order in which they do not read like the right one."""
        order = list(range(len(self.lines)))
        pick = random.Random(f"{self.function} {seed}")
        while self.standing(order) == len(order) or order == sorted(order):
            pick.shuffle(order)
            if len(set(self.lines)) == 1:
                break
        return tuple(order)

    def standing(self, order: Sequence[int]) -> int:
        """How many lines, from the first on, stand as in the solution. Lines of the same words are the same."""
        for count, number in enumerate(order):
            if self.lines[number] != self.lines[count]:
                return count
        return len(order)

    def revealed(self, order: Sequence[int]) -> tuple[int, ...]:
        """The same order with the next line of the solution brought to its place."""
        count = self.standing(order)
        if count == len(order):
            return tuple(order)
        at = next(i for i in range(count, len(order)) if self.lines[order[i]] == self.lines[count])
        rest = [*order[:at], *order[at + 1 :]]
        return (*rest[:count], order[at], *rest[count:])

    def assembled(self, solution: str, order: Sequence[int]) -> str:
        """The solution with the lines of this function in this order."""
        lines = solution.split("\n")
        return "\n".join(
            [*lines[: self.first - 1], *(self.lines[number] for number in order), *lines[self.last :]]
        )


def puzzles(solution: str) -> tuple[Puzzle, ...]:
    """A puzzle for every function that the learner has to write and that has lines to put in order.

    Helpers that only the solution has come too: they are part of what is to be understood.
    """
    regions = region_lines(solution)
    logical = statements(solution)
    found = []
    for name, node in functions(ast.parse(solution)):
        inside = [
            (first, last)
            for first, last in logical
            if node.body[0].lineno <= first <= (node.end_lineno or first)
            and any(begin < first < end for begin, end in regions)
        ]
        lines = tuple(text_of(solution, first, last) for first, last in inside)
        if len(lines) >= LEAST and len(set(lines)) > 1:
            head = text_of(solution, node.lineno, _end_of_head(logical, node.lineno))
            found.append(Puzzle(name, head, lines, inside[0][0], inside[-1][1]))
    return tuple(found)


def _end_of_head(logical: Sequence[tuple[int, int]], line: int) -> int:
    return next(last for first, last in logical if first == line)
