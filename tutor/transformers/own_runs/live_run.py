"""Runs a Step 6 exercise in an isolated process and yields what it reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tutor.course.model import Exercise
from tutor.process import Limits, Sandbox, SandboxError
from tutor.transformers.models.own_file import failure_of, read_own
from tutor.transformers.own_runs.own_run import CodeRun, Pair, RunReport

AT_ONCE = 10.0  # seconds that one report may take
LIMITS = Limits(wall=120.0, cpu=120)
WORKER = "tutor.transformers.own_runs.run_worker"


def live_run(
    sandbox: Sandbox, run: CodeRun, exercise: Exercise, file: Path, seed: int, variant: int = 0
) -> Iterator[Pair]:
    """Yield a pair of reports for each part of the run. Errors in the learner's code end it with a sentence."""
    text, failure = read_own(file)
    if failure:
        yield Pair(None, None, failure)
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
    except SandboxError as error:
        failure = failure_of(error, file, AT_ONCE)
    if failure:
        yield Pair(None, None, failure)
