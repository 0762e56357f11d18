"""Derives the stub of an exercise from its solution, and finds the modules that an exercise requires."""

from __future__ import annotations

import ast
import importlib.util
from functools import lru_cache
from pathlib import Path

from tutor.course.model import Exercise, MalformedCourseError

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
_NOWHERE = Path("solution.py")


@lru_cache(maxsize=64)
def derive_stub(solution_source: str, path: Path = _NOWHERE) -> str:
    """The solution without the regions between ``# BEGIN SOLUTION`` and ``# END SOLUTION``.

    A region inside a function becomes ``raise NotImplementedError`` at the region's indentation. A region outside
    every function holds helpers of the solution and is removed. Errors name ``path``.

    Raises:
        MalformedCourseError: a marker has no partner, or the result is not valid Python.
    """
    lines = solution_source.split("\n")
    functions = _function_lines(solution_source, path)
    kept: list[str] = []
    begun: int | None = None
    for number, line in enumerate(lines, start=1):
        word = line.strip()
        if word == BEGIN:
            if begun is not None:
                raise MalformedCourseError(path, number, f"'{BEGIN}' is inside the region of line {begun}")
            begun = number
            if any(first < number <= last for first, last in functions):
                kept.append(line[: len(line) - len(line.lstrip())] + "raise NotImplementedError")
        elif word == END:
            if begun is None:
                raise MalformedCourseError(path, number, f"'{END}' has no '{BEGIN}' before it")
            begun = None
        elif begun is None:
            kept.append(line)
    if begun is not None:
        raise MalformedCourseError(path, begun, f"'{BEGIN}' has no '{END}' after it")
    stub = _without_gaps(kept)
    try:
        ast.parse(stub)
    except SyntaxError as error:
        first = solution_source.count("\n", 0, solution_source.find(BEGIN)) + 1
        fault = f"without the solution's regions this is not Python: {error.msg}"
        raise MalformedCourseError(path, first, fault) from None
    return stub


def region_lines(solution_source: str) -> list[tuple[int, int]]:
    """The lines of each region's markers, in a solution whose markers are paired."""
    marks = [n for n, line in enumerate(solution_source.split("\n"), 1) if line.strip() in (BEGIN, END)]
    return list(zip(marks[::2], marks[1::2], strict=True))


def _function_lines(source: str, path: Path) -> list[tuple[int, int]]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:  # a NUL byte is a ValueError
        line = getattr(error, "lineno", None) or 1
        raise MalformedCourseError(
            path, line, f"this is not Python: {getattr(error, 'msg', error)}"
        ) from None
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    found: list[tuple[int, int]] = []
    # Look in the module, in classes and in `if` statements. Nested functions are irrelevant.
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kinds):
            found.append((node.lineno, node.end_lineno or node.lineno))
        elif not isinstance(node, ast.expr):
            waiting += ast.iter_child_nodes(node)
    return found


def _without_gaps(lines: list[str]) -> str:
    """Remove the gap that a region leaves: at most two empty lines in a row, one newline at the end."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or kept[-2:] != ["", ""]:
            kept.append(line if line.strip() else "")
    return "\n".join(kept).strip("\n") + "\n"


def missing_modules(exercise: Exercise) -> tuple[str, ...]:
    """The modules of ``requires`` that cannot be imported here."""
    return tuple(name for name in exercise.requires if not _is_there(name))


def how_to_get(names: tuple[str, ...]) -> str:
    """The command that adds these modules to this installation of tutor."""
    from tutor.installation import this_installation

    return this_installation().line_for_packages(names)


def needed(exercise: Exercise) -> str:
    """A sentence that says what is missing and how to install it; "" if nothing is."""
    missing = missing_modules(exercise)
    if not missing:
        return ""
    is_not = "is not" if len(missing) == 1 else "are not"
    note = f"\n{exercise.required_note}" if exercise.required_note else ""
    return f"This exercise needs {' and '.join(missing)}, which {is_not} installed here: {how_to_get(missing)}{note}"


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):  # the parent package is missing
        return False
