"""Matches file names to exercises: the exact name, or one that is close enough."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from tutor.course.model import Exercise

_OTHER_FORMS = (
    ".ipynb",
    ".txt",
    ".zip",
    ".pdf",
    ".docx",
    ".doc",
    ".html",
    ".pyc",
    ".tar",
    ".gz",
    ".7z",
    ".rar",
)


def is_exact(name: str, exercise: Exercise) -> bool:
    """Whether it is the course's name for the file, in any Unicode normalisation."""
    return unicodedata.normalize("NFC", name) == exercise.filename


def near(name: str, exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    """The exercises that match the name of this Python file: ``KL ex4.py``, ``EX4_Positional (1).py``.

    An exercise's test file matches none.
    """
    stem, dot, suffix = _folded(name).rpartition(".")
    return _meant(stem, exercises) if dot and suffix == "py" else ()


def in_another_form(name: str, exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    """The exercises that match a file in another format: ``ex4.ipynb``, ``ex4_positional_encoding.py.txt``."""
    folded = _folded(name)
    ending = next((ending for ending in _OTHER_FORMS if folded.endswith(ending)), None)
    return _meant(folded.removesuffix(ending).removesuffix(".py"), exercises) if ending else ()


def _meant(stem: str, exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
    if re.match(r"test(?![a-z0-9])", stem):
        return ()
    return tuple(one for one in exercises if _pattern(one.id).search(stem))


@lru_cache(maxsize=256)
def _pattern(exercise_id: str) -> re.Pattern[str]:
    """Matches the short name as a word (``ex4``, ``Ex 04``, ``exercise-4``), or the complete rest of the id."""
    short, _, rest = exercise_id.casefold().partition("_")
    letters = short.rstrip("0123456789")
    number = short[len(letters) :]
    word = "ex(?:ercise)?" if letters == "ex" else re.escape(letters)
    ways = [rf"(?<![a-z0-9]){word}[ _-]*" + (f"0*{number}" if number else "") + r"(?![a-z0-9])"]
    if rest:
        ways.append("^" + "[ _-]*".join(map(re.escape, rest.split("_"))) + r"(?![a-z0-9])")
    return re.compile("|".join(ways))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
