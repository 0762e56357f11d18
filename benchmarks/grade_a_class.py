"""``tutor grade`` on fifty submissions of exercise 1, beside ``tutor check`` on the same files one after the other.

Twenty solutions, ten stubs, seventeen known mistakes, three endless loops. The table is held against what is known.
Usage: ``python benchmarks/grade_a_class.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rows import Row, machine, table

from tutor.course.find import find_exercise
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.grading.cohort import default_jobs, grade_all
from tutor.grading.handed_in import find_submissions

SECONDS = 4.0  # that a submission may run
LOOP = "def softmax(x, axis=-1):\n    while True:\n        pass\n"


def rows() -> list[Row]:
    """The table's line about a class."""
    course = load_course()
    exercise = find_exercise(course, "ex1")
    mistakes = load_mistakes(exercise)[0][:17]
    texts = [(exercise.solution, "passed")] * 20 + [(exercise.stub, "not_started")] * 10
    texts += [(apply(exercise.solution, mistake), "failed") for mistake in mistakes]
    texts += [(LOOP, "timeout")] * 3
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number, (text, _) in enumerate(texts):
            home = root / f"{number:02}" / "exercises"
            home.mkdir(parents=True)
            (home / exercise.filename).write_text(text, encoding="utf-8")
        began = time.perf_counter()
        found = find_submissions(root, course.exercises)
        grades = grade_all(course, found.work, timeout=SECONDS, jobs=default_jobs())
        together = time.perf_counter() - began
        wrong = [
            (grade.work.student, grade.word, known)
            for grade, (_, known) in zip(grades, texts, strict=True)
            if grade.word != known and not (known == "failed" and grade.word == "error")
        ]
        if wrong:
            raise SystemExit(f"graded otherwise than known: {wrong}")
        began = time.perf_counter()
        for number in range(len(texts)):
            subprocess.run(
                [sys.executable, "-m", "tutor", "check", "ex1", "--timeout", str(SECONDS)],
                env={**os.environ, "TUTOR_WORKSPACE": str(root / f"{number:02}")},
                capture_output=True,
                check=False,
            )
        apart = time.perf_counter() - began
    peer = "tutor check, one after the other"
    return [Row("tutor grade, a class of fifty", together, peer, apart, 1.0, "s")]


if __name__ == "__main__":
    print(machine())
    print(table(rows()))
