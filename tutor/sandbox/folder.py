"""The working folder of a sandboxed process: made empty, and removed with whatever the code left in it."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Any


def make() -> Path:
    """A new empty folder, its name free of symbolic links."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="tutor-")).resolve()


def remove(folder: Path) -> None:
    """Remove the folder and everything in it, also what the code has locked or nested too deeply. Never raises."""
    import shutil

    def unlock(_: Any, path: str, __: Any) -> None:
        try:
            parent = os.path.dirname(path)  # noqa: PTH120
            os.chmod(parent, stat.S_IRWXU)  # noqa: PTH101
            if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
                os.chmod(path, stat.S_IRWXU)  # noqa: PTH101
        except OSError:
            pass

    try:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(folder, onerror=unlock)
            shutil.rmtree(folder, ignore_errors=True)
    except (OSError, RecursionError):
        pass
    if folder.exists():
        _remove_by_tool(folder)


def _remove_by_tool(folder: Path) -> None:
    """``rm`` goes deeper than Python's recursion does."""
    import subprocess

    with contextlib.suppress(OSError, subprocess.SubprocessError):
        subprocess.run(["rm", "-rf", "--", str(folder)], check=False, capture_output=True, timeout=30)
