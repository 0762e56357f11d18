"""The grader from outside: it streams results, cancels, survives the death of its worker, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.grading.tiny import CHECK, SOLUTION, make_course, write
from tutor.course.model import Course, Exercise
from tutor.grading.grader import Grader
from tutor.grading.verdict import TestResult, Verdict

LOOP = "while True:\n    pass\n"
PATIENCE = 30.0


def descendants(root: int) -> set[int]:
    """All processes below this one, from the system's process list."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                if stat[0] != "Z":
                    parents[int(entry.name)] = int(stat[1])
    found: set[int] = set()
    waiting = {root}
    while waiting:
        waiting = {pid for pid, parent in parents.items() if parent in waiting} - found
        found |= waiting
    return found


def own_worker(grader: Grader) -> int:
    """The process id of its only worker."""
    (worker,) = [*grader._idle, *grader._busy.values()]
    return worker._process.pid


def is_there(pid: int) -> bool:
    """Whether a process is running. Zombies do not count, because reaping orphans is up to the system."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def soon(condition: Callable[[], bool]) -> bool:
    """Wait for a condition. Only a failing test waits to the end."""
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def until_none(pids: set[int]) -> bool:
    return soon(lambda: not any(map(is_there, pids)))


@pytest.fixture
def own(course: Course) -> Iterator[Grader]:
    """A separate grader for destructive tests."""
    with Grader(course) as one:
        yield one


def test_results_stream_in_the_order_of_the_checks_before_the_verdict(
    grader: Grader, tiny: Exercise, file: Path
) -> None:
    write(file, SOLUTION)
    seen: list[TestResult] = []
    verdict = grader.check(tiny, file, on_event=seen.append)
    assert verdict is not None
    assert [test.id for test in seen] == [
        "centre_shape",
        "centre_values",
        "centre_unchanged",
        "scores[2]",
        "scores[5]",
    ]
    assert tuple(seen) == verdict.tests
    assert seen[0].says == "centre keeps the shape"


def test_two_exercises_are_graded_at_the_same_time(grader: Grader, course: Course, file: Path) -> None:
    tiny, other = course.exercises
    other_file = file.with_name(other.filename)
    write(file, SOLUTION)
    write(other_file, other.solution)
    with ThreadPoolExecutor() as pool:
        verdicts = list(pool.map(lambda pair: grader.check(*pair), [(tiny, file), (other, other_file)]))
    assert [v.status for v in verdicts if v] == ["passed", "passed"]


def test_a_plain_assert_in_a_check_shows_its_message(grader: Grader, course: Course, file: Path) -> None:
    other = course.exercises[1]
    path = file.with_name(other.filename)
    write(path, "def nothing(x):\n    return 4\n")
    verdict = grader.check(other, path)
    assert verdict is not None
    assert (verdict.status, verdict.message) == ("failed", "nothing(3) must be 3")


def test_a_newer_check_cancels_the_older_one(grader: Grader, tiny: Exercise, file: Path) -> None:
    write(file, LOOP)
    older: list[Verdict | None] = []
    thread = threading.Thread(target=lambda: older.append(grader.check(tiny, file, timeout=60.0)))
    thread.start()
    while tiny.id not in grader._current:
        time.sleep(0.01)
    time.sleep(0.2)
    write(file, SOLUTION)
    newer = grader.check(tiny, file)
    thread.join(PATIENCE)
    assert older == [None]
    assert newer is not None
    assert newer.status == "passed"


def test_closing_ends_a_running_check_and_every_process(course: Course, tiny: Exercise, file: Path) -> None:
    grader = Grader(course)
    write(file, LOOP)
    answers: list[Verdict | None] = []
    thread = threading.Thread(target=lambda: answers.append(grader.check(tiny, file, timeout=60.0)))
    thread.start()
    assert soon(lambda: len(grader._busy) == 1)
    worker = own_worker(grader)
    assert soon(lambda: len(descendants(worker)) == 3)  # fork server, learner's process, spare
    mine = {worker, *descendants(worker)}
    grader.close()
    thread.join(PATIENCE)
    assert answers == [None]
    assert until_none(mine)
    assert grader.check(tiny, file) is None


def below(pid: int, name: str) -> int:
    """The only process below ``pid`` whose command line names this module."""
    found = []
    for other in descendants(pid):
        with contextlib.suppress(OSError):  # it has ended in the meantime
            if name.encode() in Path(f"/proc/{other}/cmdline").read_bytes():
                found.append(other)
    parents = [p for p in found if any(p != other and other in descendants(p) for other in found)]
    return (parents or found)[0]


KILLED = {
    "the worker": own_worker,
    "the fork server": lambda grader: below(own_worker(grader), "fork_server"),
}


@pytest.mark.parametrize("which", KILLED)
@pytest.mark.parametrize("moment", ["between two checks", "in a check"])
def test_a_check_is_repeated_when_a_process_of_the_tutor_is_killed(
    own: Grader, tiny: Exercise, file: Path, which: str, moment: str
) -> None:
    write(file, SOLUTION)
    assert own.check(tiny, file) is not None
    kill = lambda: os.kill(KILLED[which](own), signal.SIGKILL)  # noqa: E731
    if moment == "in a check":
        write(file, "import time\ntime.sleep(0.8)\n" + SOLUTION)
        timer = threading.Timer(0.4, kill)
        timer.start()
    else:
        kill()
    for _ in range(2):
        verdict = own.check(tiny, file)
        assert verdict is not None
        assert verdict.status == "passed", verdict.message


def test_killing_a_spare_process_harms_no_check(own: Grader, tiny: Exercise, file: Path) -> None:
    write(file, SOLUTION)
    assert own.check(tiny, file) is not None
    server = below(own_worker(own), "fork_server")
    assert soon(lambda: len(descendants(server)) == 1)
    os.kill(next(iter(descendants(server))), signal.SIGKILL)
    verdict = own.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "passed"


def test_killing_a_learners_process_fails_only_that_check(own: Grader, tiny: Exercise, file: Path) -> None:
    write(file, "import os\nos.kill(os.getpid(), 9)\n" + SOLUTION)
    killed = own.check(tiny, file)
    write(file, SOLUTION)
    verdict = own.check(tiny, file)
    assert killed is not None
    assert killed.status == "error"
    assert verdict is not None
    assert verdict.status == "passed"


def test_a_learners_process_killed_from_outside_is_retried(own: Grader, tiny: Exercise, file: Path) -> None:
    write(file, SOLUTION)
    assert own.check(tiny, file) is not None
    server = below(own_worker(own), "fork_server")
    write(file, "import time\ntime.sleep(0.8)\n" + SOLUTION)

    def kill() -> None:
        for pid in descendants(server):  # the learner's process and the spare
            os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(0.4, kill)
    timer.start()
    seen: list[TestResult] = []
    verdict = own.check(tiny, file, on_event=seen.append)
    timer.join()
    assert verdict is not None
    assert verdict.status == "passed", verdict.message
    assert len(seen) == len(verdict.tests)  # each line is reported once


def test_after_two_failures_there_is_no_verdict_and_the_next_check_works(
    own: Grader, tiny: Exercise, file: Path
) -> None:
    write(file, "import time\ntime.sleep(1.5)\n" + SOLUTION)
    over = threading.Event()

    def keep_killing() -> None:
        while not over.wait(0.2):
            with contextlib.suppress(OSError, IndexError, ValueError):
                os.kill(below(own_worker(own), "fork_server"), signal.SIGKILL)

    killer = threading.Thread(target=keep_killing)
    killer.start()
    verdict = own.check(tiny, file)
    over.set()
    killer.join()
    assert verdict is not None
    assert (verdict.status, verdict.not_graded) == ("not_graded", True)
    assert "Check it again" in verdict.message
    write(file, SOLUTION)
    after = own.check(tiny, file)
    assert after is not None
    assert after.status == "passed"


def test_a_worker_that_cannot_start_reports_a_clear_error(
    course: Course, tiny: Exercise, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file, SOLUTION)
    monkeypatch.setattr("sys.executable", "/bin/false")
    with Grader(course) as grader:
        verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.not_graded
    assert "tutor doctor" in verdict.message
    assert verdict.digest


def test_without_processes_there_is_no_verdict(course: Course, tiny: Exercise, file: Path) -> None:
    write(file, SOLUTION)
    with Grader(course) as grader, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.executable", "/nowhere/python")
        verdict = grader.check(tiny, file)
        assert verdict is not None
        assert (verdict.status, "The grading process could not be started" in verdict.message) == (
            "not_graded",
            True,
        )
        patch.undo()
        after = grader.check(tiny, file)
    assert after is not None
    assert after.status == "passed"


def test_spawn_gives_the_same_verdicts_as_fork(course: Course, tiny: Exercise, file: Path) -> None:
    with Grader(course, method="spawn") as grader:
        write(file, SOLUTION)
        passed = grader.check(tiny, file)
        write(file, SOLUTION.replace("axis=-1", "axis=0"))
        failed = grader.check(tiny, file)
    assert passed is not None
    assert passed.status == "passed"
    assert failed is not None
    assert failed.mistake is not None
    assert (failed.status, failed.mistake.id) == ("failed", "column-mean")


def test_a_warning_and_a_message_name_the_file_by_one_short_path(
    grader: Grader, tiny: Exercise, file: Path
) -> None:
    told = 'import warnings\nwarnings.warn("old")\n'
    file.write_text(f"{told}def centre(x): raise ValueError(__file__)\ndef scores(q, k): return q @ k.T\n")
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert f"exercises/{file.name}:2: UserWarning: old" in verdict.printed.text
    assert str(file.parent) not in verdict.printed.text + verdict.message
    assert all(str(file.parent) not in test.message for test in verdict.tests)
    file.unlink()
    gone = grader.check(tiny, file)
    assert gone is not None and f"is missing: exercises/{file.name}." in gone.message


def test_printed_output_is_part_of_the_verdict(grader: Grader, tiny: Exercise, file: Path) -> None:
    write(
        file,
        "print('[/bold] loading')\n" + SOLUTION.replace("    return q", "    print('scores')\n    return q"),
    )
    verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.printed.text == "[/bold] loading\nscores\nscores\n"
    assert verdict.printed.dropped == 0


def test_changed_checks_are_reloaded(tmp_path: Path, file: Path) -> None:
    course = make_course(tmp_path / "own")
    tiny = course.exercises[0]
    write(file, SOLUTION)
    check = tiny.folder / "test_t1_tiny.py"
    with Grader(course) as grader:
        first = grader.check(tiny, file)
        write(check, CHECK + '\n\ndef test_more(submission):\n    """one more"""\n    assert False\n')
        second = grader.check(tiny, file)
        write(check, "def broken(:\n")
        third = grader.check(tiny, file)
        write(check, CHECK)
        fourth = grader.check(tiny, file)
    assert [v.status for v in (first, second, third, fourth) if v] == ["passed", "failed", "error", "passed"]
    assert second is not None
    assert second.tests[-1].id == "more"
    assert third is not None
    assert "The checks of t1_tiny cannot be loaded" in third.message


def test_an_exercise_without_checks_does_not_pass(tmp_path: Path, file: Path) -> None:
    course = make_course(tmp_path / "own")
    tiny = course.exercises[0]
    (tiny.folder / "test_t1_tiny.py").unlink()
    write(file, SOLUTION)
    with Grader(course) as grader:
        verdict = grader.check(tiny, file)
    assert verdict is not None
    assert verdict.status == "error"
    assert "no check" in verdict.message


def test_without_its_library_an_exercise_says_how_to_install_it(tmp_path: Path, file: Path) -> None:
    course = make_course(tmp_path / "own")
    brief = course.exercises[0].folder / "brief.md"
    write(brief, brief.read_text().replace("rests_on", "requires: [no_such_library]\nrests_on"))
    from tutor.course.load import load_exercise

    write(file, SOLUTION)
    with Grader(course) as grader:
        verdict = grader.check(load_exercise(brief.parent), file)
    assert verdict is not None
    assert verdict.status == "not_started"
    assert {test.outcome for test in verdict.tests} == {"not_started"}
    assert "needs no_such_library, which is not installed here: " in verdict.message
    assert verdict.message.endswith("pip install no_such_library")


def test_what_an_exercise_requires_is_imported_before_the_learners_file(tmp_path: Path, file: Path) -> None:
    course = make_course(tmp_path / "own")
    brief = course.exercises[0].folder / "brief.md"
    write(brief, brief.read_text().replace("rests_on", "requires: [colorsys]\nrests_on"))
    from tutor.course.load import load_exercise

    write(file, SOLUTION + "\nimport sys\nassert 'colorsys' in sys.modules\n")
    with Grader(course) as grader:
        verdicts = [grader.check(load_exercise(brief.parent), file) for _ in range(2)]
    assert [verdict.status for verdict in verdicts if verdict] == ["passed", "passed"]


def test_after_a_timeout_the_other_tests_are_not_run(grader: Grader, tiny: Exercise, file: Path) -> None:
    write(file, SOLUTION.replace("    return x - mean", "    while True: pass"))
    verdict = grader.check(tiny, file, timeout=1.0)
    assert verdict is not None
    assert verdict.status == "timeout"
    assert [test.outcome for test in verdict.tests] == ["error"] + ["not_run"] * 4
    assert verdict.where is not None
    assert verdict.where.text.strip() == "while True: pass"


def test_a_timeout_does_not_fail_the_exercise_that_is_checked_next(
    own: Grader, course: Course, file: Path
) -> None:
    tiny, other = course.exercises
    write(file, SOLUTION.replace("    return x - mean", "    while True: pass"))
    own.check(tiny, file, timeout=1.0)
    write(file.with_name(other.filename), other.solution)
    verdict = own.check(other, file.with_name(other.filename))
    assert verdict is not None
    assert verdict.status == "passed", verdict.message


def test_many_checks_leave_no_process(grader: Grader, tiny: Exercise, file: Path) -> None:
    write(file, SOLUTION)
    grader.check(tiny, file)
    processes = len(descendants(os.getpid()))
    for _ in range(10):
        verdict = grader.check(tiny, file)
        assert verdict is not None
    assert soon(lambda: len(descendants(os.getpid())) <= processes)


STATEFUL = """
import numpy as np

HELD = np.zeros(3)
SEEN = []

def test_state(submission):
    \"\"\"nothing is left of an earlier check\"\"\"
    SEEN.append(np.random.random())
    assert len(SEEN) == 1
    assert np.array_equal(HELD, np.zeros(3))
    assert np.geterr()["over"] == "warn"
    np.seterr(over="ignore")
    submission.centre(HELD)
    assert HELD[0] == 7.0
"""


def test_a_check_sees_no_side_effects_of_an_earlier_one(tmp_path: Path, file: Path) -> None:
    course = make_course(tmp_path / "own")
    tiny = course.exercises[0]
    write(tiny.folder / "test_t1_tiny.py", STATEFUL)
    write(file, "def centre(x):\n    x[:] = 7.0\n    return x\n")
    with Grader(course) as grader:
        verdicts = [grader.check(tiny, file) for _ in range(3)]
    assert [(v.status, v.message) for v in verdicts if v] == [("passed", "The line passes.")] * 3
