"""PyTorch tensors are recorded like arrays if the code has imported PyTorch. tutor itself never imports it."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from tutor.shapes.records import Raw, deep, is_array, outside
from tutor.shapes.run import trace

ATTENTION = """import torch
x = torch.ones(2, 5, 12)
w = torch.nn.Linear(12, 12, bias=False)
q = w(x).view(2, 5, 3, 4).transpose(1, 2)
scores = q @ q.mT
scores = scores.masked_fill(torch.ones(5, 5).tril() == 0, -torch.inf)
y = scores.softmax(dim=-1) @ q
loss = y.square().mean()
"""


class Tensor:
    """The attributes of a tensor that the recorder reads."""

    shape, dtype = (2, 3), "torch.float32"


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A fake module ``torch``, as if the code had imported the real one."""
    module = ModuleType("torch")
    monkeypatch.setitem(sys.modules, "torch", module)
    return module


def test_a_tensor_has_shape_and_type_like_an_array(torch: ModuleType) -> None:
    torch.Tensor = Tensor  # type: ignore[attr-defined]
    assert outside(Tensor()) == Raw((2, 3), "float32")
    listed = deep([Tensor(), 1])
    assert listed is not None and [item.shape for item in listed.items] == [(2, 3), ()]


@pytest.mark.parametrize("kind", [None, "Tensor", 3])
def test_a_module_of_the_learners_that_is_called_torch_does_no_harm(torch: ModuleType, kind: object) -> None:
    assert not is_array(Tensor())
    torch.Tensor = kind  # type: ignore[attr-defined]
    assert not is_array(Tensor())
    assert is_array(np.ones(2))


def test_tensor_shapes_are_shown_beside_their_lines() -> None:
    pytest.importorskip("torch")
    run = trace(ATTENTION)
    assert run.failure is None, run.failure
    beside = {line.line: line.text for line in run.lines}
    assert beside[4] == "w(x).view(2,5,3,4)  (2,5,12) → (2,5,3,4) → (2,3,5,4)"
    assert beside[5] == "(2, 3, 5, 4) @ (2, 3, 4, 5) → (2, 3, 5, 5)"
    assert beside[7] == "(2, 3, 5, 5) @ (2, 3, 5, 4) → (2, 3, 5, 4)"
    assert [name for name, _ in run.names] == ["x", "q", "scores", "y", "loss"]


def test_tensors_that_do_not_fit_are_explained() -> None:
    pytest.importorskip("torch")
    failure = trace(ATTENTION.replace("q @ q.mT", "q @ q")).failure
    assert failure is not None
    assert failure.message.startswith("q @ q: (2, 3, 5, 4) @ (2, 3, 5, 4): 4 and 5 must match")
    assert "swapaxes(-1, -2)" in failure.suggestion
