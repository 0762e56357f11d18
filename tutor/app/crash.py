"""Handles an internal error: one sentence for the learner, the details in a file."""

from __future__ import annotations

import contextlib
import traceback

from tutor.disk import FileError, put
from tutor.workspace import Workspace


def crash_message(error: Exception, workspace: Workspace | None) -> str:
    """What happened, and where the details are, if they could be written."""
    kept = ""
    if workspace is not None:
        details = "".join(traceback.format_exception(error))
        path = workspace.state_dir / "crash.log"
        with contextlib.suppress(OSError, FileError):
            workspace.ready()
            put(path, details.encode(errors="replace"))
            kept = f" The details are in {path}."
    return (
        f"The tutor had to stop because of an internal error ({type(error).__name__}: {error}). "
        f"Your files are unchanged.{kept}"
    )
