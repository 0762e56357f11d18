"""The learner's line with the mistake is found by the array that it computes."""

import numpy as np

from tutor.grading.steps import Step, line_of, same_array, steps

SOURCE = """
def normed(x):
    return x / x.sum()

def attend(q, k):
    scores = q @ k.T
    scores = scores / 2
    scores += 1
    return normed(scores), [scores]
"""


def recorded(*args):
    space = {}
    exec(compile(SOURCE, "learner.py", "exec"), space)
    return steps(space["attend"], args, {}, "learner.py")


def test_every_new_array_comes_with_its_line():
    q = np.array([[1.0, 3.0]])
    found = [(step.line, step.function, step.array.tolist()) for step in recorded(q, np.eye(2))]
    assert found[:3] == [
        (6, "attend", [[1.0, 3.0]]),
        (7, "attend", [[0.5, 1.5]]),
        (8, "attend", [[1.5, 2.5]]),
    ]
    assert (3, "normed", [[0.375, 0.625]]) in found


def test_a_returned_array_is_found_in_its_own_function():
    found = recorded(np.array([[1.0, 3.0]]), np.eye(2))
    array = np.array([[0.375, 0.625]])
    assert line_of([Step(1, "normed", array)], found) == 3
    assert line_of([Step(1, "attend", array)], found) == 9
    assert line_of([Step(1, "attend", array + 1)], found) is None


def test_a_large_negative_number_counts_as_minus_infinity():
    assert same_array(np.array([1.0, -np.inf]), np.array([1.0, -1e9]))
    assert not same_array(np.array([1.0, -np.inf]), np.array([1.0, -100.0]))
    assert not same_array(np.ones(2), np.ones((1, 2)))
