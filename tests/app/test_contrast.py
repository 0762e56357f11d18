"""All text is readable in each of tutor's themes: by style, and letter by letter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.constants import DIM_FACTOR
from textual.theme import BUILTIN_THEMES

from tests.app.learner import Learner
from tutor.app.palette_of_roles import (
    GROUNDS,
    READABLE,
    ROLES,
    VISIBLE,
    WRITTEN,
    contrast_of,
    own_themes,
    roles_of,
    terminal_theme,
)
from tutor.app.rich_theme import THEME
from tutor.app.themes import view_colours
from tutor.views.symbols import STYLES

each_theme = pytest.mark.parametrize("name", ROLES)


def contrast(one: str, other: str) -> float:
    return contrast_of(Color.parse(one), Color.parse(other))


@each_theme
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("role", WRITTEN)
def test_each_role_is_readable_on_each_background(name: str, role: str, ground: str) -> None:
    roles = ROLES[name]
    assert contrast(getattr(roles, role), getattr(roles, ground)) >= READABLE


@each_theme
@pytest.mark.parametrize("ground", GROUNDS)
def test_dimmed_text_is_readable(name: str, ground: str) -> None:
    roles = ROLES[name]
    behind = Color.parse(getattr(roles, ground))
    dimmed = behind.blend(Color.parse(roles.text), DIM_FACTOR)
    assert contrast_of(dimmed, behind) >= READABLE


@each_theme
def test_selected_text_is_readable_and_visible(name: str) -> None:
    roles = ROLES[name]
    assert contrast(roles.selected, roles.selection) >= READABLE
    assert contrast(roles.selection, roles.base) >= 1.5


@each_theme
@pytest.mark.parametrize("ground", ["base", "surface", "panel"])
def test_the_frame_around_the_focus_stands_out_from_its_background_and_other_frames(
    name: str, ground: str
) -> None:
    roles = ROLES[name]
    assert contrast(roles.accent, getattr(roles, ground)) >= VISIBLE
    if (
        roles.line != roles.text
    ):  # in high contrast all frames are visible, and the one with the focus has a colour
        assert contrast(roles.accent, roles.line) >= VISIBLE


@each_theme
def test_the_selected_line_of_a_list_stands_out_from_the_others(name: str) -> None:
    roles = ROLES[name]
    assert contrast(roles.ink, roles.accent) >= READABLE
    assert all(contrast(roles.accent, getattr(roles, ground)) >= VISIBLE for ground in ("base", "surface"))


@pytest.mark.parametrize("name", [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi])
@pytest.mark.parametrize("role", WRITTEN)
def test_text_of_views_is_readable_in_themes_of_textual(name: str, role: str) -> None:
    roles = roles_of(BUILTIN_THEMES[name])
    assert all(contrast(getattr(roles, role), getattr(roles, ground)) >= READABLE for ground in GROUNDS)


@each_theme
def test_every_colour_that_a_view_names_is_a_readable_role(name: str) -> None:
    colours = terminal_theme(ROLES[name])
    named = [style for name, style in THEME.styles.items() if name.startswith("markdown.")]
    for style in (*STYLES.values(), *named):
        colour = Style.parse(style).color if isinstance(style, str) else style.color
        if colour is not None and not colour.is_default:
            shown = "#{:02x}{:02x}{:02x}".format(*colour.get_truecolor(colours))
            assert contrast(shown, ROLES[name].base) >= READABLE


def test_links_code_shapes_and_emphasis_differ_even_without_colours() -> None:
    looks = {
        "link": THEME.styles["markdown.link_url"],
        "shape": Style.parse(STYLES["shape"]),
        "emphasis": Style.parse("italic"),
        "text": Style.null(),
    }  # code has a background of its own, see below
    for (one, first), (other, second) in combinations(looks.items(), 2):
        marks = [(s.bold, s.italic, s.underline) for s in (first, second)]
        assert marks[0] != marks[1], (one, other)


@pytest.mark.parametrize("place", ["1", "2", "3", "4"])
@each_theme
async def test_every_letter_on_the_screen_is_readable(learner: Learner, name: str, place: str) -> None:
    assert learner.workspace is not None
    learner.workspace.save_state({"theme": name})
    learner.write("return wrong")
    async with learner.at_work(place):
        await learner.rest()
        learner.app.notify("A notice, to be read as well.")
        await learner.press("tab")
        await learner.rest()
        faint = {
            (text, round(contrast_of(fore, back), 2))
            for text, fore, back in written(learner)
            if contrast_of(fore, back) < READABLE
        }
        assert not faint
        assert learner.app.theme == name


async def test_code_in_a_sentence_has_another_background(learner: Learner) -> None:
    async with learner.at_work():
        found = {text.strip(): back.hex6 for text, _, back in written(learner)}
        assert found["q @ k.T"] == Color.parse(ROLES["tutor-dark"].panel).hex6
        assert found["Each word"] == Color.parse(ROLES["tutor-dark"].base).hex6


def written(learner: Learner) -> Iterator[tuple[str, Color, Color]]:
    """Each run of letters on the screen, with its colour and background."""
    for strip in learner.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style is None or not any(sign.isalnum() for sign in text):
                continue
            assert isinstance(style.color, RichColor) and isinstance(style.bgcolor, RichColor)
            fore, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            yield (text, back, fore) if style.reverse else (text, fore, back)


def test_a_terminal_with_sixteen_colours_keeps_each_of_them() -> None:
    colours = view_colours(own_themes()[0], "standard")
    for number in range(16):
        shown = RichColor.from_triplet(RichColor.from_ansi(number).get_truecolor(colours))
        assert shown.downgrade(ColorSystem.STANDARD).number == number


@pytest.mark.parametrize(
    "keys", [("2", "shift+tab"), ("4",), ("slash",), ("ctrl+p",), ("shift+tab",)], ids=str
)
async def test_the_selected_line_is_distinguished_from_its_neighbours(
    learner: Learner, keys: tuple[str, ...]
) -> None:
    async with learner.at_work():
        await learner.press(*keys)
        if keys == ("slash",):
            await learner.type("twice")
        roles = ROLES["tutor-dark"]
        grounds = {back.hex6: text for text, _, back in written(learner) if len(text.strip()) > 2}
        assert Color.parse(roles.accent).hex6 in grounds
