"""What a question's own answer key works on: the words that a learner reads, and nothing else of the question.

A key finds the answer in another way than the question did, mostly by running NumPy on arrays of the sizes that are
named. A test holds every question to its key.
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
        """Every number, in order; a minus belongs to its number."""
        return [float(found) for found in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", self.text)]

    @cached_property
    def counts(self) -> list[int]:
        """The numbers that stand outside shapes, as whole ones."""
        return [int(n) for n in Words(re.sub(r"\([\d, ]+\)", "", self.text)).numbers]

    @cached_property
    def arrays(self) -> list[Any]:
        """An array of zeros of each shape."""
        found = re.findall(r"\(([\d, ]+)\)", self.text)
        return [self.np.zeros([int(n) for n in shape.split(",") if n.strip()]) for shape in found]

    @property
    def np(self) -> ModuleType:
        """NumPy, loaded only where a key is used."""
        import numpy as np

        return np

    def behind(self) -> Any:
        """How far each key lies behind its query, in a grid of as many positions as the first number says."""
        positions = self.np.arange(int(self.numbers[0]))
        return positions[:, None] - positions

    def softmax(self, scores: list[float]) -> Any:
        """Over one row; −∞ gets nothing."""
        e = self.np.exp(self.np.array(scores) - max(scores))
        return e / e.sum()

    def parameters(self, *shapes: tuple[int, ...]) -> int:
        """The sizes of arrays, added up."""
        return sum(self.np.zeros(shape).size for shape in shapes)


AnswerKey = Callable[[Words], object]
