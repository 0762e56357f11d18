"""Asks the terminal whether it shows images: once, before Textual reads from it, and without losing keys."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from select import select
from typing import Literal

from tutor.unix import cell_size, keys_at_once

LIBRARY = "textual_image"  # in the extra 'graphics'
PATIENCE = 1.0  # seconds to wait for an answer, for slow connections
# Three queries: kitty's protocol (an image of one pixel, not displayed), the size of a cell, the kind of terminal.
# The image would be placed by characters (U), which kitty knows since 0.28: an older one does not answer at all.
# Every terminal answers the last one, which ends the answer. The rest erases what a terminal may have printed for the
# first.
QUERY = b"\x1b_Gi=31,s=1,v=1,a=q,U=1,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[c\r\x1b[2K"
_KITTY, _CELL, _KIND = rb"\x1b_Gi=31;([^\x1b]*)\x1b\\", rb"\x1b\[6;(\d+);(\d+)t", rb"\x1b\[\?([\d;]*)c"
_ANSWERS = re.compile(b"|".join((rb"\x1b_G[^\x1b]*\x1b\\", _CELL, _KIND)))
_SIXEL = b"4"  # sixel in a terminal's list of features
_VARIABLES = (
    "XTERM_VERSION",
    "KITTY_WINDOW_ID",
    "KONSOLE_VERSION",
    "WEZTERM_PANE",
    "GHOSTTY_RESOURCES_DIR",
    "WT_SESSION",
)
_PROGRAMS = ("iterm", "wezterm", "ghostty", "kitty", "rio", "mintty", "contour", "foot", "mlterm")


@dataclass(frozen=True, slots=True)
class TerminalGraphics:
    """How a terminal shows images, and the size of its cells in pixels."""

    kind: Literal["kitty", "sixel"]
    cell: tuple[int, int]


@dataclass(frozen=True, slots=True)
class TerminalAnswer:
    """A terminal's answer; ``typed`` are keys that arrived with it."""

    graphics: TerminalGraphics | None = None
    typed: bytes = b""


def is_installed() -> bool:
    """Whether the library for images is installed."""
    return find_spec(LIBRARY) is not None


def is_known(environment: Mapping[str, str]) -> bool:
    """Whether this terminal is known to show images, so that asking is worthwhile."""
    if "TMUX" in environment or environment.get("TERM", "").startswith(("screen", "tmux")):
        return False
    named = [environment.get(name, "").lower() for name in ("TERM", "TERM_PROGRAM", "LC_TERMINAL")]
    return any(name in environment for name in _VARIABLES) or any(
        program in name for name in named for program in _PROGRAMS
    )


def ask(keys: int, screen: int, patience: float = PATIENCE) -> TerminalAnswer:
    """Ask the terminal. Its keys are read from the descriptor ``keys``; ``screen`` writes to it."""
    try:
        with keys_at_once(keys):
            os.write(screen, QUERY)
            said = _read(keys, time.monotonic() + patience)
    except OSError:
        return TerminalAnswer()
    return TerminalAnswer(_understood(said, cell_size(screen)), _ANSWERS.sub(b"", said))


def _read(keys: int, end: float) -> bytes:
    said = b""
    while not re.search(_KIND, said) and (left := end - time.monotonic()) > 0:
        if select([keys], [], [], left)[0]:
            said += (more := os.read(keys, 1024))
            if not more:
                break
    return said


def _understood(said: bytes, cell: tuple[int, int] | None) -> TerminalGraphics | None:
    """The protocol to use. Prefers sixel, because some terminals with kitty's protocol cannot place images in text;
    kitty itself has no sixel."""
    kind, kitty, pixels = (re.search(answer, said) for answer in (_KIND, _KITTY, _CELL))
    if pixels is not None and cell is None:
        cell = int(pixels[2]), int(pixels[1])
    if kind is None or cell is None:
        return None
    if _SIXEL in kind[1].split(b";")[1:]:
        return TerminalGraphics("sixel", cell)
    return TerminalGraphics("kitty", cell) if kitty is not None and kitty[1] == b"OK" else None
