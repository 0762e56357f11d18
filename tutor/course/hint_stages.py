"""Selects the next hint: skips hints about lines that already pass, and paragraphs about them in the last hint."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tutor.course.model import Hint

_LEAD = re.compile(r"\*\*([^*]+?)\.?\*\*")  # the bold words at the beginning of a paragraph


def next_hint(
    hints: Sequence[Hint], taken: Collection[int], holds: Collection[str], leading: str = ""
) -> int | None:
    """The number (from 1) of the next hint that is not ``taken``. ``holds`` contains the groups whose lines pass.

    A hint about ``leading``, the group of the first failed line, comes before the others.
    """
    left = [
        number
        for number, hint in enumerate(hints, start=1)
        if number not in taken and not _is_over(hint.groups, holds)
    ]
    about = (number for number in left if leading and leading in hints[number - 1].groups)
    return next(about, left[0] if left else None)


def shown_hints(hints: Sequence[Hint], taken: Collection[int], holds: Collection[str]) -> tuple[int, ...]:
    """The numbers of the hints that were taken, without those about lines that pass."""
    there = (number for number in sorted(taken) if number <= len(hints))
    return tuple(number for number in there if not _is_over(hints[number - 1].groups, holds))


def text_of_hint(hints: Sequence[Hint], number: int, holds: Collection[str]) -> str:
    """A hint's text, without the paragraphs whose bold beginning names a group or hint whose lines pass."""
    hint = hints[number - 1]
    kept = [part for part in hint.text.split("\n\n") if not _is_over(_about(part, hints), holds)]
    return "\n\n".join(kept) or hint.text


def title_of_hint(hints: Sequence[Hint], number: int, leading: str = "") -> str:
    """``hint 2: scores``, or ``hint 2 of 4`` without a name. The name is ``leading`` if a paragraph is about that
    group."""
    hint = hints[number - 1]
    about = (leading for part in hint.text.split("\n\n") if leading and leading in _about(part, hints))
    name = hint.name or next(about, "")
    return f"hint {number}: {name}" if name else f"hint {number} of {len(hints)}"


def _is_over(groups: Collection[str], holds: Collection[str]) -> bool:
    return bool(groups) and all(group in holds for group in groups)


def _about(paragraph: str, hints: Sequence[Hint]) -> tuple[str, ...]:
    """The groups that a paragraph's bold beginning names: ``**Empty rows (robust).**``."""
    lead = _LEAD.match(paragraph)
    if lead is None:
        return ()
    words = lead[1].removesuffix("(robust)").strip().lower()
    return next((hint.groups for hint in hints if hint.name.lower() == words), tuple(words.split(" and ")))
