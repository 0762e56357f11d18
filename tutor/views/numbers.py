"""Formats the numbers in heat maps and charts: short, and consistent within one array."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType


def share_text(share: float) -> str:
    """A share of 1 without its leading zero: ``.43``, ``1.0``."""
    return "1.0" if share >= 0.995 else f"{share:.2f}".removeprefix("0")


HUNDREDTHS = MappingProxyType({n / 100: share_text(n / 100) for n in range(101)})  # every share's text


def in_hundredths(shares: Sequence[Sequence[float]]) -> bool:
    """Whether ``written`` gives all these shares two decimals. Much faster than to write them."""
    return all(math.isfinite(sum(line)) for line in shares) and (
        max((max(line) for line in shares if line), default=0.0) >= 0.01
    )


def written(rows: Sequence[Sequence[float]], share: bool) -> list[list[str]]:
    """Format numbers with as many decimals as distinguish them; shares without their leading zero."""
    if share and in_hundredths(rows):
        return [[HUNDREDTHS[round(v, 2)] for v in line] for line in rows]
    finite = [v for line in rows for v in line if math.isfinite(v)]
    largest = max(map(abs, finite), default=0.0)
    smallest = min((abs(v) for v in finite if v), default=1.0)
    if all(v == int(v) for v in finite) and largest < 1e6 and not (finite and share):
        template = "{:.0f}"
    elif largest >= 1e5 or (largest < 1e-2 and largest > 0 and smallest < 1e-2):
        template = "{:.1e}"
    else:
        template = "{:.2f}" if largest < 100 else "{:.1f}"
    return [[_written(v, template, share) for v in line] for line in rows]


def _written(value: float, template: str, share: bool) -> str:
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    text = template.format(value + 0.0)
    if text.startswith("-") and not text.strip("-0."):
        text = text[1:]  # write -0.00 as 0.00
    if share and "e" not in text:  # .42 and 1.0 fit a column of weights
        text = "1.0" if text == "1.00" else text.removeprefix("0")
    return text


def with_sign(text: str, value: float, minus: str) -> str:
    """``+.05``, ``−.28``, and ``0`` for a number that rounds to zero."""
    if not math.isfinite(value) or "e" in text:
        return text
    digits = text.lstrip("-")
    if not digits.strip("0."):
        return "0"
    return f"{minus if value < 0 else '+'}{digits.removeprefix('0') if digits.startswith('0.') else digits}"
