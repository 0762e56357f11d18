"""Splits a text or a query into words as the search compares them: lower case, without the common endings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CODE = r"[^\W_]+(?:[_.][^\W_]+)+"  # a name in code, or a version: d_k, loss_type, qwen3.5
_WORD = re.compile(rf"{_CODE}|[^\W_]+", re.UNICODE)
_PART = re.compile(r"[^\W_]+", re.UNICODE)
_HYPHENATED = re.compile(r"[^\W_]+(?:-[^\W_]+)+", re.UNICODE)  # GPT-2, cross-entropy, k-means
_POWER = re.compile(r"(?<=\w)\^(?=\w)")
ENDING = "(?:e|y|s|es|ies|ing|ings)?"  # regular expression for what stem() removes
SHORTEST = 4  # letters that remain of a word when its last vowel is removed


def stems(text: str) -> list[str]:
    """The words, each name in code followed by its parts."""
    found = []
    for word in query_words(text):
        found.append(stem(word))
        if "_" in word or "." in word:
            found += parts(word)
    return found


def query_words(text: str) -> list[str]:
    """The words as written, in lower case. "n²" and "n^2" are the same word."""
    return _WORD.findall(_plain(text))


def parts(word: str) -> list[str]:
    """The stems of the parts of a name in code."""
    return [stem(part) for part in _PART.findall(word)]


def hyphenated(text: str) -> dict[str, tuple[str, ...]]:
    """Each word with a hyphen as written, and the stems of its parts."""
    return {word: tuple(parts(word)) for word in _HYPHENATED.findall(_plain(text))}


def joined(text: str) -> list[str]:
    """Each word with a hyphen written as one word, because many people type "gpt2" or "crossentropy"."""
    return [stem(word.replace("-", "")) for word in _HYPHENATED.findall(_plain(text))]


@lru_cache(maxsize=1 << 15)  # an index asks for the same few thousand words again and again
def stem(word: str) -> str:
    """The word without its ending, so that "masks" finds "mask", "queries" "query" and "optimizer" "optimiser"."""
    word = word.replace("iz", "is")
    for ending in ("ings", "ing", "ies", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)]
    return word[:-1] if len(word) > SHORTEST and word[-1] in "ey" else word


def _plain(text: str) -> str:
    text = _POWER.sub("", text) if "^" in text else text
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
