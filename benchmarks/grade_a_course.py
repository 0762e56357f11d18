"""``tutor grade`` on a thousand different files, killed halfway and continued, beside pytest on each file.

The files are exercises 1 and 2 in the styles of other people, right ones and ones with a mistake, of which some are
frequent and most are rare. The peer is what a course without a grader would do: one pytest per file, on a sample. The
table has the time, the largest memory of one process, and how many files were left to grade after the kill.

    python benchmarks/grade_a_course.py [--students 500]      # 500 students hand in two files each
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rows import Row, machine, table

from tutor.course.load import load_course
from tutor.course.styles import load_styles

ROOT = Path(__file__).parents[1]
SAMPLE = 8  # files that the peer grades
RIGHT = 0.4  # of all files


def write_class(folder: Path, students: int) -> int:
    """Two files for each student, no two with the same bytes. Returns how many."""
    draw = random.Random(7)
    exercises = [one for one in load_course().exercises if one.short in ("ex1", "ex2")]
    for exercise in exercises:
        styles = load_styles(exercise)
        wrong = [style.with_mistake(name) for style in styles for name in style.changes]
        draw.shuffle(wrong)
        often = [1 / (place + 1) for place in range(len(wrong))]
        for number in range(students):
            right = draw.random() < RIGHT
            text = draw.choice(styles).source if right else draw.choices(wrong, often)[0]
            home = folder / f"s{number:04}"
            home.mkdir(parents=True, exist_ok=True)
            (home / exercise.filename).write_text(f"{text}\n# student {number}\n", encoding="utf-8")
    return students * len(exercises)


def command(folder: Path, journal: Path, out: Path) -> list[str]:
    """``tutor grade``, with its journal."""
    files = ["--files", str(out), "--misunderstandings", str(out.with_suffix(".who.csv"))]
    return [sys.executable, "-m", "tutor", "grade", str(folder), "--resume", str(journal), *files]


def graded(journal: Path) -> int:
    """How many verdicts are in the journal."""
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def kill_halfway(folder: Path, journal: Path, out: Path, files: int) -> float:
    """Start grading, and kill it when half of the files are graded. Returns the seconds it had."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command(folder, journal, out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None and graded(journal) < files // 2:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return time.perf_counter() - begun


def with_pytest(folder: Path) -> float:
    """Seconds per file with one pytest for each of a sample of exercise 1."""
    exercise = next(one for one in load_course().exercises if one.short == "ex1")
    taken = []
    for home in sorted(folder.iterdir())[:SAMPLE]:
        with tempfile.TemporaryDirectory() as own:
            shutil.copytree(exercise.folder, Path(own) / "checks" / exercise.id)
            shutil.copy(ROOT / "checks" / "conftest.py", Path(own) / "checks")
            (Path(own) / "exercises").mkdir()
            shutil.copy(home / exercise.filename, Path(own) / "exercises")
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "checks"],
                cwd=own,
                capture_output=True,
                check=False,
            )
            taken.append(time.perf_counter() - begun)
    return sorted(taken)[len(taken) // 2]


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--students", type=int, default=500)
    students = options.parse_args().students
    with tempfile.TemporaryDirectory() as scratch:
        folder, journal, out = Path(scratch) / "class", Path(scratch) / "journal", Path(scratch) / "files.csv"
        files = write_class(folder, students)
        before = kill_halfway(folder, journal, out, files)
        kept = graded(journal)
        begun = time.perf_counter()
        done = subprocess.run(command(folder, journal, out), capture_output=True, text=True, check=False)
        after = time.perf_counter() - begun
        if done.returncode:
            raise SystemExit(f"exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        lines = len(out.read_text(encoding="utf-8").splitlines()) - 1
        peer = with_pytest(folder)
        print(machine())
        print(
            table(
                [Row("tutor grade, per file", (before + after) / files, "pytest, per file", peer, 1.0, "s")]
            )
        )
        print(f"{files} files, {lines} in the table; killed after {kept} verdicts ({before:.0f} s)")
        print(f"the second run took {after:.0f} s and graded {graded(journal) - kept} files")
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
            1024**2 if sys.platform == "darwin" else 1024
        )
        print(f"the largest process had {largest:.0f} MB")
        print(*done.stdout.splitlines()[-24:], sep="\n")


if __name__ == "__main__":
    main()
