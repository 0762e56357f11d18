"""Lines that name a library's settings say which version, and their sections have a month."""

from __future__ import annotations

import re

from tutor.course.load import load_course

LINE = re.compile(r"^\*\*In your library\*\* \(([^)]*)\): ", re.MULTILINE)
VERSION = re.compile(r"[A-Za-z. ]+ \d+(\.\d+)+")


def test_settings_of_a_library_have_a_version_and_their_section_a_month() -> None:
    lesson = next(one for one in load_course().lessons if one.reference)
    having = [section for section in lesson.sections if "In your library" in section.text]
    assert len(having) >= 25
    for section in having:
        found = LINE.search(section.text)
        assert found is not None, f"{section.id}: no version"
        assert all(VERSION.fullmatch(one) for one in found[1].split(", ")), f"{section.id}: {found[1]}"
        assert section.id in lesson.as_of, f"{section.id} has no line under as_of:"
