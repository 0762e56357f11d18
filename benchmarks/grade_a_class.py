"""``tutor grade`` on fifty submissions of exercises 1 to 5, beside the same files one after the other.

Twenty solutions, ten stubs, seventeen known mistakes, three endless loops, shuffled over fifty students. Two peers, in
the same run: ``tutor check`` on each student's folder in turn, and ``tutor grade --jobs 1``. All are programs started
from a shell. Every grade is held against what is known of its file; a wrong one ends the benchmark.

    python benchmarks/grade_a_class.py
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rows import Row, machine, table

from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Exercise

SECONDS = "4"  # that a submission may run
LOOPS = {"ex1", "ex3", "ex5"}
STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class Submission:
    """A file, with the grades that are right for it and the mistake in it, if there is one."""

    exercise: Exercise
    text: str
    words: tuple[str, ...]
    mistake: str = ""


def submissions() -> list[Submission]:
    """Fifty of them, always the same in the same order."""
    found: list[Submission] = []
    for exercise in (e for e in load_course().exercises if e.short in ("ex1", "ex2", "ex3", "ex4", "ex5")):
        found += [Submission(exercise, exercise.solution, ("passed",))] * 4
        found += [Submission(exercise, exercise.stub, ("not_started",))] * 2
        if exercise.short in LOOPS:
            text = exercise.stub.replace(STUB, "while True: pass")
            found.append(Submission(exercise, text, ("timeout",)))
        mistakes = load_mistakes(exercise)[0]
        for mistake in islice(mistakes, 3 if exercise.short in LOOPS else 4):
            # Some mistakes give wrong numbers and some cannot be run.
            text = apply(exercise.solution, mistake)
            found.append(Submission(exercise, text, ("failed", "error"), mistake.name))
    random.Random(0).shuffle(found)
    return found


def tutor(*arguments: str, workspace: Path | None = None) -> float:
    """Seconds that a command takes."""
    environment = dict(os.environ)
    if workspace is not None:
        environment["TUTOR_WORKSPACE"] = str(workspace)
    command = [sys.executable, "-m", "tutor", *arguments, "--timeout", SECONDS]
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - begun


def right(grades: Path, work: list[Submission]) -> str:
    """How many grades are right and how many mistakes are called by their names.

    Raises:
        SystemExit: a grade is not what is known of the file.
    """
    with grades.open(newline="", encoding="utf-8") as file:
        given = {line["student"]: line for line in csv.DictReader(file) if line["verdict"] != "missing"}
    named = 0
    for number, one in enumerate(work):
        line = given.pop(f"{number:02}")
        if line["exercise"] != one.exercise.id or line["verdict"] not in one.words:
            raise SystemExit(f"{number:02}: {line}, where {one.exercise.id} is {' or '.join(one.words)}")
        named += bool(one.mistake) and line["first_mistake"] == one.mistake
    if given:
        raise SystemExit(f"graded without having been handed in: {given}")
    wrong = sum(bool(one.mistake) for one in work)
    return f"all {len(work)} grades are right, {named} of {wrong} mistakes are called by their names"


def measure() -> tuple[float, float, float, str]:
    """Seconds together, with one job, and one check after the other; and what the table is worth."""
    work = submissions()
    with tempfile.TemporaryDirectory() as folder:
        root, grades = Path(folder) / "class", Path(folder) / "grades.csv"
        for number, one in enumerate(work):
            home = root / f"{number:02}" / "exercises"
            home.mkdir(parents=True)
            (home / one.exercise.filename).write_text(one.text, encoding="utf-8")
        together = tutor("grade", str(root), "--csv", str(grades))
        said = right(grades, work)
        one_job = tutor("grade", str(root), "--csv", str(grades), "--jobs", "1")
        right(grades, work)
        apart = sum(
            tutor("check", one.exercise.short, workspace=root / f"{number:02}")
            for number, one in enumerate(work)
        )
    return together, one_job, apart, said


def lines(together: float, one_job: float, apart: float) -> list[Row]:
    """The figures as lines of the table."""
    return [
        Row("tutor grade, a class of fifty", together, "tutor check, one after the other", apart, 1.0, "s"),
        Row("  the same", together, "tutor grade --jobs 1", one_job, 1.0, "s"),
    ]


def rows() -> list[Row]:
    """The table's lines about a class."""
    return lines(*measure()[:3])


if __name__ == "__main__":
    *seconds, said = measure()
    print(machine())
    print(table(lines(*seconds)))
    print(said)
