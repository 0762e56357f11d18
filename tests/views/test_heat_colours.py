"""The colour scales: lightness increases evenly, also for colour-blind readers, and every number is readable."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.theme import Theme

from tutor.views.heat_colours import (
    GROUND,
    Paint,
    Rgb,
    contrast,
    ink,
    luminance,
    share_ramp,
    signed_ramp,
)

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency"
# (IEEE TVCG 2009), severity 1.0, on linear RGB.
BLIND = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def as_seen(colour: Rgb, matrix: tuple[tuple[float, float, float], ...]) -> float:
    """The luminance of a colour as seen with this deficiency."""
    linear = [(c / 255) / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    red, green, blue = (
        max(0.0, min(1.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in matrix
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_follows_the_wcag_formula() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(
        4.48, abs=0.005
    )  # the well-known #777 of WCAG


@pytest.mark.parametrize("dark", [True, False])
def test_larger_values_contrast_more_for_every_kind_of_vision(dark: bool) -> None:
    for matrix in (((1, 0, 0), (0, 1, 0), (0, 0, 1)), *BLIND.values()):
        seen = [as_seen(colour, matrix) for colour in share_ramp(dark)]
        assert all((one < other) == dark for one, other in pairwise(seen))


@pytest.mark.parametrize("dark", [True, False])
def test_a_signed_cell_shows_magnitude_by_lightness_and_sign_by_hue(dark: bool) -> None:
    ramp = signed_ramp(dark)
    middle = len(ramp) // 2
    for side in (ramp[middle::-1], ramp[middle:]):
        assert all((luminance(one) < luminance(other)) == dark for one, other in pairwise(side[::4]))
    assert ramp[0][2] > ramp[0][0] and ramp[-1][0] > ramp[-1][2]


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("system", ["truecolor", "256"])
def test_every_number_can_be_read_on_its_cell(system: str, dark: bool) -> None:
    paint = Paint(system, dark)
    looks = [paint.share(n / 100) for n in range(101)] + [paint.signed(n / 50) for n in range(-50, 51)]
    for look in looks:
        assert look.color is not None and look.bgcolor is not None
        assert contrast(rgb(look.color), rgb(look.bgcolor)) >= 4.5


def rgb(colour: Color) -> Rgb:
    red, green, blue = colour.get_truecolor()
    return red, green, blue


def test_the_quiet_ink_is_quieter_and_still_readable() -> None:
    for ground in share_ramp():
        assert 4.5 <= contrast(ink(ground, loud=False), ground) <= contrast(ink(ground), ground)


def test_a_light_background_inverts_the_scale() -> None:
    console = Console(
        color_system="truecolor", force_terminal=True, theme=Theme({GROUND: Style(bgcolor="#ffffff")})
    )
    assert not Paint.of(console).dark
    assert Paint.of(Console(color_system="truecolor", force_terminal=True)).dark


def test_without_colour_there_is_no_colour() -> None:
    for console in (Console(color_system=None), Console(color_system="truecolor", no_color=True)):
        paint = Paint.of(console)
        assert paint.shades
        assert paint.share(0.5).bgcolor is None
