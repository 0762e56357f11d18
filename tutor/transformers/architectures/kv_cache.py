"""What each kind of layer keeps between tokens while the model generates."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.layer_kinds import LayerGroup, LayerKind


@dataclass(frozen=True, slots=True)
class LayerCache:
    """The cache of ``layers`` layers of one kind, for all sequences.

    Each layer keeps ``tokens`` tokens of ``per_token`` numbers, and ``state`` numbers that do not depend on the length.
    """

    name: str  # "" where all layers are equal
    layers: int
    window: int  # 0: all tokens are kept
    tokens: int
    per_token: int
    state: int
    bytes: int


def caches_of(
    a: Architecture, *, seq_len: int, batch: int = 1, bytes_per_number: int = 2
) -> tuple[LayerCache, ...]:
    """The cache by kind of layer, in the order of the layers; empty for an encoder, which does not generate.

    Layers that cache the same are joined: experts do not change a cache. A layer with a window keeps its last
    ``window`` tokens. A layer that reads another layer's keys and values keeps nothing.
    """
    if a.kind == "encoder":
        return ()
    if a.kind == "encoder-decoder":
        groups: tuple[LayerGroup, ...] = (LayerGroup("", LayerKind(), a.n_decoder_layers),)
    else:
        groups = a.groups
    found: dict[tuple[int, int, int], tuple[list[str], int]] = {}
    for group in groups:
        sizes = (group.kind.window, numbers_per_token(a, group.kind), numbers_of_state(a, group.kind))
        names, layers = found.get(sizes, ([], 0))
        found[sizes] = ([*names, group.name], layers + group.count)
    return tuple(
        LayerCache(
            _common(names) if len(found) > 1 or window else "",
            layers,
            window,
            kept := (min(seq_len, window or seq_len) if per_token else 0),
            per_token,
            state,
            layers * batch * (kept * per_token + state) * bytes_per_number,
        )
        for (window, per_token, state), (names, layers) in found.items()
    )


def numbers_per_token(a: Architecture, kind: LayerKind) -> int:
    """Numbers that one layer keeps of one token.

    Keys and values are ``2 · kv_heads · d_head`` numbers; with latent attention the latent vector and the shared
    rotary key, and with an indexer its key too.
    """
    if kind.mixer in ("state", "none") or kind.shared_kv:
        return 0
    if a.latent is not None:
        return a.latent.kv_rank + a.latent.d_rope + (a.indexer.d_head if a.indexer and kind.index else 0)
    return 2 * (kind.n_kv_heads or a.kv_heads) * (kind.d_head or a.d_head)


def numbers_of_state(a: Architecture, kind: LayerKind) -> int:
    """Numbers of one layer's state and of the last inputs of its convolution."""
    if kind.mixer not in ("state", "both") or a.state is None:
        return 0
    return a.state.width * a.state.d_state + a.state.conv_width * a.state.conv


def _common(names: list[str]) -> str:
    """The words that all names begin with: "local" of "local" and "local dense"; else all names."""
    first, *others = (name.split() for name in names)
    common = [word for n, word in enumerate(first) if all(other[n : n + 1] == [word] for other in others)]
    return " ".join(common) or ", ".join(filter(None, names))
