"""The checks as the judge has them at hand: loaded when first asked for, rehearsed while nothing is asked."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tutor.course.exercise import missing_modules
from tutor.course.model import Exercise, MalformedCourseError
from tutor.grading import diagnose
from tutor.grading.plugin import Running
from tutor.grading.rehearsal import Call, Rehearsal, worth_it

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Checks:
    """The tests of one exercise. ``fault`` is why there are none; ``calls`` are those that the tests will make."""

    stamp: Stamp
    items: list[pytest.Item] = field(default_factory=list)
    fault: str = ""
    calls: list[Call] = field(default_factory=list)


class Shelf:
    """A pytest plugin that collects exercise by exercise."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._checks: dict[str, Checks] = {}
        self._errors: list[pytest.CollectReport] = []
        self._furnished: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Nothing at the start."""
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be loaded."""
        if report.failed:
            self._errors.append(report)

    def take(self, session: pytest.Session, folder: str) -> Checks:
        """The tests of the exercise in ``folder``, loaded again if its files have changed since."""
        stamp = _stamp(Path(folder))
        known = self._checks.get(folder)
        if known is None or known.stamp != stamp:
            for name in [n for n, module in sys.modules.items() if _stands_in(module, folder)]:
                del sys.modules[name]
            diagnose.forget(folder)
            known = self._checks[folder] = self._collect(session, folder, stamp)
        return known

    def prepare(self, session: pytest.Session) -> Iterator[None]:
        """In small steps: load all checks, rehearse them, fill the banks of mistakes."""
        from tutor.course.load import load_exercise

        folders = [path for path in sorted(self._folder.iterdir()) if (path / "solution.py").is_file()]
        for folder in folders:
            self.take(session, str(folder))
            yield
        for folder in folders:
            try:
                exercise = load_exercise(folder)
            except MalformedCourseError:
                continue  # the course check reports it
            if exercise.requires:
                continue  # a large library is not for every judge: only for one that was asked for the exercise
            yield from _rehearse(exercise, self.take(session, str(folder)))
            yield from diagnose.prepare(exercise)
        gc.collect()
        gc.freeze()

    def furnish(self, folder: str) -> Iterator[None]:
        """Import what the exercise in ``folder`` is built on, so that the next process that is forked for it has it."""
        from tutor.course.load import load_exercise

        if folder in self._furnished:
            return
        self._furnished.add(folder)
        with suppress(MalformedCourseError):
            exercise = load_exercise(Path(folder))
            if exercise.requires and not missing_modules(exercise):
                for name in exercise.requires:
                    importlib.import_module(name)
                    yield
                gc.freeze()

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


def _rehearse(exercise: Exercise, checks: Checks) -> Iterator[None]:
    """Note the calls that the tests of an exercise make, a test at a step."""
    from tutor.grading.bank import execute, quiet

    try:
        with quiet():
            rehearsal = Rehearsal(execute(exercise, exercise.solution), exercise.solution)
    except Exception:
        return  # a solution that does not run is for the course check to report
    for item in checks.items:
        Running.rehearsed = rehearsal
        try:
            with quiet():
                # All the way down after each test: something else may be asked for in between.
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        finally:
            Running.rehearsed = None
        yield
    if worth_it(rehearsal.calls):
        checks.calls = rehearsal.calls


def _stamp(folder: Path) -> Stamp:
    stamps = []
    for path in sorted(folder.glob("*.py")):
        with suppress(OSError):
            status = path.stat()
            stamps.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(stamps)


def _stands_in(module: object, folder: str) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and file.startswith(folder + os.sep)
