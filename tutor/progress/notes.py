"""The learner's notes: one Markdown file per section, ``<folder>/<lesson id>/<section id>.md``. Never writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutor.course.kinds import plugin_of
from tutor.course.model import Course
from tutor.disk import read_regular, reason

LARGEST = 200_000  # characters of a note that are shown


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a section. ``section`` is "" if the course no longer has it."""

    lesson: str
    section: str
    title: str
    text: str


def read_notes(folder: Path, course: Course) -> tuple[tuple[Note, ...], tuple[str, ...]]:
    """Every note that is not empty, in the order of the course with those of missing sections last; and a sentence for
    each note that cannot be read."""
    places = {
        f"{lesson.id}/{section.id}": (number, lesson, section)
        for number, (lesson, section) in enumerate(
            (lesson, section) for lesson in course.lessons for section in lesson.sections
        )
    }
    names = plugin_of(course).notes
    notes: list[tuple[int, Note]] = []
    problems: list[str] = []
    try:
        files = sorted(path for path in folder.glob("*/*.md") if path.is_file())
    except OSError as error:
        return (), (f"The notes in {folder.name}/ cannot be read ({reason(error)}).",)
    for path in files:
        name = f"{path.parent.name}/{path.stem}"
        try:
            text = read_regular(path).decode(errors="replace").replace("\r\n", "\n")[:LARGEST].strip()
        except OSError as error:
            problems.append(f"The note {folder.name}/{name}.md cannot be read ({reason(error)}).")
            continue
        if not text:
            continue
        if name in places:
            number, lesson, section = places[name]
            title = f"Step {lesson.step} · {section.title}"
            notes.append((number, Note(lesson.id, section.id, title, text)))
        else:
            of_plugin = names.get(path.parent.name)
            title = f"{of_plugin} · {path.stem}" if of_plugin else name
            notes.append((len(places), Note(path.parent.name, "", title, text)))
    return tuple(note for _, note in sorted(notes, key=lambda pair: pair[0])), tuple(problems)


def findable(folder: Path, course: Course) -> list[tuple[str, str, str]]:
    """The notes on existing sections, as target, title and text for the search."""
    return [(f"{n.lesson}#{n.section}", n.title, n.text) for n in read_notes(folder, course)[0] if n.section]
