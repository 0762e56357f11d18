"""One line of the table: a figure of ours beside a peer's of the same run."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """``own`` and ``base`` are medians in ``unit``; ``aim`` is the largest ratio that we want, if there is one."""

    what: str
    own: float
    peer: str
    base: float
    aim: float | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Ours to the peer's."""
        return self.own / self.base


def table(rows: Iterable[Row]) -> str:
    """The rows, aligned."""
    lines = [f"{'':36}{'ours':>12}   {'peer':40}{'':>12}   ratio   aim"]
    for row in rows:
        own, base = (f"{value:.{0 if value >= 10 else 2}f} {row.unit}" for value in (row.own, row.base))
        aim = "" if row.aim is None else f"≤ {row.aim:.2f}"
        lines.append(f"{row.what:36}{own:>12}   {row.peer:40}{base:>12}   {row.ratio:5.2f}   {aim}")
    return "\n".join(lines)


def machine() -> str:
    """What it was measured on."""
    return (
        f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, "
        f"Python {sys.version.split()[0]}, NumPy {np.__version__}"
    )
