"""The input of a question's answer key: the words that a learner reads, and nothing else.

A key computes the answer in a different way from the question, usually by running NumPy on arrays of the named sizes.
A test compares every question with its key.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from types import ModuleType
from typing import Any


class Words:
    """A question's text, and the numbers and shapes in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def numbers(self) -> list[float]:
        """Every number, in order, with its sign."""
        return [float(found) for found in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", self.text)]

    @cached_property
    def counts(self) -> list[int]:
        """The integers outside shapes."""
        return [int(n) for n in Words(re.sub(r"\([\d, ]+\)", "", self.text)).numbers]

    @cached_property
    def arrays(self) -> list[Any]:
        """An array of zeros for each shape."""
        found = re.findall(r"\(([\d, ]+)\)", self.text)
        return [self.np.zeros([int(n) for n in shape.split(",") if n.strip()]) for shape in found]

    @property
    def np(self) -> ModuleType:
        """NumPy, imported on first use."""
        import numpy as np

        return np

    def behind(self) -> Any:
        """The distance from each query back to each key, (T, T), where T is the first number."""
        positions = self.np.arange(int(self.numbers[0]))
        return positions[:, None] - positions

    def softmax(self, scores: list[float]) -> Any:
        """Softmax over one row; −∞ gives weight 0."""
        e = self.np.exp(self.np.array(scores) - max(scores))
        return e / e.sum()

    def parameters(self, *shapes: tuple[int, ...]) -> int:
        """The total number of elements in arrays with these shapes."""
        return sum(self.np.zeros(shape).size for shape in shapes)


AnswerKey = Callable[[Words], object]
