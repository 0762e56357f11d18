"""Puts parts on a canvas and records their positions, for the keys, the mouse and the selection."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.transformers.map.anatomy import Anatomy, Branch, MapPart
from tutor.transformers.map.canvas import Canvas


@dataclass(frozen=True, slots=True)
class MapSpot:
    """A part and its position. ``number`` is the part's index in ``Anatomy.parts``."""

    number: int
    part: MapPart
    x: int
    y: int
    width: int

    def holds(self, x: int, y: int) -> bool:
        """Whether this cell belongs to it."""
        return self.x <= x < self.x + self.width and y == self.y


class Spots:
    """Draws parts on ``canvas`` and records where they are."""

    def __init__(self, canvas: Canvas, anatomy: Anatomy, lit: int | None) -> None:
        self.canvas, self.lit = canvas, lit
        parts = list(anatomy.parts)
        self._numbers = {id(part): number for number, part in enumerate(parts)}
        self.found: list[MapSpot] = []
        self.lit_part = parts[lit] if lit is not None else None
        lit_part = self.lit_part
        self.lit_branch = None if lit_part is None else anatomy.branch_of(lit_part)
        self.decoder_branch = None if lit_part is None else anatomy.decoder_branch(lit_part)
        self.branches = anatomy.inside if self.decoder_branch is None else anatomy.inside_second
        names = [part.piece for part in (anatomy.stack if self.decoder_branch is None else anatomy.second)]
        self.block_row = names.index("block" if self.decoder_branch is None else self.decoder_branch.piece)

    def pill(self, part: MapPart, x: int, y: int, width: int = 0, *, tall: bool = False) -> int:
        """Draw a part as a coloured field: ``▸name◂`` if selected, else ``[name]``. Returns the column after it."""
        width = max(width, len(part.label) + 2)
        lit = self._lit(part)
        around = "▸", "◂"
        if not lit:
            around = "[", "]"
        role = "lit" if lit or self._holds_lit(part) else part.kind
        self.canvas.put(x, y, f"{around[0]}{part.label:^{width - 2}}{around[1]}", role)
        if not lit:  # without colours, brackets mark the part
            self.canvas.put(x, y, "[", f"{role}-bracket")
            self.canvas.put(x + width - 1, y, "]", f"{role}-bracket")
        if tall:
            self.canvas.put(x, y - 1, "▄" * width, f"{role}-edge")
            self.canvas.put(x, y + 1, "▀" * width, f"{role}-edge")
        self.found.append(MapSpot(self._numbers[id(part)], part, x, y, width))
        return x + width

    def sign(self, part: MapPart, x: int, y: int, width: int) -> None:
        """Draw a part of one character, the addition to the stream. Its wire of ``width`` columns belongs to it."""
        self.canvas.put(x, y, part.label, "lit" if self._lit(part) else "key")
        if self._lit(part):
            self.canvas.put(x - 1, y, "▸", "key")
        self.found.append(MapSpot(self._numbers[id(part)], part, x, y, width))

    def folded(self, branch: Branch, x: int, y: int) -> int:
        """Draw a whole branch as one part, which selects its first part. Returns the column after it."""
        first = next(branch.parts)
        end = self.canvas.put(x, y, f"[{branch.label}]", first.kind)
        self.found.append(MapSpot(self._numbers[id(first)], first, x, y, end - x))
        return end

    def _holds_lit(self, part: MapPart) -> bool:
        if self.lit_branch is None:
            return False
        return part.piece == (self.lit_branch.piece if self.decoder_branch is not None else "block")

    def _lit(self, part: MapPart) -> bool:
        return self._numbers[id(part)] == self.lit
