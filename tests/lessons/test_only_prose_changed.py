"""The script that compares two versions of a lesson: only the wording may change."""

import pytest

from scripts.only_prose_changed import differences

LESSON = '''---
step: 1
title: Words
tips: [Draw two matrices.]
---

# Words

## Scaling {#scaling}

The scores stand apart by `√d_k`, which is 8 for [64](#sizes) numbers.

| run | steps |
|---|---|
| one of the small | 30 |

```python live d=4 name=a
print(d)
```

```plot
"""A line of 8 points."""
plot("the line", curves={"d": d})
```

```quiz
id: q1
kind: number
question: What comes out for {d}?
answer: d + 1
why: It is {d} and 1 more.
wrong:
  d: The 1 is left out.
```
'''


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The scores stand apart by `√d_k`", "The scores differ by `√d_k`"),
        ("What comes out for {d}?", "What does {d} give?"),
        ("It is {d} and 1 more.", "Add 1 to {d}."),
        ("The 1 is left out.", "You forgot the 1."),
        ("one of the small", "a small one"),
        ("Draw two matrices.", "Sketch both matrices."),
        ("A line of 8 points.", "A line through 8 points."),
    ],
)
def test_rewording_is_no_difference(old: str, new: str) -> None:
    assert old in LESSON
    assert differences(LESSON, LESSON.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("step: 1", "step: 2"),
        ("{#scaling}", "{#scale}"),
        ("## Scaling", "# Scaling {#a}\n\n## Scaling"),
        ("which is 8 for", "which is 9 for"),
        ("which is 8 for", "which holds for"),
        ("`√d_k`", "`√d_v`"),
        ("by `√d_k`", "by √`d_k`"),
        ("(#sizes)", "(#size)"),
        ("| 30 |", "| 31 |"),
        ("| one of the small | 30 |\n", ""),
        ("print(d)", "print( d)"),
        ("A line of 8 points.", "A line of 9 points."),
        ('plot("the line"', 'plot("a line"'),
        ("d=4 name=a", "d=5 name=a"),
        ("id: q1", "id: q2"),
        ("answer: d + 1", "answer: d + 2"),
        ("What comes out for {d}?", "What comes out?"),
        ("It is {d} and 1 more.", "It is {d} and more."),
        ("  d: The", "  d + 2: The"),
    ],
)
def test_whatever_else_changes_is_reported(old: str, new: str) -> None:
    assert old in LESSON
    assert differences(LESSON, LESSON.replace(old, new))
