"""Colours besides Textual's own themes, and keeping the one that the learner chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

    from tutor.app.kept_state import KeptState

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    variables={"text-muted": "#ffffff", "border": "#ffffff", "border-blurred": "#ffffff"},
)


def use_themes(app: App[None], kept: KeptState) -> None:
    """The theme of last time, if there is one; and from now on what is chosen is remembered."""
    app.register_theme(HIGH_CONTRAST)
    wanted = str(kept.values.get("theme", ""))
    if wanted in app.available_themes:
        app.theme = wanted
    app.theme_changed_signal.subscribe(app, lambda theme: kept.remember(theme=theme.name))
