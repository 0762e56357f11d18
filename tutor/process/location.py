"""Finds the learner's line in the frames of a traceback, or in a dump by faulthandler."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from tutor.process.process_errors import CodeLocation

Frame = tuple[str, int, str]  # file, line, function

_TUTOR = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep  # noqa: PTH100, PTH120
_STANDARD = os.path.dirname(os.path.abspath(os.__file__)) + os.sep  # noqa: PTH100, PTH120
_THREAD = re.compile(r"(?:Current thread|Thread) 0x([0-9a-fA-F]+)")
_FRAME = re.compile(r'\s*File "(.*)", line (\d+|\?\?\?) in (.*)')
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")
LONGEST_LINE = 300
LONGEST_FILE = 1_000_000  # characters; lines of longer files are not looked up


def foreign(file: str) -> bool:
    """Whether a file belongs to tutor, to Python or to an installed library."""
    return (
        file.startswith((_TUTOR, _STANDARD, "<frozen "))
        or f"{os.sep}site-packages{os.sep}" in file
        or f"{os.sep}dist-packages{os.sep}" in file
        or file == "<string>"
    )


def innermost(frames: Iterable[Frame]) -> tuple[str, int] | None:
    """File and line of the last of these frames (outermost first) that is in the learner's code."""
    found = [(file, line) for file, line, _ in frames if not foreign(file)]
    return found[-1] if found else None


def read_dump(text: str, thread: int) -> tuple[Frame, ...]:
    """The frames of one thread, outermost first, from a faulthandler dump; empty if the dump has none."""
    frames: list[Frame] = []
    wanted = False
    for row in text.splitlines():
        header = _THREAD.match(row)
        if header:
            wanted = int(header[1], 16) == thread
            frames = [] if wanted else frames
            continue
        frame = _FRAME.match(row) if wanted else None
        if frame and frame[2].isdigit():
            frames.append((_unescape(frame[1]), int(frame[2]), frame[3]))
    return tuple(reversed(frames))


def place(frames: Iterable[Frame]) -> CodeLocation | None:
    """The innermost line of the learner's code. Its text is empty if the file cannot be read."""
    found = innermost(frames)
    return None if found is None else CodeLocation(*found, line_text(*found))


def line_text(file: str, line: int) -> str:
    """One line of a file without its indentation; "" if it does not exist."""
    try:
        if not os.path.isfile(file):  # noqa: PTH113 - a name may as well be a pipe's or a device's
            return ""
        with open(file, encoding="utf-8", errors="replace") as source:  # noqa: PTH123
            rows = source.read(LONGEST_FILE).splitlines()
    except (OSError, ValueError):
        return ""
    return rows[line - 1].strip()[:LONGEST_LINE] if 0 < line <= len(rows) else ""


def _unescape(text: str) -> str:
    """Undo the escapes that faulthandler uses for non-ASCII characters in a path."""
    return _ESCAPED.sub(lambda m: chr(int(m[1] or m[2] or m[3], 16)), text)
