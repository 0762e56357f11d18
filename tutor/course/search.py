"""Finding a section by words: ranked, forgiving a wrong letter, with the line that fits best. Plain Python."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from tutor.course.folds import without_fold_tags
from tutor.course.model import Course

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_FENCE = re.compile(r"^```.*?^```\s*?$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MOSTLY = 0.5  # a line of which more than this share is links leads elsewhere: "see also", a list of sources
_MARKS = re.compile(r"[*`#>|]")
_SENTENCE = re.compile(r"(?<=[.!?:]) +")
TITLE, NAME = 6.0, 3.0  # how much more a word counts in a title, or in a section's id, than once in the text
TOGETHER = 3.0  # and two words of the question that stand side by side
_AMOUNT = re.compile(
    r"\d+[bkmt]?"
)  # "70b", "128k", "3": somebody's own size, seldom what the section is about
AMOUNT = 0.3  # how much it counts, beside a word
QUESTION_WORDS = frozenset(
    "a an and are be can do does for from how i in is it many me much of on or should than that the there this to use "
    "used versus vs was we what when where which who why with you".split()
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that fits: ``target`` as ``lesson-id#section-id`` or ``exercise:id``, its title, and a line of it."""

    target: str
    title: str
    line: str
    score: float


@dataclass(frozen=True, slots=True)
class _Page:
    target: str
    title: str
    text: str
    words: Counter[str]
    stream: str  # its words one after the other, for words that belong together
    title_stream: str
    title_words: frozenset[str]
    name_words: frozenset[str]


class Index:
    """Everything that can be found in a course. Making one takes some milliseconds, a search less."""

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

    def all(self) -> list[Hit]:
        """Every place, in the order of the course."""
        return [Hit(page.target, page.title, "", 0.0) for page in self._pages]

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """The best places first. Words that nothing has are replaced by the nearest word that something has."""
        asked = [_stem(word) for word in _WORD.findall(query.casefold())]
        wanted = [word for word in asked if word not in QUESTION_WORDS] or asked
        known = [self._nearest(word) for word in wanted]
        pairs = [f" {a} {b} " for a, b in pairwise(asked) if not {a, b} <= QUESTION_WORDS]
        found_at = []
        counts = [AMOUNT if _AMOUNT.fullmatch(word) else 1.0 for word in wanted]
        for page in self._pages:
            scores = [self._score(page, words) if words else 0.0 for words in known]
            found = sum(count for count, score in zip(counts, scores, strict=True) if score)
            if found:
                total = sum(count * score for count, score in zip(counts, scores, strict=True))
                total += TOGETHER * sum(_together(page, pair) for pair in pairs)
                found_at.append((total * (found / sum(counts)) ** 2, page))
        found_at.sort(key=lambda one: -one[0])
        return [Hit(p.target, p.title, _line(p.text, known), score) for score, p in found_at[:limit]]

    def _add(self, target: str, title: str, text: str, name: str) -> None:
        own = "\n".join(line for line in text.splitlines() if not _leads_elsewhere(line))
        words, titled, named = _words(own), _words(title), _words(name)
        counts = Counter(dict.fromkeys(_words(text), 1))  # a paper's author is found, and counts once
        counts |= Counter(words)
        streams = f" {' '.join(words)} ", f" {' '.join(titled)} "
        self._pages.append(_Page(target, title, text, counts, *streams, frozenset(titled), frozenset(named)))

    def _score(self, page: _Page, words: Sequence[str]) -> float:
        best = 0.0
        for word in words:
            rarity = math.log(1 + len(self._pages) / (1 + self._pages_with[word]))
            count = page.words[word]
            weight = math.log1p(count) + TITLE * (word in page.title_words) + NAME * (word in page.name_words)
            best = max(best, rarity * weight)
        return best

    def _nearest(self, word: str) -> tuple[str, ...]:
        """The word, and what it may be the beginning of; if neither exists, what is spelled most like it."""
        longer = tuple(known for known in self._pages_with if known.startswith(word)) if len(word) > 2 else ()
        if word in self._pages_with:
            return (word, *longer)
        return longer or tuple(difflib.get_close_matches(word, self._pages_with, 2, 0.7))


def _together(page: _Page, pair: str) -> float:
    """``pair`` is two words of the question with spaces around them."""
    return math.log1p(page.stream.count(pair)) + 2 * (pair in page.title_stream)


def _words(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.casefold())]


def _stem(word: str) -> str:
    """Without the commonest endings, so that "masks" finds "mask"; and "optimizer" is spelled as "optimiser"."""
    word = word.replace("iz", "is")
    for ending in ("ings", "ing", "ies", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending) and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _line(text: str, wanted: Sequence[Sequence[str]]) -> str:
    """The sentence of prose that has most of the words."""
    best, most = "", 0.0
    for line in _FENCE.sub("", text).splitlines():
        worth = 0.5 if _leads_elsewhere(line) else 1.0
        sentences = _SENTENCE.split(_LINK.sub(r"\1", line))
        for sentence, following in zip_longest(sentences, sentences[1:], fillvalue=""):
            words = set(_words(sentence))
            count = worth * sum(any(word in words for word in group) for group in wanted)
            if count > most:
                best, most = f"{sentence} {following}" if sentence.endswith(":") else sentence, count
    return _MARKS.sub("", best).strip().removeprefix("- ")


def _leads_elsewhere(line: str) -> bool:
    return sum(len(link[0]) for link in _LINK.finditer(line)) > MOSTLY * len(line)
