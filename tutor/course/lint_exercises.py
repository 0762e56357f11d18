"""The course check of one exercise. It applies the mistakes to the solution but grades nothing."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tutor.course.findings import Finding, line_of
from tutor.course.links import UnknownSectionError, link_findings, resolve
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Course, Exercise, MalformedCourseError
from tutor.disk import read_regular, read_text, reason
from tutor.hooks import Kind


def exercise_findings(
    exercise: Exercise, course: Course, kinds: Mapping[str, Kind], counts: Counter[str]
) -> Iterator[Finding]:
    """Faults of one exercise: its brief, hints, solution, checks and mistakes."""
    brief = exercise.folder / "brief.md"
    for reference in exercise.rests_on:
        if fault := _unresolved(course, reference):
            yield Finding(brief, line_of(brief, reference), f"rests_on: {fault}")
    for name in exercise.needs:
        if all(e.id != name for e in course.exercises):
            yield Finding(brief, line_of(brief, name), f"needs: there is no exercise '{name}'")
    if not exercise.brief:
        yield Finding(brief, 1, "the brief is empty")
    if not exercise.hints:
        yield Finding(exercise.folder / "hints.md", 1, "there are no hints")
    for path in (brief, exercise.folder / "hints.md"):
        if path.exists():
            yield from link_findings(path, course, counts, kinds)
    yield from _solution_findings(exercise)
    yield from _check_file_findings(exercise, counts)
    yield from _mistake_findings(exercise, course, counts)


def _solution_findings(exercise: Exercise) -> Iterator[Finding]:
    path = exercise.folder / "solution.py"
    if exercise.stub.strip() == exercise.solution.strip():
        yield Finding(path, 1, "nothing is left to write: mark the regions with '# BEGIN SOLUTION'")
    for what, source in (("solution", exercise.solution), ("stub", exercise.stub)):
        try:
            defined = {getattr(node, "name", "") for node in ast.parse(source).body}
        except SyntaxError as error:
            yield Finding(path, error.lineno or 1, f"the {what} is not Python: {error.msg}")
            continue
        for name in exercise.functions:
            if name not in defined:
                brief = exercise.folder / "brief.md"
                yield Finding(brief, line_of(brief, name), f"the {what} does not define '{name}'")


def _check_file_findings(exercise: Exercise, counts: Counter[str]) -> Iterator[Finding]:
    path = exercise.folder / f"test_{exercise.id}.py"
    try:
        tree = ast.parse(read_regular(path))
    except FileNotFoundError:
        yield Finding(path, 1, "this file is missing: it holds the exercise's checks")
        return
    except OSError as error:
        yield Finding(path, 1, f"it cannot be read: {reason(error)}")
        return
    except (SyntaxError, ValueError) as error:
        yield Finding(path, getattr(error, "lineno", None) or 1, f"this is not Python: {error}")
        return
    tests = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    counts["check lines"] += len(tests)
    groups = set(_groups(tree, tests))
    hints = exercise.folder / "hints.md"
    for number, hint in enumerate(exercise.hints, start=1):
        for unknown in [group for group in hint.groups if group not in groups]:
            known = f"available: {', '.join(sorted(groups))}" if groups else "they have none"
            line = line_of(hints, f"## {number}")
            yield Finding(hints, line, f"hint {number}: no group of check lines is '{unknown}'; {known}")
    for test in tests:
        if not ast.get_docstring(test):
            yield Finding(path, test.lineno, f"{test.name} does not say in a docstring what must be true")


def _groups(tree: ast.Module, tests: Iterable[ast.FunctionDef]) -> Iterator[str]:
    """The groups in ``@core(group, …)`` and ``@robust(group, …)``, given as text or as a constant of the module."""
    constants: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names, values = node.targets[0], node.value
            pairs = (
                zip(names.elts, values.elts, strict=False)
                if isinstance(names, ast.Tuple) and isinstance(values, ast.Tuple)
                else [(names, values)]
            )
            for name, value in pairs:
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                    constants[name.id] = value.value
    for test in tests:
        for mark in test.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) in ("core", "robust") and mark.args:
                first = mark.args[0]
                found = first.value if isinstance(first, ast.Constant) else constants.get(ast.unparse(first))
                if isinstance(found, str):
                    yield found


def _mistake_findings(exercise: Exercise, course: Course, counts: Counter[str]) -> Iterator[Finding]:
    path = exercise.folder / "mistakes.py"
    try:
        mistakes, probes = load_mistakes(exercise)
    except MalformedCourseError as error:
        yield Finding.of(error)
        return
    for mistake in mistakes:
        counts["mistakes"] += 1
        line = line_of(path, f'"{mistake.id}"')
        if fault := _unresolved(course, mistake.see):
            yield Finding(path, line, f"mistake '{mistake.id}', see: {fault}")
        if not mistake.name or not mistake.diagnosis:
            yield Finding(path, line, f"mistake '{mistake.id}' needs a name and a diagnosis")
        try:
            for way in mistake.ways:
                compile(apply(exercise.solution, way), str(path), "exec")
        except (SyntaxError, ValueError) as error:
            yield Finding(path, line, f"with mistake '{mistake.id}' the solution is not Python: {error}")
    try:
        calls = list(probes())
    except Exception as error:
        yield Finding(path, line_of(path, "def probes"), f"probes() fails: {type(error).__name__}: {error}")
        return
    counts["probes"] += len(calls)
    if mistakes and not calls:
        yield Finding(
            path, line_of(path, "def probes"), "probes() returns no calls that tell the mistakes apart"
        )
    for unknown in {call.function for probe in calls for call in probe.calls} - set(exercise.functions):
        yield Finding(
            path, line_of(path, unknown), f"a probe calls '{unknown}', which brief.md does not list"
        )


def stub_findings(exercise: Exercise, course: Course) -> Iterator[Finding]:
    """Whether ``exercises/`` holds the stub derived from the solution. A learner's file differs."""
    path = course.root / "exercises" / exercise.filename
    try:
        text = read_text(path)
    except (OSError, ValueError):
        yield Finding(path, 1, "the stub is missing: write it again from the solution")
        return
    if text != exercise.stub:
        pairs = zip(text.split("\n"), exercise.stub.split("\n"), strict=False)
        line = next((i for i, (a, b) in enumerate(pairs, start=1) if a != b), text.count("\n") + 1)
        yield Finding(path, line, "the stub does not match the solution: write it again")


def _unresolved(course: Course, reference: str) -> str:
    try:
        resolve(course, reference)
    except UnknownSectionError as error:
        return str(error)
    return ""
