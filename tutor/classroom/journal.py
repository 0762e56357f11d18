"""The verdicts that ``tutor grade --resume FILE`` has reached so far, so that a run that was killed can go on.

A line for each verdict: the digest of all that it depends on, and the verdict. Files with the same content, of two
students or of two runs, are graded once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec

from tutor import __version__
from tutor.course.model import Exercise
from tutor.disk import FileError, read_regular, reason
from tutor.grading.verdict import Verdict

_DECODER = msgspec.json.Decoder(tuple[str, Verdict])
LARGEST = 2_000_000_000  # bytes; a verdict has about five thousand


class Journal:
    """The file, read once and appended to. Not for several processes at the same time."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a torn or damaged line is ignored, and its file is graded again.

        Raises:
            FileError: the file cannot be read or written.
        """
        self._verdicts: dict[str, Verdict] = {}
        try:
            text = read_regular(path, LARGEST) if os.path.lexists(path) else b""
            for line in text.split(b"\n"):
                try:
                    key, verdict = _DECODER.decode(line)
                except (msgspec.DecodeError, msgspec.ValidationError):
                    continue
                self._verdicts[key] = verdict
            self._out = path.open("ab")
            if text and not text.endswith(b"\n"):
                self._out.write(b"\n")
        except OSError as error:
            raise FileError(f"{path} cannot be used ({reason(error)}).") from None
        self.found = len(self._verdicts)

    def close(self) -> None:
        self._out.close()

    def get(self, exercise: Exercise, files: Mapping[str, bytes], timeout: float) -> Verdict | None:
        """The verdict on these files, if there is one."""
        return self._verdicts.get(_key(exercise, files, timeout))

    def add(self, exercise: Exercise, files: Mapping[str, bytes], timeout: float, verdict: Verdict) -> None:
        """Keep a verdict, without the arrays that it compares; at once, so that a kill loses none.

        Raises:
            OSError: the file cannot be written.
        """
        tests = tuple(replace(test, comparison=None) for test in verdict.tests)
        kept = replace(verdict, tests=tests)
        key = _key(exercise, files, timeout)
        self._verdicts[key] = kept
        self._out.write(msgspec.json.encode((key, kept)) + b"\n")
        self._out.flush()


def _key(exercise: Exercise, files: Mapping[str, bytes], timeout: float) -> str:
    whole = hashlib.sha256(f"{__version__} {exercise.id} {timeout} {_checks(exercise.folder)}".encode())
    for name in sorted(files):
        whole.update(f"\n{name} {hashlib.sha256(files[name]).hexdigest()}".encode())
    return whole.hexdigest()


@cache
def _checks(folder: Path) -> str:
    """A digest of the exercise's checks, whose change makes every verdict obsolete."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()
