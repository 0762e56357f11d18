"""The working folder of a sandboxed process: named, made, and removed with whatever the code left in it."""

from __future__ import annotations

import contextlib
import os

PATIENCE = 30.0  # seconds for a tool to remove what Python cannot


def choose() -> str:
    """A name for a new folder, free of symbolic links.

    The process makes it itself: so there is never a folder without somebody who will remove it.
    """
    import tempfile

    return f"{os.path.realpath(tempfile.gettempdir())}{os.sep}tutor-{os.urandom(8).hex()}"


def make(folder: str) -> None:
    """Make the folder, for this user only. Raises OSError when it is there, or cannot be made."""
    os.mkdir(folder, mode=0o700)  # noqa: PTH102 - pathlib is not worth importing in every process


def remove(folder: str) -> None:
    """Remove the folder and everything in it, also what the code has locked or nested too deeply. Never raises."""
    if not os.path.lexists(folder):
        return
    import shutil

    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):
        _remove_by_tools(folder)


def _remove_by_tools(folder: str) -> None:
    """They go deeper than Python's recursion, and follow no links."""
    import subprocess

    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run([*command, folder], check=False, capture_output=True, timeout=PATIENCE)
