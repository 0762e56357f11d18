"""Two-dimensional queries and keys as a plane: each word at its key, and the query as an arrow."""

from __future__ import annotations

from rich.text import Text

from tutor.transformers.models.agreement import GapReading, Pair
from tutor.views.symbols import STYLES

ROWS, COLUMNS = 17, 41  # both odd, so that 0 has a cell of its own
REACH = 3.0  # largest coordinate that is drawn; a larger query ends at the edge
NAMED = 0.1  # words with less weight are drawn as dots


def plane_view(reading: GapReading) -> Text:
    """Each word is written at its key, brighter for a larger weight. The query starts at 0."""
    cells = [[(" ", "")] * COLUMNS for _ in range(ROWS)]
    for column in range(COLUMNS):
        cells[ROWS // 2][column] = ("─", STYLES["quiet"])
    for row in range(ROWS):
        cells[row][COLUMNS // 2] = ("│", STYLES["quiet"])
    cells[ROWS // 2][COLUMNS // 2] = ("┼", STYLES["quiet"])
    for step in range(1, 13):
        row, column = _cell((reading.query[0] * step / 12, reading.query[1] * step / 12))
        cells[row][column] = ("·", STYLES["warning"])
    row, column = _cell(reading.query)
    cells[row][column] = ("●", f"bold {STYLES['warning']}")
    words = list(zip(reading.words, reading.keys, reading.weights, strict=True))
    for _, key, weight in words:
        row, column = _cell(key)
        if weight < NAMED and cells[row][column][0] != "●":
            cells[row][column] = ("○", STYLES["quiet"])
    taken: set[tuple[int, int]] = set()
    for word, key, weight in sorted(words, key=lambda one: -one[2]):
        if weight < NAMED:
            break
        row, column = _cell(key)
        start = min(max(column - len(word) // 2, 0), COLUMNS - len(word))
        while row + 1 < ROWS and taken & {(row, at) for at in range(start - 1, start + len(word) + 1)}:
            row += 1  # below a word with a larger weight
        for at, character in enumerate(word, start):
            cells[row][at] = (character, f"bold {STYLES['shape']}")
            taken.add((row, at))
    lines = [Text.assemble(*line) for line in cells]
    legend = Text("● query   ○ a key   a word: a key with weight", style=STYLES["quiet"])
    return Text("\n").join([*lines, legend])


def _cell(point: Pair) -> tuple[int, int]:
    across, up = (min(max(value / REACH, -1.0), 1.0) for value in point)
    return round((1 - up) * (ROWS - 1) / 2), round((1 + across) * (COLUMNS - 1) / 2)
