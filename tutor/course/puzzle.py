"""The last hint: a function of the solution with its lines shuffled, to be put in order.

An order is right when the exercise's checks pass with it, so lines that may change places may. That is for whoever
can run checks; here lines are only taken apart and put together.
"""

from __future__ import annotations

import ast
import io
import random
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tutor.course.stub import BEGIN, END, region_lines

LEAST = 2  # lines that there must be to have an order

Function = ast.FunctionDef | ast.AsyncFunctionDef


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
    logical = _statements(solution)
    found = []
    for name, node in _functions(ast.parse(solution)):
        inside = [
            (first, last)
            for first, last in logical
            if node.body[0].lineno <= first <= (node.end_lineno or first)
            and any(begin < first < end for begin, end in regions)
        ]
        lines = tuple(_text(solution, first, last) for first, last in inside)
        if len(lines) >= LEAST and len(set(lines)) > 1:
            head = _text(solution, node.lineno, _end_of_head(logical, node.lineno))
            found.append(Puzzle(name, head, lines, inside[0][0], inside[-1][1]))
    return tuple(found)


def _functions(tree: ast.Module) -> list[tuple[str, Function]]:
    """Functions and methods with their names as one says them; what is inside a function belongs to it."""
    found: list[tuple[str, Function]] = []
    for node in tree.body:
        if isinstance(node, Function):
            found.append((node.name, node))
        elif isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, Function)]
    return found


def _statements(source: str) -> list[tuple[int, int]]:
    """First and last line of every statement, or of its head when it holds others; no comments, no docstrings."""
    idle = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type not in idle]
    ends = 0
    numbered = []
    for token in tokens:
        numbered.append((ends, token))
        ends += token.type == tokenize.NEWLINE
    found = []
    for _, group in groupby(numbered, key=lambda one: one[0]):
        own = [token for _, token in group]
        words = [t for t in own if t.type not in (tokenize.NEWLINE, tokenize.ENDMARKER)]
        if words and any(t.type != tokenize.STRING for t in words):
            found.append((words[0].start[0], words[-1].end[0]))
    return found


def _end_of_head(logical: Sequence[tuple[int, int]], line: int) -> int:
    return next(last for first, last in logical if first == line)


def _text(source: str, first: int, last: int) -> str:
    return "\n".join(
        line for line in source.split("\n")[first - 1 : last] if line.strip() not in (BEGIN, END)
    )
