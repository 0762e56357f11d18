"""A glossary term is defined, or linked to its definition, where the lessons first use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.lint_terms import term_findings
from tutor.course.load import scan_sections
from tutor.course.model import Course, Lesson

GLOSSARY = """\
## Terms {#glossary-terms}

| term | in one line |
|---|---|
| layer norm | mean 0 |
| mask, ReLU | two |
| self-attention (one head) | one |
"""


def found(*bodies: str) -> list[tuple[str, int, str]]:
    """File, line and term of each finding, for lessons of one section each."""
    lessons = []
    for step, body in enumerate((*(f"## A{n}\n{body}" for n, body in enumerate(bodies)), GLOSSARY)):
        path = Path(f"step-{step}.md")
        reference = step == len(bodies)
        sections = scan_sections(body, path)
        lessons.append(
            Lesson(path.stem, step, "T", "1 h", "w", "w", (), (), sections, path, reference=reference)
        )
    findings = term_findings(Course(Path(), tuple(lessons)))
    return [(one.path.name, one.line, one.fault.split("'")[1]) for one in findings]


@pytest.mark.parametrize(
    "body",
    [
        "A **mask** says who looks at whom.",
        "A *mask* says who looks at whom. Masks are tables.",
        "Masks come later. Such a **mask** is a table.",
        "A [mask](step-1.md#glossary-terms) here.",
        'Nothing but `mask` and "mask", “mask” and\n\n```python\nmask = 1\n```\n\n> mask\n\n<!-- mask -->',
        "### The mask\n\nmasked, unmask, relu, MASKING",
        "| symbol | meaning |\n|---|---|\n| `M` | mask |\n\n**mask**",
        "| to do | what |\n|---|---|\n| [here](#a0) | mask |",
        "<!-- plain words: mask, layer norm -->\nHe wore a mask.",
        "Source: a paper on the mask.",
    ],
)
def test_defining_linking_or_only_naming_a_term_is_in_order(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "line", "term"),
    [
        ("Words.\n\nTwo masks.", 4, "mask"),
        ("A mask.\n\nA **mask** is a table.", 2, "mask"),
        ("The layer-norm\nof **all**.", 2, "layer norm"),
        ("A ReLU.", 2, "ReLU"),
        ("Self-attention is it.", 2, "self-attention"),
        ("| a |\n|---|\n| mask |", 4, "mask"),
    ],
)
def test_a_term_that_is_used_before_it_is_defined_is_found_once(body: str, line: int, term: str) -> None:
    assert found(body, body) == [("step-0.md", line, term)]


def test_terms_of_earlier_steps_are_known() -> None:
    assert found("A **mask**.", "The mask.") == []
