"""The learner's explanations, together with the course's model answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.course.markdown import readable_blocks
from tutor.course.model import Course, Explain
from tutor.progress.standing import Standing


@dataclass(frozen=True, slots=True)
class Explanation:
    """One explanation: the learner's text, the model answer, and its points, ticked or not."""

    id: str
    ask: str
    text: str
    later: str  # written after the model answer was shown; "" if nothing was
    model: str
    ticked: tuple[str, ...]
    unticked: tuple[str, ...]
    at: float


def explanations_of(course: Course, standing: Standing) -> Iterator[Explanation]:
    """The explanations whose questions the course still has, in the order of the course."""
    for lesson in course.lessons:
        for section in lesson.sections:
            if not any(name in section.text for name in standing.explanations):
                continue  # parsing the whole course would take too long for a key press
            for block in readable_blocks(section, lesson):
                if isinstance(block, Explain) and (own := standing.explanations.get(block.id)) is not None:
                    yield Explanation(
                        id=block.id,
                        ask=block.ask,
                        text=own.text,
                        later=own.later,
                        model=block.model,
                        ticked=tuple(p for n, p in enumerate(block.points) if n in own.points),
                        unticked=tuple(p for n, p in enumerate(block.points) if n not in own.points),
                        at=own.at,
                    )
