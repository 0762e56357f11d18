"""Text helpers for several views: escaping of learner text, shapes, durations, counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from rich.text import Text

# Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9). They can make code look different
# from what it is (Boucher and Anderson 2021, "Trojan Source").
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
# A control character could move the cursor or recolour the terminal, so a visible symbol replaces it.
_CONTROLS = MappingProxyType(
    {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"}
    | {0x7F: "␡"}
    | dict.fromkeys((*range(0x80, 0xA0), 0x2028, 0x2029, *_BIDI), "�")
    | {0xD800 + n: "�" for n in range(0x800)}  # a lone surrogate cannot be printed
)
_TAB = 4
_INTERNAL = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)\s]*\)")


def harmless(text: str) -> str:
    r"""``text`` without terminal control codes; newlines are ``\n``, tabs become spaces.

    All outside text passes through here on its way to a terminal: the output and exceptions of the learner's code, file
    names and contents, arguments, notes, other courses. Escape codes and other control characters, lone surrogates and
    bidirectional controls are replaced by a visible sign.
    """
    return text.replace("\r\n", "\n").expandtabs(_TAB).translate(_CONTROLS)


def learner_text(text: str, style: str = "") -> Text:
    """Text from the learner's file or program, without markup or control characters."""
    return Text(harmless(text), style=style)


def without_targets(markdown: str) -> str:
    """The course's Markdown with its internal links turned into emphasis, because their targets work
    only in the app."""
    return _INTERNAL.sub(r"*\1*", markdown)


def shape_text(shape: Sequence[int]) -> str:
    """Format a shape as Python does: ``(5,)``, ``(5, 8)``."""
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def seconds_text(seconds: float) -> str:
    """``60 ms`` below a second, ``1.2 s`` above."""
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def counted(number: int, singular: str, plural: str = "") -> str:
    """``1 hint``, ``3 hints``, ``2 tries``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def letters(text: str) -> str:
    """The letters and digits of a text, to compare texts regardless of wrapping and signs."""
    return "".join(character for character in text.casefold() if character.isalnum())
