"""``tutor check``: grades exercises once or at every save, prints the verdicts or one JSON document."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tutor.commands.console import console, say, show, show_json, symbols
from tutor.commands.desk import Desk, look_here
from tutor.commands.problem import Problem

if TYPE_CHECKING:
    from tutor.course.model import Exercise
    from tutor.grading.grader import Grader
    from tutor.grading.verdict import Verdict
    from tutor.progress.standing import Standing

SCHEMA = 1
SECONDS = 10.0  # that the code of one exercise may run


def check(
    name: str | None,
    *,
    everything: bool = False,
    watch: bool = False,
    as_json: bool = False,
    verbose: bool = False,
    timeout: float = SECONDS,
    workspace: Path | None = None,
    junit_file: Path | None = None,
) -> int:
    """Grade what is meant; 0 if all of it is passed, 1 if not."""
    if everything and name:
        raise Problem(f"Either --all or '{name}': not both.")
    if watch and as_json:
        raise Problem("--watch prints verdicts to read and --json one document: choose one of them.")
    if junit_file is not None:
        from tutor.commands.grade import writable

        if watch:
            raise Problem("--watch never ends and --junit writes at the end: choose one of them.")
        writable(junit_file)
    from tutor.grading.grader import begin

    here = look_here(workspace)
    begin(here.course)  # the judge gets ready while this process reads the course
    desk = Desk.at(here)
    one = None if everything else desk.exercise(name) if name else at_hand(desk)
    exercises = (one,) if one else desk.course.exercises
    if not exercises:
        raise Problem("This course has no exercises.")

    from tutor.grading.grader import Grader

    grader = Grader(desk.course)
    try:
        if watch:
            _watch(desk, grader, exercises if name else desk.course.exercises, timeout, verbose)
        verdicts = []
        for exercise, verdict in _graded(desk, grader, exercises, timeout):
            _keep(desk, exercise, verdict)
            verdicts.append(verdict)
            if not as_json:
                _print(desk, exercise, verdict, verbose=verbose, several=len(exercises) > 1)
        if junit_file is not None:
            _write_junit(junit_file, exercises, verdicts)
        if as_json:
            show_json({"schema": SCHEMA, "results": [verdict.report() for verdict in verdicts]})
    finally:
        grader.close()
    return 0 if all(verdict.status == "passed" for verdict in verdicts) else 1


def _write_junit(path: Path, exercises: Iterable[Exercise], verdicts: Iterable[Verdict]) -> None:
    from tutor.commands.grade import write
    from tutor.views.junit import Suite, junit

    write(path, junit(Suite(one.id, verdict) for one, verdict in zip(exercises, verdicts, strict=True)))


def at_hand(desk: Desk) -> Exercise:
    """The exercise whose file, changed by the learner, was saved last; else the first one not passed.

    Raises:
        Problem: the course has no exercises.
    """
    worked_on: list[tuple[float, Exercise]] = []
    for exercise in desk.course.exercises:
        path = desk.workspace.file(exercise)
        try:
            if path.read_bytes() != exercise.stub.encode():
                worked_on.append((path.stat().st_mtime, exercise))
        except OSError:
            continue
    if worked_on:
        return max(worked_on, key=lambda pair: pair[0])[1]
    if not desk.course.exercises:
        raise Problem("This course has no exercises.")
    standing = desk.standing()
    todo = [e for e in desk.course.exercises if not standing.exercises[e.id].passed]
    return (todo or list(desk.course.exercises))[0]


def _graded(
    desk: Desk, grader: Grader, exercises: Sequence[Exercise], timeout: float
) -> Iterator[tuple[Exercise, Verdict]]:
    """The verdicts in the exercises' order, as many graded at a time as there are cores."""

    def graded(exercise: Exercise) -> Verdict:
        verdict = grader.check(exercise, desk.workspace.file(exercise), timeout=timeout)
        assert verdict is not None  # nothing overtakes it here
        return verdict

    if len(exercises) == 1:
        yield exercises[0], graded(exercises[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(os.cpu_count())
    waiting = [(exercise, pool.submit(graded, exercise)) for exercise in exercises]
    try:
        for exercise, verdict in waiting:
            yield exercise, verdict.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # on Ctrl-C, what still runs ends with the grader


def _keep(desk: Desk, exercise: Exercise, verdict: Verdict) -> None:
    """Put the verdict in the record."""
    from tutor.progress.events import Checked

    desk.keep(
        Checked(
            at=time.time(),
            exercise=exercise.id,
            status=verdict.status,
            digest=verdict.digest,
            mistake=verdict.mistake.id if verdict.mistake else None,
            passed=sum(test.outcome == "passed" for test in verdict.tests),
            total=len(verdict.tests),
        )
    )


def _print(desk: Desk, exercise: Exercise, verdict: Verdict, *, verbose: bool, several: bool) -> None:
    from tutor.views.verdict_view import verdict_view

    out = console()
    show(
        verdict_view(
            verdict,
            exercise,
            out.width,
            symbols=symbols(out),
            fold=not verbose,
            section_title=desk.section_title,
        )
    )
    if several:
        say("")
    else:
        say(f"\n{next_step(desk, exercise, verdict, desk.standing())}")


def next_step(desk: Desk, exercise: Exercise, verdict: Verdict, standing: Standing) -> str:
    """What to do now, as one line."""
    short, path = exercise.short, desk.shown_path(desk.workspace.file(exercise))
    if verdict.status == "not_started":
        return f"Write it in {path}, then: tutor check {short}"
    if verdict.status == "passed":
        todo = [e for e in desk.course.exercises if not standing.exercises[e.id].passed]
        if not todo:
            return f"Every exercise is passed. To compare with yours: tutor solution {short}"
        return f"Next: {todo[0].short}, {todo[0].title}. To compare with yours: tutor solution {short}"
    own = standing.exercises[exercise.id]
    if own.hints < len(exercise.hints):
        return f"Stuck? tutor hint {short} ({own.hints} of {len(exercise.hints)} taken)"
    return f"Stuck? tutor solution {short}{'' if own.solution_open else ' --anyway'}"


def _watch(
    desk: Desk, grader: Grader, exercises: Iterable[Exercise], timeout: float, verbose: bool
) -> NoReturn:
    """Grade what is saved, until Ctrl-C. A newer save of a file ends the check of the older."""
    from tutor.watch import watch

    one_at_a_time = threading.Lock()

    def grade(exercise: Exercise) -> None:
        verdict = grader.check(exercise, desk.workspace.file(exercise), timeout=timeout)
        if verdict is not None:
            _keep(desk, exercise, verdict)
            with one_at_a_time:
                say("")
                _print(desk, exercise, verdict, verbose=verbose, several=False)
                sys.stdout.flush()

    by_file = {desk.workspace.file(exercise).absolute(): exercise for exercise in exercises}
    names = " ".join(exercise.short for exercise in exercises)
    say(f"Watching {names} in {desk.shown_path(desk.workspace.exercises_dir)}. Ctrl-C ends it.")
    sys.stdout.flush()
    stop = threading.Event()
    # Raised wherever it comes, an interrupt can be lost: Python drops what is raised while it tidies up.
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        for changed in watch(by_file, stop):
            for file in changed:
                threading.Thread(target=grade, args=(by_file[file],), daemon=True).start()
    finally:
        signal.signal(signal.SIGINT, before)
    raise KeyboardInterrupt  # the watch ended: somebody wanted that
