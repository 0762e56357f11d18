"""Writes the rows of the dimension table. Knows the sizes behind the symbols."""

from __future__ import annotations

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.layer_kinds import LayerKind
from tutor.transformers.architectures.table import Role, Tensor


class RowWriter:
    """Collects the rows. Knows the sizes behind the symbols, so that each row is written in symbols only."""

    def __init__(self, a: Architecture, batch: int, seq_len: int, bytes_per_number: int) -> None:
        self.a, self.batch, self.seq_len, self.bytes_per_number = a, batch, seq_len, bytes_per_number
        self.rows: list[Tensor] = []
        self.kind = LayerKind()
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
            "n_layers": a.n_layers,
            "d_layer": a.layer_input,
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
                "n_shared": a.experts.shared,
                "d_shared": a.experts.shared_width,
                "d_in": a.experts.d_in,
            }
        if a.indexer is not None:
            self.sizes |= {"n_index": a.indexer.n_heads, "d_index": a.indexer.d_head}
        if a.state is not None:
            self.sizes |= {
                "n_state": a.state.n_heads,
                "n_groups": a.state.n_groups,
                "d_state": a.state.d_state,
                "d_channel": a.state.d_head,
                "d_inner": a.state.width,
                "d_conv": a.state.conv_width,
                "rank": a.state.rank,
            }

    @property
    def n_heads(self) -> int:
        """The number of heads in the layers of this kind; the next three are their other sizes."""
        return self.sizes["n_heads"]

    @property
    def kv_heads(self) -> int:
        """The number of key and value heads."""
        return self.sizes["n_kv_heads"]

    @property
    def d_head(self) -> int:
        """The width of a head."""
        return self.sizes["d_head"]

    @property
    def d_ff(self) -> int:
        """The width of the feed-forward layer."""
        return self.sizes["d_ff"]

    @property
    def keys(self) -> tuple[str, int]:
        """The axis of the keys that one query is compared with, and its size."""
        if self.kind.window:
            return "window", self.sizes["window"]
        return ("chosen", self.sizes["chosen"]) if self.a.indexer else ("T", self.seq_len)

    def enter(self, part: str, times: int, kind: LayerKind) -> None:
        """Begin a part of ``times`` layers of one kind."""
        a = self.a
        self.part, self.times, self.kind = part, times, kind
        self.sizes |= {
            "n_heads": kind.n_heads or a.n_heads,
            "n_kv_heads": kind.n_kv_heads or a.kv_heads,
            "d_head": kind.d_head or a.d_head,
            "d_ff": kind.d_ff or a.d_ff,
            "window": min(self.seq_len, kind.window or self.seq_len),
            "chosen": min(self.seq_len, a.indexer.chosen if a.indexer else self.seq_len),
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
        """A product over all pairs of a query and a key that it sees: ``d_head`` multiply-adds per pair and head."""
        pairs = self.batch * self.n_heads * self.seq_len * self.keys[1]
        self.row(name, symbols, 0, 2 * pairs * d_head, role="attention")
