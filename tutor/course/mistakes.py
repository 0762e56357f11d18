"""Loads the wrong solutions of an exercise, and applies them to the right one."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from tutor.course.model import Exercise, MalformedCourseError, Mistake, Probe
from tutor.course.yaml_reader import read_text

Probes = Callable[[], Sequence[Probe]]


class CannotApplyError(ValueError):
    """A mistake does not match the solution, or two mistakes change the same passage."""


def load_mistakes(exercise: Exercise) -> tuple[tuple[Mistake, ...], Probes]:
    """Execute ``mistakes.py``. Returns the mistakes of ``exercise`` and the function that creates its probes.

    The file is the course's own code and runs in this process, with its imports. An exercise without the file has
    none.

    Raises:
        MalformedCourseError: the file raises, or a mistake is malformed.
    """
    path = exercise.folder / "mistakes.py"
    if not path.exists():
        return (), tuple
    source = read_text(path)
    namespace = _execute(source, path)
    lines = _lines_of_ids(source)
    mistakes, probes = namespace.get("MISTAKES"), namespace.get("probes")
    if not isinstance(mistakes, list | tuple):
        raise MalformedCourseError(path, 1, "a list MISTAKES must be defined here")
    if not callable(probes):
        raise MalformedCourseError(path, 1, "a function probes() must be defined here")
    seen: set[str] = set()
    for number, mistake in enumerate(mistakes, start=1):
        if not isinstance(mistake, Mistake):
            raise MalformedCourseError(path, 1, f"item {number} of MISTAKES is not a Mistake")
        line = lines.get(mistake.id, [1])
        if mistake.id in seen:
            raise MalformedCourseError(path, line[-1], f"the id '{mistake.id}' is taken by another mistake")
        seen.add(mistake.id)
        if not mistake.change and not mistake.code.strip():
            raise MalformedCourseError(path, line[0], f"mistake '{mistake.id}' has neither change nor code")
        if not isinstance(mistake.also, tuple | list) or not all(map(_is_change, mistake.also)):
            fault = f"the field also of mistake '{mistake.id}' must be a tuple of changes"
            raise MalformedCourseError(path, line[0], fault)
        try:
            for way in mistake.ways:
                apply(exercise.solution, way)
        except CannotApplyError as error:
            raise MalformedCourseError(path, line[0], str(error)) from None
    return tuple(mistakes), probes


def apply(solution: str, *mistakes: Mistake) -> str:
    """The solution with all of ``mistakes`` applied, each in its first variant.

    Raises:
        CannotApplyError: a passage does not occur exactly once, or two mistakes change the same passage.
    """
    edits: list[tuple[int, int, str]] = []
    claimed: list[tuple[int, int, str]] = []
    for mistake in mistakes:
        for passage, instead in mistake.change.items():
            times = solution.count(passage) if passage else 0
            if times != 1:
                first = " ".join(passage.split())[:50]
                raise CannotApplyError(
                    f"mistake '{mistake.id}' changes '{first}', which appears {times} times in the solution"
                )
            start = solution.index(passage)
            edits.append((start, start + len(passage), instead))
            claimed.append((start, start + len(passage), mistake.id))
        claimed += [(*span, mistake.id) for span in _redefined(solution, mistake)]
    claimed.sort()
    for (_, end, one), (start, _, other) in pairwise(claimed):
        if start < end:
            raise CannotApplyError(f"mistakes '{one}' and '{other}' change the same place")
    for start, end, instead in sorted(edits, reverse=True):
        solution = solution[:start] + instead + solution[end:]
    for mistake in mistakes:
        if mistake.code.strip():
            solution = f"{solution.rstrip()}\n\n\n{mistake.code.strip()}\n"
    return solution


def changed_functions(solution: str, mistake: Mistake) -> frozenset[str] | None:
    """The functions that a mistake changes; None if it changes code outside functions."""
    if mistake.code.strip():
        return None
    found = set()
    for passage in mistake.change:
        first = solution.count("\n", 0, solution.index(passage)) + 1
        last = first + passage.rstrip("\n").count("\n")
        around = [name for name, start, end in _definitions(solution) if start <= first and last <= end]
        if not around:
            return None
        found.update(around)
    return frozenset(found)


@lru_cache(maxsize=64)
def reached_functions(solution: str, name: str) -> frozenset[str]:
    """The functions of the solution that a call of this one may reach, including itself."""
    defined = dict(_bound(solution))
    found, left = {name}, [name]
    while left:
        statement = defined.get(left.pop())
        if statement is None:
            continue
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)} & defined.keys()
        left += used - found
        found |= used
    return frozenset(found)


def _bound(source: str) -> Iterator[tuple[str, ast.stmt]]:
    """The names that top-level statements bind to functions, classes and values."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from ((n.id, node) for n in ast.walk(target) if isinstance(n, ast.Name))


def _is_change(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _redefined(solution: str, mistake: Mistake) -> list[tuple[int, int]]:
    """The offsets of the functions in the solution that the mistake's ``code`` redefines."""
    if not mistake.code.strip():
        return []
    try:
        again = {name for name, _, _ in _definitions(mistake.code)}
    except SyntaxError as error:
        raise CannotApplyError(f"the code of mistake '{mistake.id}' is not Python: {error.msg}") from None
    starts = [0]
    for line in solution.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return [(starts[a - 1], starts[b]) for name, a, b in _definitions(solution) if name in again]


@lru_cache(maxsize=64)
def _definitions(source: str) -> list[tuple[str, int, int]]:
    """Name, first and last line (1-based) of each function and class at the top level."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [
        (n.name, n.lineno, n.end_lineno or n.lineno) for n in ast.parse(source).body if isinstance(n, kinds)
    ]


def _execute(source: str, path: Path) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": f"mistakes_of_{path.parent.name}", "__file__": str(path)}
    try:
        exec(compile(source, str(path), "exec"), namespace)
    except SyntaxError as error:
        raise MalformedCourseError(path, error.lineno or 1, f"this is not Python: {error.msg}") from None
    except Exception as error:
        own = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
        line = (own[-1] if own else None) or 1
        raise MalformedCourseError(path, line, f"{type(error).__name__}: {error}") from None
    return namespace


def _lines_of_ids(source: str) -> dict[str, list[int]]:
    """The lines of each ``Mistake(id=…)`` call, by id."""
    found: dict[str, list[int]] = {}
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Mistake"
        ):
            values = [k.value for k in node.keywords if k.arg == "id"] or node.args[:1]
            if values and isinstance(values[0], ast.Constant) and isinstance(values[0].value, str):
                found.setdefault(values[0].value, []).append(node.lineno)
    return {name: sorted(lines) for name, lines in found.items()}
