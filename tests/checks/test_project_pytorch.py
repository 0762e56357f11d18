"""The PyTorch project: its solution passes, and its bank tells every wrong module from every other. Needs torch."""

from __future__ import annotations

import pytest

from tests.checks.in_process import exercise, failures, mistake_ids, sources

pytest.importorskip("torch")

NAME = "project_pytorch"


def test_the_solution_passes() -> None:
    assert failures(NAME, exercise(NAME).solution) == []


@pytest.mark.parametrize("mistake", mistake_ids(NAME))
def test_a_known_mistake_is_rejected(mistake: str) -> None:
    assert failures(NAME, sources(NAME)[mistake])
