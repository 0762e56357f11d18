"""A course of two lessons and two exercises, as files, with every kind of block and question once."""

from __future__ import annotations

from pathlib import Path

FIRST = """\
---
step: 1
title: Attention
time: 2 hours
what: The theory
why: To know
actions:
  - Read it
checkpoints:
  - id: c-shape
    text: Can tell the shape of the scores
    proof: [quiz:q-shape]
  - id: c-run
    text: Has moved a size
    proof: [run:qk]
  - id: c-claim
    text: Can explain it to a friend
---
# Attention

## Queries and keys {#queries}

Each word *asks*, each word **answers**: `q @ k.T`. More in [the next section](#questions), and then write
[the *exercise*](exercise:ex1_twice). A list of who is who:

| name | shape |
|---|---|
| `q` | (T, d_k) |

```text
q ──► scores ──► weights
```

```python live T=5 d_k=4 name=qk
import numpy as np
q = np.ones((T, d_k))
scores = q @ q.T
```

```python live after=qk
print(scores.shape)
```

```output
(5, 5)
```

## Questions {#questions}

```quiz
id: q-choice
kind: choice
question: What does a query do?
choices:
  - text: It [asks] for something.
    why: Yes. That is what it is for.
    correct: true
  - text: It answers.
    why: A key does that.
```

```quiz
id: q-number
kind: number
question: How many words are three words?
answer: 3
why: Three is three.
```

```quiz
id: q-shape
kind: shape
question: What is the shape of the scores for T = 7?
answer: (7, 7)
why: Every query meets every key.
```

```quiz
id: q-order
kind: order
question: What comes first?
items: [scores, weights, output]
why: Weights are made of scores.
```
"""

ABOUT = "title: Transformer Tutor\nlab: true\ndrills: true\n"

SECOND = """\
---
step: 2
title: Code
time: 1 hour
what: Examples
why: To see
actions:
  - Run it
---
# Code

## Zebras {#zebras}

The zebra is striped.
"""

BRIEF = """\
---
title: Twice
order: 1
functions: [twice]
harder:
  - Make it work for words.
rests_on:
  - step-1-attention#queries
---
Write `twice(x)`, which gives **two times** x.
"""

SOLUTION = '''\
"""Twice."""


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
        see="step-1-attention#questions",
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


def test_an_empty_copy_changes_nothing(submission):
    """twice(0) is 0"""
    assert submission.twice(0) == 0
'''

HINTS = "## 1\n\nThink of *two*.\n\n## 2\n\nMultiply.\n\n## 3\n\n`2 * x`\n"


def _half(text: str) -> str:
    """The second exercise inverts the first."""
    return (
        text.replace("twice", "half")
        .replace("Twice", "Half of something that is rather long to say")
        .replace("2 * x", "x / 2")
        .replace("3 * x", "x / 3")
        .replace("order: 1", "order: 2")
        .replace("half(3) is 6", "half(3) is 1.5")
        .replace("== 6", "== 1.5")
    )


def write_course(root: Path) -> Path:
    """Write the files below ``root``."""
    files = {
        "lessons/step-1-attention.md": FIRST,
        "lessons/step-2-code.md": SECOND,
        "lessons/course.yaml": ABOUT,
    }
    for name, change in (("ex1_twice", str), ("ex2_half", _half)):
        files |= {
            f"checks/{name}/brief.md": change(BRIEF),
            f"checks/{name}/solution.py": change(SOLUTION),
            f"checks/{name}/hints.md": HINTS,
            f"checks/{name}/mistakes.py": change(MISTAKES),
            f"checks/{name}/test_{name}.py": change(CHECKS),
        }
    conftest = Path(__file__).parents[2] / "checks" / "conftest.py"
    files["checks/conftest.py"] = conftest.read_text(encoding="utf-8")
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
