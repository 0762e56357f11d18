"""From a saved file to its verdict, beside bare pytest on the same check and file, all in one run.

    python benchmarks/save_to_verdict.py [--rounds 15] [--exercise ex1] [--mistake no-scaling]

Each round times, one after the other: a real save to the verdict on the event stream of a warm grader under watch, a
cold ``python -m tutor check``, and ``python -m pytest -q`` on the exercise's check, once as it is and once without
third-party plugins. The medians are compared; what else the machine does falls on all alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from rows import Row, machine, table

from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Exercise
from tutor.grading.grader import Grader
from tutor.grading.verdict import Verdict
from tutor.watch import watch


class Warm:
    """A grader under watch, as the app has it."""

    def __init__(self, grader: Grader, exercise: Exercise, path: Path) -> None:
        self.grader, self.exercise, self.path = grader, exercise, path
        self.verdicts: list[tuple[float, Verdict | None]] = []
        self.arrived = threading.Event()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        for _ in watch([self.path], self.stop):
            verdict = self.grader.check(self.exercise, self.path)
            self.verdicts.append((time.perf_counter(), verdict))
            self.arrived.set()

    def save(self, text: str) -> float:
        """Seconds from the save to the verdict."""
        self.arrived.clear()
        begun = time.perf_counter()
        self.path.write_text(text, encoding="utf-8")
        if not self.arrived.wait(60):
            raise SystemExit("no verdict came")
        return self.verdicts[-1][0] - begun

    def close(self) -> None:
        self.stop.set()
        self.thread.join()


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Seconds that a command takes; its exit code says passed (0) or failed (1)."""
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode not in (0, 1):
        raise SystemExit(
            f"{' '.join(command)}: exit {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}"
        )
    return seconds


def measure(rounds: int, name: str = "ex1", mistake: str = "") -> dict[str, list[float]]:
    """Seconds of each round, by way."""
    course = load_course()
    exercise = find_exercise(course, name)
    source = exercise.solution
    if mistake:
        source = apply(source, next(m for m in load_mistakes(exercise)[0] if m.id == mistake))
    with tempfile.TemporaryDirectory() as folder, Grader(course) as grader:
        exercises = Path(folder) / "exercises"
        exercises.mkdir()
        for other in course.exercises:
            (exercises / other.filename).write_text(other.solution, encoding="utf-8")
        path = exercises / exercise.filename
        path.write_text(source, encoding="utf-8")
        environment = {**os.environ, "TUTOR_WORKSPACE": folder}
        lean = {**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        python, checks = sys.executable, str(exercise.folder)
        grader.warm()
        warm = Warm(grader, exercise, path)
        numbers = iter(range(10**9))
        ways: dict[str, Callable[[], float]] = {
            "warm": lambda: warm.save(f"{source}\n# save {next(numbers)}\n"),
            "cold": lambda: timed([python, "-m", "tutor", "check", exercise.id], environment),
            "lean": lambda: timed([python, "-m", "pytest", "-q", checks], lean),
            "pytest": lambda: timed([python, "-m", "pytest", "-q", checks], environment),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        try:
            time.sleep(2.0)  # the grader gets warm, as it does while somebody reads
            for way in ways.values():
                way()
            for _ in range(rounds):
                for way_name, way in ways.items():
                    seconds[way_name].append(way())
        finally:
            warm.close()
        last = warm.verdicts[-1][1]
        assert last is not None and last.status == ("failed" if mistake else "passed")
    return seconds


def rows(rounds: int = 15, name: str = "ex1", mistake: str = "") -> list[Row]:
    """The table's lines about a verdict: against pytest without plugins, and as it is on this machine."""
    ms = {way: 1000 * statistics.median(taken) for way, taken in measure(rounds, name, mistake).items()}
    what, lean, plain = mistake or name, "pytest on the same check, no plugins", "pytest as it is here"
    return [
        Row(f"save to verdict, {what}", ms["warm"], lean, ms["lean"], 0.15),
        Row("  the same", ms["warm"], plain, ms["pytest"]),
        Row(f"tutor check, cold, {what}", ms["cold"], lean, ms["lean"], 1.0),
        Row("  the same", ms["cold"], plain, ms["pytest"]),
    ]


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--exercise", default="ex1")
    parser.add_argument("--mistake", default="", help="grade this known mistake; without one, the solution")
    options = parser.parse_args()
    print(machine())
    print(table(rows(options.rounds, options.exercise, options.mistake)))


if __name__ == "__main__":
    main()
