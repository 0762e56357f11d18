"""What a learner explained, with what the course says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.course.markdown import readable_blocks
from tutor.course.model import Course, Explain
from tutor.progress.standing import Standing


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a learner explained: their text, the model answer, and its points, ticked or not."""

    id: str
    ask: str
    text: str
    later: str  # what was written once the model answer was known; "" where nothing was
    model: str
    ticked: tuple[str, ...]
    unticked: tuple[str, ...]
    at: float


def explanations_of(course: Course, standing: Standing) -> Iterator[Explanation]:
    """What was explained, in the course's order, as far as the course still asks for it."""
    for lesson in course.lessons:
        for section in lesson.sections:
            if not any(name in section.text for name in standing.explanations):
                continue  # taking a whole course apart is too slow for a key
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
