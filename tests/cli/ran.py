"""The result of a command, for the tests of commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ran:
    """Exit code and both outputs."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
