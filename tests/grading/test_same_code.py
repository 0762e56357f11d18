"""A copy is recognised whatever its names, comments and annotations; different code is not."""

from __future__ import annotations

import re

import pytest

from tutor.course.load import load_course
from tutor.course.styles import load_styles
from tutor.grading.same_code import same_code

SOLUTION = '''"""Attention."""
from __future__ import annotations

import numpy as np

Array = np.ndarray
SMALL = 1e-9

# BEGIN SOLUTION
def _scores(q: Array, k: Array, scale: float = 1.0) -> Array:
    """Dot products."""
    return q @ k.swapaxes(-1, -2) * scale


# END SOLUTION
def softmax(x, axis=-1):
    """Weights."""
    if x.ndim == 0:
        raise ValueError("x needs an axis")
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / (e.sum(axis=axis, keepdims=True) + SMALL)


def attend(q, k, v):
    scores = _scores(q, k, scale=1 / np.sqrt(q.shape[-1]))  # (..., T_q, T_k)
    weights: Array = softmax(scores, axis=-1)
    return weights @ v, [row for row in weights]
'''

RENAMED = """
import numpy

TINY = 1e-9

def attend(Q, K, V):
    s = dots(Q, K, by=1 / numpy.sqrt(Q.shape[-1]))

    w = softmax(s, dim=-1)
    return w @ V, [i for i in w]

def dots(one, two, by=1.0): return one @ two.swapaxes(-1, -2) * by

def softmax(z, dim=-1):
    if z.ndim == 0: raise ValueError("no axis")
    ex = numpy.exp(z - z.max(axis=dim, keepdims=True))
    return ex / (ex.sum(axis=dim, keepdims=True) + TINY)
"""
FUNCTIONS = ("softmax", "attend")


def test_a_reordered_copy_with_other_names_is_the_same_code() -> None:
    assert same_code(RENAMED, SOLUTION, FUNCTIONS)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("by=1 / numpy.sqrt", "by=2 / numpy.sqrt"),
        ("return w @ V", "return (w / 1) @ V"),
        ("axis=dim, keepdims=True))\n", "axis=-1, keepdims=True))\n"),
        ("dots(Q, K,", "dots(K, Q,"),
        ("1e-9", "1e-8"),
        ("ValueError", "TypeError"),
        ("numpy.exp(z", "numpy.exp(dim"),
    ],
)
def test_other_code_is_not_the_same(written: str, instead: str) -> None:
    assert written in RENAMED
    assert not same_code(RENAMED.replace(written, instead), SOLUTION, FUNCTIONS)


def test_code_without_a_function_or_not_python_equals_nothing() -> None:
    assert not same_code("def softmax(x): return x", SOLUTION, FUNCTIONS)
    assert not same_code("def softmax(", "def softmax(", FUNCTIONS)


def test_methods_keep_their_names_and_rename_their_own() -> None:
    one = """class Block:
    def __init__(self, w):
        self.w = w
    def run(self, x):
        return x @ self.w
"""
    other = """class Block:
    def __init__(me, weight):
        me.w = weight
    def run(me, y):
        return y @ me.w
"""
    assert same_code(one, other, ("Block",))
    assert not same_code(one, other.replace("me.w = weight", "me.w = 2 * weight"), ("Block",))
    assert not same_code(one, other.replace("def run", "def walk"), ("Block",))


@pytest.mark.parametrize("exercise", load_course().exercises, ids=lambda one: one.short)
def test_each_solution_is_recognised_and_its_stub_and_styles_are_not(exercise) -> None:
    solution = exercise.solution
    bare = re.sub(r"(?m)^\s*#.*\n", "", solution)
    assert same_code(bare, solution, exercise.functions)
    assert not same_code(exercise.stub, solution, exercise.functions)
    for style in load_styles(exercise):
        assert not same_code(style.source, solution, exercise.functions), style.name
