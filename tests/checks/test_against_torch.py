"""The solutions beside torch's own functions and layers, in float64, where torch is installed.

``pytest tests/checks/test_against_torch.py -s`` prints the largest absolute difference of each exercise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


@pytest.fixture(scope="module", autouse=True)
def largest() -> Iterator[dict[str, float]]:
    """The largest difference so far by exercise, printed at the end."""
    found: dict[str, float] = {}
    yield found
    for name, difference in sorted(found.items()):
        print(f"\n{name}: {difference:.1e}", end="")


@pytest.fixture
def agree(largest: dict[str, float]) -> Callable[[str, np.ndarray, Any], None]:
    """Assert that ours and torch's agree, and record the largest difference."""

    def agree_(name: str, ours: np.ndarray, theirs: Any) -> None:
        difference = largest_difference(ours, theirs)
        largest[name] = max(difference, largest.get(name, 0.0))
        assert ours.dtype == np.float64
        assert difference <= TOLERANCE, difference

    return agree_


def largest_difference(ours: np.ndarray, theirs: Any) -> float:
    """Shapes must be equal, and NaN counts as infinitely different."""
    assert ours.shape == tuple(theirs.shape)
    difference = np.abs(ours - theirs.detach().numpy())
    return float(np.where(np.isnan(difference), np.inf, difference).max(initial=0.0))


def sdpa(*arrays: np.ndarray, mask: np.ndarray | None = None, is_causal: bool = False) -> Any:
    """``torch.nn.functional.scaled_dot_product_attention``; True in its mask means "may attend", as in ours."""
    tensors = [torch.from_numpy(np.ascontiguousarray(a)) for a in arrays]
    attn_mask = None if mask is None else torch.from_numpy(mask)
    attend: Callable[..., Any] = torch.nn.functional.scaled_dot_product_attention
    return attend(*tensors, attn_mask=attn_mask, is_causal=is_causal)


def draw(rng: np.random.Generator, lead: tuple[int, ...], *shapes: tuple[int, int]) -> list[np.ndarray]:
    return [2 * rng.normal(size=(*lead, *shape)) for shape in shapes]


@pytest.mark.parametrize("sizes", SIZES)
def test_attention_equals_torch_with_and_without_masks(agree, sizes):
    lead, n_queries, n_keys, d_k, d_v = sizes
    rng = np.random.default_rng(0)
    q, k, v = draw(rng, lead, (n_queries, d_k), (n_keys, d_k), (n_keys, d_v))
    attend = solution("ex1_scaled_dot_product_attention")["scaled_dot_product_attention"]
    some = rng.random((*lead, n_queries, n_keys)) < 0.6
    some[..., 0, :] = False  # fully masked: torch gives zeros here, too
    for mask in (None, some, some[..., :1, ::-1].copy()):
        agree("ex1", attend(q, k, v, mask)[0], sdpa(q, k, v, mask=mask))


@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_softmax_equals_torch(agree, axis):
    x = 100 * np.random.default_rng(1).normal(size=(4, 5, 3))
    ours = solution("ex1_scaled_dot_product_attention")["softmax"](x, axis=axis)
    agree("ex1", ours, torch.softmax(torch.from_numpy(x), dim=axis))


@pytest.mark.parametrize("lead", [(), (2,), (2, 3)])
def test_causal_attention_equals_torch(agree, lead):
    q, k, v = draw(np.random.default_rng(2), lead, (7, 5), (7, 5), (7, 4))
    ours, _ = solution("ex2_causal_masking")["causal_attention"](q, k, v)
    agree("ex2", ours, sdpa(q, k, v, is_causal=True))


@pytest.mark.parametrize(
    ("batch", "seq_len", "d_model", "n_heads"), [(2, 5, 12, 3), (3, 3, 9, 3), (1, 1, 4, 2)]
)
def test_multi_head_attention_equals_torch(agree, batch, seq_len, d_model, n_heads):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(batch, seq_len, d_model))
    matrices = [rng.normal(size=(d_model, d_model)) for _ in range(4)]
    layer = torch.nn.MultiheadAttention(d_model, n_heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():  # torch stores every matrix transposed, and the first three as one
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
        agree("ex3", attend(x, *matrices, n_heads, mask), theirs)


def make_params(rng: np.random.Generator, d_model: int, d_ff: int) -> dict[str, np.ndarray]:
    """Params like a trained model's: nothing is the identity, 0 or 1."""
    params = {name: rng.normal(size=(d_model, d_model)) / 2 for name in ("w_q", "w_k", "w_v", "w_o")}
    for norm in ("ln1", "ln2"):
        params[f"{norm}_gamma"] = rng.uniform(0.5, 1.8, size=d_model)
        params[f"{norm}_beta"] = rng.normal(size=d_model)
    params |= {"w1": rng.normal(size=(d_model, d_ff)) / 2, "b1": rng.normal(size=d_ff)}
    return params | {"w2": rng.normal(size=(d_ff, d_model)) / 2, "b2": rng.normal(size=d_model)}


def encoder_layer(params: dict[str, np.ndarray], n_heads: int) -> Any:
    """torch's own pre-norm layer with these weights. It keeps matrices transposed; attention's biases are 0."""
    d_model, d_ff = params["w1"].shape
    layer = torch.nn.TransformerEncoderLayer(
        d_model,
        n_heads,
        d_ff,
        dropout=0.0,
        activation=lambda x: torch.nn.functional.gelu(x, approximate="tanh"),
        batch_first=True,
        norm_first=True,
        dtype=torch.float64,
    ).eval()
    given = {
        "self_attn.in_proj_weight": np.concatenate([params[name].T for name in ("w_q", "w_k", "w_v")]),
        "self_attn.in_proj_bias": np.zeros(3 * d_model),
        "self_attn.out_proj.weight": params["w_o"].T,
        "self_attn.out_proj.bias": np.zeros(d_model),
        "linear1.weight": params["w1"].T,
        "linear1.bias": params["b1"],
        "linear2.weight": params["w2"].T,
        "linear2.bias": params["b2"],
        "norm1.weight": params["ln1_gamma"],
        "norm1.bias": params["ln1_beta"],
        "norm2.weight": params["ln2_gamma"],
        "norm2.bias": params["ln2_beta"],
    }
    layer.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in given.items()})
    return layer


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize(
    ("batch", "seq_len", "d_model", "n_heads", "d_ff"), [(2, 5, 12, 3, 20), (3, 4, 8, 4, 8), (1, 1, 6, 2, 7)]
)
def test_transformer_block_equals_torch(agree, batch, seq_len, d_model, n_heads, d_ff, causal):
    rng = np.random.default_rng(4)
    x, params = rng.normal(size=(batch, seq_len, d_model)), make_params(rng, d_model, d_ff)
    ours = solution("ex5_transformer_block")["transformer_block"](x, params, n_heads, causal)
    blocked = torch.from_numpy(np.triu(np.ones((seq_len, seq_len), dtype=bool), 1)) if causal else None
    theirs = encoder_layer(params, n_heads)(torch.from_numpy(x), src_mask=blocked)
    agree("ex5", ours, theirs)
    agree("project_pytorch", solution("project_pytorch")["run_block"](x, params, n_heads, causal), theirs)


def test_gelu_and_layer_norm_equal_torch(agree):
    names, x = solution("ex5_transformer_block"), 5 * np.random.default_rng(5).normal(size=(3, 4, 6))
    gelu = torch.nn.functional.gelu(torch.from_numpy(x), approximate="tanh")
    agree("ex5", names["gelu"](x), gelu)
    gamma, beta = x[0, 0], x[0, 1]
    normed = torch.nn.functional.layer_norm(torch.from_numpy(x), (6,), *map(torch.from_numpy, (gamma, beta)))
    agree("ex5", names["layer_norm"](x, gamma, beta), normed)


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize(("n_heads", "n_kv_heads"), [(6, 2), (4, 4), (5, 1)])
def test_grouped_query_attention_equals_torch(agree, n_heads, n_kv_heads, causal):
    rng = np.random.default_rng(6)
    q, (k, v) = 2 * rng.normal(size=(2, n_heads, 7, 5)), 2 * rng.normal(size=(2, 2, n_kv_heads, 7, 5))
    theirs = torch.nn.functional.scaled_dot_product_attention(
        *map(torch.from_numpy, (q, k, v)), is_causal=causal, enable_gqa=True
    )
    agree("ch2", solution("ch2_grouped_query_attention")["grouped_query_attention"](q, k, v, causal), theirs)


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("block_size", [1, 4, 16, 50])
def test_flash_attention_equals_torch(agree, block_size, causal):
    q, k, v = draw(np.random.default_rng(7), (), *[(37, 6)] * 3)
    ours = solution("ch3_flash_attention")["flash_attention"](q, k, v, block_size, causal)
    agree("ch3", ours, sdpa(q, k, v, is_causal=causal))


@pytest.mark.parametrize("base", [10000.0, 500000.0])
@pytest.mark.parametrize("positions", [[0, 1, 2, 3], [5, 0.5, 1000, -3]])
def test_rope_equals_complex_numbers_of_torch(agree, positions, base):
    x = np.random.default_rng(8).normal(size=(2, 3, 4, 6))
    frequencies = base ** (-torch.arange(0, 6, 2, dtype=torch.float64) / 6)
    angles = torch.outer(torch.tensor(positions, dtype=torch.float64), frequencies)
    points = torch.view_as_complex(torch.from_numpy(x).reshape(2, 3, 4, 3, 2))
    theirs = torch.view_as_real(points * torch.polar(torch.ones_like(angles), angles)).reshape(x.shape)
    agree("ch1", solution("ch1_rope")["apply_rope"](x, np.array(positions), base), theirs)


@pytest.mark.parametrize(("seq_len", "d_model"), [(6, 8), (5, 7), (2000, 6)])
def test_positional_encoding_equals_torch(agree, seq_len, d_model):
    positions = torch.arange(seq_len, dtype=torch.float64)[:, None]
    columns = torch.arange(d_model, dtype=torch.float64)
    angles = positions * torch.exp(-(columns - columns % 2) / d_model * np.log(10000.0))
    theirs = torch.where(columns % 2 == 0, torch.sin(angles), torch.cos(angles))
    ours = solution("ex4_positional_encoding")["sinusoidal_positional_encoding"](seq_len, d_model)
    agree("ex4", ours, theirs)


@pytest.mark.parametrize("causal", [True, False])
def test_gradients_of_the_pytorch_project_equal_those_of_torchs_own_layer(agree, causal):
    rng = np.random.default_rng(9)
    x, params = rng.normal(size=(2, 5, 12)), make_params(rng, 12, 20)
    ours = solution("project_pytorch")["gradients"](x, params, 3, causal)
    layer = encoder_layer(params, 3)
    blocked = torch.from_numpy(np.triu(np.ones((5, 5), dtype=bool), 1)) if causal else None
    layer(torch.from_numpy(x), src_mask=blocked).square().mean().backward()
    theirs = {name: parameter.grad for name, parameter in layer.named_parameters()}
    for name, part in zip(
        ("query", "key", "value"), theirs["self_attn.in_proj_weight"].chunk(3), strict=True
    ):
        agree("project_pytorch", ours[f"attention.{name}.weight"], part)
    agree("project_pytorch", ours["attention.output.weight"], theirs["self_attn.out_proj.weight"])
    for name, their_name in (
        ("wide", "linear1"),
        ("narrow", "linear2"),
        ("norm1", "norm1"),
        ("norm2", "norm2"),
    ):
        for kind in ("weight", "bias"):
            agree("project_pytorch", ours[f"{name}.{kind}"], theirs[f"{their_name}.{kind}"])
