"""``tutor trace``: runs an exercise or any Python file and prints the shapes beside its lines."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.commands.console import console, show, show_json, symbols
from tutor.commands.desk import Desk
from tutor.commands.problem import Problem

if TYPE_CHECKING:
    from tutor.course.model import Probe
    from tutor.shapes.trace import Trace

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Job:
    """What to trace: a whole file, or each function of an exercise with inputs of the course's own."""

    path: Path
    probes: tuple[Probe, ...] = ()
    importable: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()


def trace(target: str, as_json: bool, timeout: float, workspace: Path | None) -> int:
    """Trace what ``target`` names; 0 if it ran to its end, 1 if not."""
    job = _job(target, workspace)
    source = _read(job.path)
    runs = _run(job, source, timeout)
    if as_json:
        calls = [_report(call, run) for call, run in runs]
        show_json({"schema": SCHEMA, "file": str(job.path), "runs": calls})
    else:
        _print(source, runs)
    return 1 if any(run.failure for _, run in runs) else 0


def _job(target: str, workspace: Path | None) -> Job:
    path = Path(target)
    if path.is_file():
        desk = _desk_of(path, workspace)
        if desk is None:
            return Job(path)
        target = path.stem
    else:
        desk = Desk.open(workspace)
    return _exercise(desk, target)


def _desk_of(path: Path, workspace: Path | None) -> Desk | None:
    """The desk whose exercise file ``path`` is, if it is one: that is called with inputs, not just loaded."""
    try:
        desk = Desk.open(workspace)
    except Problem:
        return None
    files = [desk.workspace.file(exercise).resolve() for exercise in desk.course.exercises]
    return desk if path.resolve() in files else None


def _exercise(desk: Desk, name: str) -> Job:
    from tutor.course.mistakes import load_mistakes

    exercise = desk.exercise(name)
    _, probes = load_mistakes(exercise)
    fullest: dict[str, Probe] = {}  # the call with the most arguments takes the most ways through the code
    for probe in probes():
        best = fullest.get(probe.function)
        if best is None or _arguments(probe) > _arguments(best):
            fullest[probe.function] = probe
    if not fullest:
        raise Problem(
            f"{exercise.short} has no inputs to call its functions with, so there is nothing to trace."
        )
    return Job(
        desk.workspace.file(exercise),
        tuple(fullest.values()),
        importable=(desk.workspace.exercises_dir,),
        hidden=(desk.course.root / "checks",),
    )


def _arguments(probe: Probe) -> int:
    return len(probe.args) + len(probe.kwargs)


def _run(job: Job, source: str, timeout: float) -> list[tuple[str | None, Trace]]:
    from tutor.process import Sandbox
    from tutor.shapes.tracer import PRELOAD, Tracer

    with Sandbox.start(preload=PRELOAD) as sandbox:
        tracer = Tracer(sandbox)
        if not job.probes:
            return [(None, tracer.trace(source, {}, timeout=timeout))]
        return [
            (
                probe.function,
                tracer.trace_file(
                    job.path,
                    probe.function,
                    probe.args,
                    dict(probe.kwargs),
                    importable=job.importable,
                    hidden=job.hidden,
                    timeout=timeout,
                ),
            )
            for probe in job.probes
        ]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8 and try again."
        ) from None
    except OSError as error:
        raise Problem(f"{path} cannot be read ({error.strerror}).") from None


def _print(source: str, runs: list[tuple[str | None, Trace]]) -> None:
    from rich.text import Text

    from tutor.views.listing import lines_that_ran, trace_view

    out = console()
    for number, (call, run) in enumerate(runs):
        if number:
            show(Text(""))
        if call is not None:
            show(Text(f"{call}(…)", style="bold"))
        lines = None if call is None else lines_that_ran(source, run)
        show(trace_view(source, run, out.width, symbols(out), lines))


def _report(call: str | None, run: Trace) -> dict[str, Any]:
    """The published form of one run: the trace's own fields, each line with what stands beside it."""
    report: dict[str, Any] = _plain(dataclasses.asdict(run))
    for line, entry in zip(report["lines"], run.lines, strict=True):
        line["text"] = entry.text
    return {"call": call, **report}


def _plain(value: Any) -> Any:
    """Numbers that JSON has no word for become null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
