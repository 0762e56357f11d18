"""Finds sections by words: ranked, tolerant of a wrong letter, and explicit about words that the course lacks."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from tutor.course.folds import without_fold_tags
from tutor.course.model import Course

_CODE = r"[^\W_]+(?:[_.][^\W_]+)+"  # a name in code, or a version: d_k, loss_type, qwen3.5
_WORD = re.compile(rf"{_CODE}|[^\W_]+", re.UNICODE)
_PART = re.compile(r"[^\W_]+", re.UNICODE)
_FENCE = re.compile(r"^```.*?^```\s*?$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# A line with more than this fraction of links, such as "see also" or a list of sources, only points elsewhere.
MOSTLY = 0.5
_ROW = re.compile(r"^\|([^|]+)\|(.*)\|\s*$", re.MULTILINE)  # of a table: its first cell, and the others
_MARKS = re.compile(r"[*`#>|]")
_SENTENCE = re.compile(r"(?<=[.!?:]) +")
TITLE, NAME = 6.0, 3.0  # weights of a word in a title or a section id, relative to one in the text
TOGETHER = 3.0  # weight of two query words that are adjacent in the text
LONGER, ALIKE, MEANT = (
    0.7,
    0.6,
    0.8,
)  # weights of a longer word, of a similarly spelled one and of a synonym, relative to the word itself
SLIP = 0.82  # spelling similarity, from 0 to 1, required to replace an unknown word
FLOOR = 0.45  # fraction of the query's weight that known words must have for any result
# "70b", "24gb", "3": a size in the user's own setting, seldom the topic.
_AMOUNT = re.compile(r"\d+(?:[bkmt]|[gtk]i?b)?")
AMOUNT = 0.3  # weight of such a size, relative to a word
QUESTION_WORDS = frozenset(
    "a about an and are as at be between can could do does doing else for from get give had has have how i if in into "
    "is it its like list make many me most much my need of on one or our out please set should so than that the their "
    "there this to up us use used using versus vs want was we what when where which who whose why will with work works "
    "would you your".split()
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: ``target`` as ``lesson-id#section-id`` or ``exercise:id``, its title, and one of its lines."""

    target: str
    title: str
    line: str
    score: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """A query word that the course lacks, and the words that were searched instead."""

    word: str
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The best matches first, and the words that the course lacks."""

    hits: tuple[Hit, ...]
    unknown: tuple[Unknown, ...] = ()

    @property
    def remark(self) -> str:
        """A sentence about missing words; empty if the course has every word."""
        if not self.unknown:
            return ""
        said = "nothing on " + ", ".join(f"“{one.word}”" for one in self.unknown)
        shown = list(dict.fromkeys(word for one in self.unknown for word in one.instead))
        if self.hits and shown:
            return f"{said}; showing {', '.join(f'“{word}”' for word in shown)}"
        return f"{said}; showing the other words" if self.hits else said


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A query word as it is searched: each acceptable word, and its weight."""

    words: Mapping[str, float]
    weight: float  # of the word in the query

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class _Page:
    target: str
    title: str
    text: str
    words: Counter[str]
    stream: str  # all its words in sequence, to find adjacent words
    title_stream: str
    title_words: frozenset[str]
    name_words: frozenset[str]


class Index:
    """A search index of a course. Takes a few milliseconds to build, less to search."""

    def __init__(self, course: Course, notes: Iterable[tuple[str, str, str]] = ()) -> None:
        """``notes`` are the learner's own: target, title, text."""
        self._pages: list[_Page] = []
        for lesson in course.lessons:
            for section in lesson.sections:
                target = f"{lesson.id}#{section.id}"
                self._add(
                    target, f"{lesson.step} · {section.title}", without_fold_tags(section.text), section.id
                )
        for exercise in course.exercises:
            title = f"{exercise.short} · {exercise.title}"
            self._add(f"exercise:{exercise.id}", title, exercise.brief, exercise.id)
        for target, title, text in notes:
            self._add(target, f"note · {title}", text, "")
        self._pages_with: Counter[str] = Counter()
        for page in self._pages:
            self._pages_with.update(set(page.words) | page.title_words | page.name_words)
        self._synonyms = _synonyms(course.synonyms)

    def all(self) -> Found:
        """Every target, in the order of the course."""
        return Found(tuple(Hit(page.target, page.title, "", 0.0) for page in self._pages))

    def search(self, query: str, limit: int = 20) -> Found:
        """The best matches first, and the words that the course lacks.

        An unknown word is replaced by similarly spelled words, or by its parts if it is a name in code. If most of the
        query's weight is unknown, nothing is found.
        """
        written = {_stem(word): word for word in _WORD.findall(query.casefold())}
        asked = list(written)
        words = [word for word in asked if word not in QUESTION_WORDS] or asked
        own = {word: bool(self._known(word)) for word in words}
        meant = self._meant(asked)
        wanted, unknown = [], []
        for word in words:
            found = {**meant.get(word, {}), **(self._known(word) if own[word] else {})}
            if not found and word.replace(".", "").isdigit():
                continue  # a size in the user's own setting
            if not found:
                found = self._alike(word)
                unknown.append(Unknown(_as_written(query, written[word]), tuple(found)))
            wanted.append(_Wanted(found, self._weight(word)))
        known = sum(one.weight for one in wanted if one)
        if known < FLOOR * sum(one.weight for one in wanted):
            return Found((), tuple(Unknown(one.word) for one in unknown))
        pairs = [f" {a} {b} " for a, b in pairwise(asked) if not {a, b} <= QUESTION_WORDS]
        hits = self._ranked([one for one in wanted if one], pairs)
        return Found(tuple(hits[:limit]), tuple(unknown))

    def _ranked(self, wanted: Sequence[_Wanted], pairs: Sequence[str]) -> list[Hit]:
        found_at = []
        everything = sum(one.weight for one in wanted)
        for page in self._pages:
            scores = [self._score(page, one) for one in wanted]
            found = sum(one.weight for one, score in zip(wanted, scores, strict=True) if score)
            if found:
                total = sum(scores) + TOGETHER * sum(_together(page, pair) for pair in pairs)
                found_at.append((total * (found / everything) ** 2, page))
        found_at.sort(key=lambda one: -one[0])
        return [Hit(p.target, p.title, self._line(p.text, wanted), score) for score, p in found_at]

    def _add(self, target: str, title: str, text: str, name: str) -> None:
        own = "\n".join(line for line in text.splitlines() if not _leads_elsewhere(line))
        words, titled, named = _words(own), _words(title), _words(name)
        counts = Counter(dict.fromkeys(_words(text), 1))  # a paper's author can be found, but counts once
        counts |= Counter(words)
        # the longer a row is, the more likely its first cell is the topic
        for subject, others in _ROW.findall(own):
            counts.update(_words(subject) * others.count("|"))
        streams = f" {' '.join(words)} ", f" {' '.join(titled)} "
        self._pages.append(_Page(target, title, text, counts, *streams, frozenset(titled), frozenset(named)))

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._pages) / (1 + self._pages_with[word]))

    def _weight(self, word: str) -> float:
        """How much the word says about the topic: a rare word says a lot, a size in the user's own setting little."""
        return self._rarity(word) * (AMOUNT if _AMOUNT.fullmatch(word) else 1.0)

    def _score(self, page: _Page, wanted: _Wanted) -> float:
        best = 0.0
        for word, counts in wanted.words.items():
            weight = math.log1p(page.words[word]) + TITLE * (word in page.title_words)
            weight += NAME * (word in page.name_words)
            best = max(best, counts * self._rarity(word) * weight)
        return best * (AMOUNT if all(_AMOUNT.fullmatch(word) for word in wanted.words) else 1.0)

    def _known(self, word: str) -> dict[str, float]:
        """The word itself, and longer words that begin with it."""
        longer = [known for known in self._pages_with if known.startswith(word)] if len(word) > 2 else []
        found = dict.fromkeys(longer, LONGER)
        return found | {word: 1.0} if word in self._pages_with else found

    def _alike(self, word: str) -> dict[str, float]:
        """Replacements for an unknown word: the parts of a name in code, or the most similar spellings."""
        parts = [_stem(part) for part in _PART.findall(word)]
        if len(parts) > 1:
            return dict.fromkeys(
                (part for part in parts if len(part) > 2 and part in self._pages_with), ALIKE
            )
        beginning = [known for known in self._pages_with if known[0] == word[0]]
        return dict.fromkeys(difflib.get_close_matches(word, beginning, 2, SLIP), ALIKE)

    def _meant(self, asked: Sequence[str]) -> dict[str, dict[str, float]]:
        """For each query word, its synonyms and those of the phrase that contains it."""
        meant: dict[str, dict[str, float]] = {}
        for phrase, others in self._synonyms.items():
            size = len(phrase)
            if any(tuple(asked[start : start + size]) == phrase for start in range(len(asked) - size + 1)):
                for word in phrase:
                    known = {other: MEANT for other in others if other in self._pages_with}
                    meant.setdefault(word, {}).update(known)
        return meant

    def _line(self, text: str, wanted: Sequence[_Wanted]) -> str:
        """The sentence of prose that contains most of the query, by weight."""
        best, most = "", 0.0
        for line in _FENCE.sub("", text).splitlines():
            worth = 0.5 if _leads_elsewhere(line) else 1.0
            sentences = _SENTENCE.split(_LINK.sub(r"\1", line))
            for sentence, following in zip_longest(sentences, sentences[1:], fillvalue=""):
                words = set(_words(sentence))
                fits = (
                    one.weight * max((n for word, n in one.words.items() if word in words), default=0.0)
                    for one in wanted
                )
                if (fit := worth * sum(fits)) > most:
                    best, most = f"{sentence} {following}" if sentence.endswith(":") else sentence, fit
        return _MARKS.sub("", best).strip().removeprefix("- ")


def _synonyms(groups: Iterable[Iterable[str]]) -> dict[tuple[str, ...], set[str]]:
    """Each phrase → the words of the other phrases in its groups."""
    found: dict[tuple[str, ...], set[str]] = {}
    for group in groups:
        phrases = [tuple(_words(phrase)) for phrase in group]
        for phrase in phrases:
            others = {word for other in phrases for word in other if other != phrase}
            found.setdefault(phrase, set()).update(others - set(phrase) - QUESTION_WORDS)
    return found


def _together(page: _Page, pair: str) -> float:
    """Score two adjacent query words; ``pair`` is "word word" with a space at both ends."""
    return math.log1p(page.stream.count(pair)) + 2 * (pair in page.title_stream)


def _words(text: str) -> list[str]:
    """The words, each name in code followed by its parts."""
    found = []
    for word in _WORD.findall(text.casefold()):
        found.append(_stem(word))
        if "_" in word or "." in word:
            found += [_stem(part) for part in _PART.findall(word)]
    return found


def _as_written(query: str, word: str) -> str:
    """The word as capitalised in the query."""
    start = query.casefold().find(word)
    return query[start : start + len(word)] if start >= 0 and len(query.casefold()) == len(query) else word


def _stem(word: str) -> str:
    """Strip the most common endings, so that "masks" finds "mask", and normalise "optimizer" to "optimiser"."""
    word = word.replace("iz", "is")
    for ending in ("ings", "ing", "ies", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _leads_elsewhere(line: str) -> bool:
    return sum(len(link[0]) for link in _LINK.finditer(line)) > MOSTLY * len(line)
