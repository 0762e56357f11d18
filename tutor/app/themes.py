"""The app's themes: colours by role for Textual's styles and for Rich, and saving the choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tutor.app.palette_of_roles import own_sixteen, own_themes, roles_of, terminal_theme
from tutor.settings import settings

if TYPE_CHECKING:
    from rich.terminal_theme import TerminalTheme
    from textual.app import App
    from textual.theme import Theme

    from tutor.app.kept_state import KeptState

FIRST = "tutor-dark"


def register_themes(app: App[None]) -> None:
    """Register tutor's themes and select the first, before anything is drawn."""
    for theme in own_themes():
        app.register_theme(theme)
    app.set_reactive(type(app).theme, FIRST)
    # Textual has prepared these for its own default theme.
    app.stylesheet.set_variables(app.get_css_variables())
    app._refresh_truecolor_filter(app.ansi_theme)


def use_themes(app: App[None], kept: KeptState) -> None:
    """Select the saved theme, if any, and save later choices."""
    use_theme(app, kept.values)
    app.theme_changed_signal.subscribe(app, lambda theme: kept.remember(theme=theme.name))


def use_theme(app: App[None], values: Mapping[str, Any]) -> None:
    """Select the saved theme, if any."""
    wanted = str(values.get("theme") or settings().theme)
    if wanted in app.available_themes:
        app.theme = wanted


def style_variables(theme: Theme) -> dict[str, str]:
    """The colour roles without a name in Textual, as stylesheet variables: ``$muted``, ``$line`` …"""
    roles = roles_of(theme)
    return {name: getattr(roles, name) for name in ("muted", "line", "cursor", "shape", "code", "link")}


def view_colours(theme: Theme, system: str | None) -> TerminalTheme:
    """The theme's colours for the sixteen ANSI colours that views and highlighted code name.

    A terminal with only sixteen colours keeps its own, because rounding could give a number and its cell the same
    colour.
    """
    return own_sixteen() if system == "standard" else terminal_theme(roles_of(theme))
