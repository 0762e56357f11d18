"""What workers tell the app."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Failed(Message):
    """A worker could not do its work; the sentence says why."""

    sentence: str
