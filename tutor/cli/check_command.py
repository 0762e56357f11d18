"""``tutor check``: grades exercises once or after every save, and prints the verdicts or one JSON document."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tutor.cli.access import (
    exercise_named,
    look_here,
    open_session,
    require_trust,
    require_writable,
    shown_path,
    start_grading,
    write_file,
)
from tutor.cli.exits import Problem
from tutor.cli.parameters import (
    LONGEST,
    CourseOption,
    JsonOption,
    JunitOption,
    TrustOption,
    WorkspaceOption,
    exercise_names,
)
from tutor.cli.streams import reader_has_left
from tutor.cli.terminal import console, say, say_of, show, show_json, symbols

if TYPE_CHECKING:
    from tutor.course.model import Exercise
    from tutor.grading.verdict import Verdict
    from tutor.session import Session

SCHEMA = 1


class Form(StrEnum):
    """How verdicts are printed."""

    text = "text"
    json = "json"
    gcc = "gcc"
    vscode = "vscode"


def check(
    exercise: Annotated[
        str | None,
        typer.Argument(
            metavar="EXERCISE",
            help="Its name or the start of it, like ex1. Default: the one you are working on.",
            autocompletion=exercise_names,
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Grade every exercise.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Grade again after every save, until ctrl+c.")
    ] = False,
    as_json: JsonOption = False,
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            help="How to print: for people, as JSON, or as FILE:LINE:COLUMN lines for editors (gcc), "
            "for VS Code's tasks with marks around each check.",
        ),
    ] = Form.text,
    junit: JunitOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also list the lines that pass.")] = False,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            min=0.1,
            max=LONGEST,
            metavar="SECONDS",
            help="Time limit for an exercise.",
            show_default="10, or that of 'tutor config'",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
    trust_course: TrustOption = False,
) -> None:
    """Grade an exercise. Exits with 0 if everything passes, 1 if not, 3 if an exercise could not be graded."""
    from tutor.course.roots import is_own
    from tutor.disk import FileError

    if everything and exercise:
        raise Problem(f"Use either --all or '{exercise}', not both.")
    if as_json and form not in (Form.text, Form.json):
        raise Problem(f"Use either --json or --format {form}, not both.")
    form = Form.json if as_json else form
    if watch and form is Form.json:
        raise Problem("--watch prints verdicts to read and --json one document: choose one of them.")
    if junit is not None:
        if watch:
            raise Problem("--watch never ends and --junit writes at the end: choose one of them.")
        require_writable(junit)
    here = look_here(workspace)
    require_trust(here.course, trust_course)
    start_grading(here.course)
    session = open_session(here=here)
    try:
        chosen = _chosen(session, exercise, everything)
        if watch:
            _watch(session, chosen if exercise else session.course.exercises, timeout, verbose, form)
        verdicts = []
        for one, verdict in _graded(session, chosen, timeout):
            verdicts.append(verdict)
            if form is Form.text:
                _print(session, one, verdict, verbose=verbose, several=len(chosen) > 1)
            elif form is not Form.json:
                _print_problems(session, {one: verdict}, form)
        if junit is not None:
            _write_junit(junit, session, chosen, verdicts)
        if form is Form.json:
            course_of = {"own": is_own(session.course.root), "folder": str(session.course.root)}
            results = [
                verdict.report(str(session.workspace.file(one)))
                for one, verdict in zip(chosen, verdicts, strict=True)
            ]
            show_json({"schema": SCHEMA, "course": course_of, "results": results})
    except FileError as error:  # the folder was moved in the meantime
        raise Problem(str(error)) from None
    finally:
        session.close()
    raise typer.Exit(exit_code(verdicts))


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """The exit code, which also tells callers when a verdict says nothing about a file."""
    if any(verdict.not_graded for verdict in verdicts):
        return 3
    return 0 if all(verdict.status == "passed" for verdict in verdicts) else 1


def _chosen(session: Session, name: str | None, everything: bool) -> Sequence[Exercise]:
    if name:
        return (exercise_named(session.course, name),)
    if not session.course.exercises:
        raise Problem("This course has no exercises.")
    return session.course.exercises if everything else (at_hand(session),)


def _write_junit(
    path: Path, session: Session, exercises: Iterable[Exercise], verdicts: Iterable[Verdict]
) -> None:
    from tutor.course.roots import other_course
    from tutor.views.junit import Suite, junit

    course = other_course(session.course.root)
    suites = (
        Suite(one.id, verdict, course=course, file=str(session.workspace.file(one)))
        for one, verdict in zip(exercises, verdicts, strict=True)
    )
    write_file(path, junit(suites))


def at_hand(session: Session) -> Exercise:
    """The exercise whose file the learner changed last; if none was changed, the first one that is not passed."""
    from tutor.disk import read_regular

    worked_on: list[tuple[float, Exercise]] = []
    for exercise in session.course.exercises:
        path = session.workspace.file(exercise)
        try:
            if read_regular(path) != exercise.stub.encode():
                worked_on.append((path.stat().st_mtime, exercise))
        except OSError:
            continue
    if worked_on:
        return max(worked_on, key=lambda pair: pair[0])[1]
    todo = [e for e in session.course.exercises if not session.standing.exercises[e.id].passed]
    return (todo or list(session.course.exercises))[0]


def _graded(
    session: Session, exercises: Sequence[Exercise], timeout: float | None
) -> Iterator[tuple[Exercise, Verdict]]:
    """The verdicts in the order of the exercises, graded in parallel on all cores."""

    def graded(exercise: Exercise) -> Verdict:
        verdict = session.check(exercise, timeout=timeout)
        assert verdict is not None  # here, no newer check can cancel it
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
        pool.shutdown(wait=False, cancel_futures=True)  # after Ctrl-C, running checks end with the session


def _print(session: Session, exercise: Exercise, verdict: Verdict, *, verbose: bool, several: bool) -> None:
    from tutor.course.roots import judge_sentence
    from tutor.views.verdict_view import verdict_view

    out = console()
    show(
        verdict_view(
            verdict,
            exercise,
            out.width,
            symbols=symbols(out),
            fold=not verbose,
            section_title=session.section_title,
            course=judge_sentence(session.course.root),
        )
    )
    if several:
        say("")
    else:
        file = session.workspace.file(exercise)
        say_of(f"\n{next_step(session, exercise, verdict)}", shown_path(file), file)


def _print_problems(session: Session, verdicts: Mapping[Exercise, Verdict], form: Form) -> None:
    """Print the failed lines of these verdicts for an editor.

    A task of VS Code forgets all its problems when a check begins, so every check prints those of all files.
    """
    from tutor.views.problem_lines import problem_lines

    for exercise, verdict in verdicts.items():
        file = session.workspace.file(exercise)
        for line in problem_lines(verdict, str(file.absolute()) if form is Form.vscode else shown_path(file)):
            say(line)
    if form is Form.vscode:
        exercise, verdict = list(verdicts.items())[-1]
        say(f"tutor: {exercise.short} {'passed' if verdict.status == 'passed' else 'not passed'}")


def next_step(session: Session, exercise: Exercise, verdict: Verdict) -> str:
    """The next thing to do: a line for each, since a terminal breaks a long line inside a word."""
    from tutor.course.hint_stages import next_hint, title_of_hint
    from tutor.views.progress_view import tries_to_go

    short, path = exercise.short, shown_path(session.workspace.file(exercise))
    own = session.standing.exercises[exercise.id]
    following = next_hint(exercise.hints, own.hints_taken, own.holds, own.leading)
    if verdict.status == "not_started":
        return f"Write it in {path}, then run: tutor check {short}"
    if verdict.copied:
        return f"Write it yourself: tutor reset {short} starts again and saves your version."
    if verdict.status == "passed":
        todo = [e for e in session.course.exercises if not session.standing.exercises[e.id].passed]
        said = f"Next: {todo[0].short}, {todo[0].title}." if todo else "All exercises passed."
        robust = ""
        if verdict.first_failure is not None and following is not None:
            title = title_of_hint(exercise.hints, following, own.leading)
            robust = f"\nTo make it robust: tutor hint {short} ({title})"
        return f"{said}\nTo compare with yours: tutor solution {short}{robust}"
    if verdict.not_graded:
        return f"Check it again: tutor check {short}"
    if following is not None:
        gate = "" if own.solution_open else f"\nThe solution opens after {tries_to_go(own)}"
        return f"Stuck? tutor hint {short} ({title_of_hint(exercise.hints, following, own.leading)}){gate}"
    if own.solution_open:
        return f"Stuck? tutor solution {short}"
    return f"Stuck? tutor solution {short} opens after {tries_to_go(own)}, or with --anyway"


def _watch(
    session: Session, exercises: Iterable[Exercise], timeout: float | None, verbose: bool, form: Form
) -> NoReturn:
    """Grade every save until Ctrl-C. A newer save of a file cancels the check of the older one."""
    from tutor.disk import FileError
    from tutor.watch import HEARTBEAT, watch

    one_at_a_time = threading.Lock()
    stop = threading.Event()
    known: dict[Exercise, Verdict] = {}  # the last verdict of each file, for editors

    def grade(exercise: Exercise) -> None:
        session.reload()  # a hint may have been opened in another window
        try:
            verdict = session.check(exercise, timeout=timeout)
        except FileError:  # the folder was moved; reported below
            return
        if verdict is not None:
            with one_at_a_time:
                if form is Form.text:
                    say("")
                    _print(session, exercise, verdict, verbose=verbose, several=False)
                else:
                    known.pop(exercise, None)
                    known[exercise] = verdict  # the last one is the one that was checked
                    if form is Form.vscode:
                        say(f"tutor: checking {exercise.short}")
                    _print_problems(session, known, form)
                sys.stdout.flush()
            if reader_has_left():
                stop.set()

    def look_for_folder() -> None:
        while not stop.wait(HEARTBEAT):
            if session.workspace.moved():
                stop.set()

    by_file = {session.workspace.file(exercise).absolute(): exercise for exercise in exercises}
    names = " ".join(exercise.short for exercise in exercises)
    folder = session.workspace.exercises_dir
    if form is Form.vscode:
        say("tutor: checking nothing yet\ntutor: ready")
    else:
        say_of(f"Watching {names} in {shown_path(folder)}. ctrl+c stops it.", shown_path(folder), folder)
    sys.stdout.flush()
    # Interrupt the main thread only. Python drops an interrupt raised during garbage collection.
    threading.Thread(target=look_for_folder, daemon=True).start()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        for changed in watch(by_file, stop):
            if session.workspace.moved():
                break
            for file in changed:
                threading.Thread(target=grade, args=(by_file[file],), daemon=True).start()
    finally:
        signal.signal(signal.SIGINT, before)
    session.workspace.require_in_place()
    if reader_has_left():
        raise typer.Exit(0)
    raise KeyboardInterrupt  # the watch was ended on purpose
