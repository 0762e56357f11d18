"""Replacements for signs on a terminal limited to ASCII (or another small character set)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_READ = {
    "√": "sqrt", "×": "x", "→": "->", "←": "<-", "↔": "<->", "↑": "^", "↓": "v", "·": "-", "…": "...", "≤": "<=",
    "≥": ">=", "–": "-", "—": "-", "−": "-", "•": "*", "✓": "+", "✗": "x", "●": "*", "○": "o", "★": "*", "▸": ">",
    "☑": "x", "☐": "o", "✎": "?",
    "◂": "<", "▾": "v", "↪": ">", "“": '"', "”": '"', "‘": "'", "’": "'", "≈": "~", "≠": "!=", "±": "+-", "÷": "/",
    "⋅": "*", "⊙": "*", "∞": "inf", "∈": "in", "∝": "~", "∂": "d", "∇": "grad ", "ᵀ": ".T", "ᵗ": "^t", "§": "section ",
    "°": " deg", "‖": "||", "½": "1/2", "⅔": "2/3", "␛": "^[", "␊": "^J", "�": "?", "⇧": "shift+", "⌫": "backspace",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "η": "eta", "θ": "theta", "λ": "lambda",
    "μ": "mu", "µ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "Σ": "sum", "Δ": "Delta",
    "Θ": "Theta", "Φ": "Phi", "█": "#", "▓": "*", "▒": "+", "░": ".", "▌": "|", "▐": "|", "▎": "|",
    "▍": "|", "▏": "|", "▕": "|", "▊": "|", "▔": "-", "▀": "-",
    **{sign: f"^{digit}" for sign, digit in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", "0123456789-n", strict=True)},
    **{sign: str(digit) for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
}  # fmt: skip
_ONE_CELL = {
    "√": "V",
    "→": ">",
    "←": "<",
    "…": "~",
    "≤": "<",
    "≥": ">",
    "≠": "!",
    "±": "~",
    "‖": "|",
    "ᵀ": "T",
}
_ALONG, _UPRIGHT = "─━═╌┄┈╴╶╸╺", "│┃║╎┆┊╵╷╹╻"


@lru_cache(4096)
def in_words(sign: str) -> str:
    """As many ASCII characters as it takes to be read."""
    if sign.isascii() or sign in _READ:
        return _READ.get(sign, sign)
    if "\u2500" <= sign <= "\u257f":
        return "-" if sign in _ALONG else "|" if sign in _UPRIGHT else "+"
    if "\u2580" <= sign <= "\u259f":  # the other block elements, such as the end of a scroll bar
        return " "
    if "\u2800" <= sign <= "\u28ff":  # a braille character of a curve
        return " " if sign == "\u2800" else "*"
    if unicodedata.combining(sign):
        return ""
    letter = unicodedata.normalize("NFKD", sign)[0]
    return letter if letter.isascii() else "?"


@lru_cache(4096)
def in_one_cell(sign: str) -> str:
    """One ASCII character (none for an accent), so that columns stay aligned."""
    words = in_words(sign)
    if len(words) <= 1:
        return words
    if sign in _ONE_CELL:
        return _ONE_CELL[sign]
    return words[0] if sign.isalpha() and words[0].isalpha() else "?"
