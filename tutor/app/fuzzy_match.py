"""How well what was typed fits a name: whole words, their beginnings, words with a slip in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from textual.fuzzy import FuzzySearch

SLIP = 0.72  # of letters that must agree, in order, for a word with a slip in it; "hnit" and "hint" have 0.75
SHORTEST = 3  # letters of a word that may have a slip
WORST = 0.1  # for letters that are somewhere in the name, in their order
OTHER = 0.95  # what fits another name of a thing, beside its first
_WORD = re.compile(r"[^\W_]+")


def fit(query: str, names: Sequence[str]) -> float:
    """From 0 for nothing alike to about 1 for a name as it is; of the ``names`` of one thing the best counts."""
    words = _words(query)
    if not words or not names:
        return 0.0
    best = max(_fit(words, name) * (OTHER if number else 1) for number, name in enumerate(names))
    if best == 0 and len(query) >= SHORTEST:
        return WORST * bool(_search().match(query.casefold(), names[0].casefold())[0])
    return best


def _fit(words: Sequence[str], name: str) -> float:
    """Each word that was typed must fit one of the name; words of the name that are left over count little."""
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
    """The share of letters that agree in order; 0 below ``SLIP``."""
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
