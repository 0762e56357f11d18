"""The solutions of exercises 1 to 3 beside torch's own attention, in float64, where torch is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

CHECKS = Path(__file__).parents[2] / "checks"
SIZES = (
    ((), 3, 5, 4, 2),
    ((2,), 4, 6, 5, 3),
    ((2, 3), 4, 5, 6, 7),
    ((3,), 3, 3, 3, 3),
    ((2, 4), 1, 9, 16, 8),
)
TOLERANCE = 1e-10


def solution(name: str) -> dict[str, Any]:
    """The names that a solution defines."""
    names: dict[str, Any] = {"__name__": "solution"}
    exec((CHECKS / name / "solution.py").read_text(encoding="utf-8"), names)
    return names


def largest_difference(ours: np.ndarray, theirs: Any) -> float:
    """Shapes must be equal, and NaN counts as infinitely different."""
    assert ours.shape == tuple(theirs.shape)
    difference = np.abs(ours - theirs.detach().numpy())
    return float(np.where(np.isnan(difference), np.inf, difference).max(initial=0.0))


def sdpa(*arrays: np.ndarray, mask: np.ndarray | None = None, is_causal: bool = False) -> Any:
    """``torch.nn.functional.scaled_dot_product_attention``; True in its mask means may attend, as ours."""
    tensors = [torch.from_numpy(np.ascontiguousarray(a)) for a in arrays]
    attn_mask = None if mask is None else torch.from_numpy(mask)
    attend: Callable[..., Any] = torch.nn.functional.scaled_dot_product_attention
    return attend(*tensors, attn_mask=attn_mask, is_causal=is_causal)


def draw(rng: np.random.Generator, lead: tuple[int, ...], *shapes: tuple[int, int]) -> list[np.ndarray]:
    return [2 * rng.normal(size=(*lead, *shape)) for shape in shapes]


@pytest.mark.parametrize("sizes", SIZES)
def test_attention_equals_torch_with_and_without_masks(sizes):
    lead, n_queries, n_keys, d_k, d_v = sizes
    rng = np.random.default_rng(0)
    q, k, v = draw(rng, lead, (n_queries, d_k), (n_keys, d_k), (n_keys, d_v))
    attend = solution("ex1_scaled_dot_product_attention")["scaled_dot_product_attention"]
    some = rng.random((*lead, n_queries, n_keys)) < 0.6
    some[..., 0, :] = False  # fully masked: torch gives zeros here, too
    for mask in (None, some, some[..., :1, ::-1].copy()):
        difference = largest_difference(attend(q, k, v, mask)[0], sdpa(q, k, v, mask=mask))
        assert difference <= TOLERANCE, difference


@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_softmax_equals_torch(axis):
    x = 100 * np.random.default_rng(1).normal(size=(4, 5, 3))
    ours = solution("ex1_scaled_dot_product_attention")["softmax"](x, axis=axis)
    assert largest_difference(ours, torch.softmax(torch.from_numpy(x), dim=axis)) <= TOLERANCE


@pytest.mark.parametrize("lead", [(), (2,), (2, 3)])
def test_causal_attention_equals_torch(lead):
    q, k, v = draw(np.random.default_rng(2), lead, (7, 5), (7, 5), (7, 4))
    ours, _ = solution("ex2_causal_masking")["causal_attention"](q, k, v)
    assert largest_difference(ours, sdpa(q, k, v, is_causal=True)) <= TOLERANCE


@pytest.mark.parametrize(
    ("batch", "seq_len", "d_model", "n_heads"), [(2, 5, 12, 3), (3, 3, 9, 3), (1, 1, 4, 2)]
)
def test_multi_head_attention_equals_torch(batch, seq_len, d_model, n_heads):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(batch, seq_len, d_model))
    matrices = [rng.normal(size=(d_model, d_model)) for _ in range(4)]
    layer = torch.nn.MultiheadAttention(d_model, n_heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():  # torch keeps every matrix transposed, and the first three in one
        layer.in_proj_weight.copy_(torch.from_numpy(np.concatenate([w.T for w in matrices[:3]])))
        layer.out_proj.weight.copy_(torch.from_numpy(matrices[3].T.copy()))
    attend = solution("ex3_multi_head_attention")["multi_head_attention"]
    some = rng.random((batch, n_heads, seq_len, seq_len)) < 0.6
    some |= np.eye(seq_len, dtype=bool)  # fully masked rows are NaN in this layer
    tokens = torch.from_numpy(x)
    for mask in (None, np.tril(np.ones((seq_len, seq_len), dtype=bool)), some):
        blocked = None  # True in this layer's mask means blocked, the opposite of ours
        if mask is not None:
            blocked = torch.from_numpy(~np.broadcast_to(mask, some.shape).reshape(-1, seq_len, seq_len))
        theirs, _ = layer(tokens, tokens, tokens, attn_mask=blocked)
        difference = largest_difference(attend(x, *matrices, n_heads, mask), theirs)
        assert difference <= TOLERANCE, difference
