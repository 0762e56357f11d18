"""The dimension table of an architecture: tensors with shape, parameters, multiply-adds and bytes, and their sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutor.transformers.architectures.architecture import Architecture

Role = Literal["embedding", "projections", "attention", "feed-forward", "norms", "head"]


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of the forward pass.

    ``parameters`` and ``flops`` are of all ``times`` layers together; ``shape`` is of one.
    ``activation_bytes`` likewise of all layers: what a plain forward pass writes. ``role`` is what it is there for:
    ``attention`` are the two products over pairs of tokens, the matrices around them are ``projections``.
    """

    name: str
    part: str  # "embedding", "layer", "encoder layer", "decoder layer", "head"
    times: int
    symbols: tuple[str, ...]
    shape: tuple[int, ...]
    role: Role
    parameters: int = 0
    flops: int = 0
    activation_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table and its sums."""

    architecture: Architecture
    batch: int
    seq_len: int
    bytes_per_number: int
    tensors: tuple[Tensor, ...]

    @property
    def parameters(self) -> int:
        """All trained numbers."""
        return sum(t.parameters for t in self.tensors)

    @property
    def flops_forward(self) -> int:
        """FLOPs of one forward pass over the whole batch."""
        return sum(t.flops for t in self.tensors)

    @property
    def activation_bytes(self) -> int:
        """Bytes that a forward pass writes which keeps every tensor."""
        return sum(t.activation_bytes for t in self.tensors)

    @property
    def kv_cache_bytes_per_token(self) -> int:
        """Bytes that one more token adds to the cache; 0 for an encoder, which generates nothing.

        Keys and values of every layer: ``2 · layers · kv_heads · d_head`` numbers; with latent attention the
        latent and the shared rotary key: ``layers · (kv_rank + d_rope)``. Sliding windows are not taken off.
        """
        a = self.architecture
        if a.kind == "encoder":
            return 0
        layers = a.n_decoder_layers if a.kind == "encoder-decoder" else a.n_layers
        if a.latent is not None:
            return layers * (a.latent.kv_rank + a.latent.d_rope) * self.bytes_per_number
        return 2 * layers * a.kv_heads * a.d_head * self.bytes_per_number

    @property
    def kv_cache_bytes(self) -> int:
        """The cache of the whole batch at ``seq_len`` tokens."""
        return self.kv_cache_bytes_per_token * self.batch * self.seq_len

    def report(self) -> dict[str, object]:
        """The published form: what ``tutor dims --json`` prints."""
        return {
            "name": self.architecture.name,
            "parameters": self.parameters,
            "kv_cache_bytes_per_token": self.kv_cache_bytes_per_token,
            "flops_forward": self.flops_forward,
            "tensors": [
                {
                    "name": f"{t.part}: {t.name}" + (f" × {t.times}" if t.times > 1 else ""),
                    "symbols": list(t.symbols),
                    "shape": list(t.shape),
                    "parameters": t.parameters,
                }
                for t in self.tensors
            ],
        }


def walk(table: Table) -> Iterator[tuple[str, tuple[Tensor, ...]]]:
    """The table part by part, in the order of the forward pass."""
    part: str | None = None
    rows: list[Tensor] = []
    for tensor in table.tensors:
        if tensor.part != part and rows and part is not None:
            yield part, tuple(rows)
            rows = []
        part = tensor.part
        rows.append(tensor)
    if part is not None:
        yield part, tuple(rows)


ROLES: dict[Role, str] = {
    "embedding": "embeddings",
    "projections": "projections",
    "attention": "scores and sums",
    "feed-forward": "feed-forward",
    "norms": "norms",
    "head": "head",
}


@dataclass(frozen=True, slots=True)
class Share:
    """What all tensors of one role have, and which part of the whole that is (0 to 1)."""

    name: str
    parameters: int
    flops: int
    of_parameters: float
    of_flops: float


def shares(table: Table) -> tuple[Share, ...]:
    """One ``Share`` for every role that has parameters or FLOPs, in the order of the forward pass.

    The part that grows with the square of the length is ``scores and sums``: ``2 · 2 · B · n_heads · T² · d_head`` a
    layer, while projections and feed-forward layers grow with T (Kaplan et al. 2020, arXiv 2001.08361, Table 1).
    """
    found = []
    for role, name in ROLES.items():
        rows = [tensor for tensor in table.tensors if tensor.role == role]
        parameters, flops = sum(row.parameters for row in rows), sum(row.flops for row in rows)
        if parameters or flops:
            found.append(
                Share(
                    name,
                    parameters,
                    flops,
                    parameters / max(table.parameters, 1),
                    flops / max(table.flops_forward, 1),
                )
            )
    return tuple(found)
