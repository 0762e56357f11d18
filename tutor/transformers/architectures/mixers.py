"""The rows of a layer's first branch: attention, latent attention, or a state that is carried along the text."""

from __future__ import annotations

from tutor.transformers.architectures.row_writer import RowWriter


def mixer(w: RowWriter, *, cross: bool) -> None:
    """All rows of the branches that mix tokens, for the writer's kind of layer."""
    if w.kind.mixer in ("attention", "both"):
        if w.a.latent is not None:
            _latent_attention(w)
        else:
            _attention(w, "")
        if cross:
            _attention(w, "cross ")
    if w.kind.mixer in ("state", "both"):
        _state(w)


def _attention(w: RowWriter, prefix: str) -> None:
    a = w.a
    w.role = "projections"
    q_width, kv_width = w.n_heads * w.d_head, w.kv_heads * w.d_head
    whole = a.qk_norm_whole
    w.linear(f"{prefix}Q", "B n_heads T d_head", a.d_model, q_width, bias=a.qkv_bias)
    if a.output_gate:
        w.linear("gate of the output", "B n_heads T d_head", a.d_model, q_width)
    if w.kind.shared_kv:
        w.row("K of an earlier layer", "B n_kv_heads T d_head")
        w.row("V of an earlier layer", "B n_kv_heads T d_head")
    else:
        w.linear(f"{prefix}K", "B n_kv_heads T d_head", a.d_model, kv_width, bias=a.qkv_bias)
        if w.kind.key_is_value:
            w.row("V, the same product", "B n_kv_heads T d_head")
        else:
            w.linear(f"{prefix}V", "B n_kv_heads T d_head", a.d_model, kv_width, bias=a.qkv_bias)
    if a.qk_norm or whole:
        w.rms(f"{prefix}Q norm", "B n_heads T d_head", q_width if whole else w.d_head)
        if not w.kind.shared_kv:
            w.rms(f"{prefix}K norm", "B n_kv_heads T d_head", kv_width if whole else w.d_head)
    w.pairs(f"{prefix}scores", f"B n_heads T {w.keys[0]}", w.d_head)
    w.row(f"{prefix}weights", f"B n_heads T {w.keys[0]}", w.n_heads if a.sinks else 0, role="attention")
    w.pairs(f"{prefix}heads' output", "B n_heads T d_head", w.d_head)
    w.linear(f"{prefix}attention output", "B T d_model", q_width, a.d_model, bias=a.output_bias)


def _latent_attention(w: RowWriter) -> None:
    a = w.a
    m = a.latent
    assert m is not None
    w.role = "projections"
    q_width = w.n_heads * (m.d_nope + m.d_rope)
    if m.q_rank:
        w.linear("Q latent", "B T q_rank", a.d_model, m.q_rank)
        w.rms("Q latent norm", "B T q_rank", m.q_rank)
    w.linear("Q", "B n_heads T d_nope+d_rope", m.q_rank or a.d_model, q_width)
    w.linear("KV latent", "B T kv_rank", a.d_model, m.kv_rank)
    w.linear("rotary K (shared)", "B T d_rope", a.d_model, m.d_rope)
    w.rms("KV latent norm", "B T kv_rank", m.kv_rank)
    w.linear("K", "B n_heads T d_nope+d_rope", m.kv_rank, w.n_heads * m.d_nope)
    w.linear("V", "B n_heads T d_value", m.kv_rank, w.n_heads * m.d_value)
    if a.indexer is not None and w.kind.index:
        _indexer(w)
    w.pairs("scores", f"B n_heads T {w.keys[0]}", m.d_nope + m.d_rope)
    w.row("weights", f"B n_heads T {w.keys[0]}", role="attention")
    w.pairs("heads' output", "B n_heads T d_value", m.d_value)
    w.linear("attention output", "B T d_model", w.n_heads * m.d_value, a.d_model)


def _indexer(w: RowWriter) -> None:
    """The scores that choose each query's keys: they are computed for all pairs, with few narrow heads."""
    a = w.a
    assert a.indexer is not None and a.latent is not None
    heads, d = a.indexer.n_heads, a.indexer.d_head
    w.linear("indexer Q", "B n_index T d_index", a.latent.q_rank, heads * d)
    w.linear("indexer K (shared)", "B T d_index", a.d_model, d)
    w.row("indexer K norm", "B T d_index", 2 * d, role="norms")
    w.linear("indexer head weights", "B T n_index", a.d_model, heads)
    pairs = w.batch * heads * w.seq_len * w.seq_len
    w.row("indexer scores", "B n_index T T", 0, 2 * pairs * d, role="attention")


def _state(w: RowWriter) -> None:
    """A state of fixed size: each token decays it, writes K and V into it, and reads it with Q.

    The names follow Dao and Gu 2024 (arXiv 2405.21060, section 7), where Mamba's x, B and C are V, K and Q.
    """
    a = w.a
    s = a.state
    assert s is not None
    w.role = "projections"
    narrow = s.n_groups * s.d_state
    if s.kind == "mamba":
        w.linear("state V", "B n_state T d_channel", a.d_model, s.width)
        w.linear("state gate", "B T d_inner", a.d_model, s.width)
        _convolution(w)
        w.linear("step size, low rank", "B T rank", s.width, s.rank)
        w.linear("state K", "B n_groups T d_state", s.width, narrow)
        w.linear("state Q", "B n_groups T d_state", s.width, narrow)
        w.rms("step size norm", "B T rank", s.rank)
        w.rms("state K norm", "B n_groups T d_state", s.d_state)
        w.rms("state Q norm", "B n_groups T d_state", s.d_state)
        w.linear("step size", "B T d_inner", s.rank, s.width, bias=True)
        decay = s.width * s.d_state + s.width  # A and D
    else:
        w.linear("state Q", "B n_groups T d_state", a.d_model, narrow)
        w.linear("state K", "B n_groups T d_state", a.d_model, narrow)
        w.linear("state V", "B n_state T d_channel", a.d_model, s.width)
        w.linear("state gate", "B T d_inner", a.d_model, s.width)
        if s.kind == "gated delta":
            w.linear("state write strength", "B T n_state", a.d_model, s.n_heads)
        if s.kind != "lightning":
            w.linear("state decay", "B T n_state", a.d_model, s.n_heads)
            _convolution(w)
        decay = {"mamba-2": 3, "gated delta": 2, "lightning": 0}[s.kind] * s.n_heads
    update = 2 * w.batch * w.seq_len * s.width * s.d_state
    w.row("state", "B n_state d_state d_channel", decay, update, role="state")
    w.row("state output", "B n_state T d_channel", 0, update, role="state")
    if s.kind != "mamba":
        w.rms("state output norm", "B n_state T d_channel", s.d_head if s.kind == "gated delta" else s.width)
    w.linear("mixer output", "B T d_model", s.width, a.d_model)


def _convolution(w: RowWriter) -> None:
    s = w.a.state
    assert s is not None
    if s.conv:
        bias = 0 if s.kind == "gated delta" else s.conv_width
        flops = 2 * w.batch * w.seq_len * s.conv_width * s.conv
        w.row("short convolution", "B T d_conv", s.conv_width * s.conv + bias, flops, role="state")
