"""The app's themes: each theme's colours by role for Textual's styles and for Rich, and keeping the chosen one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tutor.app.palette_of_roles import own_sixteen, own_themes, roles_of, terminal_theme

if TYPE_CHECKING:
    from rich.terminal_theme import TerminalTheme
    from textual.app import App
    from textual.theme import Theme

    from tutor.app.kept_state import KeptState

FIRST = "tutor-dark"


def register_themes(app: App[None]) -> None:
    """Before anything is drawn: the tutor's own themes, and the first of them is on."""
    for theme in own_themes():
        app.register_theme(theme)
    app.set_reactive(type(app).theme, FIRST)
    # Textual has prepared both for its own first theme.
    app.stylesheet.set_variables(app.get_css_variables())
    app._refresh_truecolor_filter(app.ansi_theme)


def use_themes(app: App[None], kept: KeptState) -> None:
    """The theme of last time, if there is one; and from now on what is chosen is remembered."""
    use_theme(app, kept.values)
    app.theme_changed_signal.subscribe(app, lambda theme: kept.remember(theme=theme.name))


def use_theme(app: App[None], values: Mapping[str, Any]) -> None:
    """The one that was kept, if there is one."""
    wanted = str(values.get("theme", ""))
    if wanted in app.available_themes:
        app.theme = wanted


def style_variables(theme: Theme) -> dict[str, str]:
    """The roles that Textual has no name of, for the stylesheets: ``$muted``, ``$line`` …"""
    roles = roles_of(theme)
    return {name: getattr(roles, name) for name in ("muted", "line", "cursor", "shape", "code", "link")}


def view_colours(theme: Theme, system: str | None) -> TerminalTheme:
    """The sixteen colours that views and highlighted code name are those of the theme.

    A terminal that has only sixteen keeps them as they are: rounding would give a number and its cell one colour.
    """
    return own_sixteen() if system == "standard" else terminal_theme(roles_of(theme))
