"""The sentences shown when code gives no answer: it raised, failed to load, was too slow or ended the process."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tutor.grading.verdict import Where
from tutor.process import Died, Raised

RETURN = " End a function with return."


def raised(report: Mapping[str, Any], function: str, path: Path, where: Where | None) -> str:
    """Explain an exception of the learner's code. ``function`` is "" while the file is being loaded."""
    kinds, message = report["kinds"], _stop(report["message"])
    place = f" on line {where.line}" if where else _elsewhere(report, path)
    subject = function or path.name
    if report["syntax"]:
        if report["file"] and where is None:
            return f"{path.name} imports {Path(report['file']).name}, which has a syntax error: {message}"
        return f"{path.name} has a syntax error{place}: {message}"
    if "NotImplementedError" in kinds:
        return (
            f"{subject} is not written yet."
            if function
            else f"{path.name} raises NotImplementedError{place}."
        )
    if report["blocked"]:
        return f"{subject} was stopped{place}: {message}"
    if "SystemExit" in kinds:
        return f"{subject} exits Python{place} (sys.exit).{RETURN if function else ''}"
    if "KeyboardInterrupt" in kinds:
        return f"{subject} raises KeyboardInterrupt{place}, as Ctrl+C does."
    if "MemoryError" in kinds:
        return f"{subject} uses more memory than allowed{place}. {_stop(message)}".strip()
    if "RecursionError" in kinds:
        return f"{subject} calls itself without end{place}, and Python stops it with RecursionError."
    if "ModuleNotFoundError" in kinds and not function:
        return f"{path.name} cannot be loaded; it stops{place}: {message} Check its name, and that it is installed."
    verb = "stops" if function else "cannot be loaded; it stops"
    if "NameError" in kinds or "ImportError" in kinds:
        return f"{subject} {verb}{place}: {message}"
    return f"{subject} {verb}{place} with {report['type']}{f': {message}' if message else '.'}"


def timed_out(seconds: float, where: Where | None) -> str:
    if where is None:
        return f"Your code was still running after {seconds:g} s and was stopped. Is there a loop that never ends?"
    text = f": {where.text.strip()}" if where.text.strip() else ""
    return f"Your code was still running after {seconds:g} s, on line {where.line}{text}"


def died(error: Died, where: Where | None) -> str:
    """Explain why the learner's process ended."""
    place = f" It was on line {where.line}." if where else ""
    if error.exit_code is not None:
        return (
            f"Your code ended the whole process (os._exit or similar), so there is no result.{place}{RETURN}"
        )
    if error.signal == signal.SIGKILL:
        return f"Your code's process was killed: it ran out of memory, or ended itself.{place}"
    return error.sentence.replace("The code", "Your code", 1) + place


def no_answer(error: Raised) -> str:
    """Explain that the function returned, but its result could not be sent."""
    if error.type_name == "MemoryError":
        return "Your code uses more memory than allowed, so there is no result."
    return f"Your code's result could not be read: {_stop(error.message or error.type_name)}"


def unusable(function: str, answer: str) -> str:
    """Explain that a check cannot compute with the returned value."""
    return f"{function} returned {answer}, which the check cannot use."


def _elsewhere(report: Mapping[str, Any], path: Path) -> str:
    file = report["file"]
    return f" in {Path(file).name}" if file and Path(file).parent == path.parent else ""


def _stop(message: str) -> str:
    text = message.strip()
    if not text:
        return ""
    return text if text.endswith((".", "!", "?")) else f"{text}."
