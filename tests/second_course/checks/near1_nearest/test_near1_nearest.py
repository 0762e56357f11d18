"""The nearest of some points."""

import numpy as np

from tutor.grading.expect import expect


def says(found, right):
    """Compared as numbers, so any integer type is accepted."""
    expect(found == right, f"nearest is {found}, expected {right}.")


def test_example(submission):
    """the example of the brief comes out"""
    says(submission.nearest(np.array([[0, 0], [5, 5]]), np.array([4, 4])), 1)


def test_many(submission):
    """it is the nearest of many, also in five dimensions"""
    rng = np.random.default_rng(0)
    for d in (1, 2, 5):
        points, point = rng.normal(size=(20, d)), rng.normal(size=d)
        right = min(range(20), key=lambda row: np.linalg.norm(points[row] - point))
        says(submission.nearest(points, point), right)
