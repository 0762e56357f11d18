"""Grading every exercise at once, beside bare pytest on the same checks and files, all in one run.

    python benchmarks/check_all.py [--rounds 7]

Each round times, one after the other: ``python -m tutor check --all`` on a folder of all the solutions, and
``python -m pytest -q checks/`` on the same folder, once as it is and once without third-party plugins. Both are cold
and do the same: every learner's function is called in a process of its own. The medians are compared; what else the
machine does falls on all alike. Exercises whose library is not installed are left out of both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tutor.course.load import load_course
from tutor.course.requires import missing_modules


def timed(command: list[str], environment: dict[str, str], wanted: tuple[int, ...]) -> tuple[float, str]:
    """Seconds that a command takes, and what it printed; it must end with one of the wanted codes."""
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode not in wanted:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return seconds, done.stdout


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
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
        passes = (1,) if absent else (0,)  # what is not started is not passed
        ways = {
            "tutor check --all": (grade, environment, passes),
            "bare pytest, lean": (pytest, lean, (0,)),
            "bare pytest, as it is": (pytest, environment, (0,)),
        }
        _, report = timed([*grade, "--json"], environment, passes)
        for way in ways.values():
            timed(*way)
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                seconds[name].append(timed(*way)[0])
    show(seconds, json.loads(report)["results"], rounds)


def show(seconds: dict[str, list[float]], results: list[dict[str, object]], rounds: int) -> None:
    """The table, below what was graded."""
    states = [str(result["status"]) for result in results]
    told = ", ".join(f"{states.count(state)} {state.replace('_', ' ')}" for state in dict.fromkeys(states))
    print(f"the solutions of {len(results)} exercises ({told}), {rounds} rounds\n")
    base = statistics.median(seconds["bare pytest, lean"])
    print(f"{'':24}{'median':>9}{'fastest':>9}{'slowest':>9}   ratio to lean pytest")
    for name, taken in seconds.items():
        median = statistics.median(taken)
        cells = "".join(f"{1000 * x:7.0f}ms" for x in (median, min(taken), max(taken)))
        print(f"{name:24}{cells}   {median / base:.2f}")


if __name__ == "__main__":
    main()
