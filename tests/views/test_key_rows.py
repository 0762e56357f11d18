"""The list of keys, and how its descriptions wrap."""

from __future__ import annotations

from tests.views.drawing import drawn
from tutor.views.key_rows import key_rows

KEYS = """Learn
  n p         next section, section before
  shift+↑ ↓   move it (J and K do the same)

Everywhere
  /           search the course
"""


def test_with_enough_room_the_text_is_unchanged() -> None:
    assert drawn(key_rows(KEYS), 60) == KEYS.rstrip()


def test_long_descriptions_wrap_within_their_column() -> None:
    lines = drawn(key_rows(KEYS), 30).split("\n")
    assert lines[1:3] == ["  n p         next section,", "              section before"]
