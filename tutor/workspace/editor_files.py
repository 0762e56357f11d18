"""Files for editors in a workspace: tasks and settings of VS Code, and what pytest needs to see the exercises."""

from __future__ import annotations

import json
from pathlib import Path

from tutor.disk import make_folder, write_new

# One line of ``tutor check --format vscode``; tests run it over real verdicts.
PROBLEM = r"^(.*):(\d+):(\d+): (error|warning): (.*)$"
BEGINS, ENDS = r"^tutor: checking ", r"^tutor: (\S+ passed|\S+ not passed|ready)"

CONFTEST = '''"""Lets pytest and test explorers grade the exercises, with a test for each line of a check."""

from importlib.util import find_spec

import pytest

if find_spec("tutor") is None:
    raise pytest.UsageError("This Python has no tutor. Run the tests with: {python} -m pytest")

pytest_plugins = ["tutor.pytest_plugin"]
'''
PYTEST_INI = """[pytest]
testpaths = exercises
# The exercises contain no tests of their own; tutor.pytest_plugin collects the lines of their checks.
python_files =
"""


def write_editor_files(root: Path, python: str) -> tuple[list[str], list[str]]:
    """Write the files that do not exist yet. Returns the names of those written and of those left alone.

    ``python`` is the interpreter that has the tutor. pytest's two files are left out of a project of its own, which
    has a ``pyproject.toml``.

    Raises:
        FileError: a file cannot be written.
    """
    texts = {".vscode/tasks.json": _json(_tasks(python)), ".vscode/settings.json": _json(_settings(python))}
    if not (root / "pyproject.toml").exists():
        texts |= {"conftest.py": CONFTEST.format(python=python), "pytest.ini": PYTEST_INI}
    written: list[str] = []
    kept: list[str] = []
    for name, text in texts.items():
        path = root / name
        make_folder(path.parent)
        (written if write_new(path, text.encode()) else kept).append(name)
    return written, kept


def _tasks(python: str) -> object:
    def check(label: str, *arguments: str, **more: object) -> dict[str, object]:
        matcher = {
            "owner": "tutor",
            "source": "tutor",
            "fileLocation": ["autoDetect", "${workspaceFolder}"],
            "pattern": {"regexp": PROBLEM, "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5},
        }
        background = {"activeOnStart": True, "beginsPattern": BEGINS, "endsPattern": ENDS}
        if more.get("isBackground"):
            matcher["background"] = background
        return {
            "label": label,
            "type": "process",
            "command": python,
            "args": ["-m", "tutor", "check", "--format", "vscode", *arguments],
            "problemMatcher": matcher,
            "presentation": {"reveal": "silent", "panel": "dedicated"},
            **more,
        }

    return {
        "version": "2.0.0",
        "tasks": [
            check(
                "tutor: check every save", "--watch", isBackground=True, runOptions={"runOn": "folderOpen"}
            ),
            check("tutor: check this file", "${fileBasenameNoExtension}", group="test"),
        ],
    }


def _settings(python: str) -> object:
    return {
        "python.defaultInterpreterPath": python,
        "python.testing.pytestEnabled": True,
        "python.testing.unittestEnabled": False,
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=4) + "\n"
