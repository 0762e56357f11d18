"""Options and arguments shared by several commands, and shell completion of names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def exercise_names(incomplete: str) -> list[str]:
    from tutor.cli.access import known_exercises

    return [name for name in known_exercises() if name.startswith(incomplete)]


def schedule_names(incomplete: str) -> list[str]:
    from tutor.cli.access import known_schedules

    return [name for name in known_schedules() if name.startswith(incomplete)]


def _choose(named: Path | None) -> Path | None:
    if named is not None:
        from tutor.cli.access import choose_course

        choose_course(named)
    return named


# Its callback does everything, so the commands ignore the value.
CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course",
        metavar="DIR",
        help="Another course: a folder with lessons/, exercises/ and checks/.",
        callback=_choose,
        show_default=False,
    ),
]
LONGEST = 86_400.0  # seconds; nobody waits longer than a day, and the system cannot wait for infinity
TrustOption = Annotated[
    bool,
    typer.Option("--trust-course", help="Run another course without being asked whether you trust it."),
]
WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        envvar="TUTOR_WORKSPACE",
        help="Your workspace, if it is elsewhere.",
        show_default=False,
    ),
]
ExerciseArgument = Annotated[
    str,
    typer.Argument(
        metavar="EXERCISE", help="Its name or the start of it, like ex1.", autocompletion=exercise_names
    ),
]
JunitOption = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE", help="Also write JUnit XML.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
