"""What changed in the tutor since the learner's last visit, from the changelog that comes with it."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress

from tutor.course.roots import own_root
from tutor.disk import FileError, read_regular, read_text, write_atomic
from tutor.workspace.files import Workspace

NAME = "seen.json"  # in .tutor/: the digests of the entries that existed at the last visit
MOST = 3  # entries that are quoted; the others are counted
# Fixes and changes of wording are not news.
_SECTIONS = ("Added", "Removed")


def news(workspace: Workspace) -> str:
    """One sentence about the new entries; "" if there are none, or this is the first visit.

    The entries count as seen from then on.
    """
    try:
        entries = _entries(read_text(own_root() / "CHANGELOG.md"))
    except (OSError, UnicodeDecodeError):
        return ""
    digests = {hashlib.sha256(entry.encode()).hexdigest()[:12]: entry for entry in entries}
    seen = _seen(workspace)
    if seen is not None and seen >= digests.keys():
        return ""
    with suppress(FileError):
        write_atomic(workspace.state_dir / NAME, json.dumps(sorted(digests)).encode() + b"\n")
    if seen is None:
        return ""
    new = [entry for digest, entry in digests.items() if digest not in seen]
    more = f" And {len(new) - MOST} more: see CHANGELOG.md." if len(new) > MOST else ""
    return f"New since your last visit: {' '.join(new[:MOST])}{more}"


def _seen(workspace: Workspace) -> set[str] | None:
    try:
        kept = json.loads(read_regular(workspace.state_dir / NAME))
    except (OSError, ValueError, RecursionError):
        return None
    return {one for one in kept if isinstance(one, str)} if isinstance(kept, list) else None


def _entries(changelog: str) -> list[str]:
    """The list items below "### Added" and "### Removed" of every version, each on one line without its Markdown."""
    found, section = [], ""
    for block in re.split(r"\n(?=- |#)", changelog):
        if heading := re.match(r"### (.+)", block):
            section = heading[1].strip()
        elif block.startswith("- ") and section in _SECTIONS:
            item = block[2:].partition("\n\n")[0]
            found.append(" ".join(re.sub(r"[`*]", "", item).split()))
    return found
