"""Parses the options after ``python live`` on the first line of a fence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

from tutor.course.model import MalformedCourseError

_NAME = re.compile(r"[A-Za-z][\w-]*")
_SAME = re.compile(r"[A-Za-z_]\w*(?:,[A-Za-z_]\w*)+")
_SIZE = re.compile(r"[A-Za-z_]\w*")


def fence_options(words: list[str], path: Path, line: int) -> tuple[dict[str, str], dict[str, int | float]]:
    """Split ``T=5 memory:card-memory=80.0 name=x after=y`` into the names and the sizes, without their quantities.

    Raises:
        MalformedCourseError: a word is neither, or appears twice.
    """
    names: dict[str, str] = {}
    sizes: dict[str, int | float] = {}
    for word in words:
        declared, equals, value = word.partition("=")
        key, colon, quantity = declared.partition(":")
        if not equals:
            _fail(path, line, f"'{word}' is not of the form name=value")
        if key in names or key in sizes:
            _fail(path, line, f"'{key}' appears twice")
        if key == "same":
            if not _SAME.fullmatch(value):
                _fail(
                    path, line, f"same={value} is not a list of sizes that are meant to be equal, as same=T,S"
                )
            names[key] = value
        elif key in ("name", "after"):
            if not _NAME.fullmatch(value):
                _fail(path, line, f"{key}={value} is not a name (a letter, then letters, digits, _ or -)")
            names[key] = value
        else:
            if not _SIZE.fullmatch(key):
                _fail(path, line, f"'{key}' is not the name of a size")
            if colon and not _NAME.fullmatch(quantity):
                _fail(path, line, f"'{quantity}' is not the name of a quantity")
            sizes[key] = _number(word, value, path, line)
    return names, sizes


def quantity_options(words: list[str]) -> dict[str, str]:
    """The name of the quantity of each size that declares one: ``memory:card-memory=80.0``."""
    declared = (word.partition("=")[0].partition(":") for word in words)
    return {size: quantity for size, _, quantity in declared if quantity}


def _number(word: str, value: str, path: Path, line: int) -> int | float:
    try:
        return int(value)
    except ValueError:
        pass
    try:
        return float(value)
    except ValueError:
        _fail(path, line, f"{word}: a size must be a number")


def _fail(path: Path, line: int, fault: str) -> NoReturn:
    raise MalformedCourseError(path, line, fault)
