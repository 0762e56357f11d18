"""Every tensor from token ids to logits, with its symbols, shape, parameters, multiply-adds and bytes.

FLOPs are those of the matrix products (a multiply-add counts 2). Norms, softmax, activations and table look-ups are not
counted, as in Kaplan et al. 2020 (arXiv 2001.08361, section 2.1). Attention is counted in full: a causal mask hides
half of the scores, but the product computes them anyway. Scores outside a window, or of keys that an indexer did not
choose, are not computed.
"""

from __future__ import annotations

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.layer_kinds import LayerKind
from tutor.transformers.architectures.mixers import mixer
from tutor.transformers.architectures.row_writer import RowWriter
from tutor.transformers.architectures.table import Table


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
    w = RowWriter(a, batch, seq_len, bytes_per_number)
    _embedding(w)
    if a.kind == "encoder-decoder":
        _layers(w, "encoder layer", a.n_layers, cross=False)
        _close(w, "encoder head")
        _layers(w, "decoder layer", a.n_decoder_layers, cross=True)
    else:
        for group in a.groups:
            w.enter(group.part, group.count, group.kind)
            _block(w)
    _close(w, "head")
    _head(w)
    return Table(a, batch, seq_len, bytes_per_number, tuple(w.rows))


def _embedding(w: RowWriter) -> None:
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
    if a.layer_input:
        width = a.n_layers * a.layer_input
        w.row("embedding per layer", "B T n_layers d_layer", a.vocabulary * width)
        w.linear("input per layer", "B T n_layers d_layer", a.d_model, width)
        w.rms("norm of the inputs", "B T n_layers d_layer", a.layer_input)


def _layers(w: RowWriter, part: str, times: int, *, cross: bool) -> None:
    """Layers of an encoder or a decoder, all equal."""
    a = w.a
    if a.positions == "relative":  # T5 has one table of biases per stack, in its first layer
        w.part, w.times, w.role = f"{part}s' positions", 1, "embedding"
        w.row("relative position bias", "n_heads T T", a.position_buckets * a.n_heads)
    w.enter(part, times, LayerKind(ffn="dense"))
    _block(w, cross=cross)


def _block(w: RowWriter, *, cross: bool = False) -> None:
    for n in range(w.a.norms + (1 if cross else 0)):
        w.norm(f"norm {n + 1}")
    mixer(w, cross=cross)
    if w.kind.ffn == "experts":
        _experts(w)
    elif w.kind.ffn != "none":
        _feed_forward(w)
    if w.a.layer_input:
        w.linear("gate of the layer's input", "B T d_layer", w.a.d_model, w.a.layer_input)
        w.linear("the layer's input", "B T d_model", w.a.layer_input, w.a.d_model)
        w.norm("norm of the layer's input")


def _feed_forward(w: RowWriter) -> None:
    a = w.a
    w.role = "feed-forward"
    if a.gated:
        w.linear("feed-forward gate", "B T d_ff", a.d_model, w.d_ff, bias=a.ffn_bias)
    w.linear("feed-forward hidden", "B T d_ff", a.d_model, w.d_ff, bias=a.ffn_bias)
    w.linear("feed-forward output", "B T d_model", w.d_ff, a.d_model, bias=a.ffn_bias)


def _experts(w: RowWriter) -> None:
    """The parameters of all experts, and the FLOPs of those that process a token."""
    a = w.a
    e = a.experts
    assert e is not None
    w.role = "feed-forward"
    apart = e.shared > 0 and (
        e.shared_width != e.d_ff or e.shared_gate
    )  # shared experts in rows of their own
    shared = 0 if apart else e.shared
    stored, working = e.count + shared, e.active + shared
    d_in = e.d_in or a.d_model
    one, bias = d_in * e.d_ff, e.d_ff if e.bias else 0
    hidden = "B T n_active+n_shared d_expert" if shared else "B T n_active d_expert"
    flops = 2 * w.batch * w.seq_len * one * working
    if e.router_scale:
        w.row("router norm", "B T d_model", a.d_model + e.count, role="norms")
    w.linear("router scores", "B T n_experts", a.d_model, e.count, bias=e.router_bias)
    if e.d_in:
        w.linear("latent input", "B T d_in", a.d_model, e.d_in)
    if a.gated:
        w.row("experts' gate", hidden, (one + bias) * stored, flops)
    w.row("experts' hidden", hidden, (one + bias) * stored, flops)
    output = "B T d_in" if e.d_in else "B T d_model"
    w.row("experts' output", output, (one + (a.d_model if e.bias else 0)) * stored, flops)
    if e.d_in:
        w.linear("output of the latent", "B T d_model", e.d_in, a.d_model)
    if apart:
        width = e.shared * e.shared_width
        if a.gated:
            w.linear("shared gate", "B T n_shared d_shared", a.d_model, width)
        w.linear("shared hidden", "B T n_shared d_shared", a.d_model, width)
        w.linear("shared output", "B T d_model", width, a.d_model)
        if e.shared_gate:
            w.sizes["1"] = 1
            w.linear("weight of the shared", "B T 1", a.d_model, 1)


def _close(w: RowWriter, part: str) -> None:
    w.part, w.times = part, 1
    if w.a.final_norm:
        w.norm("final norm")


def _head(w: RowWriter) -> None:
    a = w.a
    w.role = "head"
    if a.head == "pooler":
        w.sizes["1"] = 1
        flops = 2 * w.batch * a.d_model * a.d_model
        w.row("pooled first token", "B d_model", a.d_model * a.d_model + a.d_model, flops)
        return
    parameters = 0 if a.tied else a.vocabulary * a.d_model
    w.row("logits", "B T V", parameters, 2 * w.batch * w.seq_len * a.vocabulary * a.d_model)
