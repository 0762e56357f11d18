"""The parts of an architecture in the order of the forward pass, and the shape of each one's output. No drawing.

A decoder or an encoder is one stack of equal blocks; an encoder-decoder has two, and the second attends to the output
of the first. The position of the norms follows the published models: GPT-2, T5 and newer models before each branch,
BERT and the original transformer after it (Xiong et al. 2020, arXiv 2002.04745, figure 1), Gemma 2 and 3 on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutor.transformers.architectures.architecture import Architecture

Kind = Literal["ends", "embedding", "attention", "feed-forward", "norm", "sum"]
Shape = tuple[int, ...]

TOKENS = 5  # default length of the text
LONGEST = 64  # maximum number of tokens; with more, the shapes of three parts do not fit side by side


@dataclass(frozen=True, slots=True)
class MapPart:
    """One part of the diagram. ``piece`` is its name in the course's table; ``leaves`` are its output arrays."""

    piece: str
    label: str
    kind: Kind
    leaves: tuple[Shape, ...] = ()
    stream: bool = False  # whether its output is part of the residual stream

    def shapes(self, *, close: bool = False) -> str:
        """Its output as text: ``12 × (5, 64)`` for twelve heads; ``close`` omits spaces."""
        text = ", ".join(_shapes(self.leaves))
        if not close:
            return text
        return text.replace(" × ", "×").replace(" + ", "+").replace(", ", ",").replace(",2×", " 2×")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that reads the residual stream and adds to it: its lines of parts, and the norm on the stream after it.

    ``piece`` is the part of a decoder's stack that contains the branch.
    """

    lines: tuple[tuple[MapPart, ...], ...]
    add: MapPart
    norm_after: MapPart | None = None
    piece: str = ""
    label: str = ""

    @property
    def parts(self) -> Iterator[MapPart]:
        """All parts, in the order of the forward pass."""
        for line in self.lines:
            yield from line
        yield self.add
        if self.norm_after is not None:
            yield self.norm_after


@dataclass(frozen=True, slots=True)
class Anatomy:
    """An architecture as parts. ``stack`` runs from the tokens to the output; ``inside`` is one of its blocks.

    In an encoder-decoder, ``second`` is the decoder's stack and ``inside_second`` one of its blocks.
    """

    architecture: Architecture
    tokens: int
    stack: tuple[MapPart, ...]
    inside: tuple[Branch, ...]
    second: tuple[MapPart, ...] = ()
    inside_second: tuple[Branch, ...] = ()

    @property
    def parts(self) -> Iterator[MapPart]:
        """All of them."""
        yield from self.stack
        yield from self.second
        for branch in (*self.inside, *self.inside_second):
            yield from branch.parts

    def branch_of(self, part: MapPart) -> Branch | None:
        """The branch that contains this part; None for a part of a stack."""
        branches = (*self.inside, *self.inside_second)
        return next((branch for branch in branches if any(one is part for one in branch.parts)), None)

    def decoder_branch(self, part: MapPart) -> Branch | None:
        """The branch of the decoder's block that contains ``part`` or is that part's inside; None for other parts."""
        if (branch := self.branch_of(part)) is not None:
            return branch if any(branch is one for one in self.inside_second) else None
        return next((branch for branch in self.inside_second if branch.piece == part.piece), None)


def anatomy_of(architecture: Architecture, tokens: int = TOKENS) -> Anatomy:
    """The parts of ``architecture`` for a text of ``tokens`` tokens."""
    a = architecture
    if a.kind == "encoder-decoder":
        return Anatomy(
            a,
            tokens,
            _encoder_stack(a, tokens),
            _inside(a, tokens),
            _decoder_stack(a, tokens),
            _inside_decoder(a, tokens),
        )
    return Anatomy(a, tokens, _one_stack(a, tokens), _inside(a, tokens))


def _shapes(leaves: tuple[Shape, ...]) -> Iterator[str]:
    if leaves and all(len(one) == 3 for one in leaves):
        heads = [one[0] for one in leaves]
        count = f"{heads[0]}" if len(set(heads)) == 1 else " + ".join(map(str, heads))
        first, *others = dict.fromkeys(one[1:] for one in leaves)
        yield f"{count} × {_written(first)}"
        yield from map(_written, others)
        return
    seen: dict[Shape, int] = {}
    for one in leaves:
        seen[one] = seen.get(one, 0) + 1
    for one, times in seen.items():
        yield f"{times} × {_written(one)}" if times > 1 else _written(one)


def _written(shape: Shape) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


# Stacks


def _beginning(a: Architecture, length: int, name: str) -> Iterator[MapPart]:
    wide = ((length, a.d_model),)
    yield MapPart("tokens", name, "ends", ((length,),))
    yield MapPart("embedding", "embedding", "embedding", wide, stream=True)
    if a.positions in ("learned", "sinusoidal"):
        label = "+ pos + segment" if a.segments else "+ positions"
        yield MapPart("positions", label, "embedding", wide, stream=True)
    if a.embedding_norm:
        yield MapPart("norm", "norm", "norm", wide, stream=True)


def _one_stack(a: Architecture, length: int) -> tuple[MapPart, ...]:
    wide = ((length, a.d_model),)
    parts = [
        *_beginning(a, length, "tokens"),
        MapPart("block", f"block × {_with_attention(a)}", "attention", wide, True),
    ]
    if a.final_norm:
        parts.append(MapPart("final-norm", "final norm", "norm", wide, stream=True))
    if a.head == "pooler":
        parts.append(MapPart("pooler", "first token", "ends", ((a.d_model,),)))
        parts.append(MapPart("filled", "gap or class", "ends"))
    else:
        parts.append(MapPart("logits", "logits", "ends", ((length, a.vocabulary),)))
        parts.append(MapPart("next-word", "next word", "ends"))
    return tuple(parts)


def _with_attention(a: Architecture) -> str:
    """The number of layers like the block that is drawn: ``12 of 48`` if the others have no attention."""
    drawn = sum(group.count for group in a.groups if group.kind.mixer in ("attention", "both"))
    return str(drawn) if drawn == a.n_layers else f"{drawn} of {a.n_layers}"


def _encoder_stack(a: Architecture, length: int) -> tuple[MapPart, ...]:
    wide = ((length, a.d_model),)
    return (
        *_beginning(a, length, "source tokens"),
        MapPart("block", f"block × {a.n_layers}", "attention", wide, stream=True),
        MapPart("memory", "memory", "embedding", wide),
    )


def _decoder_stack(a: Architecture, source: int) -> tuple[MapPart, ...]:
    length = target_length(source)
    wide = ((length, a.d_model),)
    return (
        *_beginning(a, length, "target so far"),
        MapPart("self", "self, masked", "attention", wide, stream=True),
        MapPart("cross", "cross-attention", "attention", wide, stream=True),
        MapPart("feed-forward", "feed-forward", "feed-forward", wide, stream=True),
        MapPart("logits", "logits", "ends", ((length, a.vocabulary),)),
        MapPart("next-word", "next word", "ends"),
    )


def target_length(source: int) -> int:
    """The length of the target. It differs from the source's, so that the shapes can be told apart."""
    return max(1, source - 1)


# Inside a block


def _inside(a: Architecture, length: int) -> tuple[Branch, ...]:
    """The block of an encoder, or of a decoder-only model."""
    return _branches(a, length, (("", "", _attention(a, length, masked=a.kind == "decoder")),))


def _inside_decoder(a: Architecture, source: int) -> tuple[Branch, ...]:
    """The decoder's block of an encoder-decoder (Vaswani et al. 2017, figure 1), with three branches."""
    length = target_length(source)
    own = ("self", "masked self-attention", _attention(a, length, masked=True))
    return _branches(a, length, (own, ("cross", "cross-attention", _cross_attention(a, length, source))))


def _branches(
    a: Architecture, length: int, attention: tuple[tuple[str, str, tuple[tuple[MapPart, ...], ...]], ...]
) -> tuple[Branch, ...]:
    """The attention branches (each one's piece, label and lines), then the feed-forward layer."""
    wide = ((length, a.d_model),)
    after = a.positions == "sinusoidal" or not a.final_norm  # the norm is on the stream, after the branch
    both = a.norms >= 4
    branches = []
    counted = 0
    for piece, label, lines in (*attention, ("feed-forward", "feed-forward", (_feed_forward(a, length),))):
        norms = [MapPart("norm", f"norm {counted + n}", "norm", wide) for n in (1, 2)]
        counted += 2 if both else 1
        rows = [list(line) for line in lines]
        if not after:
            rows[0].insert(0, norms[0])
        if both:
            rows[-1].append(norms[1])
        add = MapPart("residual", "⊕", "sum", wide, stream=True)
        branches.append(Branch(tuple(map(tuple, rows)), add, norms[0] if after else None, piece, label))
    return tuple(branches)


def _attention(a: Architecture, length: int, *, masked: bool) -> tuple[tuple[MapPart, ...], ...]:
    heads, kv = a.n_heads, a.kv_heads
    width, value_width = (
        (a.d_head, a.d_head) if a.latent is None else (a.latent.d_nope + a.latent.d_rope, a.latent.d_value)
    )
    if a.latent is None:
        q, k = (length, heads * a.d_head), (length, kv * a.d_head)
        first = MapPart("qkv", "W_q W_k W_v", "attention", (q, k, k))
    else:
        latents = ((length, a.latent.q_rank), (length, a.latent.kv_rank + a.latent.d_rope))
        first = MapPart("latent", "W_q W_kv latent", "attention", latents)
    own = (heads, length, width)
    shared = kv != heads and a.latent is None
    each = (own, (kv, length, width), (kv, length, width)) if shared else (own,)
    pairs = ((heads, length, length),)
    split = (
        MapPart("rope", "split, rotate", "attention", each)
        if a.positions == "rope"
        else MapPart("split", "split", "attention", each)
    )
    undivided = a.positions == "relative"  # in T5, the initialisation of W_q includes the scaling factor
    middle = [MapPart("scores", "Q Kᵀ" if undivided else f"Q Kᵀ ÷ √{width}", "attention", pairs)]
    if a.positions == "relative":
        middle.append(MapPart("bias", "+ distances", "attention", pairs))
    if masked:
        middle.append(MapPart("mask", "mask", "attention", pairs))
    middle.append(MapPart("softmax", "softmax", "attention", pairs))
    return (first, split), tuple(middle), _heads_out(a, length, value_width)


def _cross_attention(a: Architecture, length: int, source: int) -> tuple[tuple[MapPart, ...], ...]:
    """Queries from the target, keys and values from the encoder's output. No mask, and in T5 no position biases."""
    heads, kv = a.n_heads, a.kv_heads
    projected = (length, heads * a.d_head), *((source, kv * a.d_head),) * 2
    split = (heads, length, a.d_head), *((kv, source, a.d_head),) * 2
    pairs = ((heads, length, source),)
    scores = "Q Kᵀ" if a.positions == "relative" else f"Q Kᵀ ÷ √{a.d_head}"
    return (
        (
            MapPart("cross", "W_q, memory W_k W_v", "attention", projected),
            MapPart("split", "split", "attention", split),
        ),
        (
            MapPart("scores", scores, "attention", pairs),
            MapPart("softmax", "softmax", "attention", pairs),
        ),
        _heads_out(a, length, a.d_head),
    )


def _heads_out(a: Architecture, length: int, width: int) -> tuple[MapPart, ...]:
    """The parts from the weights to the branch's output. ``width`` is the size of a value in one head."""
    return (
        MapPart("weighted-sum", "@ V", "attention", ((a.n_heads, length, width),)),
        MapPart("merge", "merge", "attention", ((length, a.n_heads * width),)),
        MapPart("output", "W_o", "attention", ((length, a.d_model),)),
    )


def _feed_forward(a: Architecture, length: int) -> tuple[MapPart, ...]:
    out = ((length, a.d_model),)
    kind: Kind = "feed-forward"
    if (e := a.experts) is not None:
        # A shared expert of another width is not drawn.
        shared = e.shared if e.shared_width == e.d_ff else 0
        chosen = e.active + shared
        return (
            MapPart("router", "router", kind, ((length, e.count),)),
            MapPart("experts", f"{chosen} of {e.count + shared} experts", kind, ((chosen, length, e.d_ff),)),
            MapPart("w2", "W_2, sum", kind, out),
        )
    hidden = (length, a.d_ff)
    if a.gated:
        first, bend = (
            MapPart("gate", "W_1 W_gate", kind, (hidden, hidden)),
            MapPart("gate", "⊙ gate", kind, (hidden,)),
        )
    else:
        name = "GELU" if a.positions == "learned" else "ReLU²" if a.state else "ReLU"
        first, bend = MapPart("w1", "W_1", kind, (hidden,)), MapPart("bend", name, kind, (hidden,))
    return first, bend, MapPart("w2", "W_2", kind, out)
