"""Counts the questions that someone without knowledge passes: by taking the longest choice, the first one, or words
from the page."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tutor.course.markdown import readable_blocks
from tutor.course.model import Lesson, LiveCode, Prose, Quiz, Section
from tutor.course.question_round import QuestionRound, question_round
from tutor.course.quiz import is_correct

LEARNERS = 50  # number of learners to average over if each gets a different order
RANDOM = "at random"
LEVEL = 0.01  # the probability that luck alone passes more than the allowed number

_STOP = frozenset(
    "a an and are as at be but by for from has have in is it its no not of on one or so than that the their them then "
    "they this to was what which with you your".split()
)
# (question, the page's words and numbers, learner) → an answer for ``is_correct``, or "" if there is none
_Guess = Callable[[QuestionRound, "_Page", int], str]


@dataclass(frozen=True, slots=True)
class Guessed:
    """One question, and the probabilities that a strategy and pure chance answer it right."""

    quiz: str
    path: Path
    line: int
    strategy: str
    right: float
    chance: float


@dataclass(frozen=True, slots=True)
class GuesserScore:
    """A strategy on one lesson or on all of them: the number of questions, and the expected number of right answers
    by the strategy and by chance.

    ``most`` is the most that luck explains: the probability of more right answers by luck is at most ``LEVEL``.
    ``passed`` names the questions that the strategy answers right.
    """

    lesson: str
    strategy: str
    questions: int
    right: float
    chance: float
    most: int
    passed: tuple[Guessed, ...]

    @property
    def beats_luck(self) -> bool:
        """Whether the questions give away their answers. An average over learners is rounded to whole questions."""
        return int(self.right + 1e-9) > self.most


@dataclass(frozen=True, slots=True)
class _Page:
    """A section without its questions: its words, and how often each number and shape occurs."""

    words: Counter[str]
    pairs: frozenset[tuple[str, str]]
    numbers: Counter[str]
    shapes: Counter[str]


def guesser_scores(lessons: Iterable[Lesson], without: Collection[str] = ()) -> tuple[GuesserScore, ...]:
    """Every strategy on every lesson with suitable questions, then on all lessons together (lesson ``""``)."""
    by_lesson = {lesson.id: list(guesses(lesson, without)) for lesson in lessons}
    everything = [one for many in by_lesson.values() for one in many]
    found: dict[tuple[str, str], list[Guessed]] = {}
    for lesson, guessed in (*by_lesson.items(), ("", everything)):
        for one in guessed:
            found.setdefault((lesson, one.strategy), []).append(one)
    return tuple(_score(lesson, strategy, many) for (lesson, strategy), many in found.items())


def _score(lesson: str, strategy: str, many: list[Guessed]) -> GuesserScore:
    chances = [one.chance for one in many]
    return GuesserScore(
        lesson,
        strategy,
        len(many),
        sum(one.right for one in many),
        sum(chances),
        most_by_luck(chances),
        tuple(one for one in many if one.right > one.chance and one.right >= 0.5),
    )


def most_by_luck(chances: Iterable[float], level: float = LEVEL) -> int:
    """The smallest number of right answers that luck exceeds with a probability of at most ``level``.

    One-sided. Each question has its own probability, so the number of right answers follows a Poisson binomial
    distribution, which is computed exactly.
    """
    exactly = [1.0]  # probabilities of 0, 1, 2 … right answers among the questions so far
    for chance in chances:
        without, within = [*exactly, 0.0], [0.0, *exactly]
        exactly = [(1 - chance) * a + chance * b for a, b in zip(without, within, strict=True)]
    more = 0.0
    for right in range(len(exactly) - 1, 0, -1):
        more += exactly[right]
        if more > level:
            return right
    return 0


def guesses(lesson: Lesson, without: Collection[str] = ()) -> Iterator[Guessed]:
    """Every strategy except ``without``, on every question of ``lesson`` that it can answer."""
    for section in lesson.sections:
        page = None
        for quiz in (b for b in readable_blocks(section, lesson) if isinstance(b, Quiz)):
            page = page or _page(section, lesson)
            rounds = [question_round(quiz, str(learner)) for learner in range(LEARNERS)]
            for strategies, asked in ((STRATEGIES, rounds), (WRITTEN, rounds[:1])):
                for strategy, guess in strategies.items():
                    if strategy in without:
                        continue
                    if (right := _share(asked, page, guess)) is not None:
                        chance = _chance(quiz, page)
                        yield Guessed(quiz.id, lesson.path, quiz.line, strategy, right, chance)


def _share(rounds: list[QuestionRound], page: _Page, guess: _Guess) -> float | None:
    """The fraction of ``rounds`` that ``guess`` answers right; None if it gives no answer."""
    right = 0
    for learner, asked in enumerate(rounds):
        given = guess(asked, page, learner)
        if not given:
            return None
        right += is_correct(asked.quiz, given)
    return right / len(rounds)


def _chance(quiz: Quiz, page: _Page) -> float:
    """The probability of a random answer. For numbers and shapes, a random one from the page."""
    if quiz.kind in ("choice", "line"):
        return 1 / len(quiz.choices)
    if quiz.kind == "order":
        return 1 / (math.factorial(len(quiz.items)) - 1)
    known = page.numbers if quiz.kind == "number" else page.shapes
    return 1 / len(known) if known else 0.0


def _longest(asked: QuestionRound, page: _Page, learner: int) -> str:
    if asked.quiz.kind != "choice":
        return ""
    return str(max(range(len(asked.quiz.choices)), key=lambda at: len(asked.quiz.choices[at].text)) + 1)


def _second_longest(asked: QuestionRound, page: _Page, learner: int) -> str:
    """Right if every question has exactly one wrong choice that is longer than the right one."""
    if asked.quiz.kind != "choice":
        return ""
    choices = asked.quiz.choices
    return str(sorted(range(len(choices)), key=lambda at: -len(choices[at].text))[1] + 1)


def _shortest(asked: QuestionRound, page: _Page, learner: int) -> str:
    if asked.quiz.kind != "choice":
        return ""
    return str(min(range(len(asked.quiz.choices)), key=lambda at: len(asked.quiz.choices[at].text)) + 1)


def _place(at: int) -> _Guess:
    """The choice at index ``at``; a negative index counts from the end."""

    def guess(asked: QuestionRound, page: _Page, learner: int) -> str:
        return str(asked.order[at] + 1) if asked.quiz.choices and at < len(asked.order) else ""

    return guess


def _written(at: int) -> _Guess:
    """The choice at an index in the file. Learners in the app see shuffled choices."""

    def guess(asked: QuestionRound, page: _Page, learner: int) -> str:
        count = len(asked.quiz.choices)
        return str(at % count + 1) if count and at < count else ""

    return guess


def _words_of_the_page(asked: QuestionRound, page: _Page, learner: int) -> str:
    """The choice whose words occur on the page."""
    if asked.quiz.kind != "choice":
        return ""
    choices = asked.quiz.choices
    return str(max(range(len(choices)), key=lambda at: _familiar(choices[at].text, page)) + 1)


def _number_of_the_page(asked: QuestionRound, page: _Page, learner: int) -> str:
    """The number or shape that occurs most often on the page."""
    known = {"number": page.numbers, "shape": page.shapes}.get(asked.quiz.kind)
    return known.most_common(1)[0][0] if known else ""


def _same_order(asked: QuestionRound, page: _Page, learner: int) -> str:
    """Takes every other shown item, starting with the second. This was always right when all learners had the same
    shuffle."""
    if asked.quiz.kind != "order":
        return ""
    count = len(asked.order)
    old = [*range(1, count, 2), *range(0, count, 2)]  # the former shuffle for a list of this length
    return " ".join(str(asked.order[old.index(item)] + 1) for item in range(count))


def _at_random(asked: QuestionRound, page: _Page, learner: int) -> str:
    quiz, pick = asked.quiz, random.Random(f"{asked.quiz.id}/{learner}")
    if quiz.choices:
        return str(pick.randrange(len(quiz.choices)) + 1)
    if quiz.kind == "order":
        items = list(range(1, len(quiz.items) + 1))
        pick.shuffle(items)
        return " ".join(map(str, items))
    return ""


# Strategies whose result depends on a learner's shuffle, or on luck.
STRATEGIES: dict[str, _Guess] = {
    "first": _place(0),
    "b": _place(1),
    "c": _place(2),
    "last": _place(-1),
    "same order": _same_order,
    RANDOM: _at_random,
}
# Strategies whose result is the same for every learner.
WRITTEN: dict[str, _Guess] = {
    "longest": _longest,
    "second longest": _second_longest,
    "shortest": _shortest,
    "first as written": _written(0),
    "b as written": _written(1),
    "c as written": _written(2),
    "last as written": _written(-1),
    "words of the page": _words_of_the_page,
    "number of the page": _number_of_the_page,
}


def _familiar(text: str, page: _Page) -> float:
    """How much of ``text`` occurs on the page. Pairs of consecutive words count most."""
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
