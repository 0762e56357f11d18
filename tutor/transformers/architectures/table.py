"""The dimension table of an architecture: tensors with shape, parameters, multiply-adds and bytes, and the sums of
these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutor.transformers.architectures.architecture import Architecture

Role = Literal["embedding", "projections", "attention", "feed-forward", "norms", "head"]


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of the forward pass.

    ``parameters``, ``flops`` and ``activation_bytes`` (what a plain forward pass writes) are totals over all ``times``
    layers; ``shape`` is that of one layer. ``role`` is the tensor's purpose: ``attention`` for the two products over
    pairs of tokens, ``projections`` for the matrices around them.
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
        """The number of trained parameters."""
        return sum(t.parameters for t in self.tensors)

    @property
    def flops_forward(self) -> int:
        """FLOPs of one forward pass over the whole batch."""
        return sum(t.flops for t in self.tensors)

    @property
    def activation_bytes(self) -> int:
        """The bytes that a forward pass writes if it keeps every tensor."""
        return sum(t.activation_bytes for t in self.tensors)

    @property
    def kv_cache_bytes_per_token(self) -> int:
        """The bytes that each token adds to the cache; 0 for an encoder, which does not generate.

        Keys and values of every layer are ``2 · layers · kv_heads · d_head`` numbers. With latent attention it is the
        latent vector and the shared rotary key: ``layers · (kv_rank + d_rope)``. Sliding windows are not subtracted.
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
        """The bytes of the cache for the whole batch at ``seq_len`` tokens."""
        return self.kv_cache_bytes_per_token * self.batch * self.seq_len

    def report(self) -> dict[str, object]:
        """The public form, printed by ``tutor dims --json``."""
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
    """The parts of the table in the order of the forward pass."""
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
    """The sum over all tensors of one role, and its fraction of the whole (0 to 1)."""

    name: str
    parameters: int
    flops: int
    of_parameters: float
    of_flops: float


def shares(table: Table) -> tuple[Share, ...]:
    """A ``Share`` for every role that has parameters or FLOPs, in the order of the forward pass.

    ``scores and sums`` grows with the square of the length: ``2 · 2 · B · n_heads · T² · d_head`` per layer, while
    projections and feed-forward layers grow with T (Kaplan et al. 2020, arXiv 2001.08361, Table 1).
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
