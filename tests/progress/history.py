"""A small course with real quizzes and blocks, and events on two days, for tests of the summary and the report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tutor.course.model import Checkpoint, Course, Exercise, Lesson, Section
from tutor.progress.events import (
    AnyEvent,
    BlockRun,
    Checked,
    Claimed,
    Drilled,
    HintTaken,
    QuizAnswered,
    SectionRead,
    SolutionShown,
)

HERE = Path()
MONDAY = datetime(2026, 1, 5, 20, 0, tzinfo=UTC).timestamp()
MINUTE, DAY = 60.0, 86400.0

SCALING = """Why divide?

```quiz
id: q-scale
kind: number
question: "What is √16, & is 4 < 5?"
answer: 4
why: Because.
```

```python live T=3 name=softmax
x = 1
```
"""

COURSE = Course(
    HERE,
    lessons=(
        Lesson(
            "step-1-attention",
            1,
            "Attention",
            "1 hour",
            "w",
            "w",
            (),
            (
                Checkpoint("c-scale", "Know why <we> scale", ("quiz:q-scale", "exercise:ex1_attention")),
                Checkpoint("c-shapes", "Trace shapes", ("run:softmax",)),
                Checkpoint("c-feel", "Feel at home", ("drill:shapes",)),
            ),
            (Section("scaling", "Scaling", SCALING, 1), Section("end", "The end", "Done.", 20)),
            HERE / "step-1-attention.md",
        ),
    ),
    exercises=(
        Exercise("ex1_attention", "Attention", 1, (), "", (), (), (), "", "", HERE),
        Exercise("ex2_masking", "Masking", 2, (), "", (), (), (), "", "", HERE),
    ),
    plugin="tutor.transformers",
)


def checked(at: float, status: str, digest: str, exercise: str = "ex1_attention") -> Checked:
    return Checked(at=at, exercise=exercise, status=status, digest=digest)


def history() -> tuple[AnyEvent, ...]:
    """Monday: ten minutes of reading and a question. Tuesday: an exercise in two tries, a claim, a drill."""
    tuesday = MONDAY + DAY
    return (
        SectionRead(at=MONDAY, step="step-1-attention", section="scaling"),
        SectionRead(at=MONDAY + 10 * MINUTE, step="step-1-attention", section="end"),
        QuizAnswered(at=MONDAY + 11 * MINUTE, quiz="q-scale", given="5", correct=False),
        QuizAnswered(at=MONDAY + 12 * MINUTE, quiz="q-scale", given="4", correct=True),
        HintTaken(at=tuesday, exercise="ex1_attention", number=1),
        checked(tuesday + 5 * MINUTE, "failed", "a"),
        checked(tuesday + 9 * MINUTE, "passed", "b"),
        SolutionShown(at=tuesday + 10 * MINUTE, exercise="ex1_attention", how="passed"),
        Claimed(at=tuesday + 40 * MINUTE, checkpoint="c-feel"),
        Drilled(at=tuesday + 41 * MINUTE, drill="shapes", correct=True),
        Drilled(at=tuesday + 42 * MINUTE, drill="shapes", correct=True),
        Drilled(at=tuesday + 43 * MINUTE, drill="shapes", correct=False),
    )


OLD = (
    QuizAnswered(at=MONDAY - DAY, quiz="q-gone", given="1", correct=True),
    BlockRun(at=MONDAY - DAY + 1, block="step-0-gone#block"),
    checked(MONDAY - DAY + 2, "passed", "z", "ex9_gone"),
    Claimed(at=MONDAY - DAY + 3, checkpoint="c-gone"),
)
