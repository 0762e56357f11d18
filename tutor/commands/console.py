"""Printing to a shell: colour only on a terminal, plain text into a pipe, ASCII where there is no more."""

from __future__ import annotations

import codecs
import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tutor.views.symbols import Symbols

PIPED_WIDTH = 100

# What a terminal that cannot show a sign prints in its place.
_PLAIN = {
    "√": "sqrt", "×": "x", "→": "->", "←": "<-", "·": "-", "…": "...", "≤": "<=", "≥": ">=", "–": "-",
    "✓": "+", "✗": "x", "●": "*", "○": "o", "▸": ">", "▾": "v", "“": '"', "”": '"', "‘": "'", "’": "'",
    "α": "alpha", "β": "beta", "γ": "gamma", "ε": "eps", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi",
    "σ": "sigma", "Σ": "sum", "Δ": "delta", "∞": "inf", "−": "-", "≈": "~", "⋅": "*", "²": "^2", "—": "-",
    "₀": "0", "₁": "1", "█": "#", "▓": "#", "▒": "+", "░": ".", "│": "|", "─": "-", "≠": "!=", "ᵀ": ".T",
}  # fmt: skip


def _plain_sign(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def prepare_streams() -> None:
    """Make printing any text to the standard streams possible, whatever their encoding."""
    codecs.register_error("tutor-plain", _plain_sign)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="tutor-plain")


def console(file: TextIO | None = None) -> Console:
    """A console on ``file`` (standard output): no markup, no guessing at highlights."""
    from rich.console import Console

    out = file or sys.stdout
    piped = not out.isatty()
    return Console(
        file=out,
        width=PIPED_WIDTH if piped and "COLUMNS" not in os.environ else None,
        # Whatever FORCE_COLOR says, a pipe gets no escape codes that would move a cursor.
        force_terminal=False if piped else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )


def symbols(of: Console) -> Symbols:
    """The marks that this console's encoding has."""
    from tutor.views.symbols import ASCII, UNICODE

    return ASCII if of.options.ascii_only else UNICODE


def show(*views: RenderableType) -> None:
    """Print views to standard output, without spaces at line ends when it is a pipe."""
    out = console()
    if out.is_terminal:
        out.print(*views, sep="\n")
        return
    with out.capture() as capture:
        out.print(*views, sep="\n")
    for line in capture.get().split("\n")[:-1]:
        sys.stdout.write(line.rstrip() + "\n")


def show_json(report: Any) -> None:
    """Print one JSON document and nothing else."""
    sys.stdout.write(json.dumps(report, ensure_ascii=True, indent=2) + "\n")


def say(sentence: str) -> None:
    """One plain line on standard output."""
    sys.stdout.write(sentence + "\n")


def warn(sentence: str) -> None:
    """One plain line on standard error."""
    sys.stderr.write(sentence + "\n")
