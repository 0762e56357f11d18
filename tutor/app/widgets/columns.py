"""How wide the path and the sizes are beside the text."""

from __future__ import annotations

from tutor.app.widgets.lesson_path import PathList
from tutor.app.widgets.size_bar import SizesPanel

LEAST_TEXT = 74  # columns: the longest line of code in the lessons (62) has room
MOST_TEXT = 92  # columns, of which a line of prose has 87: a longer one is hard to follow back
LEAST_PATH = 21
LEAST_PANEL, MOST_PANEL = 25, 80


def share_columns(path: PathList, panel: SizesPanel, width: int, *, folded: bool) -> None:
    """Each gets what the text can spare: the path for its titles, the sizes for an output beside the text.

    Where both are ``folded`` away, the stylesheet says how wide they are when they come up.
    """
    if folded:
        path.styles.width = panel.styles.width = None
        return
    path_width = min(max(width - LEAST_TEXT - LEAST_PANEL, LEAST_PATH), max(path.needed, LEAST_PATH))
    path.styles.width = path_width
    panel.styles.width = min(max(width - path_width - MOST_TEXT, LEAST_PANEL), MOST_PANEL)
