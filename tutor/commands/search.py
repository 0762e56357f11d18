"""``tutor search``: where in the course something stands."""

from __future__ import annotations

from tutor.commands.console import console, say, show
from tutor.commands.desk import look_here
from tutor.commands.problem import Problem


def search(words: list[str]) -> None:
    """Print the places that fit, the best first.

    Raises:
        Problem: nothing fits.
    """
    from rich.text import Text

    from tutor.course.load import load_course
    from tutor.course.search import Index
    from tutor.progress.notes import findable

    here = look_here()
    query, course, workspace = " ".join(words), load_course(here.course), here.workspace
    notes = findable(workspace.root / "notes", course) if workspace else []
    hits = Index(course, notes).search(query, 8)
    if not hits:
        raise Problem(f"Nothing in the course fits '{query}'.", 1)
    width = console().width
    for hit in hits:
        show(Text.assemble((hit.title, "bold"), "  ", (hit.target, "dim")))
        if hit.line:
            say(f"    {hit.line[: max(width - 6, 20)]}")
