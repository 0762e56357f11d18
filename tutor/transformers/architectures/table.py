"""The dimension table of an architecture: tensors with shape, parameters, multiply-adds and bytes, and the sums of
these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.kv_cache import LayerCache, caches_of

Role = Literal["embedding", "projections", "attention", "state", "feed-forward", "norms", "head"]


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
    def active_parameters(self) -> int:
        """The parameters that process one token: all but those of the experts that the router did not choose."""
        e = self.architecture.experts
        if e is None:
            return self.parameters
        experts = sum(t.parameters for t in self.tensors if t.name.startswith("experts' "))
        stored = e.count + (0 if any(t.name == "shared hidden" for t in self.tensors) else e.shared)
        return self.parameters - experts // stored * (e.count - e.active)

    @property
    def caches(self) -> tuple[LayerCache, ...]:
        """The cache of the whole batch at ``seq_len`` tokens, by kind of layer."""
        return caches_of(
            self.architecture,
            seq_len=self.seq_len,
            batch=self.batch,
            bytes_per_number=self.bytes_per_number,
        )

    @property
    def kv_cache_bytes_per_token(self) -> int:
        """The bytes that a token adds to one sequence's cache while it is shorter than every window; 0 for an encoder,
        which does not generate."""
        return sum(one.layers * one.per_token for one in self.caches) * self.bytes_per_number

    @property
    def kv_cache_bytes_per_further_token(self) -> int:
        """The bytes that the next token adds: layers whose window is full drop as much as they add."""
        growing = (one for one in self.caches if not one.window or self.seq_len < one.window)
        return sum(one.layers * one.per_token for one in growing) * self.bytes_per_number

    @property
    def kv_cache_bytes(self) -> int:
        """The bytes of the cache for the whole batch at ``seq_len`` tokens, with the states of layers that keep one."""
        return sum(one.bytes for one in self.caches)

    @property
    def remark(self) -> str:
        """A sentence if the text is longer than the model's context; else empty."""
        context = self.architecture.context
        if not context or self.seq_len <= context:
            return ""
        return f"{self.seq_len:,} tokens are past the context of {context:,} that it was published with."

    def report(self) -> dict[str, object]:
        """The public form, printed by ``tutor dims --json``."""
        return {
            "name": self.architecture.name,
            "parameters": self.parameters,
            "active_parameters": self.active_parameters,
            "context": self.architecture.context,
            "remark": self.remark,
            "kv_cache_bytes_per_token": self.kv_cache_bytes_per_token,
            "kv_cache_bytes_per_further_token": self.kv_cache_bytes_per_further_token,
            "kv_cache_bytes": self.kv_cache_bytes,
            "kv_cache": [
                {
                    "layers": one.layers,
                    "kind": one.name,
                    "window": one.window,
                    "tokens": one.tokens,
                    "bytes": one.bytes,
                }
                for one in self.caches
            ],
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
    "state": "states",
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
