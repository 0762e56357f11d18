"""Estimates the minutes that the course takes from its content: words, live blocks, questions, exercises.

Text is read at 200 words per minute, the rate at which adults read to learn; for plain reading it is about 300 (R. P.
Carver, Reading Rate: A Review of Research and Theory, Academic Press 1990). The other rates are our own, chosen so
that the exercises take as long as their steps say. Folded text is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tutor.course.headings import fence_infos
from tutor.course.links import UnknownSectionError, find_exercise
from tutor.course.model import Course, Exercise, Lesson, Section

WORDS_A_MINUTE = 200
CODE_LINES_A_MINUTE = 12  # including their shapes and output
A_BOX = 0.5  # to change a size, or to predict the output
# Minutes in addition to reading it.
A_QUESTION = {"choice": 0.5, "line": 0.5, "order": 0.75, "number": 1.0, "shape": 1.0}
AN_EXPLANATION = 3.0
A_TASK = {"run": 2.0, "exercise": 0.0}  # tasks at the end of a section; an exercise is counted separately
ELSEWHERE = 4.0  # a visit to another place, such as the Lab or a drill
AN_EXERCISE = 10.0  # to start, and to compare with the model solution at the end
A_LINE_WRITTEN = 2.0  # to think, write, run and fix

_FOLD = re.compile(r"^<details>.*?^</details>", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"\s*(?:- )?\{?(\w+):")
_KIND = re.compile(r"^kind: *(\w+)", re.MULTILINE)
_PLACE = re.compile(r"\]\((?!https?:|mailto:)(\w+:[^)\s]+)\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TARGET = re.compile(r"\]\([^)]*\)")
_WORD = re.compile(r"\w[\w'’.,-]*")


@dataclass(frozen=True, slots=True)
class SectionAmount:
    """The amount of work in a section."""

    words: int = 0
    code_lines: int = 0
    tallest: int = 0  # lines of the longest live block
    boxes: int = 0
    questions: int = 0
    minutes: float = 0.0


def amount(section: Section, lesson: Lesson) -> SectionAmount:
    """Count the work in a section and estimate its minutes."""
    task = lesson.tasks.get(section.id)
    return _amount(section, task.to if task else "")


@lru_cache(maxsize=512)
def _amount(section: Section, task: str) -> SectionAmount:
    words = lines = boxes = questions = tallest = 0
    places = {*_PLACE.findall(section.text), *([task] if task else [])}
    minutes = sum(A_TASK.get(place.partition(":")[0], ELSEWHERE) for place in places)
    for info, content in _parts(_FOLD.sub("", _COMMENT.sub("", section.text))):
        if info is None:
            words += count_words(content)
        elif info[:2] == ["python", "live"]:
            boxes += 1
            lines += code_lines(content)
            tallest = max(tallest, len(content.rstrip().split("\n")))
            minutes += A_BOX
        elif info[:1] == ["quiz"]:
            questions += 1
            words += count_words(_asked(content))
            kind = _KIND.search(content)
            minutes += A_QUESTION.get(kind[1] if kind else "", 0.5)
        elif info[:1] == ["explain"]:
            questions += 1
            words += count_words(content)
            minutes += AN_EXPLANATION
        elif info[:1] not in (["output"], ["plot"]):
            lines += code_lines(content)
    minutes += words / WORDS_A_MINUTE + lines / CODE_LINES_A_MINUTE
    return SectionAmount(words, lines, tallest, boxes, questions, minutes)


def _parts(text: str) -> Iterator[tuple[list[str] | None, str]]:
    """Prose (without info string) and fences. Scans lines, because parsing the whole course would take a second."""
    lines = text.split("\n")
    at = 0
    for start, info in fence_infos(lines):
        yield None, "\n".join(lines[at:start])
        mark = lines[start].lstrip(" -*+")[:3]
        at = (
            next((n for n in range(start + 1, len(lines)) if lines[n].strip().startswith(mark)), len(lines))
            + 1
        )
        yield info.split(), "\n".join(lines[start + 1 : at - 1])
    yield None, "\n".join(lines[at:])


def _asked(quiz: str) -> str:
    """The part of a question that is read before it is answered."""
    kept, keeps = [], False
    for line in quiz.split("\n"):
        if (key := _KEY.match(line)) is not None:
            keeps = key[1] in ("question", "text", "items", "item")
        if keeps:
            kept.append(line)
    return " ".join(kept)


def exercise_minutes(exercise: Exercise) -> float:
    """The time to read the task, and to write as many lines as the model solution adds to the stub."""
    written = sum(code_lines(part) for part in _between(exercise.solution))
    return count_words(exercise.brief) / WORDS_A_MINUTE + AN_EXERCISE + written * A_LINE_WRITTEN


def step_minutes(course: Course, lesson: Lesson) -> float:
    """The minutes of its sections and of the exercises that belong to it."""
    return sum(portion.minutes for portion in portions(course, (lesson.id, *lesson.exercises)))


@dataclass(frozen=True, slots=True)
class Portion:
    """A section or exercise covered by a part of the course. ``target`` is its reference."""

    target: str
    title: str
    minutes: float


def portions(course: Course, covers: Iterable[str]) -> Iterator[Portion]:
    """The sections and exercises that these references cover, in order.

    ``step-1-…`` is a step, ``step-1-…#a`` a section, ``step-1-…#a..b`` a range of sections with an optional start and
    end, ``ex1`` an exercise.

    Raises:
        LookupError: a reference has no target; the message is one sentence.
    """
    lessons = {lesson.id: lesson for lesson in course.lessons}
    for item in covers:
        name, _, sections = item.partition("#")
        lesson = lessons.get(name)
        if lesson is None:
            exercise = find_exercise(course, name)
            title = f"{exercise.short} · {exercise.title}"
            yield Portion(f"exercise:{exercise.id}", title, exercise_minutes(exercise))
            continue
        ids = [section.id for section in lesson.sections]
        first, dots, last = sections.partition("..")
        ends = first or ids[0], last if dots or not sections else first
        for end in filter(None, ends):
            if end not in ids:
                raise UnknownSectionError(f"lesson '{name}' has no section '{end}'")
        start, stop = ids.index(ends[0]), ids.index(ends[1] or ids[-1]) + 1
        for number, section in enumerate(lesson.sections[start:stop], start + 1):
            title = f"{lesson.step}.{number} {section.title}"
            yield Portion(f"{lesson.id}#{section.id}", title, amount(section, lesson).minutes)


def in_words(minutes: float) -> str:
    """``under a minute``, ``9 min``, ``1 h 05 min``. Rounded to five minutes from an hour on, as an estimate."""
    if minutes < 1:
        return "under a minute"
    whole = round(minutes) if minutes < 60 else 5 * round(minutes / 5)
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02} min"


def count_words(markdown: str) -> int:
    """The number of words that a reader sees, without comments and URLs."""
    return len(_WORD.findall(_TARGET.sub("]", _COMMENT.sub("", markdown))))


def code_lines(source: str) -> int:
    """The number of lines that are not empty."""
    return sum(1 for line in source.split("\n") if line.strip())


def _between(solution: str) -> Iterator[str]:
    """The lines between the markers in a model solution, which the learner writes."""
    for part in solution.split("BEGIN SOLUTION")[1:]:
        inside = part.partition("END SOLUTION")[0]
        yield "\n".join(line for line in inside.split("\n") if not line.strip().startswith("#"))
