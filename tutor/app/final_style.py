"""The styles of a widget's lines as they reach the terminal, so that a widget can keep finished pieces of lines.

Otherwise Textual does this to every piece of every line again, which takes longer than to draw a heat map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from rich.style import Style
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.widget import Widget

FinalStyle = Callable[[Style | None], Style]  # from the style of a piece to that on the terminal


def final_style(widget: Widget) -> FinalStyle:
    """Puts the background of ``widget`` below a style, and makes the terminal's own colours those of the theme.

    The widget leaves out the second in its lines, see ``without_colours``. The same for as long as the theme stays.
    """
    filters = [one for one in widget.app.get_line_filters() if isinstance(one, ANSIToTruecolor)]
    return _final_style(widget.rich_style, widget.background_colors[1], filters[0] if filters else None)


def without_colours(filters: Sequence[LineFilter]) -> list[LineFilter]:
    """The filters of lines that have final styles."""
    return [one for one in filters if not isinstance(one, ANSIToTruecolor)]


@lru_cache(maxsize=16)
def _final_style(ground: Style, background: Color, colours: ANSIToTruecolor | None) -> FinalStyle:
    behind = background.rich_color

    @lru_cache(maxsize=1024)
    def final(style: Style | None) -> Style:
        whole = ground if style is None else ground + style
        return whole if colours is None else colours.truecolor_style(whole, behind)

    return final
