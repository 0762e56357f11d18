"""Whatever makes a lesson hard to read is found, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.lint_form import form_findings
from tutor.course.load import scan_sections
from tutor.course.model import Lesson

PATH = Path("step-1.md")


def faults(body: str) -> list[tuple[int, str]]:
    lesson = Lesson("step-1", 1, "T", "1 hour", "w", "w", (), (), scan_sections(f"## A\n{body}", PATH), PATH)
    return [(one.line, one.fault) for one in form_findings(lesson, lesson.sections)]


def live(options: str, source: str = "x") -> str:
    return f"```python live {options}\n{source}\n```\n"


@pytest.mark.parametrize(
    "options",
    [
        "T=5 d_model=12 n_heads=3 d_head=4",
        "T=1 B=1",  # a size of 1 is unambiguous
        "T=5 rate=5.0",  # a float is not a size of an array
        "T=5 S=5 same=T,S",
        "d_k=4 n_heads=2 same=d_k,n_heads",
    ],
)
def test_sizes_that_differ_or_are_meant_to_be_equal_are_in_order(options: str) -> None:
    assert faults(live(options)) == []


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ("T=4 d_k=4", "T = d_k = 4"),
        ("T=4 d_model=12 n_heads=3", "T = d_head = 4"),
        ("T=5 d_k=4 n_heads=2", "√d_k = n_heads = 2"),
        ("T=5 d_model=8 n_heads=2", "√d_head = n_heads = 2"),
        ("T=5 S=5 B=5 same=T,S", "T = B = 5"),
    ],
)
def test_equal_sizes_are_found(options: str, fault: str) -> None:
    (line, said), *_ = faults(live(options))
    assert line == 2 and fault in said


def test_a_preceding_blocks_fault_is_reported_once() -> None:
    assert len(faults(live("T=4 d_k=4 name=x") + live("n=3 after=x") + live("after=x"))) == 1


def test_a_long_block_is_found_unless_it_is_folded_away() -> None:
    block = live("name=x", "\n".join(["x = 1"] * 16))
    assert faults(block)[0][0] == 2 and "has 16 lines" in faults(block)[0][1]
    assert faults(f"<details><summary>Help</summary>\n\n{block}\n</details>\n") == []
    assert faults(live("name=x", "\n".join(["x = 1"] * 15))) == []


def test_a_section_of_more_than_five_screens_is_found() -> None:
    [(line, fault)] = faults("A paragraph of one line.\n\n" * 60)
    assert line == 1 and "takes about 6.3 screens" in fault
    assert faults("A paragraph of one line.\n\n" * 45) == []
