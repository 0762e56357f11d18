"""The working folder of a sandboxed process: named, made, and removed with whatever the code left in it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

PATIENCE = 30.0  # seconds for a tool to remove what Python cannot


def choose() -> Path:
    """A name for a new folder, free of symbolic links.

    The process makes it itself: so there is never a folder without somebody who will remove it.
    """
    import tempfile

    return Path(tempfile.gettempdir()).resolve() / f"tutor-{os.urandom(8).hex()}"


def make(folder: Path) -> None:
    """Make the folder, for this user only. Raises OSError when it is there, or cannot be made."""
    folder.mkdir(mode=0o700)


def remove(folder: Path) -> None:
    """Remove the folder and everything in it, also what the code has locked or nested too deeply. Never raises."""
    import shutil

    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        _remove_by_tools(folder)


def _remove_by_tools(folder: Path) -> None:
    """They go deeper than Python's recursion, and follow no links."""
    import subprocess

    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run([*command, str(folder)], check=False, capture_output=True, timeout=PATIENCE)
