"""What a workspace remembers of its course: where it is, and which start of each exercise was written here.

It is kept in ``.tutor/course.json``. A folder without it, from before there was one, is for the tutor's own course.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tutor.course.places import own_root, same_folder
from tutor.workspace.disk import write_atomic

NAME = "course.json"


@dataclass(frozen=True, slots=True)
class Record:
    """``course`` is None for the tutor's own, which moves with the installation; "." for the workspace itself.

    ``stubs`` maps the id of an exercise to the digest of the stub that was offered last.
    """

    course: str | None = None
    stubs: Mapping[str, str] = field(default_factory=dict)

    def root(self, workspace: Path) -> Path:
        """The folder of the course, which may be gone."""
        return own_root() if self.course is None else Path(os.path.normpath(workspace / self.course))


def course_name(root: Path, workspace: Path) -> str | None:
    """How the course in ``root`` is remembered in ``workspace``."""
    if same_folder(root, own_root()):
        return None
    return "." if same_folder(root, workspace) else str(root.absolute())


def digest(text: bytes) -> str:
    """By which a text is known again."""
    return hashlib.sha256(text).hexdigest()


def read_record(state_dir: Path) -> Record | None:
    """What was kept in ``state_dir``; None when there is nothing, or nothing readable."""
    try:
        kept = json.loads((state_dir / NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(kept, dict):
        return None
    course, stubs = kept.get("course"), kept.get("stubs")
    return Record(
        course if isinstance(course, str) else None,
        {k: v for k, v in stubs.items() if isinstance(v, str)} if isinstance(stubs, dict) else {},
    )


def write_record(state_dir: Path, record: Record) -> None:
    """Keeps it, atomically.

    Raises:
        WorkspaceError: it cannot be written.
    """
    kept = {"course": record.course, "stubs": dict(record.stubs)}
    write_atomic(state_dir / NAME, json.dumps(kept, ensure_ascii=False, indent=1).encode() + b"\n")
