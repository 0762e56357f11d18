"""Caches the checks that the worker has loaded, and reloads those that an earlier check has changed."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from tutor.course.load import load_exercise
from tutor.course.model import MalformedCourseError
from tutor.grading import diagnose, prefetch
from tutor.grading.fixture import Running

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Checks:
    """The tests of one exercise. If they could not be loaded, ``fault`` says why."""

    stamp: Stamp
    items: list[pytest.Item] = field(default_factory=list)
    fault: str = ""
    data: bytes | None = None  # the data in the modules of the tests, as returned by ``_data``


class CheckCache:
    """A pytest plugin that collects one exercise at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._checks: dict[str, Checks] = {}
        self._calls: dict[str, list[prefetch.RecordedCall]] = {}
        self._errors: list[pytest.CollectReport] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Collect nothing at the start."""
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record which modules failed to load."""
        if report.failed:
            self._errors.append(report)

    def take(self, session: pytest.Session, folder: str) -> Checks:
        """The exercise's tests in the state that their files define, without side effects of earlier checks."""
        stamp = _stamp(Path(folder))
        known = self._checks.get(folder)
        if known is not None and known.stamp != stamp:
            diagnose.forget(folder)
            self._calls.pop(folder, None)
            known = None
        if known is None or known.data is None or known.data != _data(known.items):
            for name in [n for n, module in sys.modules.items() if _is_in(module, folder)]:
                del sys.modules[name]
            known = self._checks[folder] = self._collect(session, folder, stamp)
            known.data = _data(known.items)
        return known

    def calls(self, folder: str) -> list[prefetch.RecordedCall]:
        """The recorded calls of the tests returned by ``take``."""
        return self._calls.get(folder, [])

    def prepare(self, session: pytest.Session) -> Iterator[None]:
        """In idle time, in small steps: load all checks, record their calls and fill the mistake indexes."""
        folders = [path for path in sorted(self._folder.iterdir()) if (path / "solution.py").is_file()]
        for folder in folders:
            self.take(session, str(folder))
            yield
        for folder in folders:
            try:
                exercise = load_exercise(folder)
            except MalformedCourseError:
                continue  # `tutor course check` reports it
            if exercise.requires:
                continue  # a large library is loaded only when an exercise that needs it is graded
            checks = self.take(session, str(folder))
            calls = yield from prefetch.record(exercise, checks.items, _use)
            if calls and checks.stamp == _stamp(folder):
                self._calls[str(folder)] = calls
            self.take(session, str(folder))
            yield from diagnose.prepare(exercise)
        gc.collect()
        gc.freeze()

    def renew(self, session: pytest.Session, folder: str) -> Iterator[None]:
        """In idle time, reload whatever a check has changed."""
        self.take(session, folder)
        yield

    def _collect(self, session: pytest.Session, folder: str, stamp: Stamp) -> Checks:
        self._errors.clear()
        fault = ""
        try:
            session.perform_collect([folder])
        except (pytest.UsageError, Exception) as error:
            fault = f"{type(error).__name__}: {error}".partition("\n")[0]
        if self._errors:
            lines = str(self._errors[0].longrepr).strip().splitlines()
            fault = lines[-1].removeprefix("E").strip() if lines else "no reason is known"
        if fault:
            return Checks(stamp, fault=f"The checks of {Path(folder).name} cannot be loaded: {fault}")
        return Checks(stamp, list(session.items))


def _use(recorder: prefetch.CallRecorder | None) -> None:
    Running.recorder = recorder


def _data(items: list[pytest.Item]) -> bytes | None:
    """The data in the tests' modules and parameters, serialised; None if something cannot be serialised."""
    modules = {id(module): module for item in items if (module := getattr(item, "module", None))}
    values = [
        (name, value)
        for module in modules.values()
        for name, value in vars(module).items()
        if not (name.startswith("__") or callable(value) or isinstance(value, ModuleType))
    ]
    parameters = [call.params for item in items if (call := getattr(item, "callspec", None))]
    try:
        return pickle.dumps((values, parameters), pickle.HIGHEST_PROTOCOL)
    except Exception:
        return None


def _stamp(folder: Path) -> Stamp:
    stamps = []
    for path in sorted(folder.glob("*.py")):
        with suppress(OSError):
            status = path.stat()
            stamps.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(stamps)


def _is_in(module: object, folder: str) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and file.startswith(folder + os.sep)
