"""Every mistake of the language model is rejected and named correctly, in every style in which it is written."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.checks.in_process import exercise, leading_failure
from tests.checks.style_runs import Run, recognise
from tutor.course.styles import Style, load_styles
from tutor.grading.mistake_index import MistakeIndex, quiet

NAME = "project_language_model"
NAMED = 0.95  # alone or as one of a few candidates
CACHE = ("cached-position-always-zero", "cache-without-the-new-token", "keys-cached-as-values")
STYLES = {style.name: style for style in load_styles(exercise(NAME))}


@cache
def _bank() -> MistakeIndex:
    """One bank for all tests, because computing its answers takes time."""
    return MistakeIndex.load(exercise(NAME))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("style", "mistake"),
    [
        pytest.param(style, mistake, id=f"{name}-{mistake}")
        for name, style in STYLES.items()
        for mistake in style.changes
    ],
)
def test_every_mistake_breaks_a_core_line(style: Style, mistake: str) -> None:
    with quiet():
        leading = leading_failure(NAME, style.with_mistake(mistake))
    assert leading is not None
    assert leading[1] == "core"


@pytest.mark.parametrize(
    ("name", "mistake"),
    [(name, mistake) for mistake in CACHE for name, style in STYLES.items() if mistake in style.changes],
)
def test_a_mistake_in_the_cache_is_named_whatever_the_cache_contains(name: str, mistake: str) -> None:
    found = recognise(_bank(), STYLES[name].with_mistake(mistake))
    assert [one.id for one in found.mistakes] == [mistake]


@pytest.mark.thorough
def test_every_mistake_is_named_and_none_wrongly() -> None:
    outcomes = Counter(
        Run(name, mistake, ("some line",), (), recognise(_bank(), style.with_mistake(mistake))).outcome
        for name, style in STYLES.items()
        for mistake in style.changes
    )
    assert outcomes["wrong"] == 0
    assert outcomes["named"] + outcomes["candidate"] >= NAMED * outcomes.total()
