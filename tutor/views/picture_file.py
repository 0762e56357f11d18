"""Writes a view to a file: SVG and HTML with Rich, PNG cell by cell as a terminal draws it, if Pillow is installed."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import ColorType
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.theme import Theme

from tutor.views.heat_colours import GROUND, Rgb

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

KINDS = (".svg", ".html", ".png")
_WIDE, _HIGH, _EDGE = 10, 20, 14  # width and height of a cell, and the margin, in pixels
_LETTERS = 16.4  # pixels
_FONTS = ("DejaVuSansMono.ttf", "Menlo.ttc", "consola.ttf", "LiberationMono-Regular.ttf")
_GROUND: Rgb = (16, 21, 27)
_TEXT: Rgb = (228, 233, 238)
_COLOURS = TerminalTheme(
    _GROUND,
    _TEXT,
    [
        (51, 65, 78),
        (255, 155, 142),
        (143, 214, 148),
        (255, 180, 84),
        (95, 182, 238),
        (201, 167, 255),
        (116, 211, 230),
        (228, 233, 238),
    ],
    [
        (120, 137, 154),
        (255, 155, 142),
        (143, 214, 148),
        (255, 180, 84),
        (95, 182, 238),
        (201, 167, 255),
        (116, 211, 230),
        (255, 255, 255),
    ],
)


class PictureError(Exception):
    """A picture cannot be created. The message is for the learner."""


def picture_bytes(kind: str, view: RenderableType, *, width: int, title: str) -> bytes:
    """``view`` as a file of ``kind``, one of the extensions in ``KINDS``.

    Raises:
        PictureError: the kind is unknown, or PNG is requested without Pillow.
    """
    if kind not in KINDS:
        raise PictureError(
            f"A picture's name must end in {', '.join(KINDS[:-1])} or {KINDS[-1]}, not in '{kind}'."
        )
    console = Console(
        record=True,
        file=io.StringIO(),
        width=width,
        color_system="truecolor",
        force_terminal=True,
        no_color=False,
        legacy_windows=False,
        highlight=False,
        theme=Theme({GROUND: Style(bgcolor=f"rgb({_GROUND[0]},{_GROUND[1]},{_GROUND[2]})")}),
    )
    if kind == ".png":
        return _png(console.render_lines(view, console.options, pad=True))
    console.print(view)
    if kind == ".html":
        return console.export_html(theme=_COLOURS, inline_styles=True).encode()
    svg = console.export_svg(title=title, theme=_COLOURS)
    # Remove the web fonts that Rich refers to: a picture must not contact a server.
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL).encode()


def _png(lines: list[list[Segment]]) -> bytes:
    try:
        from PIL import Image, ImageDraw
    except ImportError:
        raise PictureError(
            "A PNG needs Pillow, which is not installed; .svg and .html need nothing. Pillow comes with "
            "the extra 'pictures': in a clone, .venv/bin/pip install -e '.[pictures]'."
        ) from None
    plain, bold = monospaced(_LETTERS), monospaced(_LETTERS, bold=True)
    wide = max((sum(part.cell_length for part in line) for line in lines), default=1)
    image = Image.new("RGB", (wide * _WIDE + 2 * _EDGE, len(lines) * _HIGH + 2 * _EDGE), _GROUND)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        column = 0
        for part in line:
            style = part.style or Style.null()
            ink, ground = _colours(style)
            for sign in part.text:
                x, y = _EDGE + column * _WIDE, _EDGE + row * _HIGH
                draw.rectangle((x, y, x + _WIDE - 1, y + _HIGH - 1), fill=ground)
                if not _block(draw, sign, x, y, ink):
                    draw.text((x, y + 15), sign, font=bold if style.bold else plain, fill=ink, anchor="ls")
                column += 1
    out = io.BytesIO()
    image.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _colours(style: Style) -> tuple[Rgb, Rgb]:
    ink = _rgb(style, "color", _TEXT)
    ground = _rgb(style, "bgcolor", _GROUND)
    if style.reverse:
        ink, ground = ground, ink
    if style.dim:
        red, green, blue = (round(0.6 * a + 0.4 * b) for a, b in zip(ink, ground, strict=True))
        ink = (red, green, blue)
    return ink, ground


def _rgb(style: Style, name: str, default: Rgb) -> Rgb:
    colour = getattr(style, name)
    if colour is None or colour.type == ColorType.DEFAULT:
        return default
    red, green, blue = colour.get_truecolor(_COLOURS)
    return red, green, blue


def _block(draw: object, sign: str, x: int, y: int, ink: Rgb) -> bool:
    """Draw a block element as a rectangle, because fonts leave seams. Returns whether ``sign`` is one."""
    right, bottom = x + _WIDE - 1, y + _HIGH - 1
    if sign == "▀":
        area = (x, y, right, y + _HIGH // 2 - 1)
    elif sign == "▄":
        area = (x, y + _HIGH // 2, right, bottom)
    elif sign == "▌":
        area = (x, y, x + _WIDE // 2 - 1, bottom)
    elif sign == "▐":
        area = (x + _WIDE // 2, y, right, bottom)
    elif sign in "▁▂▃▄▅▆▇█":
        area = (x, y + _HIGH - round(_HIGH * ("▁▂▃▄▅▆▇█".index(sign) + 1) / 8), right, bottom)
    elif sign in "▏▎▍▌▋▊▉":
        area = (x, y, x + round(_WIDE * ("▏▎▍▌▋▊▉".index(sign) + 1) / 8) - 1, bottom)
    else:
        return sign == " "
    draw.rectangle(area, fill=ink)  # type: ignore[attr-defined]
    return True


@lru_cache(maxsize=32)
def monospaced(size: float, bold: bool = False) -> FreeTypeFont | ImageFont:
    """A monospaced font of this machine, else Pillow's own. Needs Pillow."""
    from PIL import ImageFont

    for name in _FONTS:
        heavy = name.replace("Mono.ttf", "Mono-Bold.ttf").replace("Mono-Regular", "Mono-Bold")
        try:
            return ImageFont.truetype(heavy if bold else name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
