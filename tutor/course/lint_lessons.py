"""The course check of one lesson: its form, its live blocks, the answers of its quizzes."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tutor.course.findings import Finding, ReadingTime
from tutor.course.markdown import all_sizes, block_parser, blocks, chain
from tutor.course.minutes import amount
from tutor.course.model import (
    Block,
    Explain,
    Fold,
    Lesson,
    LiveCode,
    MalformedCourseError,
    PluginBlock,
    Quiz,
    Section,
)
from tutor.course.quiz import number, same_number, shape
from tutor.course.yaml_reader import read_text, split_front_matter
from tutor.hooks import plugin

RunBlock = Callable[[tuple[str, ...], str, Mapping[str, int | float]], str]

_BUILTINS = (
    *(
        "abs",
        "all",
        "any",
        "bool",
        "dict",
        "divmod",
        "enumerate",
        "float",
        "int",
        "len",
        "list",
        "map",
        "max",
    ),
    *("min", "pow", "range", "reversed", "round", "set", "sorted", "str", "sum", "tuple", "zip"),
)


def lesson_findings(
    lesson: Lesson,
    sections: Iterable[Section],
    run_block: RunBlock | None,
    counts: Counter[str],
    reading: list[ReadingTime],
) -> Iterator[Finding]:
    """Faults in ``lesson`` and the given ``sections``. Updates ``counts`` and ``reading``."""
    counts["lessons"] += 1
    yield from _form_findings(lesson)
    for section in sections:
        counts["sections"] += 1
        try:
            found = blocks(section, lesson)
        except MalformedCourseError as error:
            yield Finding.of(error)
            continue
        if not found:
            yield Finding(lesson.path, section.line, f"section '{section.title}' is empty")
        reading.append(ReadingTime(lesson.id, section.id, amount(section, lesson).minutes))
        yield from _size_findings(found, lesson)
        for block in found:
            if isinstance(block, LiveCode):
                counts["live blocks"] += 1
                yield from _plot_findings(block, lesson)
                if run_block is not None:
                    yield from _run_findings(block, lesson, run_block, counts)
            elif isinstance(block, Quiz):
                counts["quizzes"] += 1
                yield from _answer_findings(block, lesson, counts)
            elif isinstance(block, Explain):
                counts["explanations"] += 1
            elif isinstance(block, Fold):
                counts["folds"] += 1
            elif isinstance(block, PluginBlock):
                yield from _fence_findings(block, lesson, counts)


def _form_findings(lesson: Lesson) -> Iterator[Finding]:
    """Check that the section scan agrees with a Markdown parser and that no text is outside sections."""
    try:
        _, body, first = split_front_matter(read_text(lesson.path), lesson.path)
    except MalformedCourseError as error:
        yield Finding.of(error)
        return
    scanned = {section.line for section in lesson.sections}
    until = min(scanned, default=0)
    if not scanned:
        yield Finding(lesson.path, first, "there is no section: a section begins with '## '")
    for token in block_parser().parse(body):
        if token.map is None:
            continue
        line = first + token.map[0]
        if token.type == "heading_open" and token.tag == "h2" and line not in scanned:
            yield Finding(
                lesson.path,
                line,
                "this heading is not a section: write '## ' in the first column, outside lists",
            )
        elif token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            continue
        elif token.level == 0 and line < until and token.type != "heading_open":
            yield Finding(lesson.path, line, "this text is before the first section, so nobody sees it")


def _size_findings(found: tuple[Block, ...], lesson: Lesson) -> Iterator[Finding]:
    """A section shows one row of sizes, so each size must have one value in it."""
    first: dict[str, tuple[str, int | float]] = {}
    for block in found:
        if not isinstance(block, LiveCode):
            continue
        try:
            sizes = all_sizes(lesson, block)
        except MalformedCourseError:  # a section above is malformed, which is reported elsewhere
            continue
        for name, value in sizes.items():
            other, known = first.setdefault(name, (block.id, value))
            if value != known:
                fault = f"{name} is {value} in block '{block.id}' and {known} in block '{other}'"
                yield Finding(lesson.path, block.line, f"{fault} of the same section: give both one value")


def _plot_findings(block: LiveCode, lesson: Lesson) -> Iterator[Finding]:
    """A git host draws no plots, so the lesson must contain a text instead."""
    try:
        words = ast.get_docstring(ast.parse(block.plot))
    except SyntaxError:  # running the block reports it
        return
    if block.plot and not words:
        fault = (
            f"the plot of block '{block.id}' does not begin with a description, in quotes, of what it shows"
        )
        yield Finding(lesson.path, block.line, fault)


def _run_findings(
    block: LiveCode, lesson: Lesson, run_block: RunBlock, counts: Counter[str]
) -> Iterator[Finding]:
    try:
        before = tuple(earlier.source for earlier in chain(lesson, block))
        sizes = all_sizes(lesson, block)
    except MalformedCourseError:  # a section above is malformed, which is reported elsewhere
        return
    counts["blocks run"] += 1
    try:
        printed = run_block(before, block.source, sizes)
        if block.plot:
            run_block(before, block.drawing, sizes)
    except Exception as error:
        yield Finding(lesson.path, block.line, f"block '{block.id}' fails: {type(error).__name__}: {error}")
        return
    if block.output is None:
        if printed.strip():
            yield Finding(
                lesson.path, block.line, f"block '{block.id}' prints, but no output block follows it"
            )
        return
    counts["outputs compared"] += 1
    if (difference := _first_difference(printed, block.output)) is not None:
        where, actual, written = difference
        fault = f"block '{block.id}' prints {actual!r} where line {where} of its output block has {written!r}"
        yield Finding(lesson.path, block.line, fault)


def _first_difference(printed: str, written: str) -> tuple[int, str, str] | None:
    """Number of the first line that differs, and both versions. Trailing spaces are ignored."""
    ours = [line.rstrip() for line in printed.rstrip().split("\n")]
    theirs = [line.rstrip() for line in written.rstrip().split("\n")]
    length = max(len(ours), len(theirs))
    ours += [""] * (length - len(ours))
    theirs += [""] * (length - len(theirs))
    pairs = enumerate(zip(ours, theirs, strict=True), start=1)
    return next(((i, mine, other) for i, (mine, other) in pairs if mine != other), None)


def _answer_findings(quiz: Quiz, lesson: Lesson, counts: Counter[str]) -> Iterator[Finding]:
    if not quiz.check:
        return
    counts["answers checked"] += 1
    for one in (quiz, *quiz.others):
        try:
            value = evaluate(one.check, one.values)
        except Exception as error:
            fault = f"quiz '{quiz.id}', check: {type(error).__name__}: {error}"
            yield Finding(lesson.path, quiz.line, fault)
            return
        if not _agrees(one, value):
            right = next((c.text for c in quiz.choices if c.correct), one.answer or ", ".join(quiz.items))
            drawn = "".join(f", {name} = {number}" for name, number in one.values.items())
            fault = f"quiz '{quiz.id}'{drawn}: its check gives {value!r}, and its answer is '{right}'"
            yield Finding(lesson.path, quiz.line, fault)


def evaluate(expression: str, values: Mapping[str, int | float]) -> Any:
    """The value of a quiz's ``check``: Python with ``values``, ``np``, ``math`` and harmless built-ins."""
    import builtins
    import math

    import numpy as np

    def import_within(name: str, *rest: Any) -> Any:  # NumPy imports some of its modules on first use
        if name.partition(".")[0] not in ("numpy", "math"):
            raise ImportError(f"'{name}' is not available in a check")
        return builtins.__import__(name, *rest)

    names = {name: getattr(builtins, name) for name in _BUILTINS} | {"__import__": import_within}
    return eval(expression.strip(), {"__builtins__": names, "np": np, "math": math, **values})


def _agrees(quiz: Quiz, value: Any) -> bool:
    """Whether the check's value equals the quiz's answer. ``True`` confirms the claim of the right choice."""
    if quiz.kind == "number":
        try:
            return same_number(float(value), number(quiz.answer), quiz.tolerance)
        except (TypeError, ValueError):
            return False
    if quiz.kind == "shape":
        try:
            return tuple(int(size) for size in value) == shape(quiz.answer)
        except (TypeError, ValueError):
            return False
    if value is True or (type(value).__name__ == "bool" and bool(value)):
        return True
    if quiz.kind == "order":
        return isinstance(value, list | tuple) and [str(v) for v in value] == list(quiz.items)
    right = next(choice.text for choice in quiz.choices if choice.correct).strip().strip("`")
    if str(value) == right:
        return True
    if isinstance(value, list | tuple):
        return shape(str(tuple(value))) == shape(right) is not None
    try:
        return same_number(float(value), number(right), quiz.tolerance)
    except (TypeError, ValueError):
        return False


def _fence_findings(block: PluginBlock, lesson: Lesson, counts: Counter[str]) -> Iterator[Finding]:
    fence = plugin(lesson.plugin).fences[block.fence]
    counts[fence.noun] += 1
    try:
        fence.check(block.config)
    except Exception as error:
        yield Finding(lesson.path, block.line, f"this {block.fence} fence cannot be drawn: {error}")
