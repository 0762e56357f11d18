"""A grid of cells for text and wires, each with a role. Colours are applied later."""

from __future__ import annotations

from itertools import groupby

from rich.segment import Segment
from rich.text import Text

from tutor.transformers.map.paint_roles import RoleStyles


class Canvas:
    """Cells of one character each. Anything outside is cut off."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._signs = [[" "] * width for _ in range(height)]
        self._roles = [[""] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, role: str = "") -> int:
        """Write ``text`` from column ``x`` on. Returns the column after it."""
        for column, sign in enumerate(text, x):
            if 0 <= y < self.height and 0 <= column < self.width:
                self._signs[y][column] = sign
                self._roles[y][column] = role
        return x + len(text)

    def right(self, x: int, y: int, text: str, role: str = "") -> None:
        """Write ``text`` so that it ends at column ``x``."""
        self.put(x - len(text), y, text, role)

    def free(self, x: int, y: int) -> bool:
        """Whether the cell is empty."""
        return 0 <= y < self.height and 0 <= x < self.width and self._signs[y][x] == " "

    def box(
        self, x: int, y: int, width: int, height: int, title: str, note: str = "", role: str = "line"
    ) -> None:
        """A frame with text on its upper edge."""
        self.put(x, y, f"╭{'─' * (width - 2)}╮", role)
        self.put(x, y + height - 1, f"╰{'─' * (width - 2)}╯", role)
        for row in range(y + 1, y + height - 1):
            self.put(x, row, "│", role)
            self.put(x + width - 1, row, "│", role)
        self.put(x + 2, y, f" {title} ", "head")
        if note:
            self.right(x + width - 2, y, f" {note} ", "quiet")

    def segments(self, styles: RoleStyles) -> list[list[Segment]]:
        """Every line in these styles. The half-block edges of a coloured part are omitted without colours."""
        lines = []
        for signs, roles in zip(self._signs, self._roles, strict=True):
            line = []
            start = 0
            for role, cells in groupby(roles):
                end = start + len(list(cells))
                edge = role.endswith("-edge") and not styles[role]
                words = " " * (end - start) if edge else "".join(signs[start:end])
                line.append(Segment(words, styles[role]))
                start = end
            lines.append(line)
        return lines

    def lines(self, styles: RoleStyles) -> list[Text]:
        """Like ``segments``, as Rich texts."""
        parts = ([(text, style or "") for text, style, _ in line] for line in self.segments(styles))
        return [Text.assemble(*line, no_wrap=True) for line in parts]
