"""``tutor doctor``: what the tutor sees of the machine, for a question or a report. It changes nothing."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tutor.commands.console import say

_PACKAGES = ("textual", "rich", "numpy", "pytest", "typer", "msgspec", "watchfiles")


def doctor(override: Path | None) -> None:
    """Print one line for each thing that decides how the tutor behaves here."""
    from tutor import __version__

    rows = [
        ("tutor", __version__),
        ("python", f"{platform.python_version()} in {sys.prefix}"),
        ("system", f"{platform.platform()}, {os.cpu_count()} cores"),
        ("packages", ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)),
        ("course", _course(override)),
        ("workspace", _workspace(override)),
        ("terminal", _terminal()),
        (
            "editor",
            os.environ.get("VISUAL") or os.environ.get("EDITOR") or "neither VISUAL nor EDITOR is set",
        ),
        ("exercises run by", _start_method()),
    ]
    left = max(len(name) for name, _ in rows)
    for name, what in rows:
        say(f"{name:<{left}}  {what}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _course(override: Path | None) -> str:
    from tutor.course.load import load_course
    from tutor.course.model import MalformedCourseError
    from tutor.course.roots import NotACourseError, course_root
    from tutor.views.text import counted
    from tutor.workspace import WorkspaceError, look

    try:
        try:
            root = look(Path.cwd(), override).course
        except WorkspaceError:  # which is said of the workspace
            root = course_root()
        course = load_course(root)
    except NotACourseError as error:
        return str(error)
    except MalformedCourseError as error:
        return f"has a fault: {error}"
    return f"{counted(len(course.lessons), 'lesson')}, {counted(len(course.exercises), 'exercise')} in {root}"


def _workspace(override: Path | None) -> str:
    from tutor.course.roots import NotACourseError
    from tutor.progress.log import EventLog
    from tutor.workspace import WorkspaceError, find

    try:
        workspace = find(Path.cwd(), override)
    except WorkspaceError as error:
        return str(error)
    except NotACourseError:  # which is said of the course
        return "not looked for"
    if workspace is None:
        return "none here; 'tutor init' makes one"
    reading = EventLog(workspace.progress_path).read()
    writable = "" if os.access(workspace.root, os.W_OK) else ", not writable"
    problem = f". {reading.problem}" if reading.problem else ""
    return f"{workspace.root}{writable}, {len(reading.events)} events{problem}"


def _terminal() -> str:
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "unset")
    encoding = sys.stdout.encoding
    where = "a terminal" if sys.stdout.isatty() else "no terminal (a pipe or a file)"
    colour = ", NO_COLOR" if "NO_COLOR" in os.environ else ""
    return f"{where}, {size.columns}×{size.lines}, TERM={kind}, {encoding}{colour}"


def _start_method() -> str:
    from tutor.process.client import ENVIRONMENT

    if chosen := os.environ.get(ENVIRONMENT):
        return f"{chosen}, as {ENVIRONMENT} says"
    return "fork" if hasattr(os, "fork") else "spawn"
