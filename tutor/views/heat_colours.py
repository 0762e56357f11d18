"""The colours of heat maps: scales with equal steps of lightness, and a readable text colour on every step.

The scale of weights runs through OKLCH (Ottosson, "A perceptual color space for image processing", 2020) from a colour
near the background to the one furthest from it. So larger weights stand out on dark and light backgrounds, even by
lightness alone. Contrast is defined as in WCAG 2.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from rich.console import Console

Rgb = tuple[int, int, int]
_Lch = tuple[float, float, float]  # lightness 0…1, chroma, hue in degrees

STEPS = 32  # of the share scale; a signed scale has as many on each side of 0, sharing one zero
POWER = 0.6  # position on the scale = share ** POWER, so that .05 looks different from 0
GROUND = "ground"  # the style whose background, in a console's theme, is the screen's
ACCENT = "accent"  # the style of selected cells
WHISPER = 0.095  # shares below this are written in a dimmer colour
_DARK_GROUND: Rgb = (16, 21, 27)
_QUIET = 5.0  # the contrast that the dimmer colour keeps

_SHARES: dict[bool, tuple[_Lch, ...]] = {  # by whether the background is dark
    True: (
        (0.27, 0.055, 262),
        (0.42, 0.11, 255),
        (0.60, 0.115, 215),
        (0.78, 0.125, 170),
        (0.94, 0.13, 108),
    ),
    False: ((0.93, 0.045, 108), (0.86, 0.085, 150), (0.72, 0.11, 190), (0.52, 0.12, 245), (0.30, 0.115, 268)),
}
_BELOW: dict[bool, tuple[_Lch, ...]] = {
    True: ((0.27, 0.012, 250), (0.45, 0.11, 250), (0.70, 0.13, 235), (0.88, 0.07, 225)),
    False: ((0.96, 0.006, 250), (0.80, 0.09, 235), (0.58, 0.14, 250), (0.38, 0.13, 258)),
}
_ABOVE: dict[bool, tuple[_Lch, ...]] = {
    True: ((0.27, 0.012, 60), (0.45, 0.10, 50), (0.70, 0.15, 62), (0.88, 0.11, 85)),
    False: ((0.96, 0.006, 60), (0.82, 0.11, 75), (0.62, 0.15, 55), (0.42, 0.12, 42)),
}
# 256 colours, chosen by hand: luminance increases at every step. Rounding the scale would merge steps.
_SHARES_256 = (17, 18, 24, 31, 37, 43, 79, 120, 192, 228)
_BELOW_256 = (235, 24, 31, 74, 117, 153)
_ABOVE_256 = (235, 94, 130, 172, 215, 222)
# 16 colours: the terminal defines them, so there are only four steps, which differ in any palette.
_SHARES_16 = ((0.02, "bright_black", ""), (0.2, "bright_white", "blue"), (0.5, "black", "cyan"))
_MOST_16 = ("black", "bright_white")


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        (c / 255) / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """An OKLCH colour in sRGB. Reduces the chroma until the colour is in gamut."""
    while True:
        linear = _linear(
            lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
        )
        if all(-0.001 <= channel <= 1.001 for channel in linear) or chroma < 1e-4:
            red, green, blue = (_encoded(channel) for channel in linear)
            return red, green, blue
        chroma *= 0.96


def _linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(channel: float) -> int:
    value = 12.92 * channel if channel <= 0.0031308 else 1.055 * max(channel, 0.0) ** (1 / 2.4) - 0.055
    return max(0, min(255, round(255 * value)))


def _ramp(stops: tuple[_Lch, ...], steps: int) -> tuple[Rgb, ...]:
    """``steps`` colours through the stops, at equal steps of lightness."""
    first, last = stops[0][0], stops[-1][0]
    colours = []
    for step in range(steps):
        lightness = first + (last - first) * step / (steps - 1)
        for (l0, c0, h0), (l1, c1, h1) in pairwise(stops):
            if min(l0, l1) - 1e-9 <= lightness <= max(l0, l1) + 1e-9:
                t = (lightness - l0) / (l1 - l0)
                colours.append(from_oklch(lightness, c0 + (c1 - c0) * t, h0 + (h1 - h0) * t))
                break
    return tuple(colours)


@cache
def share_ramp(dark: bool = True) -> tuple[Rgb, ...]:
    """``STEPS`` colours for shares from 0 to 1."""
    return _ramp(_SHARES[dark], STEPS)


@cache
def signed_ramp(dark: bool = True) -> tuple[Rgb, ...]:
    """2 · ``STEPS`` − 1 colours from −1 (blue) through 0 (the background) to +1 (orange)."""
    return (*reversed(_ramp(_BELOW[dark], STEPS)), *_ramp(_ABOVE[dark], STEPS)[1:])


@lru_cache(maxsize=1024)
def ink(ground: Rgb, loud: bool = True) -> Rgb:
    """The text colour on ``ground``: black or white, whichever contrasts more, at least 4.5 : 1.

    If not ``loud``, the dimmest mixture with the background that keeps a contrast of 5 : 1.
    """
    best = max((0, 0, 0), (255, 255, 255), key=lambda colour: contrast(colour, ground))
    if loud:
        return best
    for share in (0.5, 0.4, 0.3, 0.2, 0.1):
        red, green, blue = (round(b + (g - b) * share) for b, g in zip(best, ground, strict=True))
        if contrast((red, green, blue), ground) >= _QUIET:
            return red, green, blue
    return best


@cache
def _plain_accent() -> Style:
    return Style(bold=True, reverse=True)


@dataclass(frozen=True)
class Paint:
    """How a console draws cells.

    ``system`` is Rich's name for the console's colours: ``"truecolor"``, ``"256"``, ``"standard"`` (16 colours), or
    ``"none"`` without colours, as with NO_COLOR and in a pipe.
    """

    system: str = "truecolor"
    dark: bool = True
    accent: Style = field(default_factory=_plain_accent)
    finish: Callable[[Style | None], Style] | None = None  # the last change of every style

    def finished(self, parts: list[Segment]) -> list[Segment]:
        """``parts`` in their final styles."""
        if self.finish is None:
            return parts
        return [Segment(text, self.finish(style)) for text, style, _ in parts]

    @classmethod
    def of(cls, console: Console) -> Paint:
        """The paint for this console, with the background of its theme."""
        named = console.get_style(GROUND, default=Style.null()).bgcolor
        ground = named.get_truecolor() if named is not None else _DARK_GROUND
        system = "none" if console.no_color or console.color_system is None else console.color_system
        return cls(
            "standard" if system == "windows" else system,
            luminance((ground[0], ground[1], ground[2])) < 0.2,
            console.get_style(ACCENT, default=_plain_accent()) if system != "none" else _plain_accent(),
        )

    @property
    def shades(self) -> bool:
        """Whether cells need a shade, because colours do not show the value."""
        return self.system == "none"

    def share(self, value: float, loud: bool = False) -> Style:
        """The style of a cell with a share of 1."""
        return _share(self, round(100 * max(0.0, min(1.0, value))), loud)

    def signed(self, value: float, loud: bool = False) -> Style:
        """The style of a cell with ``value`` from −1 to 1."""
        return _signed(self, round(50 * max(-1.0, min(1.0, value))), loud)

    def colour_of_share(self, value: float) -> Color | None:
        """The background of that cell, for a pixel; None without colours."""
        return self.share(value).bgcolor


@lru_cache(maxsize=4096)
def _share(paint: Paint, percent: int, loud: bool) -> Style:
    value = percent / 100
    if paint.system == "truecolor":
        return _cell(
            share_ramp(paint.dark)[round(value**POWER * (STEPS - 1))], loud or value >= WHISPER, loud
        )
    if paint.system == "256":
        return _numbered(_SHARES_256[round(value**POWER * (len(_SHARES_256) - 1))], loud)
    if paint.system == "standard":
        fore, back = next(((f, b) for end, f, b in _SHARES_16 if value < end), _MOST_16)
        return Style(color=fore, bgcolor=back or None, bold=loud or None)
    return Style(bold=loud or None)


@lru_cache(maxsize=4096)
def _signed(paint: Paint, fiftieths: int, loud: bool) -> Style:
    value = fiftieths / 50
    if paint.system == "truecolor":
        return _cell(signed_ramp(paint.dark)[round((value + 1) * (STEPS - 1))], loud=True, bold=loud)
    if paint.system == "256":
        side = _ABOVE_256 if value > 0 else _BELOW_256
        return _numbered(side[round(abs(value) * (len(side) - 1))], loud)
    if paint.system == "standard":
        if abs(value) < 0.05:
            return Style(bold=loud or None)
        strong = abs(value) >= 0.5
        back = (
            ("bright_yellow" if strong else "yellow") if value > 0 else ("bright_cyan" if strong else "blue")
        )
        return Style(color="bright_white" if back == "blue" else "black", bgcolor=back, bold=loud or None)
    return Style(bold=loud or None)


def _cell(ground: Rgb, loud: bool, bold: bool) -> Style:
    return Style(
        color=Color.from_rgb(*ink(ground, loud)), bgcolor=Color.from_rgb(*ground), bold=True if bold else None
    )


def _numbered(number: int, bold: bool) -> Style:
    """One of the 256 colours, with a text colour computed from its RGB value."""
    ground = Color.from_ansi(number)
    red, green, blue = ground.get_truecolor()
    black = ink((red, green, blue)) == (0, 0, 0)
    return Style(color=Color.from_ansi(16 if black else 231), bgcolor=ground, bold=True if bold else None)
