"""A real forward pass in NumPy, written from the papers, must compute exactly the tensors in the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tutor.transformers.architectures.architecture import Architecture, Experts, LatentAttention
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.tensors import tensors_of

B, T = 2, 5
rng = np.random.default_rng(0)
Array = np.ndarray
Made = tuple[str, Array]


def small(a: Architecture) -> Architecture:
    """The same architecture with small, pairwise different sizes."""
    shared = a.n_kv_heads not in (0, a.n_heads)
    return replace(
        a,
        vocabulary=37,
        d_model=12,
        n_layers=3,
        n_decoder_layers=4 if a.n_decoder_layers else 0,
        n_heads=6,
        n_kv_heads=3 if shared else 0,
        d_head=7,
        d_ff=29,
        max_positions=11 if a.max_positions else 0,
        experts=a.experts
        and Experts(
            count=8, active=3, d_ff=13, shared=a.experts.shared, dense_layers=min(a.experts.dense_layers, 1)
        ),
        latent=a.latent and LatentAttention(q_rank=9, kv_rank=8, d_nope=4, d_rope=2, d_value=10),
    )


def linear(x: Array, d_out: int) -> Array:
    return x @ rng.normal(size=(x.shape[-1], d_out))


def norm(x: Array) -> Array:
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


def heads(x: Array, n: int) -> Array:
    return x.reshape(B, T, n, -1).swapaxes(1, 2)


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attend(q: Array, k: Array, v: Array, a: Architecture, prefix: str) -> Iterator[Made]:
    group = a.n_heads // k.shape[1]
    k, v = k.repeat(group, 1), v.repeat(group, 1)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    yield f"{prefix}scores", scores
    weights = softmax(scores)
    yield f"{prefix}weights", weights
    yield f"{prefix}heads' output", weights @ v
    merged = (weights @ v).swapaxes(1, 2).reshape(B, T, -1)
    yield f"{prefix}attention output", linear(merged, a.d_model)


def attention(x: Array, source: Array, a: Architecture, prefix: str = "") -> Iterator[Made]:
    q = heads(linear(x, a.n_heads * a.d_head), a.n_heads)
    k, v = (heads(linear(source, a.kv_heads * a.d_head), a.kv_heads) for _ in "kv")
    yield from ((f"{prefix}Q", q), (f"{prefix}K", k), (f"{prefix}V", v))
    if a.qk_norm:
        yield from ((f"{prefix}Q norm", norm(q)), (f"{prefix}K norm", norm(k)))
    yield from attend(q, k, v, a, prefix)


def latent_attention(x: Array, a: Architecture) -> Iterator[Made]:
    m = a.latent
    assert m
    q_latent, kv_latent, k_rope = linear(x, m.q_rank), linear(x, m.kv_rank), linear(x, m.d_rope)
    q = heads(linear(norm(q_latent), a.n_heads * (m.d_nope + m.d_rope)), a.n_heads)
    k = heads(linear(norm(kv_latent), a.n_heads * m.d_nope), a.n_heads)
    k = np.concatenate([k, np.broadcast_to(k_rope[:, None], (B, a.n_heads, T, m.d_rope))], -1)
    v = heads(linear(norm(kv_latent), a.n_heads * m.d_value), a.n_heads)
    yield from (("Q latent", q_latent), ("Q latent norm", norm(q_latent)), ("Q", q), ("KV latent", kv_latent))
    yield from (("rotary K (shared)", k_rope), ("KV latent norm", norm(kv_latent)), ("K", k), ("V", v))
    yield from attend(q, k, v, a, "")


def feed_forward(x: Array, a: Architecture) -> Iterator[Made]:
    if a.gated:
        yield "feed-forward gate", linear(x, a.d_ff)
    hidden = linear(x, a.d_ff)
    yield from (("feed-forward hidden", hidden), ("feed-forward output", linear(hidden, a.d_model)))


def mixture(x: Array, a: Architecture) -> Iterator[Made]:
    e = a.experts
    assert e
    scores = linear(x, e.count)
    chosen = np.argsort(scores, -1)[..., -e.active :]
    up, down = (
        rng.normal(size=(e.count + e.shared, a.d_model, e.d_ff)),
        rng.normal(size=(e.count, e.d_ff, a.d_model)),
    )
    hidden = np.einsum("btd,btkdf->btkf", x, up[chosen])
    if e.shared:
        always = np.einsum("btd,sdf->btsf", x, up[e.count :])
        hidden = np.concatenate([hidden, always], 2)
    output = np.einsum("btkf,btkfd->btd", hidden[:, :, : e.active], down[chosen])
    yield "router scores", scores
    if a.gated:
        yield "experts' gate", hidden
    yield from (("experts' hidden", hidden), ("experts' output", output))


def block(x: Array, a: Architecture, *, cross: bool, sparse: bool) -> Iterator[Made]:
    for n in range(a.norms + cross):
        yield f"norm {n + 1}", norm(x)
    yield from latent_attention(x, a) if a.latent else attention(x, x, a)
    if cross:
        yield from attention(x, rng.normal(size=(B, T, a.d_model)), a, "cross ")
    yield from mixture(x, a) if sparse else feed_forward(x, a)


def forward(a: Architecture) -> list[tuple[str, tuple[int, ...]]]:
    """Names and shapes of all arrays in a forward pass; equal layers are listed once."""
    ids = rng.integers(a.vocabulary, size=(B, T))
    x = rng.normal(size=(a.vocabulary, a.d_model))[ids]
    made: list[Made] = [("token ids", ids), ("token embedding", x)]
    if a.positions == "learned":
        made.append(("position embedding", rng.normal(size=(a.max_positions, a.d_model))[:T]))
    if a.positions == "sinusoidal":
        made.append(("position encoding", np.sin(np.outer(np.arange(T), np.ones(a.d_model)))))
    if a.segments:
        made.append(("segment embedding", rng.normal(size=(a.segments, a.d_model))[np.zeros_like(ids)]))
    if a.embedding_norm:
        made.append(("embedding norm", norm(x)))
    for cross in (False, True) if a.kind == "encoder-decoder" else (False,):
        if a.positions == "relative":
            buckets = np.clip(np.subtract.outer(np.arange(T), np.arange(T)) + 16, 0, a.position_buckets - 1)
            made.append(
                ("relative position bias", rng.normal(size=(a.n_heads, a.position_buckets))[:, buckets])
            )
        if a.experts is None or a.experts.dense_layers:
            made += block(x, a, cross=cross, sparse=False)
        if a.experts:
            made += block(x, a, cross=cross, sparse=True)
        if a.final_norm:
            made.append(("final norm", norm(x)))
    made.append(
        ("pooled first token", linear(x[:, 0], a.d_model))
        if a.head == "pooler"
        else ("logits", linear(x, a.vocabulary))
    )
    return [(name, value.shape) for name, value in made]


@pytest.mark.parametrize("architecture", presets().values(), ids=lambda a: a.name)
def test_a_forward_pass_makes_every_tensor_of_the_table_in_its_shape(architecture: Architecture) -> None:
    a = small(architecture)
    assert forward(a) == [(t.name, t.shape) for t in tensors_of(a, seq_len=T, batch=B).tensors]
