"""The files that ``tutor grade`` writes beside its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli.access import require_writable, shown_path, write_file
from tutor.cli.exits import Problem

if TYPE_CHECKING:
    from tutor.classroom.grade import Grade
    from tutor.classroom.points import Weights
    from tutor.classroom.submissions import Submissions
    from tutor.course.model import Course


def title_in(taught: Course) -> Callable[[str], str]:
    """A function that turns ``lesson-id#section-id`` into a title."""

    def title(reference: str) -> str:
        for lesson in taught.lessons:
            section = lesson.section(reference.partition("#")[2])
            if lesson.id == reference.partition("#")[0] and section is not None:
                return f"Step {lesson.step} · {section.title}"
        return reference

    return title


@dataclass(frozen=True, slots=True)
class GradeFiles:
    """The files to write, by the option that asks for each."""

    csv: Path | None
    files: Path | None
    junit: Path | None
    misunderstandings: Path | None
    gradescope: Path | None
    nbgrader: Path | None

    def require_writable(self) -> None:
        """Check, before any work, that each option names a different, writable file.

        Raises:
            Problem: two options name the same file, or one cannot be written.
        """
        first: dict[Path, str] = {}
        for field in fields(self):
            path, option = getattr(self, field.name), f"--{field.name}"
            if path is None:
                continue
            if path in first:
                raise Problem(f"{first[path]} and {option} both name {path}: give each a file of its own.")
            first[path] = option
            require_writable(path)

    def write(
        self,
        grades: Sequence[Grade],
        found: Submissions,
        taught: Course,
        course: str,
        weights: Weights,
        weighed: bool,
    ) -> list[str]:
        """Write the files. Returns one sentence per file. ``weighed`` says whether somebody chose the weights."""
        from tutor.classroom.account_table import accounts_csv
        from tutor.classroom.grade_table import grades_csv
        from tutor.classroom.gradebooks import gradescope, nbgrader_csv
        from tutor.classroom.misunderstandings import misunderstandings, misunderstandings_csv

        said = []

        def put(path: Path | None, words: str, text: Callable[[], bytes]) -> None:
            if path is not None:
                write_file(path, text())
                said.append(f"{words}: {shown_path(path)}")

        put(
            self.csv,
            "As a table for a spreadsheet",
            lambda: grades_csv(grades, course, weights if weighed else None).encode(),
        )
        put(self.files, "What happened to every file", lambda: accounts_csv(found.accounts).encode())
        put(self.junit, "As JUnit XML", lambda: _junit(grades, course))
        put(
            self.misunderstandings,
            "Who has which misunderstanding",
            lambda: misunderstandings_csv(misunderstandings(grades), title_in(taught)).encode(),
        )
        put(self.gradescope, "For Gradescope", lambda: gradescope(grades, weights).encode())
        put(self.nbgrader, "For nbgrader", lambda: nbgrader_csv(grades, weights).encode())
        return said


def _junit(grades: Sequence[Grade], course: str) -> bytes:
    from tutor.views.junit import Suite, junit

    return junit(
        Suite(
            f"{one.work.student}.{one.work.exercise.id}",
            one.verdict,
            one.work.problem,
            course,
            one.work.shown,
        )
        for one in grades
    )
