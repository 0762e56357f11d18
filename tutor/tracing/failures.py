"""Why a run stopped → ``Failure``: one sentence, the learner's line, and the shapes of what broke."""

from __future__ import annotations

import traceback

from tutor.tracing import suggest
from tutor.tracing.lines import Naming, failed_operation, no_names
from tutor.tracing.recorder import BEFORE, Recorder
from tutor.tracing.records import Fault
from tutor.tracing.stage import Outcome, OutOfTime
from tutor.tracing.trace import Failure

LONGEST = 400  # characters of an error's own message


def syntax(error: BaseException) -> Failure:
    """The source does not parse."""
    if isinstance(error, SyntaxError):
        line = error.lineno
        place = f"Line {line} does not parse" if line else "The code does not parse"
        return Failure(f"{place}: {error.msg}.", line, kind="syntax")
    if isinstance(error, RecursionError | MemoryError):
        return Failure("The code is nested too deeply to be read.", None, kind="syntax")
    return Failure(f"The code does not parse: {error}.", None, kind="syntax")


def of(outcome: Outcome, recorder: Recorder, naming: Naming = no_names) -> Failure:
    """What ended this run. ``outcome.error`` must be there."""
    error = outcome.error
    assert error is not None
    program = recorder.program
    if isinstance(error, OutOfTime):
        return timed_out(outcome.limit, outcome.hot, _source_line(program.source, outcome.hot))
    line = _line(error, program.filename)
    at = f"line {line}" if line else "the code"
    if line is None and _came_from_before(error):
        return Failure(f"A block that this one builds on stops: {_told(error)}", None, kind=_kind(error))
    if isinstance(error, SystemExit):
        return Failure(f"{at[0].upper()}{at[1:]} ended the run with exit({_said(error)}).", line)
    if isinstance(error, MemoryError):
        said = f": {_said(error)}" if str(error) else ""
        return Failure(
            f"{at[0].upper()}{at[1:]} asks for more memory than a run may use{said}.", line, kind="memory"
        )
    if isinstance(error, RecursionError):
        return Failure(f"{at[0].upper()}{at[1:]} calls itself without an end: RecursionError.", line)
    fault = recorder.fault
    if fault is None or fault.error is not error or not _innermost(recorder, fault, line):
        return Failure(_told(error), line, kind=_kind(error))
    site = program.sites[fault.site]
    operation = failed_operation(program, fault, naming)
    why, fits = suggest.explain(program, site, fault.operands, fault.note)
    if not why:
        shapes = operation.text.removesuffix(" ✗") if any(raw.shape for raw in fault.operands) else ""
        return Failure(_told(error), site.line, operation if shapes else None, fits, _kind(error))
    source = program.text(site.span)
    shown = f"{source}: " if len(source) <= 60 else ""
    return Failure(f"{shown}{why}", site.line, operation, fits)


def timed_out(limit: float | None, line: int | None, text: str = "") -> Failure:
    """The time is over, on this line."""
    after = f" after {limit:g} s" if limit is not None else ""
    where = f" in line {line}" if line else ""
    source = f": {text}" if text else ""
    return Failure(f"Stopped{after}, still running{where}{source}", line, kind="timeout")


def _innermost(recorder: Recorder, fault: Fault, line: int | None) -> bool:
    """Whether the operation itself raised it, not a function of the learner's that it called."""
    first, _, last, _ = recorder.program.sites[fault.site].span
    return line is not None and first <= line <= last


def _line(error: BaseException, filename: str) -> int | None:
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == filename:
            line = number
    return line


def _came_from_before(error: BaseException) -> bool:
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code.co_filename.startswith(BEFORE) for frame, _ in frames)


def _kind(error: BaseException) -> str:
    """What the isolated process's guard refuses, it refuses with a sentence of its own."""
    refused = isinstance(error, PermissionError) and error.errno is None
    return "blocked" if refused else "error"


def _said(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _told(error: BaseException) -> str:
    name, said = type(error).__name__, _said(error)
    if isinstance(error, LookupError) and type(error) is LookupError:
        return said  # ours: the sentence is complete
    if _kind(error) == "blocked":
        return said
    if isinstance(error, KeyError):
        return f"KeyError: there is no key {said}."
    return f"{name}: {said}" if said else name


def _source_line(source: str, line: int | None) -> str:
    lines = source.split("\n")
    return lines[line - 1].strip() if line and line <= len(lines) else ""
