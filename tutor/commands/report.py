"""``tutor report``: an account of one's own work as Markdown, one HTML file or JSON. Nothing leaves the machine."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tutor.commands.console import say, show, show_json, warn
from tutor.commands.desk import Desk
from tutor.commands.problem import Problem

SCHEMA = 1
HTML_NAME = "tutor-report.html"


def report(
    *, as_html: bool, as_markdown: bool, as_json: bool, output: Path | None, workspace: Path | None
) -> None:
    """Write the report; HTML into a file, the others to standard output unless ``output`` names a file.

    Raises:
        Problem: two forms at once, or the file cannot be written.
    """
    from tutor.progress.notes import read_notes
    from tutor.progress.summary import account_of

    if as_html + as_markdown + as_json > 1:
        raise Problem("--html, --md and --json are three forms of the report: choose one of them.")
    if output is not None and not (as_html or as_markdown or as_json):
        as_html, as_json = output.suffix in (".html", ".htm"), output.suffix == ".json"
    desk = Desk.open(workspace)
    reading = desk.log.read()
    notes, unread = read_notes(desk.workspace.root / "notes", desk.course)
    problems = (*filter(None, [reading.problem]), *unread)
    for problem in problems:
        warn(problem)
    account = account_of(desk.course, reading.events, made_at=time.time(), notes=notes, problems=problems)
    if as_json:
        import msgspec

        document = {"schema": SCHEMA, **msgspec.to_builtins(account)}
        if output is None:
            show_json(document)
        else:
            _write(output, msgspec.json.format(msgspec.json.encode(document)) + b"\n")
    elif as_html:
        from tutor.views.report_html import report_html

        path = output or Path(HTML_NAME)
        if str(path) == "-":
            sys.stdout.write(report_html(account))
        else:
            _write(path, report_html(account).encode())
    else:
        from tutor.views.report_md import report_markdown

        text = report_markdown(account)
        if output is not None:
            _write(output, text.encode())
        elif sys.stdout.isatty():
            from rich.markdown import Markdown

            show(Markdown(text))
            say(f"\nAs a page for a browser: tutor report --html (it writes {HTML_NAME})")
        else:
            sys.stdout.write(text)


def _write(path: Path, data: bytes) -> None:
    """The whole file or nothing of it, and one line that says where."""
    from tutor.workspace import WorkspaceError, write_atomic

    if path.is_dir():
        raise Problem(f"{path} is a folder: name a file in it.")
    try:
        write_atomic(path, data)
    except WorkspaceError as error:
        raise Problem(str(error)) from None
    say(f"The report is in {path}")
