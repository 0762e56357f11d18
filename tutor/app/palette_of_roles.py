"""The app's colours by role: chosen for tutor's own themes, adjusted for readability in Textual's."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.color import Color, ColorParseError
from textual.theme import Theme

READABLE = 4.5  # minimum contrast of text to its background, WCAG 2.2, 1.4.3
VISIBLE = 3.0  # minimum contrast of the frame around the focus, WCAG 2.2, 1.4.11


@dataclass(frozen=True, slots=True)
class Roles:
    """Hexadecimal colours. The first four are backgrounds; all others except ``line`` are readable on each of them."""

    base: str  # behind text
    surface: str  # dialogs, fields
    panel: str  # the top line, the footer, inline code
    cursor: str  # the selected line of a list without the focus
    text: str
    muted: str  # labels, help
    line: str  # frames without the focus; not for text
    accent: str  # the focus, keys, headings
    shape: str  # shapes, and nothing else
    code: str
    link: str
    good: str
    bad: str
    warning: str
    selection: str  # background of selected text
    selected: str  # selected text

    @property
    def ink(self) -> str:
        """The text colour on the accent, for the selected line of a list with the focus."""
        return max(
            "#000000", "#ffffff", key=lambda ink: contrast_of(Color.parse(ink), Color.parse(self.accent))
        )


ROLES = {
    "tutor-dark": Roles(
        base="#10151b", surface="#161d25", panel="#1e2832", cursor="#2b3a48",
        text="#e4e9ee", muted="#a8b6c2", line="#33414e", accent="#ffb454", shape="#74d3e6", code="#c9a7ff",
        link="#79c0f5", good="#8fd694", bad="#ffa79b", warning="#ecc94b", selection="#2f5d86", selected="#ffffff",
    ),
    "tutor-light": Roles(
        base="#f7f5f0", surface="#fdfcfa", panel="#ebe7de", cursor="#e1dccf",
        text="#1c2227", muted="#4b545d", line="#c4beb0", accent="#8a4b00", shape="#00596f", code="#6437aa",
        link="#18569a", good="#176030", bad="#a0231a", warning="#6f4a00", selection="#a9cbef", selected="#10151b",
    ),
    "high-contrast": Roles(
        base="#000000", surface="#000000", panel="#000000", cursor="#00418f",
        text="#ffffff", muted="#ffffff", line="#ffffff", accent="#ffff00", shape="#66ffff", code="#ffc8ff",
        link="#b8dcff", good="#99ff99", bad="#ffc4c4", warning="#ffff00", selection="#ffff00", selected="#000000",
    ),
    "high-contrast-light": Roles(
        base="#ffffff", surface="#ffffff", panel="#ffffff", cursor="#b4d4ff",
        text="#000000", muted="#000000", line="#000000", accent="#6b2c00", shape="#003c4d", code="#3f007a",
        link="#00207a", good="#003d12", bad="#7a0000", warning="#452c00", selection="#000000", selected="#ffffff",
    ),
}  # fmt: skip
GROUNDS = ("base", "surface", "panel", "cursor")
WRITTEN = ("text", "muted", "accent", "shape", "code", "link", "good", "bad", "warning")


def own_themes() -> list[Theme]:
    """tutor's themes."""
    return [_theme(name, roles, dark="light" not in name) for name, roles in ROLES.items()]


def _theme(name: str, roles: Roles, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        primary=roles.accent,
        secondary=roles.link,
        accent=roles.accent,
        warning=roles.warning,
        error=roles.bad,
        success=roles.good,
        foreground=roles.text,
        background=roles.base,
        surface=roles.surface,
        panel=roles.panel,
        dark=dark,
        variables={
            "text-muted": roles.muted,
            "foreground-muted": roles.muted,
            "text-disabled": roles.muted,
            "border": roles.accent,
            "border-blurred": roles.line,
            "block-cursor-background": roles.accent,
            "block-cursor-foreground": roles.ink,
            "block-cursor-blurred-background": roles.cursor,
            "block-cursor-blurred-foreground": roles.text,
            "screen-selection-background": roles.selection,
            "screen-selection-foreground": roles.selected,
            "input-selection-background": roles.selection,
            "input-selection-foreground": roles.selected,
            "scrollbar": roles.line,
            "scrollbar-hover": roles.muted,
            "scrollbar-active": roles.accent,
            "scrollbar-background": roles.base,
            "scrollbar-corner-color": roles.base,
            "scrollbar-background-hover": roles.base,
            "scrollbar-background-active": roles.base,
        },
    )


def roles_of(theme: Theme) -> Roles:
    """The colours of ``theme``. If it is not tutor's, they are adjusted for readability."""
    if theme.name in ROLES:
        return ROLES[theme.name]
    generated = theme.to_color_system().generate()
    default = ROLES["tutor-dark" if theme.dark else "tutor-light"]

    def token(name: str, role: str) -> str:
        try:
            colour = Color.parse(generated.get(name, ""))
        except ColorParseError:
            return str(getattr(default, role))
        return str(getattr(default, role)) if colour.ansi is not None else colour.hex6

    names = {"base": "background", "surface": "surface", "panel": "panel", "cursor": "panel"}
    names |= {
        "text": "foreground",
        "accent": "accent",
        "good": "success",
        "bad": "error",
        "warning": "warning",
    }
    found = {one.name: token(names.get(one.name, ""), one.name) for one in fields(Roles)}
    grounds = [Color.parse(found[name]) for name in GROUNDS]
    for role in WRITTEN:
        found[role] = readable(Color.parse(found[role]), grounds, dark=theme.dark).hex6
    return Roles(**found)


def readable(colour: Color, grounds: list[Color], *, dark: bool) -> Color:
    """``colour``, or the nearest mixture with white (black on a light background) that is readable on
    all backgrounds."""
    end = Color.parse("white" if dark else "black")
    for tenths in range(11):
        mixed = colour.blend(end, tenths / 10)
        if all(contrast_of(mixed, ground) >= READABLE for ground in grounds):
            return mixed
    return end


def contrast_of(one: Color, other: Color) -> float:
    """WCAG's contrast ratio, from 1 to 21."""
    from tutor.views.heat_colours import contrast

    return contrast(one.rgb, other.rgb)


@lru_cache(maxsize=32)
def terminal_theme(roles: Roles) -> TerminalTheme:
    """The sixteen ANSI colours inside the app, to which views and highlighted code refer."""
    base, text = roles.base, roles.text
    plain = [base, roles.bad, roles.good, roles.warning, roles.link, roles.code, roles.shape, text]
    bright = [roles.muted, roles.bad, roles.good, roles.accent, roles.link, roles.code, roles.shape, text]
    colours = [Color.parse(colour).rgb for colour in (base, text, *plain, *bright)]
    return TerminalTheme(colours[0], colours[1], colours[2:10], colours[10:])


@lru_cache(maxsize=1)
def own_sixteen() -> TerminalTheme:
    """Values that Rich rounds to the terminal's sixteen colours, each to the colour of the same number."""
    plain, bright = (
        [Color.parse(f"#{sign}").rgb for sign in signs.split()]
        for signs in (
            "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa",
            "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
        )
    )
    return TerminalTheme(plain[0], plain[7], plain, bright)


def code_styles(roles: Roles) -> dict[str, Style]:
    """The colours of code in an editor, by the names of tree-sitter's highlights."""
    names = {
        roles.link: "keyword keyword.function keyword.operator keyword.return conditional repeat exception include",
        roles.good: "function function.call method method.call constructor class",
        roles.shape: "type type.builtin type.class constant.builtin boolean number float",
        roles.warning: "string string.documentation escape",
        roles.muted: "comment",
    }
    return {name: Style(color=colour) for colour, of in names.items() for name in of.split()}
