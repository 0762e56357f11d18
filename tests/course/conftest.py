"""A small course on disk, which each test damages in one place."""

from collections.abc import Callable
from pathlib import Path

import pytest

LESSON = """\
---
step: 1
title: Attention
time: 2-3 hours
what: Theory
why: To know
actions:
  - Read it
checkpoints:
  - id: explain-scores
    text: Explain the scores
    proof: ["quiz:scores-shape", "run:scores", "exercise:ex1"]
---
# Attention

## Scores {#scores}

Who looks at whom, as in [the next section](#why-d_k).

```python live T=2 d_k=3 name=scores
T = 2
print(T * d_k)
```

```output
6
```

```quiz
id: scores-shape
kind: shape
question: What is the shape for T = 4?
answer: (4, 4)
why: Every query meets every key.
check: (4, 4)
```

## Why √`d_k`?

```python live after=scores
print(T)
```

```output
2
```
"""

BRIEF = """\
---
title: Twice
order: 1
functions: [twice]
rests_on:
  - step-1-attention#scores
---
Write twice. It rests on [scores](../../lessons/step-1-attention.md#scores).
"""

SOLUTION = '''\
"""Exercise 1."""

import math


def twice(x: float) -> float:
    """Two times x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
'''

MISTAKES = """\
from tutor.course.model import Mistake, Probe

MISTAKES = [
    Mistake(
        id="thrice",
        name="three times",
        diagnosis="It looks as if 3 stands where 2 is meant.",
        see="step-1-attention#scores",
        change={"2 * x": "3 * x"},
    ),
]


def probes():
    return [Probe("twice", (1.5,))]
"""

CHECKS = '''\
def test_it_doubles(submission):
    """twice(3) is 6"""
    assert submission.twice(3) == 6
'''

FILES = {
    "lessons/step-1-attention.md": LESSON,
    "checks/ex1_twice/brief.md": BRIEF,
    "checks/ex1_twice/solution.py": SOLUTION,
    "checks/ex1_twice/hints.md": "## 1\n\nThink.\n\n## 2\n\nMultiply.\n",
    "checks/ex1_twice/mistakes.py": MISTAKES,
    "checks/ex1_twice/test_ex1_twice.py": CHECKS,
}

MakeCourse = Callable[..., Path]


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """Write the course and return its root.

    ``changes`` maps a file to its text (None: no such file) or to an (old, new) replacement in it.
    """

    def make(changes: dict[str, str | bytes | tuple[str, str] | None] | None = None) -> Path:
        files: dict[str, str | bytes | None] = dict(FILES)
        for name, change in (changes or {}).items():
            if isinstance(change, tuple):
                assert FILES[name].count(change[0]) == 1, change[0]
                files[name] = FILES[name].replace(*change)
            else:
                files[name] = change
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(text, bytes):
                path.write_bytes(text)
            elif text is not None:
                path.write_text(text, encoding="utf-8")
        return tmp_path

    return make
