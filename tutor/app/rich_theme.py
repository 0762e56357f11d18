"""Draws the Rich renderables of ``views`` inside Textual, at any width."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.theme import Theme
from textual.color import Color, ColorParseError

from tutor.app.palette_of_roles import roles_of
from tutor.views.heat_colours import ACCENT, GROUND, Paint

if TYPE_CHECKING:
    from textual.app import App

# Links, code, shapes and emphasis can be told apart even without colours: they are underlined, on another background
# (see ``use_colours``), bold and italic. The colours are those of the app's theme (see ``palette_of_roles``).
THEME = Theme(
    {
        "markdown.code": "magenta",
        "markdown.code_block": "magenta",
        "markdown.h1": "bold bright_yellow",
        "markdown.h2": "bold bright_yellow",
        "markdown.h3": "bold bright_yellow",
        "markdown.h4": "bold",
        "markdown.table.header": "bold",
        "markdown.table.border": "dim",
        "markdown.link": "underline blue",
        "markdown.link_url": "underline blue",
        "markdown.block_quote": "italic",
    }
)

WIDTHS = 2  # how many widths a drawn text is cached for
TEXTS = 64  # number of cached texts: those of the last few sections and exercises


def use_colours(app: App[None]) -> None:
    """Set Rich's background and accent to the theme's, and switch colours on or off."""
    theme = app.current_theme
    colours = theme.to_color_system().generate()
    ground, accent = (_colour(colours.get(name, "")) for name in ("background", "accent"))
    styles = {GROUND: Style(bgcolor=(ground or Color.parse("black" if theme.dark else "white")).rich_color)}
    if accent is not None:
        ink = accent.get_contrast_text(1.0).rich_color
        styles[ACCENT] = Style(color=ink, bgcolor=accent.rich_color, bold=True)
    panel = None if app.native_ansi_color else Color.parse(roles_of(theme).panel).rich_color
    styles["markdown.code"] = Style.parse("magenta") + Style(bgcolor=panel)
    app.console.no_color = app.no_color
    app.console.push_theme(Theme(styles, inherit=False))  # Rich's own styles would override those of THEME
    for screen in app.screen_stack:
        for widget in screen.query("*"):
            widget.refresh()  # redraw what Rich has drawn with the old colours


def _colour(name: str) -> Color | None:
    """None for a colour that only the terminal knows."""
    try:
        colour = Color.parse(name)
    except ColorParseError:
        return None
    return colour if colour.ansi is None else None


def look_of(console: Console) -> Hashable:
    """The part of the theme that affects Rich's styles; the rest is applied when painting."""
    return Paint.of(console), console.get_style("markdown.code", default="")


class Fitted:
    """A renderable that is created for the width at which it is drawn.

    Cached, because Textual draws it more than once, and a panel that is opened and closed alternates between two
    widths.
    """

    def __init__(self, draw: Callable[[int], RenderableType]) -> None:
        self.draw = draw
        self._kept: dict[tuple[int, Hashable], list[Segment]] = {}

    def height(self, console: Console, width: int) -> int:
        """The number of lines at this width."""
        options = console.options.update(width=width, highlight=False)
        return sum(part.text.count("\n") for part in self._drawn(console, options))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._drawn(console, options)

    def _drawn(self, console: Console, options: ConsoleOptions) -> list[Segment]:
        width = options.max_width
        drawn_for = width, look_of(console)
        if drawn_for not in self._kept:
            while len(self._kept) >= WIDTHS:
                self._kept.pop(next(iter(self._kept)))
            self._kept[drawn_for] = list(console.render(self.draw(width), options.reset_height()))
        return self._kept[drawn_for]


@lru_cache(maxsize=TEXTS)
def prose(text: str) -> RenderableType:
    """Markdown of the course as a renderable, parsed when it is first drawn.

    Links inside the course only look like links (the key ``g`` lists them); other links become terminal hyperlinks.
    """

    def parsed(_: int) -> RenderableType:
        # imports markdown-it and Pygments, which the first screen does not need
        from tutor.views.prose import CourseMarkdown

        return CourseMarkdown(text, code_theme="ansi_dark")

    return Fitted(parsed)
