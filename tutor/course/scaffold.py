"""The files of a new exercise, complete and tiny: the course check is green on them before anything is changed.

It makes texts and writes nothing.
"""

from __future__ import annotations

import keyword
import re
import sys

from tutor.course.exercise import derive_stub
from tutor.course.model import Course, short_name

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class CannotScaffoldError(ValueError):
    """The exercise cannot be made. The message is one sentence for the author: what, and what to do instead."""


def exercise_files(course: Course, name: str) -> dict[str, str]:
    """Path in the course → text, for a new exercise called ``name``.

    Raises:
        CannotScaffoldError: the name is taken or ill, or the course has no section to rest on.
    """
    _refuse_name(course, name)
    section = next((f"{lesson.id}#{s.id}" for lesson in course.lessons for s in lesson.sections), None)
    if section is None:
        raise CannotScaffoldError(
            f"The course in {course.root} has no section yet, and an exercise rests on one: "
            "write a heading '## …' in a file in lessons/ first."
        )
    values = {
        "@function@": _function(name),
        "@title@": _function(name).replace("_", " ").capitalize(),
        "@order@": str(max((e.order for e in course.exercises), default=0) + 1),
        "@section@": section,
    }
    folder = f"checks/{name}"
    files = {
        f"{folder}/brief.md": _BRIEF,
        f"{folder}/solution.py": _SOLUTION,
        f"{folder}/test_{name}.py": _TEST,
        f"{folder}/mistakes.py": _MISTAKES,
        f"{folder}/hints.md": _HINTS,
    }
    for path, text in files.items():
        files[path] = re.sub("|".join(values), lambda found: values[found[0]], text)
    files[f"exercises/{name}.py"] = derive_stub(files[f"{folder}/solution.py"])
    if not (course.root / "checks" / "conftest.py").exists():
        files["checks/conftest.py"] = _CONFTEST
    return files


def _refuse_name(course: Course, name: str) -> None:
    fault = ""
    short = short_name(name)
    same = next((e.id for e in course.exercises if e.short == short), None)
    if not _NAME.fullmatch(name):
        fault = "is no name for an exercise: use small letters, digits and _, as in ex6_layer_norm"
    elif keyword.iskeyword(name) or name in sys.stdlib_module_names or name in ("numpy", "tutor", "conftest"):
        fault = f"means something else in Python: take a longer name, as in {name}_again"
    elif name.startswith("test_"):
        fault = "begins like a file of checks: leave out the test_"
    elif any(e.id == name for e in course.exercises) or (course.root / "checks" / name).exists():
        fault = f"is there already, in {course.root / 'checks' / name}: choose another name"
    elif (course.root / "exercises" / f"{name}.py").exists():
        fault = f"is there already, as {course.root / 'exercises' / f'{name}.py'}: choose another name"
    elif same is not None:
        fault = f"would be '{short}' for short, and so is {same}: choose another name"
    if fault:
        raise CannotScaffoldError(f"'{name}' {fault}.")


def _function(name: str) -> str:
    """The exercise's name without a number in front, where what is left can be a function's name."""
    first, _, rest = name.partition("_")
    bare = rest if rest and first[-1:].isdigit() else name
    return bare if bare.isidentifier() and not keyword.iskeyword(bare) else name


_BRIEF = """\
---
title: @title@
order: @order@
functions: [@function@]
harder:
  - Say here what somebody could try who found it easy.
rests_on:
  - @section@
---
**What.** Write `@function@(x)`, which gives twice `x`.

**Why it matters.** Say in a sentence or two where it is needed.
"""

_SOLUTION = '''\
"""@title@."""

import numpy as np


def @function@(x: np.ndarray) -> np.ndarray:
    """Twice x, number by number.

    Args:
        x: (T, d), any numbers.

    Returns:
        (T, d)
    """
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
'''

_TEST = '''\
"""What @function@ must do. The first line of each docstring is what the learner reads."""

import numpy as np

from tutor.grading.expect import expect_close, expect_shape, expect_unchanged


def test_the_tiny_example_of_the_brief_comes_out(submission):
    """the tiny example of the brief comes out: twice (1, 2, 3) is (2, 4, 6)"""
    expect_close(submission.@function@(np.array([[1.0, 2.0, 3.0]])), np.array([[2.0, 4.0, 6.0]]), "result")


def test_the_shape_stays(submission):
    """the result has the shape of x"""
    expect_shape(submission.@function@(np.ones((5, 3))), (5, 3), "(T, d)", "result")


def test_x_is_left_alone(submission):
    """x itself is not changed"""
    x = np.ones((2, 3))
    before = x.copy()
    submission.@function@(x)
    expect_unchanged(before, x, "x")
'''

_MISTAKES = '''\
"""Wrong solutions that people really write, and the inputs on which no two of them agree."""

import numpy as np

from tutor.course.model import Mistake, Probe

MISTAKES = [
    Mistake(
        id="squared",
        name="squared instead of doubled",
        diagnosis="It looks as if x is multiplied by itself where it is to be doubled.",
        see="@section@",
        change={"2 * x": "x * x"},
    ),
    Mistake(
        id="added-two",
        name="two more instead of twice as much",
        diagnosis="It looks as if 2 is added where x is to be doubled.",
        see="@section@",
        change={"2 * x": "2 + x"},
    ),
]


def probes():
    return [Probe("@function@", (np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 0.0]]),))]
'''

_HINTS = """\
## 1

A nudge: what is to be looked at, without saying what to do.

## 2

The idea: NumPy multiplies every number of an array at once.

## 3

Nearly the answer: `2 * x`
"""

_CONFTEST = '''\
"""``pytest checks/<exercise>`` grades the learner's file as ``tutor check`` does."""

from tutor.grading.plugin import (  # noqa: F401 - pytest finds them by name
    pytest_configure,
    pytest_runtest_makereport,
    pytest_sessionfinish,
    pytest_sessionstart,
    submission,
)
'''
