"""``tutor trace`` and ``tutor doctor``: the shapes in a piece of code, and the state of this machine.

Neither changes anything.
"""

from __future__ import annotations

import dataclasses
import math
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutor.cli.access import exercise_named, open_session, require_trust
from tutor.cli.exits import Problem
from tutor.cli.parameters import LONGEST, CourseOption, JsonOption, TrustOption, WorkspaceOption
from tutor.cli.terminal import console, say, show, show_json, symbols

if TYPE_CHECKING:
    from tutor.course.model import Probe
    from tutor.session import Session
    from tutor.shapes.trace import Trace

SCHEMA = 1
_PACKAGES = ("textual", "rich", "numpy", "pytest", "typer", "msgspec", "watchfiles")


@dataclass(frozen=True, slots=True)
class Job:
    """What to trace: a whole file, or each function of an exercise with the course's inputs."""

    path: Path
    probes: tuple[Probe, ...] = ()
    importable: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()


def trace(
    target: Annotated[
        str,
        typer.Argument(metavar="EXERCISE|FILE", help="An exercise, or a Python file.", show_default=False),
    ],
    as_json: JsonOption = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, max=LONGEST, metavar="SECONDS", help="Time limit.")
    ] = 5.0,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
    trust_course: TrustOption = False,
) -> None:
    """Run code and print the shapes next to each line."""
    job = _job(target, workspace, trust_course)
    source = _read(job.path)
    runs = _run(job, source, timeout)
    if as_json:
        calls = [_report(call, run) for call, run in runs]
        show_json({"schema": SCHEMA, "file": str(job.path), "runs": calls})
    else:
        _print(source, runs)
    raise typer.Exit(1 if any(run.failure for _, run in runs) else 0)


def _job(target: str, workspace: Path | None, trust_course: bool) -> Job:
    path = Path(target)
    if _names_a_file(path):
        session = _session_of(path, workspace)
        if session is None:
            return Job(path)
        target = path.stem
    else:
        session = open_session(workspace)
    require_trust(session.course.root, trust_course)  # the inputs come from running the course's code
    return _exercise(session, target)


def _names_a_file(path: Path) -> bool:
    """Whether the target is a file, not an exercise. The file may be unreadable."""
    if path.is_dir():
        return len(path.parts) > 1 or path.suffix == ".py"
    return os.path.lexists(path) or path.suffix == ".py"


def _session_of(path: Path, workspace: Path | None) -> Session | None:
    """The session whose exercise file is ``path``, if any: its functions are then called with inputs."""
    try:
        session = open_session(workspace)
    except Problem:
        return None
    # A link that points to itself cannot be resolved, and realpath() does not report that.
    files = [os.path.realpath(session.workspace.file(exercise)) for exercise in session.course.exercises]
    return session if os.path.realpath(path) in files else None


def _exercise(session: Session, name: str) -> Job:
    from tutor.course.mistakes import load_mistakes

    exercise = exercise_named(session.course, name)
    _, probes = load_mistakes(exercise)
    fullest: dict[str, Probe] = {}  # the call with the most arguments covers the most code
    for probe in probes():
        if probe.after is not None:  # the call depends on a preceding call
            continue
        best = fullest.get(probe.function)
        if best is None or _arguments(probe) > _arguments(best):
            fullest[probe.function] = probe
    if not fullest:
        raise Problem(
            f"{exercise.short} has no inputs to call its functions with, so there is nothing to trace."
        )
    return Job(
        session.workspace.file(exercise),
        tuple(fullest.values()),
        importable=(session.workspace.exercises_dir,),
        hidden=(session.course.root / "checks",),
    )


def _arguments(probe: Probe) -> int:
    return len(probe.args) + len(probe.kwargs)


def _run(job: Job, source: str, timeout: float) -> list[tuple[str | None, Trace]]:
    from tutor.process import Sandbox
    from tutor.shapes.tracer import PRELOAD, Tracer

    with Sandbox.start(preload=PRELOAD) as sandbox:
        tracer = Tracer(sandbox)
        if not job.probes:
            return [(None, tracer.trace(source, {}, timeout=timeout))]
        return [
            (
                probe.function,
                tracer.trace_file(
                    job.path,
                    probe.function,
                    probe.args,
                    dict(probe.kwargs),
                    importable=job.importable,
                    hidden=job.hidden,
                    timeout=timeout,
                ),
            )
            for probe in job.probes
        ]


def _read(path: Path) -> str:
    from tutor.disk import read_text, reason
    from tutor.shapes.source_limits import too_long

    try:
        source = read_text(path)
    except UnicodeDecodeError as error:
        raise Problem(
            f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8 and try again."
        ) from None
    except OSError as error:
        raise Problem(f"{path} cannot be read ({reason(error)}).") from None
    if why := too_long(source):
        raise Problem(f"{path} has {why}.")
    return source


def _print(source: str, runs: list[tuple[str | None, Trace]]) -> None:
    from rich.text import Text

    from tutor.views.listing import lines_that_ran, trace_view

    out = console()
    for number, (call, run) in enumerate(runs):
        if number:
            show(Text(""))
        if call is not None:
            show(Text(f"{call}(…)", style="bold"))
        lines = None if call is None else lines_that_ran(source, run)
        show(trace_view(source, run, out.width, symbols(out), lines))


def _report(call: str | None, run: Trace) -> dict[str, Any]:
    """The public form of one run: the trace's own fields, and the text beside each line."""
    report: dict[str, Any] = _plain(dataclasses.asdict(run))
    for line, entry in zip(report["lines"], run.lines, strict=True):
        line["text"] = entry.text
    return {"call": call, **report}


def _plain(value: Any) -> Any:
    """Replace numbers that JSON cannot represent by null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def doctor(workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Say whether the tutor works on this machine, and what it found. Exits with 1 if something is wrong."""
    from tutor import __version__
    from tutor.process.spare import METHOD
    from tutor.settings import read

    rows = [
        ("tutor", __version__),
        ("python", f"{platform.python_version()} in {sys.prefix}"),
        ("system", f"{platform.platform()}, {os.cpu_count()} cores"),
        ("packages", ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)),
        ("course", _course(workspace)),
        ("workspace", _workspace(workspace)),
        ("terminal", _terminal()),
        (
            "editor",
            read()[0].editor
            or os.environ.get("VISUAL")
            or os.environ.get("EDITOR")
            or "neither VISUAL nor EDITOR is set",
        ),
        ("exercises run by", f"{METHOD}, {_guarded()}"),
    ]
    left = max(len(name) for name, _ in rows)
    for name, what in rows:
        say(f"{name:<{left}}  {what}")
    wrong = _what_is_wrong(workspace)
    say("")
    for sentence in wrong:
        say(sentence)
    if wrong:
        raise typer.Exit(1)
    say("All is well: an exercise was graded, and everything that the tutor needs was found.")


def _what_is_wrong(override: Path | None) -> list[str]:
    """A sentence for each thing that keeps a learner from learning: what, and what to do."""
    from tutor.course.roots import NotACourseError
    from tutor.disk import FileError
    from tutor.progress.log import EventLog
    from tutor.settings import read
    from tutor.workspace import find

    wrong = []
    if missing := [name for name in _PACKAGES if _version(name) == "missing"]:
        wrong.append(
            f"Not installed: {', '.join(missing)}. Install the tutor again, as the README describes."
        )
    if problem := read()[1]:
        wrong.append(problem)
    try:
        workspace = find(Path.cwd(), override)
    except (FileError, NotACourseError) as error:
        return [*wrong, str(error)]
    if workspace is not None:
        if not os.access(workspace.root, os.W_OK):
            wrong.append(
                f"{workspace.root} cannot be written, so progress is not recorded. Change its permissions."
            )
        if problem := EventLog(workspace.progress_path).read().problem:
            wrong.append(problem)
    size = shutil.get_terminal_size()
    if sys.stdout.isatty() and (size.columns < 80 or size.lines < 24):
        wrong.append(
            f"The terminal has {size.columns}×{size.lines} characters. Enlarge it to at least 80×24."
        )
    return [*wrong, *filter(None, [_grading_problem(override)])]


def _grading_problem(override: Path | None) -> str:
    """Grade the solution of the first exercise. Returns a sentence if it does not pass."""
    from tutor.course.load import load_course
    from tutor.course.model import MalformedCourseError
    from tutor.course.roots import NotACourseError
    from tutor.course.trust import is_trusted
    from tutor.disk import FileError, write_atomic
    from tutor.grading.grader import Grader
    from tutor.workspace import look

    try:
        root = look(Path.cwd(), override).course
        course = load_course(root)
    except (FileError, NotACourseError, MalformedCourseError) as error:
        return str(error)
    first = next((one for one in course.exercises if not one.requires and not one.needs), None)
    if first is None or not is_trusted(root):
        return ""
    with tempfile.TemporaryDirectory() as folder, Grader(course) as grader:
        file = Path(folder) / first.filename
        write_atomic(file, first.solution.encode())
        verdict = grader.check(first, file)
    if verdict is None or verdict.status != "passed":
        said = verdict.message if verdict is not None else "The check did not end."
        return f"The solution of {first.short} does not pass its own check here: {said}"
    return ""


def _guarded() -> str:
    """How a learner's code is isolated from the machine, as reported by one of the processes."""
    from tutor.process import Sandbox, SandboxError

    try:
        with Sandbox.start() as sandbox, sandbox.open() as process:
            active = process.call("tutor.process.kernel_guard:active")
    except SandboxError as error:
        return f"which fails: {error.sentence}"
    return f"guarded by {', '.join(('an audit hook', *sorted(active)))}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _course(override: Path | None) -> str:
    from tutor.course.load import load_course
    from tutor.course.model import MalformedCourseError
    from tutor.course.roots import NotACourseError, course_root
    from tutor.disk import FileError
    from tutor.views.text import counted
    from tutor.workspace import look

    try:
        try:
            root = look(Path.cwd(), override).course
        except FileError:  # reported with the workspace
            root = course_root()
        course = load_course(root)
    except NotACourseError as error:
        return str(error)
    except MalformedCourseError as error:
        return f"has an error: {error}"
    return f"{counted(len(course.lessons), 'lesson')}, {counted(len(course.exercises), 'exercise')} in {root}"


def _workspace(override: Path | None) -> str:
    from tutor.course.roots import NotACourseError
    from tutor.disk import FileError
    from tutor.progress.log import EventLog
    from tutor.workspace import find

    try:
        workspace = find(Path.cwd(), override)
    except FileError as error:
        return str(error)
    except NotACourseError:  # reported with the course
        return "not looked for"
    if workspace is None:
        return "none here; 'tutor init' creates one"
    reading = EventLog(workspace.progress_path).read()
    writable = "" if os.access(workspace.root, os.W_OK) else ", not writable"
    problem = f". {reading.problem}" if reading.problem else ""
    return f"{workspace.root}{writable}, {len(reading.events)} events{problem}"


def _terminal() -> str:
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "unset")
    encoding = sys.stdout.encoding
    if sys.stdout.isatty() and not encoding.lower().startswith("utf"):
        encoding += " only (LANG=C.UTF-8 enables every character that the terminal can show)"
    where = "a terminal" if sys.stdout.isatty() else "not a terminal (a pipe or a file)"
    colour = ", NO_COLOR" if "NO_COLOR" in os.environ else ""
    return f"{where}, {size.columns}×{size.lines}, TERM={kind}, {encoding}{colour}"
