"""The quantities of a course, ``lessons/quantities.yaml``: what a size of a live block measures, and its usual values.

A fence names the quantity of a size after a colon: ``card_memory:memory=80.0``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from tutor.course.markdown import chain
from tutor.course.model import Lesson, LiveCode, MalformedCourseError
from tutor.course.yaml_reader import parse_yaml, read_text

FILE = "quantities.yaml"


class Quantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``values`` are the usual ones, in ascending order; without them, keys step through 1, 2, 5, 10, 20 …

    ``scale`` is the worth of one unit, if the unit is a number such as billion. ``kilo`` is the worth of a typed K:
    1,024 for tokens. ``names`` are shown instead of the values 1, 2, 3 …
    """

    title: str
    unit: str = ""
    least: float
    most: float
    values: tuple[int | float, ...] = ()
    scale: float = 1.0
    kilo: int = 1000
    names: tuple[str, ...] = ()


def load_quantities(root: Path) -> Mapping[str, Quantity]:
    """All quantities by name; none if the course has no such file.

    Raises:
        MalformedCourseError: the file is wrong; the message has the line.
    """
    path = root / "lessons" / FILE
    return _load(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=4)
def _load(path: Path, changed: int) -> Mapping[str, Quantity]:
    found = parse_yaml(read_text(path), dict[str, Quantity], path, 1)
    for name, one in found.items():
        if list(one.values) != sorted(set(one.values)):
            raise MalformedCourseError(path, 1, f"the values of '{name}' are not in ascending order")
        if not all(one.least <= value <= one.most for value in (one.least, one.most, *one.values)):
            raise MalformedCourseError(path, 1, f"a value of '{name}' is not between least and most")
    return found


def quantities_of(lesson: Lesson, block: LiveCode) -> dict[str, Quantity]:
    """The declared quantities by the names of the sizes that ``block`` runs with.

    Raises:
        MalformedCourseError: a quantity is not in the course's file, or as in ``markdown.blocks``.
    """
    known = load_quantities(lesson.path.parent.parent)
    found: dict[str, Quantity] = {}
    for one in (*chain(lesson, block), block):
        for size, name in one.quantities.items():
            if name not in known:
                raise MalformedCourseError(lesson.path, one.line, f"there is no quantity '{name}' in {FILE}")
            found[size] = known[name]
    return found


def quantity_names(lesson: Lesson, block: LiveCode) -> dict[str, str]:
    """The names of the declared quantities, by size."""
    return {size: name for one in (*chain(lesson, block), block) for size, name in one.quantities.items()}
