"""Saves the Lab's picture to a file."""

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


def save_grid(folder: Path, run: ModelRun, state: LabState, kept: ModelRun | None = None) -> str:
    """Save the selected head and row below ``folder``, and return a message. ``kept`` is as in ``LabState.rows``."""
    width = 8 * len(run.labels) + 16
    words = "-".join(re.findall(r"[a-z0-9]+", state.sentence.lower())[:4]) or "nothing"
    path = (
        folder / "notes" / "pictures" / f"{state.model}-L{state.layer}H{state.head}{_less(state)}-{words}.svg"
    )
    view = Group(*_views(run, kept, state, width))
    try:
        make_folder(path.parent)
        write_atomic(path, picture_bytes(".svg", view, width=width, title=f"{state.title} · {state.mode}"))
    except FileError as error:
        return f"The picture could not be saved: {error}"
    return f"Saved {path.relative_to(folder)}. tutor attend --png FILE makes a PNG."


def _less(state: LabState) -> str:
    if state.view != "difference" or state.beside is None:
        return ""
    return f"-less-{state.beside.model}-L{state.beside.layer}H{state.beside.head}"


def _views(run: ModelRun, kept: ModelRun | None, state: LabState, width: int) -> Iterator[RenderableType]:
    rows, signed = state.rows(run, kept), state.view == "difference"
    yield Text(f"{state.title} · {state.mode}", style="bold")
    yield attention_grid(rows, run.labels, chosen=state.token, width=width, numbers=True, signed=signed)
    yield Text(f"\n{harmless(run.labels[state.token])} attends to", style="bold")
    yield PaintedSentence(run.labels, rows[state.token], state.token, width, signed=signed)
