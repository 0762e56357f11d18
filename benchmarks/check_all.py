"""Grading every exercise at once, beside bare pytest on the same checks and files, all in one run.

    python benchmarks/check_all.py [--rounds 7]

Each round times, one after the other: ``python -m tutor check --all`` on a folder of all the solutions, and
``python -m pytest -q checks/`` on the same folder, once as it is and once without third-party plugins. Both are cold
and do the same: every learner's function is called in a process of its own. The medians are compared; what else the
machine does falls on all alike. Exercises whose library is not installed are left out of both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rows import Row, machine, table

from tutor.course.exercise import missing_modules
from tutor.course.load import load_course


def timed(command: list[str], environment: dict[str, str], code: int) -> float:
    """Seconds that a command takes, which must end with this exit code."""
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode != code:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return seconds


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each round, by way."""
    course = load_course()
    absent = [exercise for exercise in course.exercises if missing_modules(exercise)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exercises").mkdir()
        for exercise in course.exercises:
            path = Path(folder) / "exercises" / exercise.filename
            path.write_text(exercise.solution, encoding="utf-8")
        environment = {**os.environ, "TUTOR_WORKSPACE": folder}
        lean = {**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        pytest = [sys.executable, "-m", "pytest", "-q", str(course.root / "checks")]
        pytest += [f"--ignore={exercise.folder}" for exercise in absent]
        grade = [sys.executable, "-m", "tutor", "check", "--all"]
        passes = 1 if absent else 0  # what is not started is not passed
        ways = {
            "tutor": (grade, environment, passes),
            "lean": (pytest, lean, 0),
            "pytest": (pytest, environment, 0),
        }
        for way in ways.values():
            timed(*way)
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                seconds[name].append(timed(*way))
    return seconds


def rows(rounds: int = 7) -> list[Row]:
    """The table's lines about all exercises at once: against pytest without plugins, and as it is on this machine."""
    ms = {way: 1000 * statistics.median(taken) for way, taken in measure(rounds).items()}
    return [
        Row("tutor check --all, the solutions", ms["tutor"], "pytest checks/, no plugins", ms["lean"], 1.0),
        Row("  the same", ms["tutor"], "pytest as it is here", ms["pytest"]),
    ]


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    print(machine())
    print(table(rows(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()
