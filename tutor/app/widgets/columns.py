"""How wide the path and the sizes are beside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.app.widgets.lesson_path import PathList
    from tutor.app.widgets.size_bar import SizesPanel

LEAST_TEXT = 74  # columns: the longest line of code in the lessons (62) has room
MOST_TEXT = 92  # columns, of which a line of prose has 87: a longer one is hard to follow back
LEAST_PATH, WIDEST_PATH = 21, 46  # a longer title goes on below
EDGES = 3  # columns for the path's frame and scrollbar
LEAST_PANEL, MOST_PANEL = 25, 80
NARROW = 110  # columns below which they are folded away


def share_columns(path: PathList, panel: SizesPanel, width: int, *, folded: bool) -> None:
    """Each gets what the text can spare: the path for its titles, the sizes for an output beside the text.

    Where both are ``folded`` away, the stylesheet says how wide they are when they come up.
    """
    if folded:
        path.styles.width = panel.styles.width = None
        return
    path.styles.width, panel.styles.width = columns(width, path.needed)


def path_for(longest: int) -> int:
    """The columns in which a line of this length is whole, if that is not too many."""
    return min(longest + EDGES, WIDEST_PATH)


def columns(width: int, needed: int) -> tuple[int, int]:
    """Those of the path, whose titles would need so many, and of the sizes."""
    path_width = min(max(width - LEAST_TEXT - LEAST_PANEL, LEAST_PATH), max(needed, LEAST_PATH))
    return path_width, min(max(width - path_width - MOST_TEXT, LEAST_PANEL), MOST_PANEL)
