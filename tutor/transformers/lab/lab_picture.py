"""What the Lab shows, saved as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.disk import FileError, make_folder, write_atomic
from tutor.transformers.lab.attention_view import PaintedSentence, attention_grid
from tutor.views.picture_file import picture_bytes
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import LabState
    from tutor.transformers.models.model_run import ModelRun


def save_grid(folder: Path, run: ModelRun, state: LabState) -> str:
    """Write the chosen head and row below ``folder``; what is said of it."""
    width = 8 * len(run.labels) + 16
    words = "-".join(re.findall(r"[a-z0-9]+", state.sentence.lower())[:4]) or "nothing"
    path = folder / "notes" / "pictures" / f"{state.model}-L{state.layer}H{state.head}-{words}.svg"
    view = Group(*_views(run, state, width))
    try:
        make_folder(path.parent)
        write_atomic(path, picture_bytes(".svg", view, width=width, title=f"{state.title} · {state.mode}"))
    except FileError as error:
        return f"The picture could not be saved: {error}"
    return f"Saved {path.relative_to(folder)}. tutor attend --png FILE makes a PNG."


def _views(run: ModelRun, state: LabState, width: int) -> Iterator[RenderableType]:
    rows = state.rows(run)
    yield Text(f"{state.title} · {state.mode}", style="bold")
    yield attention_grid(rows, run.labels, chosen=state.token, width=width, numbers=True)
    yield Text(f"\n{harmless(run.labels[state.token])} looks at", style="bold")
    yield PaintedSentence(run.labels, rows[state.token], state.token, width)
