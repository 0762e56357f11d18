"""Where in the learner's file each failure is: for editors, which jump there."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tutor.grading.verdict import FAILING, Position, TestResult, Verdict, Where

Function = ast.FunctionDef | ast.AsyncFunctionDef


def located(verdict: Verdict, source: str, called: Mapping[str, str], functions: Sequence[str]) -> Verdict:
    """The verdict with the position of every failed line of the check, and of the verdict itself.

    A line's position is the line of code that raised, or the one that the diagnosis found behind the failure, or
    the ``def`` of the function that its test called last (``called``, by test id). A file with nothing written
    leads to the first of the exercise's ``functions``.
    """
    defined = _functions(source)

    def position(where: Where | None, name: str) -> Position:
        if where is not None:
            return Position(where.line, where.column or _indent(where.text), _enclosing(defined, where.line))
        for function in reversed(defined):  # the last definition of a name is the one that is called
            if function.name == name:
                return Position(function.lineno, function.col_offset + 1, name)
        return Position(1, 1)

    leading = verdict.first_failure
    begin = functions[0] if functions else ""

    def of(test: TestResult) -> TestResult:
        if test.outcome not in FAILING:
            return test
        where = test.where or (verdict.where if test is leading else None)
        return replace(test, at=position(where, called.get(test.id, begin)))

    tests = tuple(map(of, verdict.tests))
    found = replace(verdict, tests=tests)
    first = found.first_failure
    if verdict.where is None and first is not None and verdict.status != "not_started":
        return replace(found, at=first.at)
    if verdict.status == "passed" and verdict.where is None:
        return found
    return replace(found, at=position(verdict.where, begin))


def _functions(source: str) -> list[Function]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def _enclosing(functions: Sequence[Function], line: int) -> str:
    """The name of the innermost function around a line; "" at the top level of the file."""
    around = [f for f in functions if f.lineno <= line <= (f.end_lineno or f.lineno)]
    return max(around, key=lambda f: f.lineno).name if around else ""


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip()) + 1
