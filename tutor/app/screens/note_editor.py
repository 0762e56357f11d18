"""The note of a section, and its links."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from tutor.app.screens.dialogs import PickDialog
from tutor.app.screens.screen import TutorScreen
from tutor.course.kinds import kinds_of, parted
from tutor.course.markdown import blocks
from tutor.course.model import Course, Lesson, MalformedCourseError, PluginBlock, Section
from tutor.disk import FileError, read_text, write_atomic
from tutor.hooks import plugin

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def write_note(screen: TutorScreen, lesson: Lesson, section: Section) -> None:
    """Edit the note of a section. Closing the dialog saves it."""
    keep_note(screen, screen.session.note_path(lesson.id, section.id), section.title)


def keep_note(screen: TutorScreen, path: Path, title: str) -> None:
    """Edit the note in this file."""
    from tutor.app.screens.note_dialog import NoteDialog  # its editor is large, and few sections have a note

    try:
        old = read_text(path) if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        screen.notify(f"The note cannot be read: {error}", severity="error", markup=False)
        return

    def keep(text: str) -> str:
        try:
            screen.session.workspace.make_folder(path.parent)
            write_atomic(path, text.encode(errors="replace"))
        except FileError as error:
            return f"The note could not be saved: {error}"
        return ""

    def closed(text: str | None) -> None:
        if text != old and path.is_file():
            screen.notify(f"Saved in notes/{path.parent.name}/{path.name}", markup=False)

    screen.app.push_screen(NoteDialog(f"Note · {title}", old, keep), closed)


async def choose_link(screen: TutorScreen, lesson: Lesson, section: Section) -> None:
    """Offer the links of a section, and open the chosen one."""
    if found := links(screen.session.course, lesson, section):
        await screen.leads_to("links")
        screen.app.push_screen(PickDialog("Go to", list(found.items())), screen.nav.go)
    else:
        screen.notify("This section has no links to others.")


def links(course: Course, lesson: Lesson, section: Section) -> dict[str, str]:
    """The targets of a section's links with the text of the first link to each, then those of its fences."""
    kinds = kinds_of(course)
    found: dict[str, str] = {}
    for marked, target in _LINK.findall(section.text):
        words = re.sub(r"[*`]", "", marked)
        kind, _ = parted(target, kinds)
        if ":" in target and kind is not None and kind.open is not None:
            found.setdefault(target, words)
        elif not target.startswith(("http:", "https:")):
            file, _, name = target.partition("#")
            found.setdefault(f"{file.removesuffix('.md') or lesson.id}#{name}", words)
    with suppress(MalformedCourseError):  # reported where the section is shown
        for block in blocks(section, lesson):
            if isinstance(block, PluginBlock):
                fence = plugin(lesson.plugin).fences[block.fence]
                if fence.leads_to is not None:
                    found.setdefault(*fence.leads_to(block.config))
    return found
