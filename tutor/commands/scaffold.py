"""``tutor course new exercise NAME``: a small exercise that is in order, to be rewritten."""

from __future__ import annotations

import re
from pathlib import Path

from tutor.commands.console import say
from tutor.commands.desk import look_here
from tutor.commands.problem import Problem

NAME = re.compile(r"[a-z][a-z0-9]*_[a-z][a-z0-9_]*")

BRIEF = """\
---
title: {title}
order: {order}
functions: [double]
harder:
  - Say here how to go further.
rests_on: [{rests_on}]
---
Write `double(x)`: every number of the array `x`, twice as large. Say here what it is good for.

`double(np.array([1.0, 2.0]))` is `[2.0, 4.0]`.
"""

HINTS = """\
## 1

A nudge: which operation does this to every entry at once?

## 2

Nearly the answer: `2 * x`.
"""

SOLUTION = '''\
"""{title}."""

import numpy as np


def double(x: np.ndarray) -> np.ndarray:
    """Every number twice as large.

    Args:
        x: any shape. It must not be changed.

    Returns:
        the same shape.
    """
    # BEGIN SOLUTION
    factor = 2.0
    return factor * x
    # END SOLUTION
'''

CHECKS = '''\
"""What must hold; each docstring is the line that the learner reads."""

import numpy as np

from tutor.grading.expect import expect_close, expect_shape, expect_unchanged


def test_example(submission):
    """the example of the brief comes out"""
    expect_close(submission.double(np.array([1.0, 2.0])), np.array([2.0, 4.0]), what="double")


def test_any_shape(submission):
    """it works for any shape, and changes no input"""
    x = np.random.default_rng(0).normal(size=(2, 3, 5))
    before = x.copy()
    doubled = submission.double(x)
    expect_shape(doubled, (2, 3, 5), "B, T, d", what="double")
    expect_close(doubled, before + before, what="double")
    expect_unchanged(before, x, what="x")
'''

MISTAKES = '''\
"""Wrong solutions that people write, each a change of the solution, and inputs on which they differ."""

import numpy as np

from tutor.course.types import Mistake, Probe

MISTAKES = [
    Mistake(
        id="squared",
        name="the square instead of the double",
        diagnosis="It looks as if each number were multiplied by itself.",
        see="{see}",
        change={{"factor * x": "x * x"}},
    ),
]


def probes() -> list[Probe]:
    """Inputs for which each mistake gives something else."""
    return [Probe("double", (np.array([1.0, 3.0]),))]
'''


def new_exercise(name: str) -> None:
    """Write the folder in ``checks/`` and the file in ``exercises/`` of the course that is meant.

    Raises:
        Problem: the name will not do, is taken, or nothing can be written there.
    """
    from tutor.course.load import load_course
    from tutor.course.stub import derive_stub

    if not NAME.fullmatch(name):
        raise Problem(
            f"'{name}' will not do: a short name, an underscore and words, in small letters, like ex6_cross_attention."
        )
    root = look_here().course
    course = load_course(root)
    folder, file = root / "checks" / name, root / "exercises" / f"{name}.py"
    short = name.partition("_")[0]
    for path in (folder, file):
        if path.exists():
            raise Problem(f"{path} is there already; nothing was changed.")
    if any(one.short == short for one in course.exercises):
        raise Problem(f"There is an exercise '{short}' already: begin the name with another word.")
    section = next((f"{le.id}#{s.id}" for le in course.lessons for s in le.sections), None)
    if section is None:
        raise Problem(f"{root} has no lesson yet: an exercise rests on a section, so write that first.")
    order = 1 + max((one.order for one in course.exercises), default=0)
    title = name.partition("_")[2].replace("_", " ").capitalize()
    solution = SOLUTION.format(title=title)
    texts = {
        folder / "brief.md": BRIEF.format(title=title, order=order, rests_on=section),
        folder / "hints.md": HINTS,
        folder / "solution.py": solution,
        folder / f"test_{name}.py": CHECKS,
        folder / "mistakes.py": MISTAKES.format(see=section),
        file: derive_stub(solution),
    }
    _write(texts)
    say(f"Written: {folder} and {file}. It is in order as it is; make it yours, then: tutor course check")


def _write(texts: dict[Path, str]) -> None:
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise Problem(f"{path} cannot be written ({reason}).") from None
