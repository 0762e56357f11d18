"""On a terminal without Unicode every character of every screen is displayable, and columns stay aligned."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.app.learner import Learner
from tutor.app.sign_filter import SignFilter
from tutor.views.plain_signs import in_one_cell, in_words

BLACK = Color(0, 0, 0)


def shown(*parts: str, charset: str = "ascii") -> str:
    segments = [Segment(part, Style(bold=bool(number % 2))) for number, part in enumerate(parts)]
    return "".join(segment.text for segment in SignFilter(charset).apply(segments, BLACK))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("╭─ ex1 · Scaled ─╮", "+- ex1 - Scaled -+"),
        ("│ ✓ passed   ▃ │", "| + passed     |"),
        ("divide by √d_k      ", "divide by sqrtd_k   "),
        ("10² = 100   π ≈ 3.14   ", "10^2 = 100 pi ~ 3.14   "),
        ("mask     0    0   -∞", "mask     0    0 -inf"),
        # At the start of a line, there is no gap before the word, and none after it either.
        ("    √d", "    Vd"),
        ("a √d│b     ", "a Vd|b     "),  # no room is taken from beyond a border
        ("日本 ↑", "? ?  ^"),
        ("é e\u0301 ü", "e e u"),
        ("⠀⡠⠊", " **"),
    ],
)
def test_a_line_is_converted_to_the_characters_of_the_terminal(line: str, said: str) -> None:
    assert shown(line) == said


def test_styles_stay_with_their_words_and_plain_text_is_unchanged() -> None:
    bold, plain = Style(bold=True), Style()
    segments = SignFilter("ascii").apply(
        [Segment("a → ", plain), Segment("b√  ", bold), Segment("   ", plain)], BLACK
    )
    assert [(s.text, s.style) for s in segments] == [("a -> ", plain), ("bsqrt ", bold)]
    ascii_only = [Segment("a  b")]
    assert SignFilter("ascii").apply(ascii_only, BLACK) is ascii_only


def test_a_larger_charset_keeps_the_characters_that_it_has() -> None:
    assert shown("│ 2×3 · √4    │", charset="iso8859-1") == "| 2×3 · sqrt4 |"


def test_every_sign_in_the_table_is_ascii_and_one_cell_stays_one_cell() -> None:
    from tutor.views import plain_signs

    for sign in plain_signs._READ:
        assert in_words(sign).isascii() and len(in_one_cell(sign)) == 1 and in_one_cell(sign).isascii()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_every_place_is_drawn_in_ascii_and_is_as_wide_as_before(
    learner: Learner, size: tuple[int, int]
) -> None:
    learner.charset = "ascii"
    async with learner.at_work(size=size):
        for keys in (["n"], ["["], ["escape", "?"], ["escape", "2"], ["h"], ["4"], ["ctrl+p"]):
            await learner.press(*keys)
            strips = learner.app.screen._compositor.render_strips()
            for strip in strips:
                assert strip.text.isascii(), strip.text
                assert len(strip.text) == strip.cell_length
            if keys == ["2"]:
                assert "+-" in learner.screen and "-+" in learner.screen
