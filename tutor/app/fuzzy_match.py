"""Scores how well typed text matches a name: whole words, prefixes, words with a typing error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from textual.fuzzy import FuzzySearch

# Fraction of letters that must agree, in order, for a word with a typing error; "hnit" and "hint" have 0.75.
SLIP = 0.72
SHORTEST = 3  # shortest word, in letters, in which a typing error is accepted
WORST = 0.1  # score if the letters are somewhere in the name, in order
OTHER = 0.95  # factor for a match with a name other than the first
_WORD = re.compile(r"[^\W_]+")


def fit(query: str, names: Sequence[str]) -> float:
    """From 0 (no match) to about 1 (exact). ``names`` are the names of one thing; the best match counts."""
    words = _words(query)
    if not words or not names:
        return 0.0
    best = max(_fit(words, name) * (OTHER if number else 1) for number, name in enumerate(names))
    if best == 0 and len(query) >= SHORTEST:
        return WORST * bool(_search().match(query.casefold(), names[0].casefold())[0])
    return best


def _fit(words: Sequence[str], name: str) -> float:
    """Each typed word must match a word of the name. Unmatched words of the name matter little."""
    own = _words(name)
    fits = [max((_fit_word(word, one) for one in own), default=0.0) for word in words]
    if not all(fits):
        return 0.0
    return sum(fits) / len(fits) * (0.9 + 0.1 * min(len(words) / len(own), 1))


@lru_cache(maxsize=50_000)
def _fit_word(typed: str, word: str) -> float:
    if typed == word:
        return 1.0
    if word.startswith(typed):
        return 0.9
    if len(typed) < SHORTEST:
        return 0.0
    if typed in word:
        return 0.7
    return max(0.6 * _alike(typed, word), 0.55 * _alike(typed, word[: len(typed)]))


def _alike(typed: str, word: str) -> float:
    """The fraction of letters that agree in order; 0 below ``SLIP``."""
    matcher = SequenceMatcher(None, typed, word, autojunk=False)
    if matcher.real_quick_ratio() < SLIP or matcher.quick_ratio() < SLIP:
        return 0.0
    share = matcher.ratio()
    return share if share >= SLIP else 0.0


@lru_cache(maxsize=1)
def _search() -> FuzzySearch:
    return FuzzySearch()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
