"""Which calls show what an exercise's code does to shapes: the fullest of the course's own, for each function."""

from __future__ import annotations

from pathlib import Path

from tutor.course.mistakes import load_mistakes
from tutor.course.types import Course, Exercise, Probe
from tutor.tracing.client import Tracer
from tutor.tracing.trace import Trace


def telling_calls(exercise: Exercise) -> tuple[Probe, ...]:
    """One call a function: the one with the most arguments takes the most ways through the code."""
    _, probes = load_mistakes(exercise)
    fullest: dict[str, Probe] = {}
    for probe in probes():
        best = fullest.get(probe.function)
        if best is None or len(probe.args) + len(probe.kwargs) > len(best.args) + len(best.kwargs):
            fullest[probe.function] = probe
    return tuple(fullest.values())


def trace_exercise(
    tracer: Tracer, course: Course, exercise: Exercise, path: Path, function: str, timeout: float = 5.0
) -> Trace | None:
    """The learner's file, traced while one of its functions is called; None when the course has no call for it."""
    probe = next((probe for probe in telling_calls(exercise) if probe.function == function), None)
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
