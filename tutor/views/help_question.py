"""Formats a failing exercise as a question to a helper that asks for a hint and not for a solution."""

from __future__ import annotations

from rich.console import RenderableType

from tutor.course.model import Exercise
from tutor.grading.verdict import TestResult, Verdict
from tutor.views.comparison_view import comparison_view
from tutor.views.plain_text import plain_text
from tutor.views.text import harmless, without_targets

WIDTH = 90
ASKING = (
    "I am learning how transformers work by writing their parts myself, and I am stuck on an exercise. "
    "Please give me one hint that helps me find the next step myself. "
    "Please do not write the solution or a corrected version of my code."
)


def help_question(exercise: Exercise, code: str, verdict: Verdict | None) -> str:
    """Markdown: the request, the task, the learner's code, the failed check, and tutor's explanation."""
    first = verdict.first_failure if verdict is not None and verdict.status != "not_started" else None
    parts = [
        ASKING,
        f"## The exercise: {exercise.title}\n\n{without_targets(exercise.brief).strip()}",
        f"## My code\n\n{_fenced(code.strip(), 'python')}",
    ]
    if first is not None:
        parts.append(f"## The check that fails\n\n{_failing(first)}")
    says = _says(verdict, first)
    parts.append(f"## What the grader says\n\n{says}" if says else "I do not know where to start.")
    return "\n\n".join(parts) + "\n"


def _failing(test: TestResult) -> str:
    lines = [test.says or test.id]
    if test.where is not None:
        lines.append(f"line {test.where.line}: {test.where.text.strip()}")
    if test.message:
        lines.append(test.message)
    said = "\n".join(map(harmless, lines))
    return _fenced(said + (f"\n{_plain(comparison_view(test.comparison, WIDTH))}" if test.comparison else ""))


def _says(verdict: Verdict | None, first: TestResult | None) -> str:
    """The diagnosis if known; else the candidates, or the usual reasons."""
    if verdict is None or verdict.status == "not_started":
        return ""
    if verdict.mistake is not None:
        return harmless(verdict.mistake.diagnosis)
    lines = [harmless(verdict.message)] if verdict.message and first is None else []
    if verdict.candidates:
        lines += ["It could be one of these:", *(f"- {harmless(one.name)}" for one in verdict.candidates)]
    elif first is not None and first.often and first.outcome == "failed":
        lines += ["Often this means:", *(f"- {reason}" for reason in first.often)]
    held, of = verdict.held("core")
    lines.append(f"{held} of {of} lines pass." if of else "")
    return "\n".join(filter(None, lines))


def _plain(view: RenderableType) -> str:
    return plain_text(view, WIDTH)


def _fenced(text: str, language: str = "text") -> str:
    """A fenced block, with a fence that does not occur in the code."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"
