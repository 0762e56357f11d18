"""``tutor course new``: the files of something new in a course, which are in order before anything is changed."""

from __future__ import annotations

from tutor.commands.console import say
from tutor.commands.desk import look_here
from tutor.commands.problem import Problem


def new_exercise(name: str) -> None:
    """Write the folder in ``checks/`` and the file in ``exercises/``; never over what is there.

    Raises:
        Problem: the name is taken or ill, there is no section to rest on, or a file cannot be written.
    """
    from tutor.course.load import load_course
    from tutor.course.scaffold import CannotScaffoldError, exercise_files
    from tutor.workspace import Workspace, update
    from tutor.workspace.files import WorkspaceError, make_folder, write_new

    root = look_here().course
    try:
        files = exercise_files(load_course(root), name)
        for path, text in files.items():
            make_folder((root / path).parent)
            write_new(root / path, text.encode())
        # From now on it is known what was written, so that it is renewed when the solution has become another.
        update(Workspace(root), load_course(root))
    except (CannotScaffoldError, WorkspaceError) as error:
        raise Problem(str(error)) from None
    say(f"In {root} there are now:")
    for path in files:
        say(f"  {path}")
    say(
        "They hold a tiny exercise that is in order. Make it yours: first solution.py and the test, then brief.md,\n"
        f"hints.md and mistakes.py. To see whether it still is in order: tutor course check {name}"
    )
