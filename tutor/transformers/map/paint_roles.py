"""The style of each role on the map: in true colour, in 16 colours, and without colours."""

from __future__ import annotations

from collections import defaultdict

from rich.style import Style

from tutor.views.heat_colours import Paint
from tutor.views.symbols import STYLES

RoleStyles = defaultdict[str, Style]

_DARK = {
    "embedding": "#33284f", "attention": "#173a54", "feed-forward": "#1c4030", "norm": "#2c343d", "ends": "#4f3315",
}  # fmt: skip
_LIGHT = {
    "embedding": "#e2d8f5", "attention": "#cfe6f3", "feed-forward": "#d2ebd6", "norm": "#e3e0d8", "ends": "#f6dfbf",
}  # fmt: skip
_INKS = "#e4e9ee", "#1c2227"
# For 16 colours, chosen so that each pair can be told apart in any terminal's palette.
_SIXTEEN = {
    "embedding": "bright_white on magenta", "attention": "bright_white on blue", "feed-forward": "black on green",
    "norm": "black on white", "ends": "black on cyan",  # the selected part is yellow
}  # fmt: skip


def styles_for(paint: Paint) -> RoleStyles:
    """A style for each role; roles without one are unstyled."""
    accent = paint.accent
    styles: RoleStyles = defaultdict(Style.null)
    styles |= {
        "shape": Style.parse(STYLES["shape"]),
        "quiet": Style.parse(STYLES["quiet"]),
        "line": Style.parse(STYLES["quiet"]),
        "head": Style(bold=True),
        "formula": Style(italic=True),
        "bar": Style.parse(STYLES["bar"]),
        "lit": accent,
        "key": Style(color=accent.bgcolor, bold=True) if accent.bgcolor else Style(bold=True),
    }
    for kind in _DARK:
        if paint.system in ("truecolor", "256"):
            ground, ink = (_DARK, _INKS[0]) if paint.dark else (_LIGHT, _INKS[1])
            styles[kind] = Style(color=ink, bgcolor=ground[kind])
            styles[f"{kind}-edge"] = Style(color=ground[kind])
        elif paint.system == "standard":
            styles[kind] = Style.parse(_SIXTEEN[kind])
            styles[f"{kind}-edge"] = Style(color=styles[kind].bgcolor)
        painted = styles[kind].bgcolor
        styles[f"{kind}-bracket"] = Style(color=painted, bgcolor=painted) if painted else Style.null()
    if accent.bgcolor is not None:
        styles["lit-bracket"] = Style(color=accent.bgcolor, bgcolor=accent.bgcolor)
        styles["lit-edge"] = Style(color=accent.bgcolor)
    return styles
