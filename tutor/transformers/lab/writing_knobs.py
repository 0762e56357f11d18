"""The settings of the writing screen, with the values that its keys step through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from rich.text import Text

if TYPE_CHECKING:
    from tutor.transformers.llama.llama_text import WritingSettings

VALUES: dict[str, tuple[float, ...]] = {
    "temperature": (0.0, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0),
    "top_k": (1, 3, 10, 40, 200, 0),  # 0: all
    "top_p": (0.3, 0.5, 0.8, 0.9, 0.95, 1.0),
    "min_p": (0.0, 0.02, 0.05, 0.1, 0.2, 0.5),
    "penalty": (1.0, 1.1, 1.2, 1.5, 2.0),
}


@dataclass(frozen=True, slots=True)
class Knobs:
    """The settings for drawing the next token. ``own`` draws with the learner's functions."""

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    penalty: float = 1.0
    own: bool = False
    cached: bool = True
    seed: int = 0

    def moved(self, what: str, step: int) -> Self:
        """The settings after one step of this setting, which stays within its range."""
        values = VALUES[what]
        at = values.index(getattr(self, what)) + step
        changed: dict[str, Any] = {what: values[max(0, min(at, len(values) - 1))]}
        return replace(self, **changed)

    def settings(self, most: int) -> WritingSettings:
        """For writing ``most`` tokens."""
        from tutor.transformers.llama.llama_text import WritingSettings

        return WritingSettings(
            self.temperature,
            self.top_k,
            self.top_p,
            self.cached,
            most,
            self.seed,
            min_p=self.min_p,
            penalty=self.penalty,
        )


def knobs_view(knobs: Knobs) -> Iterator[Text]:
    """The settings with their keys, two in a line. Those that change nothing at temperature 0 are dim."""
    greedy = knobs.temperature == 0
    yield _shown("sampler", "yours" if knobs.own else "tutor's", "o", wide=True)
    yield _shown("temperature", f"{knobs.temperature:g}", "t T", wide=True).append(
        "likeliest" if greedy else "", style="dim"
    )
    yield _shown("top-k", f"{knobs.top_k:g}" if knobs.top_k else "all", "k K", quiet=greedy).append(
        _shown("  top-p", f"{knobs.top_p:g}", "p P", quiet=greedy)
    )
    yield _shown("min-p", f"{knobs.min_p:g}", "m M", quiet=greedy).append(
        _shown("  penalty", f"{knobs.penalty:g}", "r R")
    )
    yield _shown("cache", "on" if knobs.cached else "off", "c").append(
        _shown("  seed", str(knobs.seed), "a", quiet=greedy and not knobs.own)
    )


def _shown(name: str, value: str, keys: str, *, wide: bool = False, quiet: bool = False) -> Text:
    width = 12 if wide else 10 if name.startswith(" ") else 6
    line = Text(f"{name:<{width}}", style="dim" if quiet else "")
    line.append(f"{value:<{8 if wide else 5}}", style="dim" if quiet else "bold")
    return line.append(f"{keys:<4}", style="dim")
