"""Which architecture is looked at, for how much text, and which one beside it. No screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from tutor.transformers.architectures.architecture import Architecture
from tutor.transformers.architectures.presets import presets
from tutor.transformers.architectures.table import Table
from tutor.transformers.architectures.tensors import tensors_of

FIRST = "gpt2"
LONGEST, WIDEST = 2**20, 2**12  # tokens; sequences


@dataclass(frozen=True, slots=True)
class ArchitectureState:
    """Each key of the dimensions turns one into another. ``seq_len`` and ``batch`` are powers of two."""

    name: str = FIRST
    seq_len: int = 1024
    batch: int = 1
    beside: str = ""  # the name of what it is compared with

    @classmethod
    def of_state(cls, state: object) -> Self:
        """As it was left; what makes no sense is as at the beginning."""
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
        """What ``of_state`` reads."""
        return {"name": self.name, "seq_len": self.seq_len, "batch": self.batch, "beside": self.beside}

    @property
    def architecture(self) -> Architecture:
        """What is looked at."""
        return presets()[self.name]

    @property
    def fitting(self) -> int:
        """As many tokens as its table of positions has room for."""
        return min(self.seq_len, self.architecture.max_positions or self.seq_len)

    def table(self) -> Table:
        """Every tensor of it."""
        return tensors_of(self.architecture, seq_len=self.fitting, batch=self.batch)

    def other_table(self) -> Table | None:
        """That of what stands beside it, for as much text as it has room for; None without one."""
        return replace(self, name=self.beside).table() if self.beside not in ("", self.name) else None

    def at(self, name: str) -> Self:
        """Another architecture."""
        return replace(self, name=name)

    def longer(self, times: int) -> Self:
        """Twice as many tokens, or with -1 half as many; from where its positions end, not from beyond."""
        return replace(self, seq_len=_doubled(self.fitting, times, LONGEST))

    def wider(self, times: int) -> Self:
        """Twice as many sequences, or half as many."""
        return replace(self, batch=_doubled(self.batch, times, WIDEST))

    def compared(self) -> Self:
        """This one stays beside all others; the second time it goes again."""
        return replace(self, beside="" if self.beside == self.name else self.name)


def _doubled(size: int, times: int, most: int) -> int:
    return int(min(max(size * 2.0**times, 1), most))
