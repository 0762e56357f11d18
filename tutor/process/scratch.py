"""The working folder of a sandboxed process: named, created, and removed with everything the code left in it."""

from __future__ import annotations

import contextlib
import os
import re

# The pid namespace and the pid of the process that it belongs to.
_OURS = re.compile(r"tutor-(\d+)-(\d+)-\w+")
PATIENCE = 30.0  # seconds for a command to remove what Python cannot


def choose() -> str:
    """A name for a new folder, without symbolic links in its path.

    The process creates the folder itself, so that every folder has a process that will remove it.
    """
    return f"{_place()}{os.sep}{prefix()}{os.urandom(8).hex()}"


def prefix() -> str:
    """The prefix of every temporary folder of this process, which shows later processes its owner."""
    return f"tutor-{_system()}-{os.getpid()}-"


def sweep() -> None:
    """Remove the folders of this user's processes that no longer run, because they were killed. Never raises."""
    with contextlib.suppress(OSError), os.scandir(_place()) as entries:
        for entry in entries:
            name = _OURS.fullmatch(entry.name)
            with contextlib.suppress(OSError):
                mine = (
                    name
                    and int(name[1]) == _system()
                    and entry.stat(follow_symlinks=False).st_uid == os.getuid()
                )
                if name and mine and entry.is_dir(follow_symlinks=False) and not _lives(int(name[2])):
                    remove(entry.path)


def _place() -> str:
    import tempfile

    return os.path.realpath(tempfile.gettempdir())


def _system() -> int:
    """The pid namespace of this process. A container has its own, but may share the temporary folder."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - pathlib is not worth importing here
    except OSError:
        return 0


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def make(folder: str) -> None:
    """Create the folder for this user only. Raises OSError if it exists or cannot be created."""
    os.mkdir(folder, mode=0o700)  # noqa: PTH102 - pathlib is not worth importing in every process


def remove(folder: str) -> None:
    """Remove the folder and its content, even what the code has locked or nested too deeply. Never raises."""
    if not os.path.lexists(folder):
        return
    import shutil

    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):
        _remove_by_tools(folder)


def _remove_by_tools(folder: str) -> None:
    """Remove a folder with system commands, which handle deeper nesting than Python's recursion and follow no links."""
    import subprocess

    for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run([*command, folder], check=False, capture_output=True, timeout=PATIENCE)
