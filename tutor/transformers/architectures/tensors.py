"""Every tensor from token ids to logits, with its symbols, shape, parameters, multiply-adds and bytes.

FLOPs are those of the matrix products (a multiply-add counts 2). Norms, softmax, activations and table look-ups are not
counted, as in Kaplan et al. 2020 (arXiv 2001.08361, section 2.1). Attention is counted in full: a causal mask hides
half of the scores, but the product computes them anyway.
"""

from __future__ import annotations

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.table import Role, Table, Tensor


def tensors_of(
    architecture: Architecture, *, seq_len: int, batch: int = 1, bytes_per_number: int = 2
) -> Table:
    """The dimension table of ``architecture`` for ``batch`` sequences of ``seq_len`` tokens.

    Raises:
        ValueError: ``seq_len`` or ``batch`` is below 1, or ``seq_len`` beyond a learned position table.
    """
    a = architecture
    if seq_len < 1 or batch < 1:
        raise ValueError(f"seq_len and batch must be 1 or more, not {seq_len} and {batch}")
    if a.max_positions and seq_len > a.max_positions:
        raise ValueError(
            f"{a.title} has a table of {a.max_positions} positions; seq_len {seq_len} does not fit"
        )
    w = _Writer(a, batch, seq_len, bytes_per_number)
    _embedding(w)
    if a.kind == "encoder-decoder":
        _layers(w, "encoder layer", a.n_layers, cross=False)
        _close(w, "encoder head")
        _layers(w, "decoder layer", a.n_decoder_layers, cross=True)
    else:
        _layers(w, "layer", a.n_layers, cross=False)
    _close(w, "head")
    _head(w)
    return Table(a, batch, seq_len, bytes_per_number, tuple(w.rows))


class _Writer:
    """Collects the rows. Knows the sizes behind the symbols, so that each row is written in symbols only."""

    def __init__(self, a: Architecture, batch: int, seq_len: int, bytes_per_number: int) -> None:
        self.a, self.batch, self.seq_len, self.bytes_per_number = a, batch, seq_len, bytes_per_number
        self.rows: list[Tensor] = []
        self.part, self.times = "embedding", 1
        self.role: Role = "embedding"
        self.sizes = {
            "B": batch,
            "T": seq_len,
            "V": a.vocabulary,
            "d_model": a.d_model,
            "n_heads": a.n_heads,
            "n_kv_heads": a.kv_heads,
            "d_head": a.d_head,
            "d_ff": a.d_ff,
        }
        if a.latent is not None:
            self.sizes |= {
                "q_rank": a.latent.q_rank,
                "kv_rank": a.latent.kv_rank,
                "d_rope": a.latent.d_rope,
                "d_nope+d_rope": a.latent.d_nope + a.latent.d_rope,
                "d_value": a.latent.d_value,
            }
        if a.experts is not None:
            self.sizes |= {
                "n_experts": a.experts.count,
                "n_active": a.experts.active,
                "n_active+n_shared": a.experts.active + a.experts.shared,
                "d_expert": a.experts.d_ff,
            }

    def row(
        self, name: str, symbols: str, parameters: int = 0, flops: int = 0, role: Role | None = None
    ) -> None:
        """Add a tensor. ``parameters`` and ``flops`` are for one layer; ``role`` is needed only if it differs from the
        part's."""
        axes = tuple(symbols.split())
        shape = tuple(self.sizes[axis] for axis in axes)
        size = 1
        for n in shape:
            size *= n
        self.rows.append(
            Tensor(
                name,
                self.part,
                self.times,
                axes,
                shape,
                role or self.role,
                parameters * self.times,
                flops * self.times,
                size * self.bytes_per_number * self.times,
            )
        )

    def linear(
        self, name: str, symbols: str, d_in: int, d_out: int, *, bias: bool = False, copies: int = 1
    ) -> None:
        """A tensor computed by ``x @ W (+ b)`` for every token; ``copies`` is the number of such products per token."""
        flops = 2 * self.batch * self.seq_len * d_in * d_out * copies
        self.row(name, symbols, d_in * d_out + (d_out if bias else 0), flops)

    def norm(self, name: str, symbols: str = "B T d_model", width: int | None = None) -> None:
        """A norm's output. A layer norm has a gain and a bias, an RMS norm only a gain."""
        width = self.a.d_model if width is None else width
        self.row(name, symbols, width * (2 if self.a.norm == "layer" else 1), role="norms")

    def rms(self, name: str, symbols: str, width: int) -> None:
        """An RMS norm inside attention, whatever kind the block's own norms are."""
        self.row(name, symbols, width, role="norms")

    def pairs(self, name: str, symbols: str, d_head: int) -> None:
        """A product over all pairs of a query and a key: ``d_head`` multiply-adds per pair and head."""
        pairs = self.batch * self.a.n_heads * self.seq_len * self.seq_len
        self.row(name, symbols, 0, 2 * pairs * d_head, role="attention")


def _embedding(w: _Writer) -> None:
    a = w.a
    w.row("token ids", "B T")
    w.row("token embedding", "B T d_model", a.vocabulary * a.d_model)
    if a.positions == "learned":
        w.row("position embedding", "T d_model", a.max_positions * a.d_model)
    elif a.positions == "sinusoidal":
        w.row("position encoding", "T d_model")
    if a.segments:
        w.row("segment embedding", "B T d_model", a.segments * a.d_model)
    if a.embedding_norm:
        w.norm("embedding norm")


def _layers(w: _Writer, part: str, times: int, *, cross: bool) -> None:
    a = w.a
    if a.positions == "relative":  # T5 has one table of biases per stack, in its first layer
        w.part, w.times, w.role = f"{part}s' positions", 1, "embedding"
        w.row("relative position bias", "n_heads T T", a.position_buckets * a.n_heads)
    dense = a.experts.dense_layers if a.experts else times
    for count, sparse in ((dense, False), (times - dense, True)):
        if count == 0:
            continue
        w.part, w.times = (f"{part} with experts" if sparse and dense else part), count
        for n in range(a.norms + (1 if cross else 0)):
            w.norm(f"norm {n + 1}")
        if a.latent is not None:
            _latent_attention(w)
        else:
            _attention(w, "")
        if cross:
            _attention(w, "cross ")
        _experts(w) if sparse else _feed_forward(w)


def _attention(w: _Writer, prefix: str) -> None:
    a = w.a
    w.role = "projections"
    q_width, kv_width = a.n_heads * a.d_head, a.kv_heads * a.d_head
    w.linear(f"{prefix}Q", "B n_heads T d_head", a.d_model, q_width, bias=a.qkv_bias)
    w.linear(f"{prefix}K", "B n_kv_heads T d_head", a.d_model, kv_width, bias=a.qkv_bias)
    w.linear(f"{prefix}V", "B n_kv_heads T d_head", a.d_model, kv_width, bias=a.qkv_bias)
    if a.qk_norm:
        w.rms(f"{prefix}Q norm", "B n_heads T d_head", a.d_head)
        w.rms(f"{prefix}K norm", "B n_kv_heads T d_head", a.d_head)
    w.pairs(f"{prefix}scores", "B n_heads T T", a.d_head)
    w.row(f"{prefix}weights", "B n_heads T T", role="attention")
    w.pairs(f"{prefix}heads' output", "B n_heads T d_head", a.d_head)
    w.linear(f"{prefix}attention output", "B T d_model", q_width, a.d_model, bias=a.output_bias)


def _latent_attention(w: _Writer) -> None:
    a = w.a
    m = a.latent
    assert m is not None
    w.role = "projections"
    w.linear("Q latent", "B T q_rank", a.d_model, m.q_rank)
    w.rms("Q latent norm", "B T q_rank", m.q_rank)
    w.linear("Q", "B n_heads T d_nope+d_rope", m.q_rank, a.n_heads * (m.d_nope + m.d_rope))
    w.linear("KV latent", "B T kv_rank", a.d_model, m.kv_rank)
    w.linear("rotary K (shared)", "B T d_rope", a.d_model, m.d_rope)
    w.rms("KV latent norm", "B T kv_rank", m.kv_rank)
    w.linear("K", "B n_heads T d_nope+d_rope", m.kv_rank, a.n_heads * m.d_nope)
    w.linear("V", "B n_heads T d_value", m.kv_rank, a.n_heads * m.d_value)
    w.pairs("scores", "B n_heads T T", m.d_nope + m.d_rope)
    w.row("weights", "B n_heads T T", role="attention")
    w.pairs("heads' output", "B n_heads T d_value", m.d_value)
    w.linear("attention output", "B T d_model", a.n_heads * m.d_value, a.d_model)


def _feed_forward(w: _Writer) -> None:
    a = w.a
    w.role = "feed-forward"
    if a.gated:
        w.linear("feed-forward gate", "B T d_ff", a.d_model, a.d_ff, bias=a.ffn_bias)
    w.linear("feed-forward hidden", "B T d_ff", a.d_model, a.d_ff, bias=a.ffn_bias)
    w.linear("feed-forward output", "B T d_model", a.d_ff, a.d_model, bias=a.ffn_bias)


def _experts(w: _Writer) -> None:
    """The parameters of all experts, and the FLOPs of those that process a token."""
    a = w.a
    e = a.experts
    assert e is not None
    w.role = "feed-forward"
    stored, working = e.count + e.shared, e.active + e.shared
    one = a.d_model * e.d_ff
    hidden = "B T n_active+n_shared d_expert" if e.shared else "B T n_active d_expert"
    flops = 2 * w.batch * w.seq_len * one * working
    w.linear("router scores", "B T n_experts", a.d_model, e.count)
    if a.gated:
        w.row("experts' gate", hidden, one * stored, flops)
    w.row("experts' hidden", hidden, one * stored, flops)
    w.row("experts' output", "B T d_model", one * stored, flops)


def _close(w: _Writer, part: str) -> None:
    w.part, w.times = part, 1
    if w.a.final_norm:
        w.norm("final norm")


def _head(w: _Writer) -> None:
    a = w.a
    w.role = "head"
    if a.head == "pooler":
        w.sizes["1"] = 1
        flops = 2 * w.batch * a.d_model * a.d_model
        w.row("pooled first token", "B d_model", a.d_model * a.d_model + a.d_model, flops)
        return
    parameters = 0 if a.tied else a.vocabulary * a.d_model
    w.row("logits", "B T V", parameters, 2 * w.batch * w.seq_len * a.vocabulary * a.d_model)
