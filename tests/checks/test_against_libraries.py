"""The solutions of the Step 6 exercises beside independent libraries, where these are installed.

``pytest tests/checks/test_against_libraries.py -s`` prints the largest absolute difference of each exercise.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

CHECKS = Path(__file__).parents[2] / "checks"


def solution(name: str) -> dict[str, Any]:
    """The names that a solution defines."""
    names: dict[str, Any] = {"__name__": "solution"}
    exec((CHECKS / name / "solution.py").read_text(encoding="utf-8"), names)
    return names


@pytest.fixture(scope="module")
def largest() -> Iterator[dict[str, float]]:
    """The largest difference so far by exercise, printed at the end."""
    found: dict[str, float] = {}
    yield found
    for name, difference in sorted(found.items()):
        print(f"\n{name}: largest absolute difference {difference:.1e}", end="")


def expect_equal(
    largest: dict[str, float], name: str, ours: object, theirs: object, tolerance: float
) -> None:
    """Require equal shapes, and values that differ by at most the tolerance."""
    mine, other = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    assert mine.shape == other.shape
    difference = float(np.abs(mine - other).max(initial=0.0))
    largest[name] = max(largest.get(name, 0.0), difference)
    assert difference <= tolerance


def test_cross_entropy_and_its_gradient_equal_torch(largest: dict[str, float]) -> None:
    torch = pytest.importorskip("torch")
    name = "s6_cross_entropy"
    ours = solution(name)
    rng = np.random.default_rng(0)
    for shape, scale, ignored in (
        ((7, 5), 1, -100),
        ((2, 6, 9), 3, -100),
        ((3, 4, 300), 40, 7),
        ((2, 3), 5000, -1),
    ):
        logits = rng.normal(scale=scale, size=shape)
        targets = np.where(rng.random(shape[:-1]) < 0.3, ignored, rng.integers(0, shape[-1], shape[:-1]))
        targets.flat[0] = 1
        theirs = torch.tensor(logits, requires_grad=True)
        flat = theirs.reshape(-1, shape[-1]), torch.tensor(targets).reshape(-1)
        loss = torch.nn.functional.cross_entropy(*flat, ignore_index=ignored)
        loss.backward()
        logged = torch.log_softmax(torch.tensor(logits), dim=-1)
        expect_equal(largest, name, ours["log_softmax"](logits), logged.numpy(), 1e-10)
        expect_equal(largest, name, ours["cross_entropy"](logits, targets, ignored), loss.item(), 1e-10)
        gradient = ours["cross_entropy_gradient"](logits, targets, ignored)
        expect_equal(largest, name, gradient, theirs.grad.numpy(), 1e-10)
