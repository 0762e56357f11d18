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
from tutor.course.phrases import QUESTION_WORDS, ROW, defined, synonyms, within
from tutor.course.stems import ENDING, hyphenated, joined, parts, query_words, stem, stems

_FENCE = re.compile(r"^```.*?^```\s*?$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# A line with more than this fraction of links, such as "see also" or a list of sources, only points elsewhere.
MOSTLY = 0.5
_MARKS = re.compile(r"[*`#>|]")
_SENTENCE = re.compile(r"(?<=[.!?:]) +")
TITLE, NAME = 6.0, 3.0  # weights of a word in a title or a section id, relative to one in the text
DEFINED = 2.0  # weight of a glossary's term that links to the section
TOGETHER = 3.0  # weight of two query words that are adjacent in the text
LONGER, ALIKE, MEANT = (
    0.7,
    0.6,
    0.8,
)  # weights of a longer word, of a similarly spelled one and of a synonym, relative to the word itself
SLIP = 0.82  # spelling similarity, from 0 to 1, required to replace an unknown word
SPREAD = 0.66  # fraction of the query's weight that one section must have; otherwise the result says so
FEW = 4  # words of a query; a longer query is a sentence, and no section needs all its words
FLOOR = 0.45  # fraction of the query's weight that known words must have for any result
# "70b", "24gb", "3": a size in the user's own setting, seldom the topic.
_AMOUNT = re.compile(r"\d+(?:[bkmt]|[gtk]i?b)?")
AMOUNT = 0.3  # weight of such a size, relative to a word


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
    """The best matches first, the words that the course lacks, and the words that no section has together."""

    hits: tuple[Hit, ...]
    unknown: tuple[Unknown, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def remark(self) -> str:
        """A sentence about missing words; empty if a section has them all."""
        if not self.unknown:
            return f"no section has {_listed(self.apart)} together" if self.apart else ""
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
        self._synonyms = synonyms(course.synonyms)
        self._defined = defined(course)

    def all(self) -> Found:
        """Every target, in the order of the course."""
        return Found(tuple(Hit(page.target, page.title, "", 0.0) for page in self._pages))

    def search(self, query: str, limit: int = 20) -> Found:
        """The best matches first, and the words that the course lacks.

        An unknown word is replaced by similarly spelled words, or by its parts if it is a name in code. If most of the
        query's weight is unknown, nothing is found.
        """
        written = {stem(word): word for word in query_words(query)}
        asked = list(written)
        words = [word for word in asked if word not in QUESTION_WORDS] or asked
        own = {word: bool(self._known(word)) for word in words}
        meant = self._meant(asked)
        wanted, unknown = [], self._unknown_compounds(query)
        for word in words:
            found = {**meant.get(word, {}), **(self._known(word) if own[word] else {})}
            if not found and word.replace(".", "").isdigit():
                continue  # a size in the user's own setting
            if not found:
                found = self._alike(word)
                spelled = tuple(self._spelled(known) for known in found)
                unknown.append(Unknown(_as_written(query, written[word]), spelled))
            wanted.append(_Wanted(found, self._weight(word)))
        known = sum(one.weight for one in wanted if one)
        if known < FLOOR * sum(one.weight for one in wanted):
            return Found((), tuple(Unknown(one.word) for one in unknown))
        pairs = [f" {a} {b} " for a, b in pairwise(asked) if not {a, b} <= QUESTION_WORDS]
        known_words = [one for one in wanted if one]
        hits, covered = self._ranked(known_words, pairs, self._defines(asked))
        apart = words if covered < SPREAD and not unknown and len(words) <= FEW else ()
        return Found(
            tuple(hits[:limit]),
            tuple(unknown),
            tuple(_as_written(query, written[word]) for word in apart),
        )

    def _ranked(
        self, wanted: Sequence[_Wanted], pairs: Sequence[str], defined: Mapping[str, float]
    ) -> tuple[list[Hit], float]:
        """The matches, and the largest fraction of the query's weight that one of them has."""
        found_at, covered = [], 0.0
        everything = sum(one.weight for one in wanted)
        for page in self._pages:
            scores = [self._score(page, one) for one in wanted]
            found = sum(one.weight for one, score in zip(wanted, scores, strict=True) if score)
            if found:
                total = sum(scores) + TOGETHER * sum(_together(page, pair) for pair in pairs)
                total += defined.get(page.target, 0.0)
                found_at.append((total * (found / everything) ** 2, page))
                covered = max(covered, found / everything)
        found_at.sort(key=lambda one: -one[0])
        return [Hit(p.target, p.title, self._line(p.text, wanted), score) for score, p in found_at], covered

    def _add(self, target: str, title: str, text: str, name: str) -> None:
        own = "\n".join(line for line in text.splitlines() if not _leads_elsewhere(line))
        words, titled, named = stems(own), stems(title), stems(name)
        counts = Counter(dict.fromkeys(stems(text), 1))  # a paper's author can be found, but counts once
        counts |= Counter(words)
        counts.update(joined(own))
        # the longer a row is, the more likely its first cell is the topic
        for subject, others in ROW.findall(own):
            counts.update(stems(subject) * others.count("|"))
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
        shortest = 3 if word in self._pages_with else 4  # "ema" is not the beginning of "email"
        longer = (
            [known for known in self._pages_with if known.startswith(word)] if len(word) >= shortest else []
        )
        found = dict.fromkeys(longer, LONGER)
        return found | {word: 1.0} if word in self._pages_with else found

    def _alike(self, word: str) -> dict[str, float]:
        """Replacements for an unknown word: the parts of a name in code, or the most similar spellings."""
        pieces = parts(word)
        if len(pieces) > 1:
            return dict.fromkeys(
                (part for part in pieces if len(part) > 2 and part in self._pages_with), ALIKE
            )
        beginning = [known for known in self._pages_with if known[0] == word[0]]
        return dict.fromkeys(difflib.get_close_matches(word, beginning, 2, SLIP), ALIKE)

    def _meant(self, asked: Sequence[str]) -> dict[str, dict[str, float]]:
        """For each query word, its synonyms and those of the phrase that contains it."""
        meant: dict[str, dict[str, float]] = {}
        for phrase, others in self._synonyms.items():
            if within(phrase, asked):
                for word in phrase:
                    known = {other: MEANT for other in others if other in self._pages_with}
                    meant.setdefault(word, {}).update(known)
        return meant

    def _defines(self, asked: Sequence[str]) -> dict[str, float]:
        """The sections to which the glossary's entries on the query's words link, and their weight."""
        terms = [phrase for phrase in self._defined if within(phrase, asked)]
        found: dict[str, float] = {}
        for phrase in terms:
            if not any(phrase != longer and within(phrase, longer) for longer in terms):
                weight = DEFINED * sum(self._rarity(word) for word in phrase)
                found.update({to: max(weight, found.get(to, 0.0)) for to in self._defined[phrase]})
        return found

    def _unknown_compounds(self, query: str) -> list[Unknown]:
        """The words with a hyphen that the course never has, although it may have their parts."""
        unknown = []
        for word, pieces in hyphenated(query).items():
            if not word.replace("-", "").isalpha() or stem(word.replace("-", "")) in self._pages_with:
                continue
            written = re.compile(r"\b" + rf"{ENDING}[-\s]+".join(pieces) + rf"{ENDING}\b", re.IGNORECASE)
            if all(map(self._known, pieces)) and not any(
                written.search(page.text) or written.search(page.title) for page in self._pages
            ):
                unknown.append(Unknown(_as_written(query, word)))
        return unknown

    def _spelled(self, known: str) -> str:
        """A word of the course as it is written, from its stem."""
        texts = (f"{page.title} {page.text}" for page in self._pages if page.words[known] or page.title_words)
        return next((word for text in texts for word in query_words(text) if stem(word) == known), known)

    def _line(self, text: str, wanted: Sequence[_Wanted]) -> str:
        """The sentence of prose that contains most of the query, by weight."""
        best, most = "", 0.0
        for line in _FENCE.sub("", text).splitlines():
            worth = 0.5 if _leads_elsewhere(line) else 1.0
            sentences = _SENTENCE.split(_LINK.sub(r"\1", line))
            for sentence, following in zip_longest(sentences, sentences[1:], fillvalue=""):
                words = set(stems(sentence))
                fits = (
                    one.weight * max((n for word, n in one.words.items() if word in words), default=0.0)
                    for one in wanted
                )
                if (fit := worth * sum(fits)) > most:
                    best, most = f"{sentence} {following}" if sentence.endswith(":") else sentence, fit
        return _MARKS.sub("", best).strip().removeprefix("- ")


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def _together(page: _Page, pair: str) -> float:
    """Score two adjacent query words; ``pair`` is "word word" with a space at both ends."""
    return math.log1p(page.stream.count(pair)) + 2 * (pair in page.title_stream)


def _as_written(query: str, word: str) -> str:
    """The word as capitalised in the query."""
    start = query.casefold().find(word)
    return query[start : start + len(word)] if start >= 0 and len(query.casefold()) == len(query) else word


def _leads_elsewhere(line: str) -> bool:
    return sum(len(link[0]) for link in _LINK.finditer(line)) > MOSTLY * len(line)
