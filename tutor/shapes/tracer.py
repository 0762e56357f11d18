"""Traces code in an isolated process: it takes code, sizes and files, and returns a ``Trace``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from tutor.course.mistakes import load_mistakes
from tutor.course.model import Course, Exercise, Probe
from tutor.process import Died, Limits, Raised, Sandbox, SandboxError, TimedOut
from tutor.shapes.source_limits import too_long
from tutor.shapes.trace import Failure, Trace

# Modules to import in advance, so that a trace starts immediately: ``Sandbox.start(preload=PRELOAD)``.
PRELOAD = ("tutor.shapes.trace_child",)
GRACE = 1.0  # seconds after the run's own limit until the whole process is stopped
_DECODER = msgspec.msgpack.Decoder(Trace)


class Tracer:
    """Runs code in fresh isolated processes of one sandbox. Thread-safe, without other state."""

    def __init__(self, sandbox: Sandbox, limits: Limits | None = None) -> None:
        self._sandbox = sandbox
        self._limits = limits or Limits()

    def trace(
        self,
        source: str,
        sizes: Mapping[str, int | float] | None = None,
        *,
        before: Sequence[str] = (),
        names: bool = True,
        timeout: float = 5.0,
    ) -> Trace:
        """``run.trace`` in an isolated process. Never raises: every failure is in ``Trace.failure``."""
        if why := too_long(source):
            return Trace(failure=Failure(f"The code has {why}.", None))
        request = (source, dict(sizes or {}), tuple(before), names, timeout)
        return self._call("tutor.shapes.trace_child:trace", request, self._limits, timeout, "<live>")

    def trace_file(
        self,
        path: Path,
        function: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        importable: Sequence[Path] = (),
        hidden: Sequence[Path] = (),
        timeout: float = 5.0,
    ) -> Trace:
        """``run.trace_call`` in an isolated process. Never raises: every failure is in ``Trace.failure``."""
        path = path.absolute()
        limits = replace(self._limits, importable=tuple(importable), hidden=tuple(hidden))
        request = (str(path), function, tuple(args), dict(kwargs or {}), timeout)
        return self._call("tutor.shapes.trace_child:trace_call", request, limits, timeout, str(path))

    def _call(
        self, entry: str, request: tuple[Any, ...], limits: Limits, timeout: float, filename: str
    ) -> Trace:
        # The two runs inside have their own limits; this one is the last resort.
        patience = timeout + GRACE
        limits = replace(limits, wall=max(limits.wall, patience + GRACE))
        try:
            with self._sandbox.open(limits) as isolated:
                try:
                    answer = isolated.call(entry, *request, timeout=patience)
                    return _DECODER.decode(answer)
                except SandboxError as error:
                    failure = _failure(error, filename, timeout)
                    return Trace(printed=isolated.output, printed_dropped=isolated.dropped, failure=failure)
        except (SandboxError, OSError) as error:
            return Trace(failure=Failure(str(error), None, kind="crash"))
        except Exception as error:  # arguments that cannot be pickled, or an invalid answer
            return Trace(failure=Failure(f"The code could not be traced: {error}.", None, kind="crash"))


def _failure(error: SandboxError, filename: str, timeout: float) -> Failure:
    """The failure if the isolated process could not report one."""
    if isinstance(error, Raised):
        kind = "memory" if error.type_name == "MemoryError" else "crash"
        said = "The code used more memory than a run may use." if kind == "memory" else str(error)
        return Failure(said, None, kind=kind)
    where = error.where if isinstance(error, TimedOut | Died) else None
    file, number, text = where or ("", 0, "")
    line = number if file == filename else None
    if isinstance(error, TimedOut):
        place = f" on line {line}" if line else ""
        source = f": {text}" if line and text else ""
        return Failure(f"Stopped after {timeout:g} s, still running{place}{source}", line, kind="timeout")
    return Failure(str(error), line, kind="crash")


def informative_calls(exercise: Exercise) -> tuple[Probe, ...]:
    """One call per function: the one with the most arguments, because it covers the most code.

    Only calls that need no preceding call.
    """
    _, probes = load_mistakes(exercise)
    fullest: dict[str, Probe] = {}
    for probe in probes():
        if probe.after is not None:
            continue
        best = fullest.get(probe.function)
        if best is None or len(probe.args) + len(probe.kwargs) > len(best.args) + len(best.kwargs):
            fullest[probe.function] = probe
    return tuple(fullest.values())


def trace_exercise(
    tracer: Tracer, course: Course, exercise: Exercise, path: Path, function: str, timeout: float = 5.0
) -> Trace | None:
    """Trace the learner's file while calling one of its functions; None if the course has no call for it."""
    probe = next((probe for probe in informative_calls(exercise) if probe.function == function), None)
    if probe is None:
        return None
    return tracer.trace_file(
        path,
        probe.function,
        probe.args,
        dict(probe.kwargs),
        importable=(path.parent,),
        hidden=(course.root / "checks",),
        timeout=timeout,
    )
