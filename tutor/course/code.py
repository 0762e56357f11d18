"""Splits a solution into functions and statements, for the last hint (put the lines in order) and the bug hunt (find
the wrong line)."""

from __future__ import annotations

import ast
import copy
import io
import random
import tokenize
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from tutor.course.exercise import BEGIN, END, region_lines
from tutor.course.mistakes import apply
from tutor.course.model import Mistake

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> list[tuple[str, Function]]:
    """Functions and methods with their dotted names. A nested function belongs to the function around it."""
    found: list[tuple[str, Function]] = []
    for node in tree.body:
        if isinstance(node, Function):
            found.append((node.name, node))
        elif isinstance(node, ast.ClassDef):
            found += [(f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, Function)]
    return found


def statements(source: str) -> list[tuple[int, int]]:
    """First and last line of every statement, or of its header if it has a body; without comments and docstrings."""
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


def text_of(source: str, first: int, last: int) -> str:
    """The lines ``first`` to ``last`` (1-based) without the solution markers."""
    return "\n".join(
        line for line in source.split("\n")[first - 1 : last] if line.strip() not in (BEGIN, END)
    )


def without_comments(source: str) -> str:
    """The same code without comments; lines with nothing else are removed."""
    lines = source.split("\n")
    bare = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
            if not lines[row - 1]:
                bare.add(row - 1)
    return "\n".join(line for number, line in enumerate(lines) if number not in bare)


FEWEST_LINES = 2  # with fewer lines, there is no order to find


@dataclass(frozen=True, slots=True)
class Puzzle:
    """One function. ``head`` is its ``def``; ``lines`` are its statements in the right order.

    ``first`` and ``last`` (1-based) are the lines of the solution that they replace.
    """

    function: str
    head: str
    lines: tuple[str, ...]
    first: int
    last: int

    def shuffled(self, seed: int = 0) -> tuple[int, ...]:
        """The indices of all lines in a random order that does not produce the same text as the right one."""
        order = list(range(len(self.lines)))
        pick = random.Random(f"{self.function} {seed}")
        while self.standing(order) == len(order) or order == sorted(order):
            pick.shuffle(order)
            if len(set(self.lines)) == 1:
                break
        return tuple(order)

    def standing(self, order: Sequence[int]) -> int:
        """How many lines, counted from the first, match the solution. Lines with the same text count as equal."""
        for count, number in enumerate(order):
            if self.lines[number] != self.lines[count]:
                return count
        return len(order)

    def revealed(self, order: Sequence[int]) -> tuple[int, ...]:
        """The same order with the next line of the solution moved to its place."""
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
    """A puzzle for every function of the solution with enough lines to order.

    This includes helpers that only the solution has, because the learner should understand them too.
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
        if len(lines) >= FEWEST_LINES and len(set(lines)) > 1:
            head = text_of(solution, node.lineno, _end_of_head(logical, node.lineno))
            found.append(Puzzle(name, head, lines, inside[0][0], inside[-1][1]))
    return tuple(found)


def _end_of_head(logical: Sequence[tuple[int, int]], line: int) -> int:
    return next(last for first, last in logical if first == line)


MOST = 2  # wrong statements; more of them would be too easy to spot
FEWEST_STATEMENTS = 3  # statements of a function; among fewer, a wrong one would be too easy to spot


@dataclass(frozen=True, slots=True)
class Hunt:
    """One function with a mistake in it: its ``head``, and ``lines``, which are statements without comments.

    ``wrong`` holds the indices of the statements that differ from the solution, ``right`` the correct text, or "" if
    the line should not exist.
    """

    mistake: Mistake
    function: str
    head: str
    lines: tuple[str, ...]
    wrong: frozenset[int]
    right: str


def hunts(solution: str, mistakes: Sequence[Mistake]) -> tuple[Hunt, ...]:
    """A hunt for every mistake that changes one or two statements of one function, in the order of ``mistakes.py``.

    Missing statements are skipped, because there is no line to point at. So are mistakes that rewrite a whole
    function.
    """
    plain = _functions(solution)
    found: list[Hunt] = []
    for mistake in mistakes:
        if mistake.code.strip():
            continue
        changed = _functions(apply(solution, mistake))
        different = [name for name, function in changed.items() if function != plain.get(name)]
        if len(different) == 1 and different[0] in plain:
            found += _hunt(mistake, different[0], plain[different[0]], changed[different[0]])
    return tuple(found)


def in_turn(known: Sequence[Hunt], found: Collection[str], seed: str) -> tuple[Hunt, ...]:
    """The hunts in an order shuffled by ``seed``. Those with a ``found`` mistake come last."""
    order = list(known)
    random.Random(seed).shuffle(order)
    return tuple(sorted(order, key=lambda hunt: hunt.mistake.id in found))


@dataclass(frozen=True, slots=True)
class _Function:
    head: str
    lines: tuple[str, ...]


def _hunt(mistake: Mistake, name: str, right: _Function, wrong: _Function) -> Iterator[Hunt]:
    places: set[int] = set()
    instead: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, right.lines, wrong.lines, autojunk=False).get_opcodes():
        if kind == "delete":
            return
        if kind != "equal":
            places |= set(range(c, d))
            instead += right.lines[a:b]
    hidden = right.head == wrong.head and not any(wrong.lines[place].strip() == "pass" for place in places)
    if hidden and 1 <= len(places) <= MOST and len(wrong.lines) >= FEWEST_STATEMENTS:
        yield Hunt(mistake, name, wrong.head, wrong.lines, frozenset(places), "\n".join(instead))


def _functions(source: str) -> dict[str, _Function]:
    """Every function's header and statements, without comments."""
    plain = without_comments(source)
    logical = statements(plain)
    found = {}
    for name, node in functions(ast.parse(plain)):
        inside = [span for span in logical if node.body[0].lineno <= span[0] <= (node.end_lineno or 0)]
        width = node.body[0].col_offset
        found[name] = _Function(
            _head(node),
            tuple(_dedented(text_of(plain, *span), width) for span in inside),
        )
    return found


def _head(node: Function) -> str:
    """``def`` and the parameter names, without annotations."""
    arguments = copy.deepcopy(node.args)
    for argument in ast.walk(arguments):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return f"def {node.name}({ast.unparse(arguments)}):"


def _dedented(text: str, width: int) -> str:
    return "\n".join(line[width:] if not line[:width].strip() else line for line in text.split("\n"))
