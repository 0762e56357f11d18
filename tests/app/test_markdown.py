"""The course's prose as it is drawn: no room is given away above it."""

from __future__ import annotations

import pytest

from tests.render.drawing import drawn
from tutor.app.drawing import prose


@pytest.mark.parametrize(
    "text", ["- one\n- two", "1. one\n2. two", "| a |\n|---|\n| b |", "```text\na\n```", "### A"]
)
def test_nothing_begins_with_an_empty_line(text: str) -> None:
    assert drawn(prose(text)).split("\n")[0]


def test_a_list_within_the_text_keeps_its_distance() -> None:
    assert drawn(prose("so:\n\n- one\n- two\n\nend")) == "so:\n\n • one\n • two\n\nend"
