"""Grades submissions on a Dask cluster, for courses that one machine cannot grade in time.

Dask distributes the work and repeats what a lost worker had begun; each submission is graded exactly as on one machine.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tutor.classroom.grade import Grade, check_files, files_of, keep_grade, known_grades, unreadable
from tutor.classroom.journal import Journal
from tutor.classroom.submissions import StudentWork
from tutor.course.load import load_course
from tutor.course.roots import is_own, own_root
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict
from tutor.installation import line_for

SENT = 500  # submissions sent ahead; more would only fill the scheduler's memory
WAIT = 10  # seconds for the scheduler to answer
_here = threading.local()


class ClusterError(Exception):
    """The cluster cannot be used. The message is one sentence."""


def grade_on_cluster(
    root: Path,
    work: Sequence[StudentWork],
    address: str,
    *,
    timeout: float,
    on_grade: Callable[[int], None] = lambda done: None,
    journal: Journal | None = None,
) -> list[Grade]:
    """Return the grades in the order of ``work``, computed by the workers of the scheduler at ``address``.

    Each worker needs the tutor in its environment. A course other than the tutor's own must be at the same path there.

    Raises:
        ClusterError: dask.distributed is not installed, the scheduler does not answer, or it has no worker.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise ClusterError(f"--dask needs one more package: {line_for('cluster')}") from None
    grades = known_grades(work, journal, timeout)
    todo = [number for number in range(len(work)) if number not in grades]
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"No Dask scheduler answers at {address} ({error}).") from None
    course = "" if is_own(root) else str(root)
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterError(
                f"The Dask scheduler at {address} has no workers. Start some with: dask worker {address}"
            )
        waiting = iter(todo)
        numbers: dict[Any, int] = {}
        running = as_completed(loop=client.loop)

        def send() -> None:
            for number in waiting:
                one = work[number]
                try:
                    files = files_of(one)
                except OSError as error:
                    grades[number] = unreadable(one, error)
                    on_grade(len(grades))
                    continue
                # A function that starts processes and has a time limit is not pure.
                future = client.submit(grade_here, course, one.exercise.id, files, timeout, pure=False)
                numbers[future] = number
                running.add(future)
                return

        for _ in range(SENT):
            send()
        for future in running:
            number = numbers.pop(future)
            grades[number] = Grade(work[number], _verdict(future, work[number]))
            keep_grade(grades[number], journal, timeout)
            future.release()
            on_grade(len(grades))
            send()
    return [grades[number] for number in range(len(work))]


def _verdict(future: Any, one: StudentWork) -> Verdict:
    error = future.exception()
    if error is None:
        found = future.result()
        assert isinstance(found, Verdict)
        return found
    message = f"No worker of the cluster could grade this file ({type(error).__name__})."
    return Verdict(one.exercise.id, "not_graded", 0.0, message=message)


def grade_here(course: str, exercise: str, files: Mapping[str, bytes], timeout: float) -> Verdict:
    """Grade one submission in this thread of a worker, which keeps its grader for the next one."""
    if getattr(_here, "course", None) != course:
        taught = load_course(Path(course) if course else own_root())
        _here.course, _here.exercises = course, {one.id: one for one in taught.exercises}
        _here.grader = Grader(taught)
        _here.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    place = Path(_here.folder.name)
    verdict = check_files(_here.grader, _here.exercises[exercise], files, timeout, (), place)
    assert verdict is not None  # nobody closes this grader
    return verdict
