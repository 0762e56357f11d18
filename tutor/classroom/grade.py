"""Grades submissions in parallel. Each file is graded as a copy in its own folder, with a time limit.

pytest-xdist would start one interpreter per worker, collect every check in each, and still need the isolated process
for the learner's code. A ``Grader`` is already a worker process that has collected the checks once and grades one
file after another. So each thread has a Grader of its own and only waits for it.
"""

from __future__ import annotations

import os
import queue
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tutor.classroom.hand_ins import LARGEST_FILE, HandIn, members_beside
from tutor.classroom.journal import Journal
from tutor.classroom.submissions import StudentWork
from tutor.course.model import Course, Exercise
from tutor.disk import reason
from tutor.grading.grader import Grader
from tutor.grading.source import LARGEST
from tutor.grading.verdict import Verdict
from tutor.process import scratch

MOST_FILES = 200  # files of a student's folder to copy, since exercises may import one another


@dataclass(frozen=True, slots=True)
class Grade:
    """One student's grade in one exercise. Without a ``verdict`` there was nothing to grade; ``work`` says why."""

    work: StudentWork
    verdict: Verdict | None

    @property
    def word(self) -> str:
        """``passed``, ``failed``, ``begun`` (everything written so far passes), another status of the verdict, or
        ``missing``."""
        if self.verdict is None:
            return "missing"
        return "begun" if self.verdict.begun else self.verdict.status

    @property
    def holds(self) -> int:
        """How many check lines pass."""
        return sum(test.outcome == "passed" for test in self.verdict.tests) if self.verdict else 0

    @property
    def total(self) -> int:
        """How many check lines there are, without skipped ones; 0 if nothing was graded."""
        return sum(test.outcome != "skipped" for test in self.verdict.tests) if self.verdict else 0

    @property
    def share(self) -> float:
        """The fraction of check lines that pass, from 0 to 1."""
        return self.holds / self.total if self.total else 0.0

    @property
    def line(self) -> str:
        """The text of the first failed core line; "" if all pass or none could be run."""
        first = self.verdict.first_failure if self.verdict and self.verdict.status == "failed" else None
        return first.says if first is not None and first.tier == "core" else ""

    @property
    def mistake(self) -> str:
        """The mistake behind that failure in a few words, or the candidates; "" if none was recognised."""
        if self.verdict is None or self.verdict.status == "passed":
            return ""
        if self.verdict.mistake is not None:
            return self.verdict.mistake.name
        return " or ".join(one.name for one in self.verdict.candidates)

    @property
    def says(self) -> str:
        """One sentence: the first fault, or why there is nothing to grade; "" for a pass."""
        if self.verdict is None:
            return self.work.problem
        return "" if self.verdict.status == "passed" else self.verdict.message


def default_jobs() -> int:
    """The number of processors available to this process. More jobs would make the time limits unfair."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # macOS
        return max(1, os.cpu_count() or 1)


def grade_all(
    course: Course,
    work: Sequence[StudentWork],
    *,
    timeout: float,
    jobs: int,
    on_grade: Callable[[int], None] = lambda done: None,
    folders: Sequence[Path] = (),
    journal: Journal | None = None,
) -> list[Grade]:
    """Return the grades in the order of ``work``. ``on_grade`` is called in this thread with the number of finished
    grades. A grade that the ``journal`` has is not computed again, and each new one is added to it.

    ``folders`` are the students' folders, which no submitted code can read; the default is the folders of the files.

    Ctrl-C ends everything and leaves no process behind.
    """
    grades = known_grades(work, journal, timeout)
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(work)):
        if number not in grades:
            todo.put(number)
    done: queue.SimpleQueue[tuple[int, Grade] | BaseException] = queue.SimpleQueue()
    graders = [Grader(course) for _ in range(min(jobs, todo.qsize()))]
    # Submitted code cannot read any submission. It sees its own files only as a copy.
    hidden = tuple(dict.fromkeys(folder.absolute() for folder in folders or _parents(work)))
    # If the clean-up here is interrupted, the folder is still removed when the program exits.
    folder = tempfile.TemporaryDirectory(prefix=scratch.prefix(), ignore_cleanup_errors=True)
    place = Path(folder.name)
    threads = [
        threading.Thread(target=_work, args=(grader, work, todo, done, timeout, hidden, place), daemon=True)
        for grader in graders
    ]
    try:
        for thread in threads:
            thread.start()
        while len(grades) < len(work):
            item = done.get()
            if isinstance(item, BaseException):
                raise item
            grades[item[0]] = item[1]
            keep_grade(item[1], journal, timeout)
            on_grade(len(grades))
    finally:
        with suppress(queue.Empty):
            while True:
                todo.get_nowait()
        for grader in graders:
            grader.close()
        for thread in threads:
            if thread.ident is not None:
                thread.join(5)
        folder.cleanup()
    return [grades[number] for number in range(len(work))]


def _work(
    grader: Grader,
    work: Sequence[StudentWork],
    todo: queue.SimpleQueue[int],
    done: queue.SimpleQueue[tuple[int, Grade] | BaseException],
    timeout: float,
    hidden: tuple[Path, ...],
    place: Path,
) -> None:
    """One worker thread: grades until no work is left.

    It does not warm its grader, because that would load every exercise of the course and a class needs only a few.
    """
    try:
        while True:
            try:
                number = todo.get_nowait()
            except queue.Empty:
                return
            grade = _grade(grader, work[number], timeout, hidden, place)
            if grade is None:  # the grader was closed
                return
            done.put((number, grade))
    except BaseException as error:
        done.put(error)


def known_grades(work: Sequence[StudentWork], journal: Journal | None, timeout: float) -> dict[int, Grade]:
    """By position in ``work``, the grades that need no grading: nothing was handed in, it cannot be read, or the
    journal has it."""
    found = ((number, _known_grade(one, journal, timeout)) for number, one in enumerate(work))
    return {number: grade for number, grade in found if grade is not None}


def _known_grade(one: StudentWork, journal: Journal | None, timeout: float) -> Grade | None:
    if one.file is None:
        return Grade(one, None)
    if journal is None:
        return None
    try:
        verdict = journal.get(one.exercise, files_of(one), timeout)
    except OSError as error:
        return unreadable(one, error)
    return None if verdict is None else Grade(one, verdict)


def keep_grade(grade: Grade, journal: Journal | None, timeout: float) -> None:
    """Add the grade to the journal. One that says nothing about the file is not kept, so that it is tried again."""
    if journal is not None and grade.verdict is not None and not grade.verdict.not_graded:
        with suppress(OSError):
            journal.add(grade.work.exercise, files_of(grade.work), timeout, grade.verdict)


def unreadable(one: StudentWork, error: OSError) -> Grade:
    """The grade of a file that cannot be read."""
    name = one.shown or (one.file.name if one.file is not None else one.exercise.filename)
    problem = f"{name} cannot be read ({reason(error)})."
    return Grade(StudentWork(one.student, one.exercise, None, problem), None)


def _grade(
    grader: Grader, one: StudentWork, timeout: float, hidden: tuple[Path, ...], place: Path
) -> Grade | None:
    try:
        files = files_of(one)
    except OSError as error:
        return unreadable(one, error)
    verdict = check_files(grader, one.exercise, files, timeout, hidden, place)
    return None if verdict is None else Grade(one, verdict)


def check_files(
    grader: Grader,
    exercise: Exercise,
    files: Mapping[str, bytes],
    timeout: float,
    hidden: tuple[Path, ...],
    place: Path,
) -> Verdict | None:
    """Grade the file of ``exercise`` in ``files``, in a folder of their own below ``place``.

    None if the grader was closed. The code can read neither ``hidden`` nor anything else below ``place``.
    """
    folder = Path(tempfile.mkdtemp(dir=place))
    try:
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return grader.check(exercise, folder / exercise.filename, timeout=timeout, hidden=(*hidden, place))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parents(work: Sequence[StudentWork]) -> list[Path]:
    return [one.file.parent for one in work if one.file is not None]


def files_of(one: StudentWork) -> dict[str, bytes]:
    """The contents of the file under its proper name, and of the files that it may import.

    These are the student's files for the other exercises, and the Python files in the same folder.

    Raises:
        OSError: the file itself cannot be read.
    """
    assert one.file is not None
    mine = HandIn(one.file, one.shown, one.member)
    # The grader reports a file that is too long.
    files = {one.exercise.filename: mine.read(LARGEST_FILE)}
    for name, other in [*((e.filename, file) for e, file in one.others), *_beside(mine)][:MOST_FILES]:
        with suppress(OSError):
            if name not in files:
                files[name] = other.read(LARGEST)
    return files


def _beside(one: HandIn) -> list[tuple[str, HandIn]]:
    """The other Python files in its folder or zip."""
    if one.member:
        with suppress(OSError):
            found = [HandIn(one.path, "", member) for member in members_beside(one.path, one.member)]
            return [(other.name, other) for other in found]
        return []
    return [(p.name, HandIn(p, "")) for p in sorted(one.path.parent.glob("*.py")) if not p.is_symlink()]
