"""The state of the map: the model, the length of the text, and the selected part. No UI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.presets import presets
from tutor.transformers.map.anatomy import LONGEST, TOKENS, Anatomy, anatomy_of
from tutor.transformers.map.spots import MapSpot

FIRST = "gpt2"
# Models to search for a part that the current model does not have.
_WITH_ALL_PIECES = ("gpt2", "bert-base", "t5-small", "llama-3-8b", "mixtral-8x7b", "deepseek-v3")
_ASIDE = 4  # penalty for a part that is not exactly in the direction of the key


@dataclass(frozen=True, slots=True)
class MapState:
    """Immutable: each key creates a new state. ``lit`` is the index of a part in ``Anatomy.parts``."""

    name: str = FIRST
    tokens: int = TOKENS
    lit: int = 0
    sizes: tuple[tuple[str, int], ...] = ()  # the sizes of a section, which replace the model's own

    @classmethod
    def of_kept(cls, kept: object) -> Self:
        """Restore a saved state. Invalid values are replaced by defaults."""
        new = cls()
        if not isinstance(kept, Mapping):
            return new.at_piece("block")
        name, tokens = kept.get("name"), kept.get("tokens")
        if isinstance(name, str) and name in presets():
            new = replace(new, name=name)
        if type(tokens) is int and 1 <= tokens <= LONGEST:
            new = replace(new, tokens=tokens)
        return new.at_piece("block")

    def kept(self) -> dict[str, Any]:
        """The data that ``of_kept`` reads."""
        return {"name": self.name, "tokens": self.tokens}

    @property
    def architecture(self) -> Architecture:
        """The model, with a section's sizes if there are any."""
        model = presets()[self.name]
        if not self.sizes:
            return model
        sizes: dict[str, Any] = dict(self.sizes)
        return replace(model, latent=None, experts=None, **sizes)

    @property
    def anatomy(self) -> Anatomy:
        """The parts of the model."""
        return anatomy_of(self.architecture, self.tokens)

    def at_sizes(self, sizes: Mapping[str, float]) -> Self:
        """The state with a section's sizes. A section about one head has no ``n_heads``."""
        found = {name: int(value) for name, value in sizes.items() if value >= 1}
        most = min(presets()[self.name].max_positions or LONGEST, LONGEST)
        new = replace(self, tokens=min(found.get("T", self.tokens), most))
        if (d_model := found.get("d_model")) is None:
            return new
        heads = found.get("n_heads", 1)
        d_head = found.get("d_head", found.get("d_k", max(1, d_model // heads)))
        own = {
            "d_model": d_model,
            "n_heads": heads,
            "n_kv_heads": min(found.get("kv_heads", heads), heads),
            "d_head": d_head,
            "d_ff": found.get("d_ff", 4 * d_model),
        }
        return replace(new, sizes=tuple(own.items()))

    @property
    def piece(self) -> str:
        """The name of the selected part."""
        return list(self.anatomy.parts)[self.lit].piece

    def at_piece(self, name: str) -> Self:
        """Select the first part with this name; unchanged if the model has none."""
        found = next((n for n, part in enumerate(self.anatomy.parts) if part.piece == name), self.lit)
        return replace(self, lit=found)

    def about(self, pieces: Sequence[str]) -> Self:
        """Select the first of these parts that the model has, or else switch to a model that has one."""
        if not pieces:
            return self
        for name in (self.name, *_WITH_ALL_PIECES):
            here = replace(self, name=name, lit=0)
            has = {part.piece for part in here.anatomy.parts}
            for piece in pieces:
                if piece in has:
                    return here.at_piece(piece)
        return self

    def of_model(self, name: str) -> Self:
        """Show another model, with the same part selected, or the block that contains it."""
        piece = self.piece
        new = replace(self, name=name, lit=0, sizes=())
        return new.at_piece("block").at_piece(piece)

    def next_model(self, step: int) -> Self:
        """Show the next architecture, or the previous one."""
        names = list(presets())
        return self.of_model(names[(names.index(self.name) + step) % len(names)])

    def longer(self, step: int) -> Self:
        """Increase or decrease the number of tokens."""
        most = presets()[self.name].max_positions or LONGEST
        return replace(self, tokens=min(max(self.tokens + step, 1), most, LONGEST))

    def inside(self) -> Self:
        """Enter the block that the selected part is, or belongs to; from inside a block, return to the stack."""
        anatomy = self.anatomy
        parts = list(anatomy.parts)
        decoder_branch = anatomy.decoder_branch(parts[self.lit])
        if anatomy.branch_of(parts[self.lit]) is None:
            to = next((decoder_branch or anatomy.inside[0]).parts)
        elif decoder_branch is not None:
            to = next(part for part in anatomy.second if part.piece == decoder_branch.piece)
        else:
            return self.at_piece("block")
        return replace(self, lit=next(n for n, part in enumerate(parts) if part is to))

    def moved(self, spots: Sequence[MapSpot], across: int, down: int) -> Self:
        """Select the nearest part in this direction; unchanged if there is none."""
        here = next((spot for spot in spots if spot.number == self.lit), None)
        if here is None:
            return replace(self, lit=spots[0].number)
        best = min(
            (spot for spot in spots if _ahead(here, spot, across, down)),
            key=lambda spot: _distance(here, spot, across),
            default=here,
        )
        return replace(self, lit=best.number)


def _middle(spot: MapSpot) -> float:
    return spot.x + spot.width / 2


def _ahead(here: MapSpot, there: MapSpot, across: int, down: int) -> bool:
    if down:
        return (there.y - here.y) * down > 0
    return (_middle(there) - _middle(here)) * across > 0 and not _overlap(here, there)


def _overlap(here: MapSpot, there: MapSpot) -> bool:
    """Whether they have a column in common."""
    return there.x < here.x + here.width and here.x < there.x + there.width


def _distance(here: MapSpot, there: MapSpot, across: int) -> float:
    aside, along = abs(_middle(there) - _middle(here)), abs(there.y - here.y) * 2.0
    if across:
        return aside + _ASIDE * along
    return along + aside * (0.1 if _overlap(here, there) else _ASIDE)
