"""``tutor start``, ``init``, ``plan`` and ``search``: open the app, create a workspace, choose a schedule, search."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tutor.cli.access import look_here, open_session
from tutor.cli.app_start import open_app
from tutor.cli.exits import Problem
from tutor.cli.parameters import CourseOption, TrustOption, WorkspaceOption, schedule_names
from tutor.cli.terminal import console, is_terminal, one_line, say, show, write


def start(
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
    trust_course: TrustOption = False,
    graphics: Annotated[
        bool | None,
        typer.Option(
            "--graphics/--no-graphics",
            help="Draw long sentences in the Lab as pictures (extra 'graphics'). "
            "Default: if the terminal is known to support them (TUTOR_GRAPHICS=1 or 0: always or never).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Open the tutor where you left it."""
    raise typer.Exit(open_app(workspace, trust_course, graphics))


def init(
    directory: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The folder to create.", show_default="./transformer-tutor"),
    ] = None,
    vscode: Annotated[
        bool | None,
        typer.Option(
            "--vscode/--no-vscode",
            help="Also write tasks and settings for VS Code, and what pytest needs to see the exercises. "
            "Without it, a terminal is asked once.",
            show_default=False,
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Create a workspace: a folder with the exercise files."""
    from tutor.course.load import load_course
    from tutor.course.roots import NotACourseError
    from tutor.disk import FileError
    from tutor.views.text import counted
    from tutor.workspace import Workspace, course_for, create, default_folder

    try:
        taught = load_course(course_for(directory or Path.cwd()))
    except (FileError, NotACourseError) as error:
        raise Problem(str(error)) from None
    folder = directory or Path(default_folder(taught.root))
    new = len(Workspace(folder).missing(taught))
    try:
        made = create(folder, taught)
    except FileError as error:
        raise Problem(str(error)) from None
    shown = one_line(str(folder))
    if new:
        say(f"{shown} is ready, with {counted(new, 'new exercise file')} in {shown}/exercises.")
    else:
        say(f"{shown} has all exercises already; nothing was changed.")
    if vscode is None and new and is_terminal(sys.stdin) and is_terminal(sys.stdout):
        vscode = typer.confirm("Also write files for VS Code and pytest?", default=False)
    if vscode:
        _write_editor_files(made.root)
    say("Begin: tutor start" if made.root == Path.cwd() else f"Begin: cd {shlex.quote(shown)} && tutor start")


def _write_editor_files(root: Path) -> None:
    from tutor.disk import FileError
    from tutor.workspace.editor_files import write_editor_files

    try:
        written, kept = write_editor_files(root, sys.executable)
    except FileError as error:
        raise Problem(str(error)) from None
    if written:
        say(f"Written: {', '.join(written)}.")
    if kept:
        say(f"Left as they are: {', '.join(kept)}.")


def plan(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="Its name. Default: the chosen one.",
            autocompletion=schedule_names,
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="The first day.", show_default="today")
    ] = None,
    ics: Annotated[bool, typer.Option("--ics", help="Print it as a calendar file.")] = False,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Choose a schedule, or show what is due today and what is late."""
    from tutor.course.minutes import in_words
    from tutor.progress.events import PlanChosen
    from tutor.progress.plan_minutes import line_minutes, today_in_words
    from tutor.progress.schedule import calendar, is_done, place, schedules

    session = open_session(workspace)
    known = {one.id: one for one in schedules(session.course)}
    if not known:
        raise Problem("This course has no schedules.")
    if name is not None and name not in known:
        raise Problem(f"There is no schedule '{name}'. Available: {', '.join(known)}.")
    if name is None and start is not None:
        raise Problem("--start needs a schedule, as in: tutor plan fast --start 2026-01-05")
    if name is not None:
        session.record(PlanChosen(at=session.now(), plan=name, start=_date(start).isoformat()))
    standing = session.standing
    here = place(session.course, standing, date.today())
    if here is None:
        say("No schedule is chosen. Choose one:")
        for one in known.values():
            say(f"  tutor plan {one.id:10} {one.title}")
        return
    if ics:
        write(calendar(here.schedule, here.start, session.course.title))
        return
    say(f"{here.schedule.title}: {here.in_words}, started {here.start.isoformat()}")
    for line in here.schedule.lines:
        mark = "✓" if is_done(line, session.course, standing) else "→" if line in here.today else " "
        minutes = line_minutes(line, session.course)
        say(f"  {mark} {line.label:28} {line.text:52} {in_words(minutes) if minutes else ''}".rstrip())
    if words := today_in_words(here.today, session.course, standing):
        say(f"\nToday: {words}.")
    if here.behind:
        say(f"\n{len(here.behind)} earlier items are open. To restart today: tutor plan {here.schedule.id}")


def _date(text: str | None) -> date:
    from tutor.progress.events import first_day

    if text is None:
        return date.today()
    try:
        return first_day(text)
    except ValueError:
        raise Problem(f"--start takes a date like 2026-01-05, from 2000 to 2199, not '{text}'.") from None


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for.")],
    course: CourseOption = None,
) -> None:
    """Find where something is explained."""
    from rich.text import Text

    from tutor.course.load import load_course
    from tutor.course.search import Index
    from tutor.progress.notes import findable

    here = look_here()
    query, taught, workspace = " ".join(words), load_course(here.course), here.workspace
    notes = findable(workspace.root / "notes", taught) if workspace else []
    found = Index(taught, notes).search(query, 8)
    if not found.hits:
        raise Problem(f"Nothing in the course matches '{query}'.", 1)
    if found.remark:
        say(f"{found.remark[:1].upper()}{found.remark[1:]}.")
    width = console().width
    for hit in found.hits:
        show(Text.assemble((hit.title, "bold"), "  ", (hit.target, "dim")))
        if hit.line:
            say(f"    {hit.line[: max(width - 6, 20)]}")
