"""How many questions somebody passes who knows nothing: the longest choice, the first, the words of the page."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tutor.course.markdown import readable_blocks
from tutor.course.model import Course, Lesson, LiveCode, Prose, Quiz, Section
from tutor.course.question_round import QuestionRound, question_round
from tutor.course.quiz import is_correct

LEARNERS = 50  # over whom what is shuffled for each learner is averaged

_STOP = frozenset(
    "a an and are as at be but by for from has have in is it its no not of on one or so than that the their them then "
    "they this to was what which with you your".split()
)
# (what is asked, the page's words and numbers, chance) → an answer as ``is_correct`` takes it; "" without one
_Guess = Callable[[QuestionRound, "_Page", random.Random], str]


@dataclass(frozen=True, slots=True)
class Guessed:
    """One question, and how likely a strategy, and mere chance, answers it right."""

    quiz: str
    path: Path
    line: int
    strategy: str
    right: float
    chance: float


@dataclass(frozen=True, slots=True)
class GuesserScore:
    """A strategy on one lesson: of how many questions it expects so many right, and chance so many."""

    lesson: str
    strategy: str
    questions: int
    right: float
    chance: float
    margin: float  # two standard deviations of chance: what is above it by more is no luck


@dataclass(frozen=True, slots=True)
class _Page:
    """A section without its questions: its words, and the numbers and shapes on it with how often they are there."""

    words: Counter[str]
    pairs: frozenset[tuple[str, str]]
    numbers: Counter[str]
    shapes: Counter[str]


def guesser_scores(course: Course) -> tuple[GuesserScore, ...]:
    """Each strategy on each lesson with questions of its kind."""
    found: dict[tuple[str, str], list[Guessed]] = {}
    for lesson in course.lessons:
        for one in guesses(lesson):
            found.setdefault((lesson.id, one.strategy), []).append(one)
    return tuple(
        GuesserScore(
            lesson,
            strategy,
            len(many),
            sum(g.right for g in many),
            sum(g.chance for g in many),
            2 * math.sqrt(sum(g.chance * (1 - g.chance) for g in many)),
        )
        for (lesson, strategy), many in found.items()
    )


def guesses(lesson: Lesson) -> Iterator[Guessed]:
    """Every strategy on every question of ``lesson`` that it has an answer to."""
    for section in lesson.sections:
        page = None
        for quiz in (b for b in readable_blocks(section, lesson) if isinstance(b, Quiz)):
            page = page or _page(section, lesson)
            for strategy, guess in STRATEGIES.items():
                if (right := _share(quiz, page, guess)) is not None:
                    yield Guessed(quiz.id, lesson.path, quiz.line, strategy, right, _chance(quiz))


def _share(quiz: Quiz, page: _Page, guess: _Guess) -> float | None:
    """In how many of ``LEARNERS`` first rounds ``guess`` is right; None where it has no answer."""
    right = 0
    for learner in range(LEARNERS):
        asked = question_round(quiz, str(learner))
        given = guess(asked, page, random.Random(f"{quiz.id}/{learner}"))
        if not given:
            return None
        right += is_correct(asked.quiz, given)
    return right / LEARNERS


def _chance(quiz: Quiz) -> float:
    if quiz.kind in ("choice", "line"):
        return 1 / len(quiz.choices)
    return 1 / (math.factorial(len(quiz.items)) - 1) if quiz.kind == "order" else 0.0


def _longest(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
    if asked.quiz.kind != "choice":
        return ""
    return str(max(range(len(asked.quiz.choices)), key=lambda at: len(asked.quiz.choices[at].text)) + 1)


def _second_longest(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
    """The right one, where each question got one wrong choice that is longer and no more."""
    if asked.quiz.kind != "choice":
        return ""
    choices = asked.quiz.choices
    return str(sorted(range(len(choices)), key=lambda at: -len(choices[at].text))[1] + 1)


def _shortest(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
    if asked.quiz.kind != "choice":
        return ""
    return str(min(range(len(asked.quiz.choices)), key=lambda at: len(asked.quiz.choices[at].text)) + 1)


def _place(at: int) -> _Guess:
    def guess(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
        places = asked.order[at : at + 1] if asked.quiz.choices else ()
        return str(places[0] + 1) if places else ""

    return guess


def _written(at: int) -> _Guess:
    """A place in the file, which nobody sees who is asked in the app."""

    def guess(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
        return str(at + 1) if at < len(asked.quiz.choices) else ""

    return guess


def _on_the_page(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
    """The choice whose words stand on the page; the number or the shape that is there most often."""
    quiz = asked.quiz
    if quiz.kind == "choice":
        return str(max(range(len(quiz.choices)), key=lambda at: _familiar(quiz.choices[at].text, page)) + 1)
    known = {"number": page.numbers, "shape": page.shapes}.get(quiz.kind)
    return known.most_common(1)[0][0] if known else ""


def _same_order(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
    """The shown items from the second, every other one: what was right everywhere under one fixed shuffle."""
    if asked.quiz.kind != "order":
        return ""
    count = len(asked.order)
    old = [*range(1, count, 2), *range(0, count, 2)]  # how all orders of one length were shown
    return " ".join(str(asked.order[old.index(item)] + 1) for item in range(count))


def _at_random(asked: QuestionRound, page: _Page, pick: random.Random) -> str:
    quiz = asked.quiz
    if quiz.choices:
        return str(pick.randrange(len(quiz.choices)) + 1)
    if quiz.kind == "order":
        items = list(range(1, len(quiz.items) + 1))
        pick.shuffle(items)
        return " ".join(map(str, items))
    return ""


STRATEGIES: dict[str, _Guess] = {
    "longest": _longest,
    "second longest": _second_longest,
    "shortest": _shortest,
    "first": _place(0),
    "b": _place(1),
    "first as written": _written(0),
    "b as written": _written(1),
    "on the page": _on_the_page,
    "same order": _same_order,
    "at random": _at_random,
}


def _familiar(text: str, page: _Page) -> float:
    """How much of ``text`` stands on the page: pairs of words in a row count most."""
    words = _words(text)
    if not words:
        return 0.0
    known = sum(word in page.words for word in words) / len(words)
    pairs = list(pairwise(words))
    return known + 2 * (sum(pair in page.pairs for pair in pairs) / len(pairs) if pairs else 0.0)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[\w√]+", text.casefold()) if word not in _STOP]


def _page(section: Section, lesson: Lesson) -> _Page:
    texts = []
    for block in readable_blocks(section, lesson):
        if isinstance(block, Prose):
            texts.append(block.markdown)
        elif isinstance(block, LiveCode):
            texts += [block.source, block.output or ""]
    text = "\n".join(texts)
    words = _words(text)
    plain = re.sub(r"[\w-]+:\S+|\[[^\]]*\]\([^)]*\)", " ", text)
    return _Page(
        words=Counter(words),
        pairs=frozenset(pairwise(words)),
        numbers=Counter(re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.])", plain)),
        shapes=Counter(re.findall(r"\(\d+(?:, ?\d+)*,?\)", text)),
    )
