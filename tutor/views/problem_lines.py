"""A verdict as lines for editors: ``FILE:LINE:COLUMN: error: MESSAGE``, the form of compilers' messages.

VS Code's problem matchers, Vim's quickfix list and Emacs's compilation mode read it.
"""

from __future__ import annotations

from tutor.grading.verdict import FAILING, Position, TestResult, Verdict
from tutor.views.text import harmless

LONGEST = 500  # characters of a message


def problem_lines(verdict: Verdict, file: str) -> list[str]:
    """A line for each failed line of the check; core lines are errors, robust lines warnings.

    Robust lines are left out while a core line fails. A file that could not be loaded or graded has one line, and so
    has a file in which nothing is written.
    """
    first = verdict.first_failure
    if first is None or verdict.status == "not_started" or verdict.unloaded:
        if verdict.status == "passed":
            return []
        return [_line(file, verdict.at, "error", verdict.message)]
    failing = [test for test in verdict.tests if test.outcome in FAILING and test.tier == first.tier]
    failing.sort(key=lambda test: test is not first)
    return [
        _line(file, test.at, "error" if test.tier == "core" else "warning", _said(test, verdict))
        for test in failing
    ]


def _said(test: TestResult, verdict: Verdict) -> str:
    parts = [test.says]
    if test is verdict.first_failure and verdict.mistake is not None:
        parts.append(
            f"{verdict.mistake.name[:1].upper()}{verdict.mistake.name[1:]}: {verdict.mistake.diagnosis}"
        )
    elif test.message and test.message != test.says:
        parts.append(test.message)
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _line(file: str, at: Position | None, severity: str, said: str) -> str:
    place = at or Position(1)
    message = " ".join(harmless(said).split())
    if len(message) > LONGEST:
        message = f"{message[: LONGEST - 1]}…"
    return f"{file}:{place.line}:{place.column}: {severity}: {message}"
