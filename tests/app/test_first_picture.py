"""The picture of the last screen that is painted before the course is loaded."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tutor.app.first_picture import KEPT, keep, place_of, read

LINES = [[("│ a ", "bold #ffffff on #101010"), ("word", "")], []]
SMALL = Size(80, 24)
STATE = {"place": "learn", "lesson": "one", "section": "first", "theme": "nord"}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "one.md").write_text("text", encoding="utf-8")
    return tmp_path


def place(course: Path, size: Size = SMALL, **changes: object) -> Path | None:
    return place_of(course, course / "learner", STATE | changes, size)


def test_a_saved_picture_is_read_back(course: Path) -> None:
    path = place(course)
    assert path is not None and read(path) is None
    keep(path, LINES)
    style = Style.parse("bold #ffffff on #101010")
    assert read(path) == [Strip([Segment("│ a ", style), Segment("word", Style())]), Strip([])]


def test_another_section_theme_size_or_text_has_another_picture(course: Path) -> None:
    places = {place(course), place(course, section="second"), place(course, theme="gruvbox")}
    places |= {place(course, Size(120, 36))}
    (course / "lessons" / "one.md").write_text("another text", encoding="utf-8")
    assert len(places | {place(course)}) == 5


def test_there_is_no_picture_outside_learn_or_without_a_cache(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place(course, place="lab") is None and place(course, lesson="gone") is None
    monkeypatch.setenv("TUTOR_CACHE", "")
    assert place(course) is None


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "[[[",
        "null",
        "7",
        '[["abc"]]',
        '[[["a", 1]]]',
        '[[["a", "on nosuchcolour"]]]',
        '[[["\\u001b[2J", ""]]]',
    ],
)
def test_a_damaged_picture_is_ignored(course: Path, damaged: str) -> None:
    path = place(course)
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_text(damaged, encoding="utf-8")
    assert read(path) is None


def test_old_pictures_are_deleted_and_an_unwritable_cache_is_ignored(course: Path) -> None:
    path = place(course)
    assert path is not None
    path.parent.mkdir(parents=True)
    for number in range(KEPT + 3):
        old = path.with_name(f"{number}.json")
        old.write_text(json.dumps([]), encoding="utf-8")
        os.utime(old, (number, number))
    keep(path, LINES)
    left = {file.name for file in path.parent.glob("*.json")}
    assert len(left) == KEPT and path.name in left and "0.json" not in left
    keep(course / "lessons" / "one.md" / "x.json", LINES)
