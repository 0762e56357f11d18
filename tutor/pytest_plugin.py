"""Lets pytest and test explorers grade a workspace: an exercise file has a test for each line of its check.

The workspace's ``conftest.py`` loads this plugin. A file is graded once for all its lines, as by ``tutor check``, and
the verdict is recorded in the same way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from tutor.course.load import load_course
from tutor.course.model import Exercise
from tutor.course.roots import is_own
from tutor.course.trust import is_trusted
from tutor.disk import FileError
from tutor.grading.fixture import check_of
from tutor.grading.lines import MARKERS
from tutor.grading.verdict import TestResult, Verdict
from tutor.session import Session
from tutor.workspace import look

_SESSION = pytest.StashKey[Session]()


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    try:
        here = look(config.rootpath)
    except FileError as error:
        raise pytest.UsageError(str(error)) from None
    if here.workspace is None:
        raise pytest.UsageError(f"{config.rootpath} is not a workspace. Create one with 'tutor init'.")
    if not is_own(here.course) and not is_trusted(here.course):
        raise pytest.UsageError(
            f"The course in {here.course} has not been trusted yet. Run 'tutor check' here once; it asks."
        )
    config.stash[_SESSION] = Session(load_course(here.course), here.workspace)


def pytest_unconfigure(config: pytest.Config) -> None:
    if (session := config.stash.get(_SESSION, None)) is not None:
        session.close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    session = parent.config.stash[_SESSION]
    for exercise in session.course.exercises:
        if file_path == session.workspace.file(exercise):
            found = ExerciseFile.from_parent(parent, path=file_path)
            found.exercise, found.tutor = exercise, session
            return found
    return None


class ExerciseFile(pytest.File):
    """A learner's file; its tests are the lines of the exercise's check."""

    exercise: Exercise
    tutor: Session

    def collect(self) -> Iterator[CheckLine]:
        for path in sorted(self.exercise.folder.glob("test_*.py")):
            module = pytest.Module.from_parent(self, path=path)
            for item in self.session.genitems(module):
                check = check_of(item)
                words = check.says.replace("::", ":").replace(os.sep, "∕").replace("[", "(").replace("]", ")")
                line = CheckLine.from_parent(self, name=words)
                line.id = check.id
                line.add_marker(check.tier)
                yield line

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on the file, graded when its first line is run."""
        verdict = self.tutor.check(self.exercise)
        assert verdict is not None  # here, no newer check can cancel it
        return verdict


class FailedLine(Exception):
    """A line of the check that does not pass; the message is for the learner."""


class CheckLine(pytest.Item):
    """One line of a check."""

    id: str

    def runtest(self) -> None:
        verdict = self._file.verdict
        result = self._result
        outcome = result.outcome if result is not None else "not_run"
        if outcome == "skipped" and result is not None:
            pytest.skip(result.message)
        if outcome == "not_run":
            raise FailedLine(verdict.message or "This line was not reached.")
        if outcome != "passed" and result is not None:
            raise FailedLine(result.message or verdict.message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if not isinstance(excinfo.value, FailedLine):
            return str(super().repr_failure(excinfo))
        verdict, result = self._file.verdict, self._result
        parts = [str(excinfo.value)]
        if result is not None and result is verdict.first_failure and verdict.mistake is not None:
            parts.append(verdict.mistake.diagnosis)
        at = (result.at if result is not None else None) or verdict.at
        if at is not None:
            parts.append(f"{self.path}:{at.line}: in {at.function or 'the file'}")
        return "\n".join(parts)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name

    @property
    def _file(self) -> ExerciseFile:
        assert isinstance(self.parent, ExerciseFile)
        return self.parent

    @property
    def _result(self) -> TestResult | None:
        return next((test for test in self._file.verdict.tests if test.id == self.id), None)
