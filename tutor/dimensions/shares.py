"""Where the parameters and the FLOPs of a model are: a table's rows gathered by what they are there for."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.dimensions.table import Role, Table

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
