"""A real forward pass in NumPy, written from the papers, must compute exactly the tensors in the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tutor.transformers.architectures.architecture import Architecture, LatentAttention
from tutor.transformers.architectures.layer_kinds import LayerKind
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
        n_decoder_layers=4 if a.n_decoder_layers else 0,
        n_heads=6,
        n_kv_heads=3 if shared else 0,
        d_head=7,
        d_ff=29,
        layer_input=a.layer_input and 10,
        max_positions=11 if a.max_positions else 0,
        kinds={name: small_kind(kind) for name, kind in a.kinds.items()},
        experts=a.experts
        and replace(
            a.experts,
            count=8,
            active=3,
            d_ff=13,
            d_in=a.experts.d_in and 16,
            shared_d_ff=a.experts.shared_d_ff and 17,
        ),
        latent=a.latent
        and LatentAttention(q_rank=a.latent.q_rank and 9, kv_rank=8, d_nope=4, d_rope=2, d_value=10),
        indexer=a.indexer and replace(a.indexer, n_heads=4, d_head=3, chosen=2),
        state=a.state
        and replace(a.state, n_heads=8, n_groups=2, d_head=5, d_state=11, rank=a.state.rank and 14),
    )


def small_kind(kind: LayerKind) -> LayerKind:
    """The same kind of layer, with a window of three tokens if it has one."""
    return replace(
        kind,
        window=kind.window and 3,
        n_heads=kind.n_heads and 4,
        n_kv_heads=kind.n_kv_heads and 2,
        d_head=kind.d_head and 15,
        d_ff=kind.d_ff and 31,
    )


def seen(x: Array, keys: int) -> Array:
    """The last axis without all but the first ``keys`` keys: as many as a window or an indexer leaves."""
    return x[..., :keys]


def linear(x: Array, d_out: int) -> Array:
    return x @ rng.normal(size=(x.shape[-1], d_out))


def norm(x: Array) -> Array:
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


def heads(x: Array, n: int) -> Array:
    return x.reshape(B, T, n, -1).swapaxes(1, 2)


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attend(q: Array, k: Array, v: Array, a: Architecture, prefix: str, keys: int = T) -> Iterator[Made]:
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat(group, 1), v.repeat(group, 1)
    scores = seen(q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]), keys)
    yield f"{prefix}scores", scores
    weights = softmax(scores)
    yield f"{prefix}weights", weights
    mixed = weights @ v[:, :, :keys]
    yield f"{prefix}heads' output", mixed
    merged = mixed.swapaxes(1, 2).reshape(B, T, -1)
    yield f"{prefix}attention output", linear(merged, a.d_model)


def attention(
    x: Array, source: Array, a: Architecture, prefix: str = "", kind: LayerKind | None = None
) -> Iterator[Made]:
    kind = kind or LayerKind()
    n_heads, n_kv, d = kind.n_heads or a.n_heads, kind.n_kv_heads or a.kv_heads, kind.d_head or a.d_head
    q = heads(linear(x, n_heads * d), n_heads)
    yield f"{prefix}Q", q
    if a.output_gate:
        yield "gate of the output", heads(linear(x, n_heads * d), n_heads)
    k, v = (heads(linear(source, n_kv * d), n_kv) for _ in "kv")
    if kind.shared_kv:
        yield from (("K of an earlier layer", k), ("V of an earlier layer", v))
    else:
        yield from ((f"{prefix}K", k), ("V, the same product" if kind.key_is_value else f"{prefix}V", v))
    if a.qk_norm or a.qk_norm_whole:
        yield f"{prefix}Q norm", norm(q)
        if not kind.shared_kv:
            yield f"{prefix}K norm", norm(k)
    yield from attend(q, k, v, a, prefix, kind.window or T)


def latent_attention(x: Array, a: Architecture, kind: LayerKind) -> Iterator[Made]:
    m = a.latent
    assert m
    kv_latent, k_rope = linear(x, m.kv_rank), linear(x, m.d_rope)
    q_latent = x
    if m.q_rank:
        q_latent = linear(x, m.q_rank)
        yield from (("Q latent", q_latent), ("Q latent norm", norm(q_latent)))
    q = heads(linear(norm(q_latent), a.n_heads * (m.d_nope + m.d_rope)), a.n_heads)
    k = heads(linear(norm(kv_latent), a.n_heads * m.d_nope), a.n_heads)
    k = np.concatenate([k, np.broadcast_to(k_rope[:, None], (B, a.n_heads, T, m.d_rope))], -1)
    v = heads(linear(norm(kv_latent), a.n_heads * m.d_value), a.n_heads)
    yield from (("Q", q), ("KV latent", kv_latent))
    yield from (("rotary K (shared)", k_rope), ("KV latent norm", norm(kv_latent)), ("K", k), ("V", v))
    if a.indexer and kind.index:
        n, d = a.indexer.n_heads, a.indexer.d_head
        iq, ik = heads(linear(q_latent, n * d), n), linear(x, d)
        yield from (("indexer Q", iq), ("indexer K (shared)", ik), ("indexer K norm", norm(ik)))
        yield from (
            ("indexer head weights", linear(x, n)),
            ("indexer scores", iq @ ik[:, None].swapaxes(-1, -2)),
        )
    yield from attend(q, k, v, a, "", a.indexer.chosen if a.indexer else T)


def state(x: Array, a: Architecture) -> Iterator[Made]:
    """One step of the recurrence after the other: the state decays, is written to and read from."""
    s = a.state
    assert s
    narrow = s.n_groups * s.d_state
    v, gate = heads(linear(x, s.width), s.n_heads), linear(x, s.width)
    if s.kind == "mamba":
        wide = v.swapaxes(1, 2).reshape(B, T, -1)
        low = linear(wide, s.rank)
        k, q = (heads(linear(wide, narrow), s.n_groups) for _ in "kq")
        yield from (("state V", v), ("state gate", gate), ("short convolution", wide))
        yield from (("step size, low rank", low), ("state K", k), ("state Q", q))
        yield from (("step size norm", norm(low)), ("state K norm", norm(k)), ("state Q norm", norm(q)))
        yield "step size", linear(low, s.width)
    else:
        q, k = (heads(linear(x, narrow), s.n_groups) for _ in "qk")
        yield from (("state Q", q), ("state K", k), ("state V", v), ("state gate", gate))
        if s.kind == "gated delta":
            yield "state write strength", linear(x, s.n_heads)
        if s.kind != "lightning":
            yield "state decay", linear(x, s.n_heads)
            wide = np.concatenate([one.swapaxes(1, 2).reshape(B, T, -1) for one in (q, k, v)], -1)
            yield "short convolution", wide
    q, k = (one.repeat(s.n_heads // s.n_groups, 1) for one in (q, k))
    kept, read = np.zeros((B, s.n_heads, s.d_state, s.d_head)), []
    for t in range(T):
        kept = 0.9 * kept + k[:, :, t, :, None] * v[:, :, t, None, :]
        read.append(np.einsum("bhs,bhsd->bhd", q[:, :, t], kept))
    output = np.stack(read, 2)
    yield from (("state", kept), ("state output", output))
    if s.kind != "mamba":
        yield "state output norm", norm(output)
    yield "mixer output", linear(output.swapaxes(1, 2).reshape(B, T, -1) * gate, a.d_model)


def feed_forward(x: Array, a: Architecture, d_ff: int) -> Iterator[Made]:
    if a.gated:
        yield "feed-forward gate", linear(x, d_ff)
    hidden = linear(x, d_ff)
    yield from (("feed-forward hidden", hidden), ("feed-forward output", linear(hidden, a.d_model)))


def mixture(x: Array, a: Architecture) -> Iterator[Made]:
    e = a.experts
    assert e
    scores = linear(x, e.count)
    d_in = e.d_in or a.d_model
    chosen = np.argsort(scores, -1)[..., -e.active :]
    up, down = (
        rng.normal(size=(e.count + e.shared, d_in, e.d_ff)),
        rng.normal(size=(e.count, e.d_ff, d_in)),
    )
    narrow = linear(x, d_in)
    hidden = np.einsum("btd,btkdf->btkf", narrow, up[chosen])
    apart = e.shared and (e.shared_width != e.d_ff or e.shared_gate)
    if e.shared and not apart:
        always = np.einsum("btd,sdf->btsf", narrow, up[e.count :])
        hidden = np.concatenate([hidden, always], 2)
    output = np.einsum("btkf,btkfd->btd", hidden[:, :, : e.active], down[chosen])
    if e.router_scale:
        yield "router norm", norm(x)
    yield "router scores", scores
    if e.d_in:
        yield "latent input", narrow
    if a.gated:
        yield "experts' gate", hidden
    yield from (("experts' hidden", hidden), ("experts' output", output))
    if e.d_in:
        yield "output of the latent", linear(output, a.d_model)
    if apart:
        always = linear(x, e.shared * e.shared_width).reshape(B, T, e.shared, e.shared_width)
        if a.gated:
            yield "shared gate", always
        yield from (("shared hidden", always), ("shared output", linear(always.reshape(B, T, -1), a.d_model)))
        if e.shared_gate:
            yield "weight of the shared", linear(x, 1)


def block(x: Array, a: Architecture, kind: LayerKind, *, cross: bool) -> Iterator[Made]:
    for n in range(a.norms + cross):
        yield f"norm {n + 1}", norm(x)
    if kind.mixer in ("attention", "both"):
        yield from latent_attention(x, a, kind) if a.latent else attention(x, x, a, kind=kind)
    if cross:
        yield from attention(x, rng.normal(size=(B, T, a.d_model)), a, "cross ")
    if kind.mixer in ("state", "both"):
        yield from state(x, a)
    if kind.ffn == "experts":
        yield from mixture(x, a)
    elif kind.ffn != "none":
        yield from feed_forward(x, a, kind.d_ff or a.d_ff)
    if a.layer_input:
        gate = linear(x, a.layer_input)
        added = linear(gate, a.d_model)
        yield from (("gate of the layer's input", gate), ("the layer's input", added))
        yield "norm of the layer's input", norm(added)


def forward(a: Architecture) -> list[tuple[str, tuple[int, ...]]]:
    """Names and shapes of all arrays in a forward pass; layers of one kind are listed once."""
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
    if a.layer_input:
        own = rng.normal(size=(a.vocabulary, a.n_layers, a.layer_input))[ids]
        made += [
            ("embedding per layer", own),
            ("input per layer", linear(x, own[0, 0].size).reshape(own.shape)),
        ]
        made.append(("norm of the inputs", norm(own)))
    for cross in (False, True) if a.kind == "encoder-decoder" else (False,):
        if a.positions == "relative":
            buckets = np.clip(np.subtract.outer(np.arange(T), np.arange(T)) + 16, 0, a.position_buckets - 1)
            made.append(
                ("relative position bias", rng.normal(size=(a.n_heads, a.position_buckets))[:, buckets])
            )
        for group in a.groups:
            made += block(x, a, group.kind, cross=cross)
        if a.final_norm:
            made.append(("final norm", norm(x)))
    made.append(
        ("pooled first token", linear(x[:, 0], a.d_model))
        if a.head == "pooler"
        else ("logits", linear(x, a.vocabulary))
    )
    return [(name, value.shape) for name, value in made]


@pytest.mark.parametrize("architecture", presets().values(), ids=lambda a: a.name)
def test_a_forward_pass_creates_every_tensor_in_the_table_with_its_shape(architecture: Architecture) -> None:
    a = small(architecture)
    assert forward(a) == [(t.name, t.shape) for t in tensors_of(a, seq_len=T, batch=B).tensors]
