"""An architecture as data: the numbers needed to derive every shape and parameter count, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Experts:
    """A mixture of experts instead of the feed-forward layer (Shazeer et al. 2017, section 2).

    ``count`` experts of width ``d_ff``, of which ``active`` process each token; ``shared`` experts of the same width
    always do. The first ``dense_layers`` layers keep an ordinary feed-forward layer.
    """

    count: int
    active: int
    d_ff: int
    shared: int = 0
    dense_layers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentAttention:
    """Multi-head latent attention: keys and values are computed from a small shared latent vector (DeepSeek-V2, arXiv
    2405.04434, section 2.1)."""

    q_rank: int
    kv_rank: int
    d_nope: int  # the part of a query or key head without positions
    d_rope: int  # the part with rotary positions; all heads share the key's
    d_value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """A stack of transformer blocks. In an encoder-decoder, ``n_layers`` counts the encoder's blocks and
    ``n_decoder_layers`` the decoder's. ``norms`` is the number of norms of width ``d_model`` in one block (a decoder
    with cross-attention has one more). ``source`` says where the numbers are published."""

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
    gated: bool = False  # a second matrix gates the feed-forward layer (Shazeer 2020, arXiv 2002.05202)
    positions: Literal["rope", "learned", "sinusoidal", "relative"] = "rope"
    max_positions: int = 0  # rows of a learned position table
    position_buckets: int = 0  # T5's relative position buckets, one bias per head
    segments: int = 0  # BERT's sentence A and sentence B
    norm: Literal["rms", "layer"] = "rms"
    norms: int = 2
    embedding_norm: bool = False
    final_norm: bool = True
    qk_norm: bool = False  # an RMS norm of width d_head on queries and one on keys
    qkv_bias: bool = False
    output_bias: bool = False
    ffn_bias: bool = False
    tied: bool = False  # logits reuse the token embedding
    head: Literal["logits", "pooler"] = "logits"
    experts: Experts | None = None
    latent: LatentAttention | None = None
    parameters_published: int = 0
    published_where: str = ""

    @property
    def kv_heads(self) -> int:
        """The number of key and value heads."""
        return self.n_kv_heads or self.n_heads
