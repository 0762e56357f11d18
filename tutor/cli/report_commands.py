"""``tutor progress`` and ``tutor report``: the learner's own record. Nothing is sent anywhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.access import open_session, shown_path, write_file
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, WorkspaceOption
from tutor.cli.terminal import console, say, show, show_json, symbols, warn, write

if TYPE_CHECKING:
    from tutor.session import Session

SCHEMA = 1
HTML_NAME = "tutor-report.html"


def progress(
    merge: Annotated[
        Path | None,
        typer.Option(
            "--merge",
            metavar="FILE",
            help="First merge another machine's progress: its .tutor/events.jsonl, or its workspace.",
            show_default=False,
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Show your checkpoints and exercises, with evidence and claims."""
    from tutor.views.progress_view import progress_view

    session = open_session(workspace)
    if merge is not None:
        _merge(session, merge)
    out = console()
    show(progress_view(session.course, session.standing, out.width, symbols(out)))


def _merge(session: Session, other: Path) -> None:
    from tutor.progress.merge import MergeError, merge
    from tutor.views.text import counted

    try:
        merged = merge(session.log, other, session.workspace.state_dir / "backups")
    except MergeError as error:
        raise Problem(str(error)) from None
    say(f"{counted(merged.new, 'new event')} from {shown_path(other)}, {merged.known:,} already known.")
    if merged.unreadable:
        say(f"{counted(merged.unreadable, 'line')} there could not be read and were not merged.")
    if merged.backup is not None:
        say(f"Your record before the merge is saved in {shown_path(merged.backup)}")
    say("")


def report(
    as_html: Annotated[
        bool, typer.Option("--html", help="One HTML file for a browser: tutor-report.html.")
    ] = False,
    as_markdown: Annotated[bool, typer.Option("--md", help="Markdown, the default.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write it.", show_default=False),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Write a report of what you have done, to keep or to share."""
    from tutor.progress.notes import read_notes
    from tutor.progress.summary import summary_of
    from tutor.views.report import report_markdown

    if as_html + as_markdown + as_json > 1:
        raise Problem("--html, --md and --json are three forms of the report: choose one of them.")
    if output is not None and not (as_html or as_markdown or as_json):
        as_html, as_json = output.suffix in (".html", ".htm"), output.suffix == ".json"
    session = open_session(workspace)
    reading = session.log.read()
    notes, unread = read_notes(session.workspace.root / "notes", session.course)
    problems = (*filter(None, [reading.problem]), *unread)
    for problem in problems:
        warn(problem)
    summary = summary_of(
        session.course, reading.events, made_at=session.now(), notes=notes, problems=problems
    )
    if as_json:
        import msgspec

        document = {"schema": SCHEMA, **msgspec.to_builtins(summary)}
        if output is None:
            show_json(document)
        else:
            _write(output, msgspec.json.format(msgspec.json.encode(document)) + b"\n")
        return
    text = report_markdown(summary)
    if as_html:
        from tutor.views.report_page import report_page

        page = report_page(text, summary.course)
        if str(output) == "-":
            write(page)
        else:
            _write(output or Path(HTML_NAME), page.encode())
    elif output is not None:
        _write(output, text.encode())
    elif sys.stdout.isatty():
        from rich.markdown import Markdown

        show(Markdown(text))
        say(f"\nAs a page for a browser: tutor report --html (it writes {HTML_NAME})")
    else:
        write(text)


def _write(path: Path, data: bytes) -> None:
    write_file(path, data)
    say(f"The report is in {shown_path(path)}")
