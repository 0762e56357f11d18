"""Runs code in this process and records every shape.

This provides no isolation: a learner's code goes through ``tracer.py``. The output of a run is bounded, and so is its
time, if the platform has timers and this is the main thread.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tutor.disk import read_text
from tutor.shapes import axes, shape_errors
from tutor.shapes.execute import Outcome, perform
from tutor.shapes.line_traces import Naming, line_traces, named, no_names
from tutor.shapes.recorder import BEFORE, Recorder
from tutor.shapes.records import is_array, outside
from tutor.shapes.rewrite import instrument, move_sizes
from tutor.shapes.source_limits import too_long
from tutor.shapes.trace import Failure, Trace, Value

Sizes = Mapping[str, int | float]
SHADOW_SECONDS = 0.5  # a slower run is not repeated to name its axes


def trace(
    source: str,
    sizes: Sizes | None = None,
    *,
    before: Iterable[str] = (),
    filename: str = "<live>",
    names: bool = True,
    seconds: float | None = None,
) -> Trace:
    """Run a block of code and record the shapes of every line.

    ``sizes`` are variables at its start, and replace the numbers that the block assigns to these names at top level.
    ``before`` are blocks that run first, unrecorded, in the same namespace. With ``names`` the block runs a second time
    with pairwise different sizes, which determines the name of every axis. ``seconds`` bounds each run. Never raises
    for errors in the code: those are in ``Trace.failure``.
    """
    given: dict[str, int | float] = dict(sizes or {})
    source, tree, broken = _parsable(source, filename)
    try:
        trees = [ast.parse(text) for text in before]
        facts = axes.survey([*trees, tree], given)
        for each in (*trees, tree):
            move_sizes(each, given.keys() | (facts.sizes.keys() if names else set()))
        codes = [compile(each, f"{BEFORE}{n}>", "exec", dont_inherit=True) for n, each in enumerate(trees, 1)]
        program = instrument(tree, source, filename)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Trace(failure=broken or shape_errors.syntax(error))
    recorder = Recorder(program, given)
    space = _namespace(recorder, given)
    outcome = perform(recorder, _running([program.code], space), seconds, _running(codes, space))
    naming: Naming = no_names
    shadow: Recorder | None = None
    shadow_space: dict[str, Any] = {}
    if names and outcome.seconds < SHADOW_SECONDS:
        shadow, shadow_space = _shadow_run(recorder, codes, facts)
        naming = axes.naming(axes.candidates(space, shadow_space, recorder, shadow, facts))
    failure = broken or _failure(outcome, recorder, naming)
    return Trace(
        lines=tuple(line_traces(recorder, shadow, naming)),
        names=tuple(_arrays(space, shadow_space, naming)),
        shown=tuple(recorder.shown),
        plots=tuple(recorder.plots),
        printed=outcome.printed,
        printed_dropped=outcome.dropped,
        failure=failure,
        seconds=outcome.seconds,
    )


def trace_call(
    path: Path,
    function: str,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    names: bool = True,
    seconds: float | None = None,
) -> Trace:
    """Import a file as a module, call one of its functions, and record every line of the file that runs.

    Axes are named after the numbers that the code itself takes from shapes (``T, d_k = q.shape``) if only one fits.
    Never raises for errors in the code, nor for a missing file or function.
    """
    try:
        source = read_text(path)
        if why := too_long(source):
            return Trace(failure=Failure(f"{path.name} has {why}.", None))
        program = instrument(ast.parse(source, str(path)), source, str(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Trace(failure=shape_errors.syntax(error))
    except OSError as error:
        return Trace(failure=Failure(f"{path.name} cannot be read: {error.strerror or error}.", None))
    recorder = Recorder(program)
    module = ModuleType(path.stem)
    space = vars(module)
    space.update(_namespace(recorder, {}), __name__=path.stem, __file__=str(path))

    def call() -> None:
        exec(program.code, space)
        target = space.get(function)
        if not callable(target):
            raise LookupError(f"{path.name} defines no function {function}().")
        target(*args, **(kwargs or {}))

    replaced = sys.modules.get(path.stem)
    sys.modules[path.stem] = module
    try:
        outcome = perform(recorder, call, seconds)
    finally:
        if replaced is None:
            sys.modules.pop(path.stem, None)
        else:
            sys.modules[path.stem] = replaced
    naming = axes.naming(axes.candidates({}, {}, recorder, None)) if names else no_names
    return Trace(
        lines=tuple(line_traces(recorder, None, naming)),
        names=tuple(_arrays(space, {}, naming)),
        shown=tuple(recorder.shown),
        plots=tuple(recorder.plots),
        printed=outcome.printed,
        printed_dropped=outcome.dropped,
        failure=_failure(outcome, recorder, naming),
        seconds=outcome.seconds,
    )


def _parsable(source: str, filename: str) -> tuple[str, ast.Module, Failure | None]:
    """The source, or the part of it that parses, and the error in the rest."""
    try:
        return source, ast.parse(source, filename), None
    except SyntaxError as error:
        failure = shape_errors.syntax(error)
        lines = source.split("\n")
        for end in range(min((error.lineno or 1) - 1, len(lines)), 0, -1):
            head = "\n".join(lines[:end])
            try:
                return head, ast.parse(head, filename), failure
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
        return "", ast.Module([], []), failure
    except (ValueError, RecursionError, MemoryError) as error:
        return "", ast.Module([], []), shape_errors.syntax(error)


def _namespace(recorder: Recorder, sizes: Sizes) -> dict[str, Any]:
    """A new module namespace. The helpers are in its builtins, so that ``dir()`` does not show them."""
    source, filename = recorder.program.source, recorder.program.filename
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    return {"__name__": "__main__", "__builtins__": {**vars(builtins), **recorder.helpers()}, **sizes}


def _running(codes: Sequence[CodeType], space: dict[str, Any]) -> Callable[[], None]:
    def run() -> None:
        for code in codes:
            exec(code, space)

    return run


def _shadow_run(
    recorder: Recorder, codes: Sequence[CodeType], facts: axes.Facts
) -> tuple[Recorder | None, dict[str, Any]]:
    """Run everything again with sizes that can be told apart; if there are two plans, return the run that got
    further."""
    best: tuple[Recorder | None, dict[str, Any]] = (None, {})
    for moved in axes.plans(facts):
        sizes = {**recorder.sizes, **moved}
        other = Recorder(recorder.program, sizes)
        space = _namespace(other, {name: sizes[name] for name in recorder.sizes})
        code = recorder.program.code
        outcome = perform(other, _running([code], space), SHADOW_SECONDS, _running(codes, space))
        if best[0] is None or len(other.entries) > len(best[0].entries):
            best = (other, space)
        if outcome.error is None or len(other.entries) >= len(recorder.entries):
            break
    return best


def _arrays(
    space: Mapping[str, Any], shadow: Mapping[str, Any], naming: Naming
) -> Iterable[tuple[str, Value]]:
    """The arrays in the final namespace, in the order of their first assignment."""
    for name, value in space.items():
        raw = outside(value) if is_array(value) and not name.startswith("_") else None
        if raw is not None:
            other = shadow.get(name)
            yield name, named(raw, outside(other) if other is not None else None, naming)


def _failure(outcome: Outcome, recorder: Recorder, naming: Naming) -> Failure | None:
    return None if outcome.error is None else shape_errors.of(outcome, recorder, naming)
