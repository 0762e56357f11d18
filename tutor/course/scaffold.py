"""Creates the files of a new exercise, complete but tiny, so that the course check passes before any change.

It fills in the files of ``template/`` and writes nothing to disk.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Mapping
from importlib import resources
from string import Template

from tutor.course.exercise import derive_stub
from tutor.course.model import Course, short_name

_FILES = ("brief.md", "solution.py", "mistakes.py", "hints.md")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class CannotScaffoldError(ValueError):
    """The exercise cannot be created. The message is one sentence for the author: what, and what to do instead."""


def exercise_files(course: Course, name: str) -> dict[str, str]:
    """Path in the course → text, for a new exercise called ``name``.

    Raises:
        CannotScaffoldError: the name is taken or invalid, or the course has no section to refer to.
    """
    _refuse_name(course, name)
    section = next((f"{lesson.id}#{s.id}" for lesson in course.lessons for s in lesson.sections), None)
    if section is None:
        raise CannotScaffoldError(
            f"The course in {course.root} has no section yet, but an exercise rests on one: "
            "write a heading '## …' in a file in lessons/ first."
        )
    values = {
        "function": _function(name),
        "title": _function(name).replace("_", " ").capitalize(),
        "order": str(max((e.order for e in course.exercises), default=0) + 1),
        "section": section,
    }
    files = {f"checks/{name}/{file}": _filled(file, values) for file in _FILES}
    files[f"checks/{name}/test_{name}.py"] = _filled("test.py", values)
    files[f"exercises/{name}.py"] = derive_stub(files[f"checks/{name}/solution.py"])
    if not (course.root / "checks" / "conftest.py").exists():
        files["checks/conftest.py"] = _filled("conftest.py", values)
    return files


def _filled(file: str, values: Mapping[str, str]) -> str:
    text = (
        resources.files("tutor.course").joinpath("template", f"{file}.template").read_text(encoding="utf-8")
    )
    return Template(text).substitute(values)


def _refuse_name(course: Course, name: str) -> None:
    fault = ""
    short = short_name(name)
    same = next((e.id for e in course.exercises if e.short == short), None)
    if not _NAME.fullmatch(name):
        fault = "is not a name for an exercise: use lowercase letters, digits and _, as in ex6_layer_norm"
    elif keyword.iskeyword(name) or name in sys.stdlib_module_names or name in ("numpy", "tutor", "conftest"):
        fault = f"means something else in Python: use a longer name, as in {name}_again"
    elif name.startswith("test_"):
        fault = "begins like a file of checks: leave out the test_"
    elif any(e.id == name for e in course.exercises) or (course.root / "checks" / name).exists():
        fault = f"already exists, in {course.root / 'checks' / name}: choose another name"
    elif (course.root / "exercises" / f"{name}.py").exists():
        fault = f"already exists, as {course.root / 'exercises' / f'{name}.py'}: choose another name"
    elif same is not None:
        fault = f"would be '{short}' for short, and so is {same}: choose another name"
    if fault:
        raise CannotScaffoldError(f"'{name}' {fault}.")


def _function(name: str) -> str:
    """The exercise's name without a leading number, if the rest can be a function's name."""
    first, _, rest = name.partition("_")
    bare = rest if rest and first[-1:].isdigit() else name
    return bare if bare.isidentifier() and not keyword.iskeyword(bare) else name
