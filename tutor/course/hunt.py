"""The bug hunt: a known wrong version of a passed exercise, of which one line is to be found."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tutor.course.mistakes import apply
from tutor.course.statements import Function, functions, statements, text_of, without_comments
from tutor.course.types import Mistake

MOST = 2  # statements that may be wrong: more of them stand out
LEAST = 3  # statements that a function must have for one of them to hide


@dataclass(frozen=True, slots=True)
class Hunt:
    """One function with a mistake in it: its ``head``, and ``lines``, whole statements without remarks.

    ``wrong`` are the numbers (from 0) of those that are not as in the solution, ``right`` what stands there instead;
    "" where the line should not be there at all.
    """

    mistake: Mistake
    function: str
    head: str
    lines: tuple[str, ...]
    wrong: frozenset[int]
    right: str


def hunts(solution: str, mistakes: Sequence[Mistake]) -> tuple[Hunt, ...]:
    """A hunt for every mistake that is one or two statements of one function; in the order of the bank.

    What is merely left out cannot be pointed at, and a mistake that writes a function anew changes all of it.
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
    """The hunts in an order that ``seed`` shuffles; those whose mistakes were ``found`` already come last."""
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
    if hidden and 1 <= len(places) <= MOST and len(wrong.lines) >= LEAST:
        yield Hunt(mistake, name, wrong.head, wrong.lines, frozenset(places), "\n".join(instead))


def _functions(source: str) -> dict[str, _Function]:
    """Every function's head and statements, without remarks."""
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
    """``def`` and the names, without types: what the lines below need."""
    arguments = copy.deepcopy(node.args)
    for argument in ast.walk(arguments):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return f"def {node.name}({ast.unparse(arguments)}):"


def _dedented(text: str, width: int) -> str:
    return "\n".join(line[width:] if not line[:width].strip() else line for line in text.split("\n"))
