"""Text as the pieces that BERT's family reads: words in lower case without accents, split by a list. Plain Python.

Devlin et al. 2019 (arXiv 1810.04805), section 3: WordPiece; a piece within a word begins with ``##``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

INSIDE, UNKNOWN = "##", "[UNK]"
LONGEST = 100  # characters; a longer word is unknown
_CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def pieces(text: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The pieces of a text, each of them in the vocabulary."""
    return [piece for word in words(text) for piece in split(word, vocabulary)]


def words(text: str) -> list[str]:
    """Words, punctuation and Chinese characters, each on its own."""
    apart = unicodedata.normalize("NFD", "".join(_plain(text)))
    bare = "".join(
        c.lower() for c in apart if unicodedata.category(c) != "Mn"
    )  # each on its own, as the list was made
    spaced = "".join(f" {c} " if _is_punctuation(c) else c for c in bare)
    return spaced.split()


def split(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """From the left, the longest piece there is; a word that cannot be split so is unknown as a whole."""
    if len(word) > LONGEST:
        return [UNKNOWN]
    found, start = [], 0
    while start < len(word):
        before = INSIDE if start else ""
        ends = (end for end in range(len(word), start, -1) if f"{before}{word[start:end]}" in vocabulary)
        end = next(ends, None)
        if end is None:
            return [UNKNOWN]
        found.append(f"{before}{word[start:end]}")
        start = end
    return found


def _plain(text: str) -> Iterator[str]:
    """Without control characters, every kind of space as a space, Chinese characters apart."""
    for c in text:
        if c in "\t\n\r" or unicodedata.category(c) == "Zs":
            yield " "
        elif c in "\0\ufffd" or unicodedata.category(c).startswith("C"):
            continue
        elif any(first <= ord(c) <= last for first, last in _CHINESE):
            yield f" {c} "
        else:
            yield c


def _is_punctuation(c: str) -> bool:
    """Unicode's, and all that is neither letter, digit nor space in ASCII."""
    return (c.isascii() and not c.isalnum() and not c.isspace()) or unicodedata.category(c).startswith("P")
