"""Outside text reaches the terminal only as visible characters."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.progress.history import COURSE, history
from tutor.grading.verdict import NamedMistake, Printed, TestResult, Verdict, Where
from tutor.progress.standing import Standing
from tutor.shapes.trace import Failure, Trace
from tutor.views.listing import trace_view
from tutor.views.progress_view import progress_view
from tutor.views.text import harmless
from tutor.views.verdict_view import verdict_view

OVERRIDE, ISOLATE, MARK = "\u202e", "\u2066", "\u200f"
BAD = f"a\x1b[2J\x1b]0;title\x07\x9b31m\r\x00\x7f\ud800{OVERRIDE}{ISOLATE}{MARK}\u2028z"
ALLOWED = {"\n"}


def obeyed(text: str) -> set[str]:
    """The characters of ``text`` that a terminal would interpret, or that cannot be sent to it."""
    bidi = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return {
        sign
        for sign in text
        if sign not in ALLOWED
        and (
            unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(sign) in bidi
        )
    }


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_printable_and_without_control_codes(text: str) -> None:
    shown = harmless(text)
    assert obeyed(shown) == set()
    shown.encode()


def test_replaced_characters_stay_visible() -> None:
    assert harmless("\x1b[31mred\x07") == "␛[31mred␇"
    assert harmless(f"if x:{OVERRIDE}y") == "if x:�y"
    assert harmless("a\tb\r\nc") == "a   b\nc"
    assert harmless("√ 你好 naïve 🙂 שלום") == "√ 你好 naïve 🙂 שלום"


@pytest.mark.parametrize("width", [40, 100])
def test_no_view_prints_control_codes(width: int) -> None:
    verdict = Verdict(
        BAD,
        "failed",
        0.1,
        (TestResult("t", BAD, "failed", BAD, where=Where(1, BAD), often=(BAD,)),),
        NamedMistake("m", BAD, BAD, BAD),
        BAD,
        see=BAD,
        printed=Printed(BAD),
    )
    lesson = replace(COURSE.lessons[0], title=BAD)
    course = replace(
        COURSE, title=BAD, lessons=(lesson,), exercises=(replace(COURSE.exercises[0], title=BAD),)
    )
    run = Trace(printed=BAD, failure=Failure(BAD, 1))
    views = {
        "verdict": verdict_view(verdict, None, width),
        "trace": trace_view(f"x = '{BAD}'\n", run, width),
        "progress": progress_view(course, Standing.of(course, history()), width),
    }
    for name, view in views.items():
        console = Console(width=width, color_system=None, force_terminal=False)
        with console.capture() as capture:
            console.print(view)
        assert obeyed(capture.get()) == set(), name
