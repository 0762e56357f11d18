"""What workers tell the Lab's screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import Looking
    from tutor.transformers.models.copying import Snapshot
    from tutor.transformers.models.look import Look
    from tutor.transformers.models.swap import Price


@dataclass
class Looked(Message):
    """A model read a sentence."""

    ticket: int
    look: Look


@dataclass
class Formed(Message):
    """A model in training has got so far."""

    seed: int
    snapshot: Snapshot


@dataclass
class Priced(Message):
    """The model ran on the learner's own functions."""

    ticket: int
    looking: Looking
    prices: tuple[Price, ...]
