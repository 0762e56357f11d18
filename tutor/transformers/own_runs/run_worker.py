"""Runs a learner's functions and the solution's in turn. Called in the isolated process; returns plain data."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from tutor.transformers.models.swap_worker import BrokenError, load, sentence
from tutor.transformers.own_runs.own_run import Functions, Plain, RunInProgress

_running: list[tuple[str, RunInProgress]] = []  # the learner's file and its run; the solution's


def begin(code: str, path: str, text: str, solution: str, names: list[str], seed: int, variant: int) -> str:
    """Execute the learner's file and the solution. Returns what went wrong, "" if nothing did.

    ``code`` is the class of the run as ``module:Class``.
    """
    _running.clear()
    for file, source in ((path, text), ("solution.py", solution)):
        try:
            module = load(file, source, names)
            _running.append(
                (file, run_of(code)({name: getattr(module, name) for name in names}, seed, variant))
            )
        except BrokenError as error:
            return str(error)
        except BaseException as error:
            return sentence(error, file)
    return ""


def run_of(code: str) -> Callable[[Functions, int, int], RunInProgress]:
    """The class that ``module:Class`` names."""
    module, _, name = code.partition(":")
    found: Any = getattr(import_module(module), name)
    return found  # type: ignore[no-any-return]


def advance() -> tuple[str, list[Plain]]:
    """The next report of both runs. The first element says what went wrong, "" if nothing did."""
    reports: list[Plain] = []
    for file, running in _running:
        try:
            step, values, lines = running.advance()
            reports.append((int(step), [float(value) for value in values], [str(line) for line in lines]))
        except BrokenError as error:
            return str(error), reports
        except BaseException as error:
            return sentence(error, file), reports
    return "", reports
