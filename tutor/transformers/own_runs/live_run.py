"""Runs a Step 6 exercise in an isolated process and yields what it reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tutor.course.model import Exercise
from tutor.disk import read_text
from tutor.process import Limits, Raised, Sandbox, SandboxError, TimedOut
from tutor.transformers.own_runs.own_run import CodeRun, Pair, RunReport

AT_ONCE = 10.0  # seconds that one report may take
LIMITS = Limits(wall=120.0, cpu=120)
WORKER = "tutor.transformers.own_runs.run_worker"


def live_run(
    sandbox: Sandbox, run: CodeRun, exercise: Exercise, file: Path, seed: int, variant: int = 0
) -> Iterator[Pair]:
    """Yield a pair of reports for each part of the run. Errors in the learner's code end it with a sentence."""
    try:
        text = read_text(file)
    except (OSError, UnicodeDecodeError) as error:
        yield Pair(None, None, f"{file.name} cannot be read: {error}.")
        return
    begun = (run.code, str(file), text, exercise.solution, list(exercise.functions), seed, variant)
    try:
        with sandbox.open(replace(LIMITS, importable=(file.parent,))) as isolated:
            failure = isolated.call(f"{WORKER}:begin", *begun, timeout=AT_ONCE)
            for _ in range(0 if failure else run.reports):
                failure, reports = isolated.call(f"{WORKER}:advance", timeout=AT_ONCE)
                if failure:
                    break
                yours, reference = (RunReport.of(one) for one in reports)
                yield Pair(yours, reference)
    except TimedOut as error:
        line = f" on line {error.where[1]}" if error.where and error.where[0] == str(file) else ""
        failure = f"{file.name} was still running after {AT_ONCE:g} seconds{line}."
    except Raised as error:
        failure = f"{file.name} returns something that the tutor cannot read ({error.type_name})."
    except SandboxError as error:
        failure = str(error)
    if failure:
        yield Pair(None, None, failure)
