"""A heat map in pixels, for terminals that show images: many words, square cells. Needs Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import set_cell_size
from rich.color import ColorType
from rich.style import Style

from tutor.views.heat_colours import Paint, Rgb, ink
from tutor.views.numbers import share_text
from tutor.views.picture_file import monospaced
from tutor.views.text import harmless

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_NAME = 9  # letters of the longest name
_LEAST, _MOST = 9, 20  # smallest and largest height of letters in pixels
_NUMBERS = 26  # smallest cell in pixels that shows its number
_GAPS = 6  # smallest cell in pixels with a gap to the next


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of everything but the cells."""

    ground: Rgb
    text: Rgb
    accent: Rgb


@dataclass(frozen=True, slots=True)
class HeatImage:
    """The image, and the positions of its cells."""

    picture: Image = field(repr=False)
    side: int
    head: int
    cell: int
    count: int

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of the cell at this pixel."""
        row, column = int((y - self.head) // self.cell), int((x - self.side) // self.cell)
        return (row, column) if 0 <= row < self.count and 0 <= column < self.count else None


def heat_image(
    rows: Sequence[Sequence[float]],
    names: Sequence[str],
    size: tuple[int, int],
    paint: Paint,
    inks: Inks,
    *,
    chosen: int | None = None,
    signed: bool = False,
) -> HeatImage:
    """As large as ``size`` allows, with square cells, a label for every row and an upright one for every column.

    If labels would be too small to read, only some are drawn, always including the ``chosen`` row's. A share of exactly
    0 has no colour, because it is masked.
    """
    from PIL import Image, ImageDraw

    count = len(rows)
    cut = [_short(name) for name in names]
    wide, high = size
    for letters in range(_MOST, _LEAST - 1, -1):  # the largest that fit the rows
        font = monospaced(letters * 0.86)
        side = 4 + max((round(font.getlength(name)) for name in cut), default=0) + 4
        cell = max(1, min((wide - side) // max(count, 1), (high - side) // max(count, 1)))
        if letters <= cell:
            break
    every = -(-letters // cell)
    picture = Image.new("RGB", size, inks.ground)
    draw = ImageDraw.Draw(picture)
    for at, name in enumerate(cut):
        if at % every and at != chosen:
            continue
        colour = inks.accent if at == chosen else inks.text
        if every == 1 or chosen is None or at == chosen or abs(at - chosen) >= every:
            draw.text((side - 4, side + at * cell + cell // 2), name, font=font, fill=colour, anchor="rm")
        if not at % every:
            upright = Image.new("RGB", (side - 8, letters + 2), inks.ground)
            ImageDraw.Draw(upright).text(
                (0, (letters + 2) // 2), name, font=font, fill=inks.text, anchor="lm"
            )
            turned = upright.rotate(90, expand=True)
            picture.paste(turned, (side + at * cell + (cell - letters - 2) // 2, 4))
    gap = 1 if cell >= _GAPS else 0
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value or signed:
                style = paint.signed(value) if signed else paint.share(value, loud=row == chosen)
                _cell(draw, value, style, side + column * cell, side + row * cell, cell, gap, signed=signed)
    if chosen is not None and chosen < count:
        top = side + chosen * cell
        draw.rectangle((side - 1, top - 1, side + count * cell - gap, top + cell - gap), outline=inks.accent)
    return HeatImage(picture, side, side, cell, count)


def _short(name: str) -> str:
    text = harmless(name)
    return text if len(text) <= _NAME else set_cell_size(text, _NAME - 1).rstrip() + "…"


def _cell(
    draw: ImageDraw, value: float, style: Style, x: int, y: int, cell: int, gap: int, *, signed: bool
) -> None:
    ground = _rgb(style)
    draw.rectangle((x, y, x + cell - 1 - gap, y + cell - 1 - gap), fill=ground)
    if cell >= _NUMBERS and abs(value) >= 0.005:
        sign = "" if not signed else "+" if value > 0 else "−"
        told = sign + share_text(abs(value))
        font = monospaced(min(16.0, cell / 2.2))
        draw.text((x + cell // 2, y + cell // 2), told, font=font, fill=ink(ground), anchor="mm")


def _rgb(style: Style) -> Rgb:
    colour = style.bgcolor
    assert colour is not None and colour.type is ColorType.TRUECOLOR
    return tuple(colour.get_truecolor())  # type: ignore[return-value]
