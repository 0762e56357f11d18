"""Grading in another checkout of the tutor and in this one, alternating in one run.

    git worktree add ../before COMMIT
    python benchmarks/two_checkouts.py ../before [--rounds 9] [--exercise ex1] [--class] [--apart]

Both are given the same files. The columns are ratios, so what else the machine does falls on all alike: the other
checkout and this one, each against bare pytest without plugins in the other checkout, and this one against the other.
A class of fifty takes a minute and is graded once or, with ``--apart``, also file by file.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from grade_a_class import SECONDS, submissions
from rows import machine

from tutor.course.load import load_course

HERE = Path(__file__).parents[1]
SETTLE = 0.5  # seconds between two saves: a learner takes longer

# Runs in either checkout: a grader under watch that is told to save.
DRIVER = """
import sys, threading, time
from pathlib import Path
from tutor.course.load import load_course
from tutor.grading.grader import Grader
try:
    from tutor.watch import watch
except ImportError:
    from tutor.grading.watch import watch

def main():
    course = load_course()
    exercise = next(one for one in course.exercises if one.short == sys.argv[2])
    path = Path(sys.argv[1])
    arrived, stop, found = threading.Event(), threading.Event(), []
    with Grader(course) as grader:
        grader.warm()
        def run():
            for _ in watch([path], stop):
                found.append((grader.check(exercise, path), time.perf_counter()))
                arrived.set()
        thread = threading.Thread(target=run)
        thread.start()
        print("ready", flush=True)
        for number, _ in enumerate(sys.stdin):
            arrived.clear()
            begun = time.perf_counter()
            path.write_text(exercise.solution + f"# {number}\\n", encoding="utf-8")
            assert arrived.wait(60)
            verdict, at = found[-1]
            assert verdict.status == "passed", verdict
            print(at - begun, flush=True)
        stop.set()
        thread.join()

if __name__ == "__main__":
    main()
"""


@dataclass(frozen=True)
class Checkout:
    """A tree and how programs are run in it."""

    name: str
    root: Path

    def environment(self, workspace: Path | None) -> dict[str, str]:
        """What its programs find in their environment."""
        return {
            **os.environ,
            "PYTHONPATH": str(self.root),
            **({"TUTOR_WORKSPACE": str(workspace)} if workspace else {}),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }

    def run(self, workspace: Path | None, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> float:
        """Seconds that ``python -m ...`` takes."""
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            env=self.environment(workspace),
            cwd=workspace or tempfile.gettempdir(),  # else Python would find the tree that one is in
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
        if done.returncode not in codes:
            raise SystemExit(f"{self.name}: {arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
        return seconds


class Watched:
    """A warm grader in a process of its own."""

    def __init__(self, checkout: Checkout, workspace: Path, path: Path, exercise: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(path), exercise],
            env=checkout.environment(workspace),
            cwd=workspace,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def save(self) -> float:
        """Seconds from a save to its verdict."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._answer())

    def processor(self) -> float:
        """Seconds of processor time that it and everything below it have used."""
        return sum(map(_used, _below(self._process.pid))) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the grader under watch has ended")
        return line


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _used(pid: int) -> int:
    """Ticks: its own, and those of its children that have ended."""
    return sum(map(int, _stat(pid)[11:15]))


def _below(root: int) -> set[int]:
    parents = {
        int(p.name): int(s[1])
        for p in Path("/proc").iterdir()
        if p.name.isdigit() and (s := _stat(int(p.name)))
    }
    found: set[int] = set()
    waiting = {root}
    while waiting:
        found |= waiting
        waiting = {pid for pid, parent in parents.items() if parent in waiting} - found
    return found


def measure(checkouts: list[Checkout], rounds: int, short: str = "ex1") -> dict[str, dict[str, list[float]]]:
    """Seconds of each round, by what was done and by checkout; ``lean`` is pytest in the first."""
    course = load_course()
    graded = next(one for one in course.exercises if one.short == short)
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        (workspace / "exercises").mkdir()
        for exercise in course.exercises:
            (workspace / "exercises" / exercise.filename).write_text(exercise.solution, encoding="utf-8")
        watched = {}
        for one in checkouts:
            path = workspace / f"{one.name}.py"
            path.write_text("", encoding="utf-8")
            watched[one.name] = Watched(one, workspace, path, short)
        try:
            time.sleep(10)  # they get warm, as they do while somebody reads
            for turn in range(rounds + 1):
                lean = checkouts[0].run(workspace, "pytest", "-q", f"{checkouts[0].root}/checks/{graded.id}")
                lean_all = (
                    checkouts[0].run(workspace, "pytest", "-q", f"{checkouts[0].root}/checks")
                    if turn % 3 == 0
                    else 0.0
                )
                for one in checkouts if turn % 2 else checkouts[::-1]:
                    before = watched[one.name].processor()
                    saves = []
                    for _ in range(3):
                        saves.append(watched[one.name].save())
                        time.sleep(SETTLE)
                    used = (watched[one.name].processor() - before) / 3
                    cold = one.run(workspace, "tutor", "check", short, codes=(0,))
                    together = one.run(workspace, "tutor", "check", "--all") if turn % 3 == 0 else 0.0
                    if turn:  # the first round warms the disk
                        found["save to verdict"][one.name] += saves
                        found["processor time a save"][one.name].append(used)
                        found["tutor check, cold"][one.name].append(cold)
                    if together:
                        found["tutor check --all"][one.name].append(together)
                if turn:
                    for what in ("save to verdict", "processor time a save", "tutor check, cold"):
                        found[what]["lean"].append(lean)
                if lean_all:
                    found["tutor check --all"]["lean"].append(lean_all)
        finally:
            for one in watched.values():
                one.close()
    return found


def grade(checkouts: list[Checkout], *, apart: bool) -> dict[str, list[float]]:
    """Seconds for a class of fifty, by checkout; ``lean`` is this checkout, file by file."""
    work = submissions()
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "class"
        for number, one in enumerate(work):
            home = root / f"{number:02}" / "exercises"
            home.mkdir(parents=True)
            (home / one.exercise.filename).write_text(one.text, encoding="utf-8")
        for order in (checkouts, checkouts[::-1]):
            for checkout in order:
                arguments = ("tutor", "grade", str(root), "--csv", f"{folder}/g.csv", "--timeout", SECONDS)
                found[checkout.name].append(checkout.run(None, *arguments))
        if apart:
            found["lean"].append(
                sum(
                    checkouts[-1].run(
                        root / f"{n:02}", "tutor", "check", one.exercise.short, "--timeout", SECONDS
                    )
                    for n, one in enumerate(work)
                )
            )
    return found


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("other", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--exercise", default="ex1")
    parser.add_argument("--class", dest="classes", action="store_true")
    parser.add_argument("--apart", action="store_true")
    options = parser.parse_args()
    checkouts = [Checkout("other", options.other.resolve()), Checkout("this", HERE)]
    found = measure(checkouts, options.rounds, options.exercise)
    if options.classes or options.apart:
        found["a class of fifty"] = grade(checkouts, apart=options.apart)
    print(machine())
    print(f"{'':28}{'other':>9}{'this':>9}{'peer':>9}   other/peer  this/peer  this/other")
    for what, seconds in found.items():
        middle = {name: statistics.median(taken) for name, taken in seconds.items()}
        other, this, peer = middle["other"], middle["this"], middle.get("lean", float("nan"))
        print(
            f"{what:28}{other:7.3f} s{this:7.3f} s{peer:7.3f} s"
            f"{other / peer:13.2f}{this / peer:11.2f}{this / other:12.2f}"
        )


if __name__ == "__main__":
    main()
