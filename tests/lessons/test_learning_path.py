"""The table of the learning path's promises refers to sections that exist, and misses none."""

import re
from pathlib import Path

from tutor.course.load import load_course

PATH = Path(__file__).parents[2] / "docs" / "learning-path.md"
LINK = re.compile(r"\[([^\]]+)\]\(\.\./lessons/([a-z0-9-]+)\.md#([a-z0-9-]+)\)")


def test_every_promise_refers_to_existing_sections():
    titles = {(lesson.id, s.id): s.title for lesson in load_course().lessons for s in lesson.sections}
    rows = [line for line in PATH.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    promises = [row for row in rows if not row.startswith("| asked for")]
    assert len(promises) > 50
    for row in promises:
        links = LINK.findall(row)
        assert links, f"nothing answers: {row}"
        for title, lesson, section in links:
            assert titles.get((lesson, section)) == title, f"{lesson}#{section} is not '{title}'"


def test_every_section_answers_a_promise():
    linked = {(lesson, section) for _, lesson, section in LINK.findall(PATH.read_text(encoding="utf-8"))}
    there = {(lesson.id, section.id) for lesson in load_course().lessons for section in lesson.sections}
    assert there - linked == set()
