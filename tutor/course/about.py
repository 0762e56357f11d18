"""What a course says of itself in ``lessons/course.yaml``, and what is taken for it where it says nothing."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tutor.course.source import parse_yaml, read_text

FILE = "course.yaml"


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``title`` stands on top of the app, ``about`` is its welcome in a sentence.

    ``lab`` and ``drills`` say whether the course wants the tutor's own Lab and drills, which are about transformers.
    """

    title: str = ""
    about: str = ""
    lab: bool = False
    drills: bool = False


def load_about(root: Path) -> About:
    """What the course in ``root`` says of itself. Without a title, its folder's name is one.

    Raises:
        MalformedCourseError: the file is wrong, with the line.
    """
    path = root / "lessons" / FILE
    about = parse_yaml(read_text(path), About, path, 1) if path.is_file() else About()
    if about.title.strip():
        return about
    words = root.absolute().name.replace("_", " ").replace("-", " ").strip()
    return msgspec.structs.replace(about, title=words[:1].upper() + words[1:] or "Course")
