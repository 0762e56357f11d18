"""A small course of two exercises for grading tests: centring rows, and scores of queries and keys."""

from __future__ import annotations

from pathlib import Path

from tutor.course.load import load_exercise
from tutor.course.model import Course

SOLUTION = '''"""Two small functions."""

import numpy as np


def centre(x):
    """Subtract from each row its mean: (T, d) → (T, d)."""
    # BEGIN SOLUTION
    mean = x.mean(axis=-1, keepdims=True)
    return x - mean
    # END SOLUTION


def scores(q, k):
    """The dot product of every query with every key: (T_q, d), (T_k, d) → (T_q, T_k)."""
    # BEGIN SOLUTION
    return q @ k.T
    # END SOLUTION
'''

CHECK = '''"""What centre and scores must do."""

import numpy as np
import pytest

from tutor.grading.expect import expect, expect_close, expect_finite, expect_shape, expect_unchanged

X = np.array([[1.0, 2.0, 6.0, 3.0], [0.5, -1.0, 2.0, 2.5], [4.0, 4.0, 1.0, -1.0]])


def test_centre_shape(submission):
    """centre keeps the shape"""
    expect_shape(submission.centre(X.copy()), (3, 4), "(T, d)", what="centred")


def test_centre_values(submission):
    """each row loses its own mean"""
    expect_close(submission.centre(X.copy()), X - X.sum(axis=1)[:, np.newaxis] / 4, what="centred")


def test_centre_unchanged(submission):
    """x is not changed"""
    x = X.copy()
    expect_finite(submission.centre(x), what="centred")
    expect_unchanged(X, x, "x")


@pytest.mark.parametrize("n_keys", [2, 5])
def test_scores(submission, n_keys):
    """every query meets every key"""
    rng = np.random.default_rng(n_keys)
    q, k = rng.normal(size=(3, 4)), rng.normal(size=(n_keys, 4))
    result = submission.scores(q, k)
    expect_shape(result, (3, n_keys), "(T_q, T_k)", what="scores")
    expect_close(result, np.array([[sum(a * b) for b in k] for a in q]), what="scores")
'''

MISTAKES = '''"""Wrong ones."""

import numpy as np

from tutor.course.model import Mistake, Probe

MISTAKES = [
    Mistake(id="column-mean", name="the mean of the columns", diagnosis="It looks as if columns are centred.",
            see="step-1#means", change={"axis=-1": "axis=0"}),
    Mistake(id="no-mean", name="nothing subtracted", diagnosis="It looks as if nothing is subtracted.",
            see="step-1#means", change={"return x - mean": "return x.copy()"}),
    Mistake(id="in-place", name="x is changed", diagnosis="It looks as if x itself is changed.",
            see="step-1#copies", change={"return x - mean": "x -= mean\\n    return x"}),
    Mistake(id="keys-first", name="k @ qᵀ", diagnosis="It looks as if the rows are keys.",
            see="step-1#scores", change={"return q @ k.T": "return k @ q.T"}),
    Mistake(id="doubled", name="counted twice", diagnosis="It looks as if all is counted twice.",
            see="step-1#scores", change={"return q @ k.T": "return 2 * q @ k.T"}),
]


def probes():
    rng = np.random.default_rng(0)
    return [
        Probe("centre", (rng.normal(size=(3, 4)),)),
        Probe("scores", (rng.normal(size=(3, 4)), rng.normal(size=(2, 4)))),
    ]
'''

BRIEF = """---
title: {title}
order: {order}
functions: [{functions}]
rests_on: [step-1#means]
---
Write it.
"""

OTHER = '''"""Another exercise."""


def nothing(x):
    """x → x"""
    # BEGIN SOLUTION
    return x
    # END SOLUTION
'''

OTHER_CHECK = '''"""What nothing must do."""


def test_same(submission):
    """what goes in comes out"""
    assert submission.nothing(3) == 3, "nothing(3) must be 3"
'''


def make_course(root: Path) -> Course:
    """Write the course's files below ``root`` and load the course."""
    tiny, other = root / "checks" / "t1_tiny", root / "checks" / "t2_other"
    for folder in (tiny, other):
        folder.mkdir(parents=True)
    write(tiny / "solution.py", SOLUTION)
    write(tiny / "test_t1_tiny.py", CHECK)
    write(tiny / "mistakes.py", MISTAKES)
    write(tiny / "brief.md", BRIEF.format(title="Tiny", order=1, functions="centre, scores"))
    write(other / "solution.py", OTHER)
    write(other / "test_t2_other.py", OTHER_CHECK)
    write(other / "brief.md", BRIEF.format(title="Other", order=2, functions="nothing"))
    return Course(root, (), (load_exercise(tiny), load_exercise(other)))


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
