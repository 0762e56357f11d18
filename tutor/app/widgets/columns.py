"""The widths of the path and the sizes beside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.app.widgets.lesson_path import PathList
    from tutor.app.widgets.size_bar import SizesPanel

LEAST_TEXT = 74  # columns; fits the longest line of code in the lessons (62)
MOST_TEXT = 92  # columns, 87 of them prose: longer lines are hard to read
LEAST_PATH, WIDEST_PATH = 21, 46  # longer titles wrap
EDGES = 3  # columns for the path's frame and scrollbar
LEAST_PANEL, MOST_PANEL = 25, 80
NARROW = 110  # below this width they are hidden


def share_columns(path: PathList, panel: SizesPanel, width: int, *, folded: bool) -> None:
    """Distribute the columns that the text does not need: to the path for its titles, to the sizes for an output.

    If both are hidden (``folded``), the stylesheet determines their width when they open.
    """
    if folded:
        path.styles.width = panel.styles.width = None
        return
    path.styles.width, panel.styles.width = columns(width, path.needed)


def path_for(longest: int) -> int:
    """The width in columns at which a line of this length does not wrap, up to a limit."""
    return min(longest + EDGES, WIDEST_PATH)


def columns(width: int, needed: int) -> tuple[int, int]:
    """The widths of the path, whose titles need ``needed`` columns, and of the sizes."""
    path_width = min(max(width - LEAST_TEXT - LEAST_PANEL, LEAST_PATH), max(needed, LEAST_PATH))
    return path_width, min(max(width - path_width - MOST_TEXT, LEAST_PANEL), MOST_PANEL)
