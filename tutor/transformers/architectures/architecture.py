"""An architecture as data: the numbers needed to derive every shape, parameter count and cache, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tutor.transformers.architectures.layer_kinds import LayerGroup, LayerKind, groups_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Experts:
    """A mixture of experts instead of the feed-forward layer (Shazeer et al. 2017, section 2).

    ``count`` experts of width ``d_ff``, of which ``active`` process each token; ``shared`` experts of width
    ``shared_d_ff`` (default: that of the others) always do. The first ``dense_layers`` layers keep an ordinary
    feed-forward layer.
    """

    count: int
    active: int
    d_ff: int
    shared: int = 0
    shared_d_ff: int = 0
    shared_gate: bool = False  # a number per token weighs the shared expert
    d_in: int = 0  # the experts' input and output are projected to and from this width; 0: d_model
    router_bias: bool = False
    router_scale: bool = False  # a gain on the router's input and one per expert on its weights
    bias: bool = False  # each expert's matrices have biases
    dense_layers: int = 0

    @property
    def shared_width(self) -> int:
        """The width of one shared expert."""
        return self.shared_d_ff or self.d_ff


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentAttention:
    """Multi-head latent attention: keys and values are computed from a small shared latent vector (DeepSeek-V2, arXiv
    2405.04434, section 2.1)."""

    q_rank: int  # 0: queries are computed from the input itself
    kv_rank: int
    d_nope: int  # the part of a query or key head without positions
    d_rope: int  # the part with rotary positions; all heads share the key's
    d_value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexer:
    """Chooses, for each query, the ``chosen`` keys that it sees (DeepSeek-V3.2, arXiv 2512.02556, section 2). Its one
    key of width ``d_head`` per token is cached too."""

    n_heads: int
    d_head: int
    chosen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A mixer that keeps a state of fixed size instead of keys and values of all tokens.

    ``n_heads`` states of ``d_state`` × ``d_head`` numbers; ``n_groups`` groups of heads share what is written to and
    read from them. ``conv`` is the length of the causal convolution before it (0: none), ``rank`` the width of
    Mamba's low-rank step size.
    """

    kind: Literal["mamba", "mamba-2", "gated delta", "lightning"]
    n_heads: int
    d_head: int
    d_state: int
    n_groups: int = 1
    conv: int = 0
    rank: int = 0

    @property
    def width(self) -> int:
        """The width of the mixer's values."""
        return self.n_heads * self.d_head

    @property
    def conv_width(self) -> int:
        """The number of channels that pass through the convolution."""
        if not self.conv:
            return 0
        if self.kind == "mamba":
            return self.width
        return self.width + 2 * self.n_groups * self.d_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """A stack of transformer blocks. In an encoder-decoder, ``n_layers`` counts the encoder's blocks and
    ``n_decoder_layers`` the decoder's. ``norms`` is the number of norms of width ``d_model`` in one block (a decoder
    with cross-attention has one more). ``source`` says where the numbers are published.

    Layers that differ are described by ``pattern``, like ``5 local, global``, repeated to ``n_layers`` layers; its
    words are the keys of ``kinds``.
    """

    name: str
    title: str
    source: str
    kind: Literal["decoder", "encoder", "encoder-decoder"]
    vocabulary: int
    d_model: int
    n_layers: int
    n_heads: int
    d_head: int
    d_ff: int
    n_kv_heads: int = 0  # 0: as many as n_heads
    n_decoder_layers: int = 0
    pattern: str = ""
    kinds: Mapping[str, LayerKind] = field(default_factory=dict)
    context: int = 0  # tokens that the published configuration allows; 0: not published
    gated: bool = False  # a second matrix gates the feed-forward layer (Shazeer 2020, arXiv 2002.05202)
    positions: Literal["rope", "learned", "sinusoidal", "relative", "none"] = "rope"
    max_positions: int = 0  # rows of a learned position table
    position_buckets: int = 0  # T5's relative position buckets, one bias per head
    segments: int = 0  # BERT's sentence A and sentence B
    norm: Literal["rms", "layer"] = "rms"
    norms: int = 2
    embedding_norm: bool = False
    final_norm: bool = True
    qk_norm: bool = False  # an RMS norm of width d_head on queries and one on keys
    qk_norm_whole: bool = False  # the same before the split into heads, of the width of all heads
    qkv_bias: bool = False
    output_bias: bool = False
    output_gate: bool = False  # a second product of the queries' size gates the heads' output
    sinks: bool = False  # one number per head, added to the softmax's denominator
    ffn_bias: bool = False
    tied: bool = False  # logits reuse the token embedding
    head: Literal["logits", "pooler"] = "logits"
    experts: Experts | None = None
    latent: LatentAttention | None = None
    indexer: Indexer | None = None
    state: State | None = None
    layer_input: int = 0  # every layer has an embedding of this width of its own (Gemma 3n, Gemma 4)
    parameters_published: int = 0
    published_where: str = ""

    @property
    def kv_heads(self) -> int:
        """The number of key and value heads."""
        return self.n_kv_heads or self.n_heads

    @property
    def groups(self) -> tuple[LayerGroup, ...]:
        """The kinds of layers with their numbers; of an encoder-decoder, those of the encoder."""
        dense = self.experts.dense_layers if self.experts else 0
        return groups_of(self.pattern, self.kinds, self.n_layers, self.experts is not None, dense)
