"""The state of the dimensions screen: the architecture, the size of the input, and the one to compare with. No UI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.table import Table
from tutor.transformers.architectures.tensors import tensors_of

FIRST = "gpt2"
LONGEST, WIDEST = 2**20, 2**12  # largest number of tokens and of sequences


@dataclass(frozen=True, slots=True)
class ArchitectureState:
    """Immutable: each key creates a new state. ``seq_len`` and ``batch`` are powers of two."""

    name: str = FIRST
    seq_len: int = 1024
    batch: int = 1
    beside: str = ""  # name of the architecture to compare with

    @classmethod
    def of_state(cls, state: object) -> Self:
        """Restore a saved state. Invalid values are replaced by defaults."""
        new = cls()
        if not isinstance(state, Mapping):
            return new
        names = {key: state[key] for key in ("name", "beside") if str(state.get(key)) in presets()}
        sizes = {
            key: state[key]
            for key, most in (("seq_len", LONGEST), ("batch", WIDEST))
            if type(state.get(key)) is int and 1 <= state[key] <= most and state[key].bit_count() == 1
        }
        return replace(new, **names, **sizes)

    def state(self) -> dict[str, Any]:
        """The data that ``of_state`` reads."""
        return {"name": self.name, "seq_len": self.seq_len, "batch": self.batch, "beside": self.beside}

    @property
    def architecture(self) -> Architecture:
        """The architecture on display."""
        return presets()[self.name]

    @property
    def fitting(self) -> int:
        """``seq_len``, but at most the size of a learned position table."""
        return min(self.seq_len, self.architecture.max_positions or self.seq_len)

    def table(self) -> Table:
        """The table of the architecture on display."""
        return tensors_of(self.architecture, seq_len=self.fitting, batch=self.batch)

    def other_table(self) -> Table | None:
        """The table to compare with, limited to its own position table; None if there is none."""
        return replace(self, name=self.beside).table() if self.beside not in ("", self.name) else None

    def at(self, name: str) -> Self:
        """The state with another architecture."""
        return replace(self, name=name)

    def longer(self, times: int) -> Self:
        """Double the number of tokens (or halve it with -1), starting from the position table's limit if
        it is smaller."""
        return replace(self, seq_len=_doubled(self.fitting, times, LONGEST))

    def wider(self, times: int) -> Self:
        """Double or halve the number of sequences."""
        return replace(self, batch=_doubled(self.batch, times, WIDEST))

    def compared(self) -> Self:
        """Compare all others with this one, or stop comparing."""
        return replace(self, beside="" if self.beside == self.name else self.name)


def _doubled(size: int, times: int, most: int) -> int:
    return int(min(max(size * 2.0**times, 1), most))
