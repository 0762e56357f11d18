"""What people write instead."""

import numpy as np

from tutor.course.model import Mistake, Probe

MISTAKES = [
    Mistake(
        id="farthest",
        name="the farthest",
        diagnosis="It looks as if the largest distance were taken. The nearest has the smallest.",
        see="step-1-distances#two-points",
        change={"argmin": "argmax"},
    ),
    Mistake(
        id="signed",
        name="differences that cancel",
        diagnosis="It looks as if differences were added with their signs: some cancel others.",
        see="step-1-distances#two-points",
        change={"(apart**2)": "apart"},
    ),
]


def probes() -> list[Probe]:
    """Points for which each mistake returns a different number."""
    points = np.array([[0.0, 9.0], [5.0, 5.0], [-9.0, 1.0], [4.0, 2.0]])
    return [
        Probe("nearest", (points, np.array([4.0, 3.0]))),
        Probe("nearest", (points, np.array([1.0, 8.0]))),
    ]
