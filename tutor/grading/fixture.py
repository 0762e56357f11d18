"""The pytest side of a check: the ``submission`` fixture, and failures that read as sentences.

A plain ``pytest checks/<exercise>`` finds these through ``checks/conftest.py``; the worker supplies its own Attempt.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tutor.course.model import Tier
from tutor.grading.attempt import Attempt, Check, NotReachedError
from tutor.grading.learner_module import LearnerModule
from tutor.grading.lines import MARKERS
from tutor.grading.prefetch import CallRecorder
from tutor.grading.request import Request
from tutor.grading.verdict import TestResult, Verdict
from tutor.process import Sandbox

PRELOAD = ("tutor.grading.module_runner",)
FILE, WORKSPACE = "TUTOR_EXERCISE_FILE", "TUTOR_WORKSPACE"


class Running:
    """The attempt that this process is working on."""

    sandbox: Sandbox | None = None
    attempts: dict[Path, Attempt | Verdict] = {}  # noqa: RUF012 - one process, one state
    in_worker = False  # whether this is the worker, which starts the process itself
    attempt: Attempt | None = None  # what the worker grades
    recorder: CallRecorder | None = None  # used instead of an attempt while calls are recorded


def check_of(item: pytest.Item) -> Check:
    """The id and sentence of a test: its name without ``test_``, and the first line of its docstring."""
    function = getattr(item, "function", None)
    says = (inspect.getdoc(function) or "").strip().partition("\n")[0]
    name = item.name.removeprefix("test_")
    extra = item.get_closest_marker("robust")
    tier: Tier = "core" if extra is None else "robust"
    mark = extra or item.get_closest_marker("core")
    about = mark.kwargs if mark is not None else {}
    return Check(name, says or name.replace("_", " "), tier, **about)


@pytest.fixture
def submission(request: pytest.FixtureRequest) -> Iterator[LearnerModule | CallRecorder]:
    """The learner's functions, running in an isolated process."""
    if Running.in_worker:
        yield submission_of_worker()
        return
    attempt = _attempt(request.node)
    if isinstance(attempt, Verdict):
        pytest.fail(attempt.message, pytrace=False)
    try:
        yield attempt.current()
    except NotReachedError:
        pytest.skip("not reached")


def submission_of_worker() -> LearnerModule | CallRecorder:
    """The ``submission`` of a test that runs in the worker."""
    if Running.recorder is not None:
        return Running.recorder
    assert Running.attempt is not None
    return Running.attempt.current()


def file_of(folder: Path) -> Path:
    """The learner's file for the checks in ``folder``: from the environment, else from the enclosing workspace."""
    named = os.environ.get(FILE)
    if named:
        return Path(named).absolute()
    workspace = os.environ.get(WORKSPACE)
    if workspace:
        return Path(workspace).absolute() / "exercises" / f"{folder.name}.py"
    here = Path.cwd()
    for root in (here, *here.parents, folder.parent.parent):
        path = root / "exercises" / f"{folder.name}.py"
        if path.exists():
            return path
    return folder.parent.parent / "exercises" / f"{folder.name}.py"


def _attempt(item: pytest.Item) -> Attempt | Verdict:
    """The attempt for this item's folder, or the verdict if the file could not be loaded."""
    folder = item.path.parent
    known = Running.attempts.get(folder)
    if known is not None:
        if isinstance(known, Verdict):
            pytest.skip("not reached")
        return known
    from tutor.course.load import load_exercise

    if Running.sandbox is None:
        Running.sandbox = Sandbox.start(preload=PRELOAD)
    checks = [check_of(other) for other in item.session.items if other.path.parent == folder]
    attempt = Attempt(Running.sandbox, Request(load_exercise(folder), file_of(folder)), checks)
    Running.attempts[folder] = attempt
    early = attempt.begin()
    if early is not None:
        attempt.close()
        Running.attempts[folder] = early
        return early
    return attempt


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In a plain run, report the learner's sentence instead of the position in the check."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    attempt = Running.attempts.get(item.path.parent)
    if call.when != "call" or error is None or not isinstance(attempt, Attempt) or report.skipped:
        return report
    if isinstance(error, KeyboardInterrupt):
        return report
    result = attempt.record(check_of(item), error, call.duration)
    report.longrepr = sentence(result)
    return report


def sentence(result: TestResult) -> str:
    """A failing line as a plain run shows it."""
    where = f"\n    line {result.where.line}: {result.where.text.strip()}" if result.where else ""
    return f"{result.says}\n    {result.message}{where}"


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, so that ``-m core`` and ``-m robust`` select lines of a check."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the isolated process while the checks are being collected."""
    if Running.sandbox is None and not Running.in_worker:
        Running.sandbox = Sandbox.start(preload=PRELOAD)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the process."""
    for attempt in Running.attempts.values():
        if isinstance(attempt, Attempt):
            attempt.close()
    Running.attempts.clear()
    if Running.sandbox is not None:
        Running.sandbox.close()
        Running.sandbox = None
