"""Mistakes of the language model that have no name in the bank are rejected in every style all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from runpy import run_path

import pytest

from tests.checks.in_process import exercise, failing_lines
from tutor.course.styles import Style, load_styles
from tutor.grading.mistake_index import quiet

NAME = "project_language_model"


def wrong_styles() -> Iterator[tuple[Style, str]]:
    """Every style with each of its mistakes without a name."""
    unnamed = run_path(str(exercise(NAME).folder / "styles" / "changes.py"))["UNNAMED"]
    for style in load_styles(exercise(NAME)):
        for mistake in unnamed.get(style.name, {}):
            yield replace(style, changes=unnamed.get(style.name, {})), mistake


@pytest.mark.slow
@pytest.mark.parametrize(
    ("style", "mistake"), [pytest.param(*pair, id=f"{pair[0].name}-{pair[1]}") for pair in wrong_styles()]
)
def test_a_mistake_without_a_name_breaks_a_core_line(style: Style, mistake: str) -> None:
    with quiet():
        core, _ = failing_lines(NAME, style.with_mistake(mistake))
    assert core
